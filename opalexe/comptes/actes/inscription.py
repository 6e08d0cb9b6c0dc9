"""Acts on one's own account: signing in, registering, accepting the terms, changing one's details."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from opalexe.comptes import evenements
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.cgu import VERSION
from opalexe.comptes.models import Certificat, Compte, Role
from opalexe.journal.actes import consigner
from opalexe.socle.certificates import ClientCertificate
from opalexe.socle.erreurs import ActeRefuse

COORDONNEES = ("courriel", "telephone", "mobile", "adresse_postale")
ROLES_INSCRIPTION = (Role.MAGISTRAT, Role.GREFFIER, Role.EXPERT, Role.AVOCAT)
"""Who opens an account by oneself (produit.md part 1)."""

DEJA_INSCRIT = "Ce certificat ouvre déjà un compte\u00a0: retournez à l’accueil pour y accéder."


@transaction.atomic
def se_connecter(par: Auteur) -> None:
    """Write in the journal that a session begins."""
    consigner(evenements.CONNEXION, par.acteur, objet=par.compte.pk)


@transaction.atomic
def inscrire(
    certificat: ClientCertificate,
    *,
    role: Role,
    nom: str,
    prenom: str,
    coordonnees: Mapping[str, str],
    adresse: str | None,
    completer: Callable[[Auteur], None] | None = None,
) -> Auteur:
    """Open an account for the bearer of a valid certificate, CGU accepted (guide, chapter 2).

    `completer` keeps what the role adds (see `complements.py`), in the same transaction. Raises ActeRefuse
    when the role is not one that registers, when an expert gives no address, or when the certificate already
    opens an account (two forms sent at once).
    """
    if role not in ROLES_INSCRIPTION:
        raise ActeRefuse("Ce rôle ne s’inscrit pas en ligne\u00a0: adressez-vous à l’assistance.")
    _exiger_coordonnees(role, coordonnees)
    compte = Compte(
        role=role,
        nom=nom,
        prenom=prenom,
        cgu_version=VERSION,
        cgu_acceptees_le=timezone.now(),
        **{name: coordonnees.get(name, "") for name in COORDONNEES},
    )
    compte.save(force_insert=True)
    try:
        with transaction.atomic():
            rattacher_certificat(compte, certificat)
    except IntegrityError as error:
        raise ActeRefuse(DEJA_INSCRIT) from error
    par = Auteur(compte=compte, certificat=certificat.serial_number, adresse=adresse)
    if completer is not None:
        completer(par)
    consigner(evenements.INSCRIPTION, par.acteur, objet=compte.pk, donnees={"cgu": VERSION, "role": role})
    return par


def rattacher_certificat(
    compte: Compte, certificat: ClientCertificate, *, de_plateforme: bool = False
) -> Certificat:
    """Make a verified certificate open an account; `de_plateforme`: the platform itself issued it.

    Raises IntegrityError when it opens one already.
    """
    return Certificat.objects.create(
        compte=compte,
        de_plateforme=de_plateforme,
        empreinte=certificat.fingerprint,
        der=certificat.der,
        sujet_cn=certificat.subject_cn,
        sujet=certificat.subject,
        emetteur=certificat.issuer,
        numero_serie=certificat.serial_number,
        valide_du=certificat.not_before,
        valide_au=certificat.not_after,
    )


@transaction.atomic
def modifier_coordonnees(par: Auteur, coordonnees: Mapping[str, str]) -> None:
    """Change one's own e-mail, phones and address; the journal says which, not what they were.

    Raises ActeRefuse when one that is required is missing.
    """
    _exiger_coordonnees(par.compte.role, coordonnees)
    compte = Compte.objects.select_for_update(no_key=True).get(pk=par.compte.pk)
    changed = [name for name in COORDONNEES if getattr(compte, name) != coordonnees.get(name, "")]
    if not changed:
        return
    for name in changed:
        setattr(compte, name, coordonnees.get(name, ""))
    compte.save(update_fields=changed)
    consigner(evenements.COORDONNEES, par.acteur, objet=compte.pk, donnees={"champs": changed})


@transaction.atomic
def accepter_cgu(par: Auteur, coordonnees: Mapping[str, str]) -> None:
    """Accept the terms of use at the first sign-in of an account made by somebody else, one's details checked.

    `coordonnees` holds those of COORDONNEES that the person saw. Once accepted, nothing changes any more.
    Raises ActeRefuse when a required one is missing.
    """
    compte = Compte.objects.select_for_update(no_key=True).get(pk=par.compte.pk)
    if compte.cgu_acceptees_le is not None:
        return
    kept = {name: coordonnees.get(name, getattr(compte, name)) for name in COORDONNEES}
    _exiger_coordonnees(compte.role, kept)
    changed = [name for name in COORDONNEES if getattr(compte, name) != kept[name]]
    for name in changed:
        setattr(compte, name, kept[name])
    compte.cgu_version, compte.cgu_acceptees_le = VERSION, timezone.now()
    compte.save(update_fields=[*changed, "cgu_version", "cgu_acceptees_le"])
    consigner(evenements.CGU, par.acteur, objet=compte.pk, donnees={"cgu": VERSION, "champs": changed})


def _exiger_coordonnees(role: str, coordonnees: Mapping[str, str]) -> None:
    """Refuse an account that could not be told anything, or an expert without an address."""
    if not coordonnees.get("courriel"):
        raise ActeRefuse("Indiquez votre adresse e-mail.")
    if role == Role.EXPERT and not coordonnees.get("adresse_postale"):
        raise ActeRefuse("Indiquez votre adresse postale\u00a0: elle est nécessaire pour un expert.")
