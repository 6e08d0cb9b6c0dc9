"""What pages ask of accounts made for others: where their certificates stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from opalexe.comptes.models import Certificat, Compte, LienCertificat
from opalexe.socle.templatetags.opalexe import date_heure, jour


class Etat(StrEnum):
    """Where somebody stands on the way to a certificate."""

    JAMAIS = "jamais"
    LIEN_ENVOYE = "lien_envoye"
    LIEN_EXPIRE = "lien_expire"
    VALIDE = "valide"
    REVOQUE = "revoque"
    EXPIRE = "expire"


@dataclass(frozen=True)
class EtatCertificat:
    """Where an account's certificate stands, at the time of the query."""

    etat: Etat
    certificat: Certificat | None = None
    """The one that VALIDE, REVOQUE or EXPIRE speaks of (without `der`); what `revoquer` takes."""
    lien: LienCertificat | None = None
    """The link that waits or has expired (without `p12`), beside a valid certificate too."""

    @property
    def revocable(self) -> bool:
        """Whether `revoquer` applies: valid, and issued by the platform."""
        return self.etat == Etat.VALIDE and self.certificat is not None and self.certificat.de_plateforme

    @property
    def phrase(self) -> str:
        """The state in words, as the administration page of an expertise writes it."""
        if self.etat == Etat.LIEN_ENVOYE and self.lien:
            return f"Lien envoyé le {jour(self.lien.cree_le)}, valable jusqu’au {date_heure(self.lien.expire_le)}"
        if self.etat == Etat.LIEN_EXPIRE and self.lien:
            return f"Lien envoyé le {jour(self.lien.cree_le)}, expiré le {jour(self.lien.expire_le)}"
        if self.certificat is None:
            return "Jamais invité(e)"
        if self.etat == Etat.REVOQUE:
            return f"Certificat révoqué le {jour(self.certificat.revoque_le)}"
        if self.etat == Etat.EXPIRE:
            return f"Certificat expiré le {jour(self.certificat.valide_au)}"
        text = f"Certificat valable jusqu’au {jour(self.certificat.valide_au)}"
        if self.lien:
            text += f"\u00a0; nouveau lien envoyé le {jour(self.lien.cree_le)}"
        return text


def etats_certificats(comptes: Iterable[Compte]) -> dict[UUID, EtatCertificat]:
    """Say where the certificate of each account stands, in two queries whatever their number.

    A valid certificate counts first (the one that lasts longest), then a link that waits, then the last of what
    happened: a link that expired, a certificate revoked or expired.
    """
    keys = [compte.pk for compte in comptes]
    now = timezone.now()
    certificates: dict[UUID, list[Certificat]] = {}
    for row in Certificat.objects.filter(compte__in=keys).defer("der"):
        certificates.setdefault(row.compte_id, []).append(row)
    waiting = LienCertificat.objects.filter(compte__in=keys, utilise_le=None, annule_le=None).defer("p12")
    links = {row.compte_id: row for row in waiting}
    return {key: _etat(certificates.get(key, []), links.get(key), now) for key in keys}


def _etat(rows: list[Certificat], link: LienCertificat | None, now: datetime) -> EtatCertificat:
    waits = link if link and link.expire_le > now else None
    valid = [row for row in rows if row.revoque_le is None and row.valide_au > now]
    if valid:
        return EtatCertificat(Etat.VALIDE, max(valid, key=lambda row: row.valide_au), waits)
    if waits:
        return EtatCertificat(Etat.LIEN_ENVOYE, lien=waits)
    over = [(row.revoque_le or row.valide_au, row) for row in rows]
    if not over:
        return EtatCertificat(Etat.LIEN_EXPIRE, lien=link) if link else EtatCertificat(Etat.JAMAIS)
    when, last = max(over, key=lambda pair: pair[0])
    if link and link.expire_le > when:
        return EtatCertificat(Etat.LIEN_EXPIRE, lien=link)
    return EtatCertificat(Etat.REVOQUE if last.revoque_le else Etat.EXPIRE, last)
