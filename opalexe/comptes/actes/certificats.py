"""Certificates that the platform issues: the link that is sent, the certificate that it gives, revocation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from opalexe.comptes import evenements
from opalexe.comptes.actes.inscription import rattacher_certificat
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.liens import DUREE
from opalexe.comptes.models import ROLES_CREES, Certificat, Compte, LienCertificat
from opalexe.journal.actes import consigner
from opalexe.socle import delivery
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.validation import parse

LIEN_FERME = "Ce lien ne donne plus de certificat\u00a0: demandez-en un autre à l’expert qui vous l’a envoyé."


@dataclass(frozen=True)
class Delivrance:
    """What a person receives, once: the code is in no other place."""

    lien: LienCertificat
    certificat: Certificat
    code: str


@transaction.atomic
def envoyer_lien(par: Auteur, compte: Compte) -> LienCertificat:
    """Let a person fetch a certificate during 72 hours, by a link that is sent by e-mail (`suivi`).

    The link that waited, if there is one, no longer works; a certificate fetched before works until the new one
    is. Who may ask for it is judged by the caller. Raises ActeRefuse for an account that signs in with a
    certificate of its own, or that is closed.
    """
    row = Compte.objects.select_for_update(no_key=True).get(pk=compte.pk)
    if row.role not in ROLES_CREES:
        raise ActeRefuse(
            f"{row.nom_complet} se connecte avec son propre certificat\u00a0: la plateforme n’en délivre pas."
        )
    if not row.actif:
        raise ActeRefuse(f"Le compte de {row.nom_complet} est désactivé\u00a0: adressez-vous à l’assistance.")
    now = timezone.now()
    row.liens_certificat.filter(utilise_le=None, annule_le=None).update(annule_le=now)
    link = LienCertificat.objects.create(compte=row, cree_le=now, expire_le=now + DUREE, cree_par=par.compte)
    consigner(
        evenements.LIEN,
        par.acteur,
        objet=row.pk,
        donnees={"nom": row.nom_complet, "lien": str(link.pk), "expire_le": link.expire_le.isoformat()},
        le=now,
    )
    return link


@transaction.atomic
def delivrer_certificat(lien: UUID, *, adresse: str | None) -> Delivrance:
    """Make the key and the certificate of a link's person; the former ones of the platform are revoked at once.

    `adresse` is where the request comes from. Two calls at once yield one certificate. Raises ActeRefuse when
    the link is used, cancelled, expired or unknown, or the account closed.
    """
    found = LienCertificat.objects.filter(pk=lien).values_list("compte_id", flat=True).first()
    if found is None:
        raise ActeRefuse(LIEN_FERME)
    # The account first, as `envoyer_lien` does: what was asked while another one held it is judged after.
    compte = Compte.objects.select_for_update(no_key=True).get(pk=found)
    row = LienCertificat.objects.select_for_update().get(pk=lien)
    now = timezone.now()
    if not row.ouvert or row.expire_le <= now or not compte.actif:
        raise ActeRefuse(LIEN_FERME)
    compte.certificats.filter(de_plateforme=True, revoque_le=None).update(revoque_le=now)
    issued = delivery.issue(
        given_name=compte.prenom, surname=compte.nom, account=str(compte.pk), not_before=now
    )
    certificat = rattacher_certificat(compte, parse(issued.der), de_plateforme=True)
    row.utilise_le, row.certificat, row.p12 = now, certificat, issued.p12
    row.save(update_fields=["utilise_le", "certificat", "p12"])
    person = Auteur(compte=compte, certificat=certificat.numero_serie, adresse=adresse)
    consigner(
        evenements.DELIVRANCE,
        person.acteur,
        objet=compte.pk,
        donnees={"lien": str(row.pk), "numero_serie": certificat.numero_serie},
        le=now,
    )
    return Delivrance(row, certificat, issued.code)


@transaction.atomic
def revoquer(par: Auteur, certificat: Certificat) -> None:
    """Revoke a certificate that the platform issued: it opens nothing from the next request on.

    A link that waits still works. Who may ask for it is judged by the caller. Raises ActeRefuse for a
    certificate that the platform did not issue.
    """
    row = Certificat.objects.select_for_update(of=("self",)).select_related("compte").get(pk=certificat.pk)
    if not row.de_plateforme:
        raise ActeRefuse(
            f"Le certificat de {row.compte.nom_complet} ne vient pas de la plateforme\u00a0: "
            "seul l’organisme qui l’a délivré le révoque."
        )
    if row.revoque_le is not None:
        return
    row.revoque_le = timezone.now()
    row.save(update_fields=["revoque_le"])
    consigner(
        evenements.REVOCATION,
        par.acteur,
        objet=row.compte_id,
        donnees={"nom": row.compte.nom_complet, "numero_serie": row.numero_serie},
    )
