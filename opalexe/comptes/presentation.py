"""What pages say of a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from opalexe.comptes.models import Certificat
from opalexe.socle.certificates import ClientCertificate

PREAVIS = timedelta(days=30)
"""How long before its end a certificate is told to be renewed."""


@dataclass(frozen=True)
class CertificatVu:
    """A certificate of an account as its page shows it at a given time."""

    certificat: Certificat
    present: bool
    """Whether it is the one in use now."""
    jours: int
    """Whole days left, 0 on the last one."""
    etat: str
    """"revoque", "expire", "bientot" (within 30 days) or "valable"."""

    @property
    def empreinte(self) -> str:
        """The SHA-256 fingerprint in pairs, as browsers and smart card tools show it."""
        text = self.certificat.empreinte.upper()
        return ":".join(text[index : index + 2] for index in range(0, len(text), 2))


def voir(certificat: Certificat, present: str, maintenant: datetime) -> CertificatVu:
    """Say where a certificate stands; `present` is the fingerprint of the one in use."""
    left = certificat.valide_au - maintenant
    if certificat.revoque_le is not None:
        etat = "revoque"
    elif left < timedelta(0):
        etat = "expire"
    else:
        etat = "bientot" if left <= PREAVIS else "valable"
    return CertificatVu(certificat, certificat.empreinte == present, max(left.days, 0), etat)


def lien_assistance(adresse: str, certificat: ClientCertificate | None) -> str:
    """Return a mailto link that carries what the support needs to find or link a certificate (RFC 6068)."""
    lines = ["Bonjour,", "", "Nom, prénom, juridiction ou cour d’appel\u00a0:", "Ma demande :", ""]
    if certificat is not None:
        lines += [
            f"Titulaire du certificat : {certificat.subject_cn or certificat.subject}",
            f"Numéro de série\u00a0: {certificat.serial_number}",
            f"Émetteur : {certificat.issuer}",
            f"Empreinte SHA-256 : {certificat.fingerprint}",
        ]
    body = quote("\r\n".join(lines), safe="")
    return f"mailto:{quote(adresse, safe='@')}?subject={quote('Certificat et compte Opalexe')}&body={body}"
