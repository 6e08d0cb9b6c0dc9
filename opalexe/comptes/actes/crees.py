"""Accounts that an expert makes for others: members of a party, sapiteurs who are on no list.

Who may make or correct them is judged by the caller, who knows the expertise.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from opalexe.comptes import evenements
from opalexe.comptes.actes.certificats import envoyer_lien
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import ROLES_CREES, Compte, LienCertificat, Role
from opalexe.comptes.telephones import normaliser_telephone
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.texte import normaliser

CHAMPS = ("nom", "prenom", "courriel", "mobile")


@transaction.atomic
def creer_compte(
    par: Auteur, *, role: Role, nom: str, prenom: str, courriel: str, mobile: str = ""
) -> Compte:
    """Make an account for somebody else: a Partie or a Sapiteur (produit.md part 1).

    It has no certificate (`envoyer_lien`), and its person has not accepted the terms yet. Raises ActeRefuse for
    another role, or without a readable name, a first name or a valid e-mail.
    """
    if role not in ROLES_CREES:
        raise ActeRefuse("Cette personne s’inscrit elle-même, avec son certificat professionnel.")
    compte = Compte(role=role, **_identite(nom=nom, prenom=prenom, courriel=courriel, mobile=mobile))
    compte.save(force_insert=True)
    consigner(
        evenements.CREATION,
        par.acteur,
        objet=compte.pk,
        donnees={"nom": compte.nom_complet, "role": compte.role},
    )
    return compte


@transaction.atomic
def corriger_compte(
    par: Auteur, compte: Compte, *, nom: str, prenom: str, courriel: str, mobile: str
) -> LienCertificat | None:
    """Correct an account made for somebody else, before or after its certificate is fetched.

    A link that still waits for an e-mail address that was wrong is cancelled, and another one goes to the right
    one: it is returned; None otherwise. The journal says which fields changed. Raises ActeRefuse as
    `creer_compte` does.
    """
    row = Compte.objects.select_for_update(no_key=True).get(pk=compte.pk)
    if row.role not in ROLES_CREES:
        raise ActeRefuse(
            f"{row.nom_complet} tient ses informations personnelles\u00a0: demandez-lui de les corriger."
        )
    values = _identite(nom=nom, prenom=prenom, courriel=courriel, mobile=mobile)
    changed = [name for name in CHAMPS if getattr(row, name) != values[name]]
    if not changed:
        return None
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=[*changed, "cle_tri"])
    link = None
    if "courriel" in changed and row.actif:
        waiting = row.liens_certificat.filter(utilise_le=None, annule_le=None, expire_le__gt=timezone.now())
        link = envoyer_lien(par, row) if waiting.exists() else None
    consigner(
        evenements.CORRECTION,
        par.acteur,
        objet=row.pk,
        donnees={"nom": row.nom_complet, "champs": changed},
    )
    return link


def _identite(*, nom: str, prenom: str, courriel: str, mobile: str) -> dict[str, str]:
    """Return the fields as they are kept. Raises ActeRefuse."""
    nom, prenom, courriel = " ".join(nom.split()), " ".join(prenom.split()), courriel.strip()
    if not normaliser(nom) or not normaliser(prenom):
        raise ActeRefuse("Indiquez le nom et le prénom, en lettres.")
    if len(nom) > 100 or len(prenom) > 100:
        raise ActeRefuse(
            "Ce nom est trop long\u00a0: 100\u00a0caractères au plus pour le nom et pour le prénom."
        )
    try:
        validate_email(courriel)
    except ValidationError as error:
        raise ActeRefuse(
            "Cette adresse e-mail n’est pas valable\u00a0: elle s’écrit prenom.nom@exemple.fr."
        ) from error
    try:
        mobile = normaliser_telephone(mobile)
    except ValueError as error:
        raise ActeRefuse(
            "Ce numéro de téléphone n’est pas reconnu\u00a0: écrivez dix chiffres ou un numéro international."
        ) from error
    return {"nom": nom, "prenom": prenom, "courriel": courriel, "mobile": mobile}
