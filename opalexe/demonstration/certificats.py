"""The demonstration's own certification authority, and what it issues: `<OPALEXE_VAR>/demonstration/`.

autorites.pem            root and issuing authority, the only ones admitted
serveur.pem, serveur.key the server's certificate, for localhost
certificats/             for each: `prenom.nom.pem`, which the page of choice lends, and `prenom.nom.p12`
"""

from __future__ import annotations

import fcntl
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.conf import settings

from opalexe.demonstration.personnage import Particularite, Personne
from opalexe.demonstration.personnes import munies_par_la_demonstration
from opalexe.socle import delivery, horodateur, pki

CODE = "opalexe"
"""Protects every .p12; printed at each start, since nothing here is secret."""

TOURS = 2048
"""Derivations of a code that everybody knows: more would only make the start longer."""

ANS = timedelta(days=365)
VALIDITE = 3 * ANS
RENOUVELLEMENT = timedelta(days=30)
"""A certificate that has less left is made again at the next start."""


def dossier() -> Path:
    """Return the folder of the demonstration."""
    return Path(settings.OPALEXE_VAR) / "demonstration"


def autorites() -> Path:
    """Return the bundle of the authorities."""
    return dossier() / "autorites.pem"


def chemin_pem(identifiant: str) -> Path:
    """Return where a person's certificate is."""
    return dossier() / "certificats" / f"{identifiant}.pem"


def chemin_p12(identifiant: str) -> Path:
    """Return where a person's certificate and key are, to be imported in a browser."""
    return dossier() / "certificats" / f"{identifiant}.p12"


def der(identifiant: str) -> bytes | None:
    """Return a person's certificate, None when there is none of that name."""
    try:
        return ssl.PEM_cert_to_DER_cert(chemin_pem(identifiant).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


@contextmanager
def verrou() -> Iterator[None]:
    """Hold the preparation for oneself: two that start together would issue two authorities."""
    dossier().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (dossier() / ".verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def vieillir_autorites() -> None:
    """Make the platform's own authorities, older than the oldest act of the demonstration.

    What they sign while the data are made is dated by the acts: a certificate younger than that would not do.
    Those that exist already are kept.
    """
    start = datetime.now(UTC) - 3 * ANS
    with patch.object(pki, "create_authority", partial(pki.create_authority, not_before=start)):
        delivery.authority()
        horodateur.horodateur()


def garder(someone: Personne, p12: bytes, code: str) -> None:
    """Keep the certificate that the platform delivered to somebody, its file under the code of all the others."""
    key, certificate, _chain = pkcs12.load_key_and_certificates(p12, code.encode())
    if key is None or certificate is None:
        raise ValueError("a certificate that is delivered comes with its key")
    with patch.object(pki, "P12_ROUNDS", TOURS):
        again = pki.to_p12(certificate, cast(pki.PrivateKey, key), (), CODE, name=_nom(someone))
    pki.write_private(chemin_p12(someone.identifiant), again)
    pki.write_private(chemin_pem(someone.identifiant), pki.to_pem(certificate))


def manque(someone: Personne) -> bool:
    """Tell whether somebody whose account an expert made has no certificate here, or one whose end is near."""
    return not chemin_p12(someone.identifiant).is_file() or not _valable(chemin_pem(someone.identifiant))


def _nom(someone: Personne) -> str:
    return f"{someone.nom_complet} – démonstration"


def _valable(path: Path) -> bool:
    """Tell whether the certificate of a file stands and lasts; one that is odd on purpose always does."""
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return False
    return certificate.not_valid_after_utc > datetime.now(UTC) + RENOUVELLEMENT


def _autorite() -> pki.Authority:
    """Return the issuing authority, made with its root when there is none or when its end is near."""
    certificate, key = dossier() / "autorite.pem", dossier() / "autorite.key"
    try:
        authority = pki.load(certificate, key)
        if authority.certificate.not_valid_after_utc > datetime.now(UTC) + VALIDITE and autorites().is_file():
            return authority
    except (OSError, ValueError):
        pass
    autorites().unlink(missing_ok=True)
    start = datetime.now(UTC) - 3 * ANS
    root = pki.create_authority("Opalexe Démonstration – Racine", days=30 * 365, not_before=start)
    authority = pki.create_authority(
        "Opalexe Démonstration – Personnes", days=29 * 365, issuer=root, path_length=0, not_before=start
    )
    for path in (dossier() / "certificats").glob("*.p*"):
        path.unlink()
    (dossier() / "serveur.pem").unlink(missing_ok=True)
    pki.save(authority, certificate, key)
    # Last: it says that the others are there.
    pki.write_private(autorites(), pki.to_pem(root.certificate, authority.certificate))
    return authority


def _validite(particularite: Particularite) -> tuple[datetime, datetime]:
    now = datetime.now(UTC)
    if particularite == Particularite.EXPIRE:
        return now - 2 * ANS, now - timedelta(days=20)
    if particularite == Particularite.PAS_ENCORE:
        return now + 5 * ANS, now + 8 * ANS
    # Older than the account that it opened.
    return now - timedelta(days=400), now + VALIDITE


def _emettre(authority: pki.Authority, someone: Personne) -> None:
    if someone.particularite == Particularite.ETRANGER:
        authority = pki.create_authority(
            "Autorité étrangère à la plateforme", days=4 * 365, organization="Exemple"
        )
    not_before, not_after = _validite(someone.particularite)
    server = someone.particularite == Particularite.SERVEUR
    credential = pki.issue_client(
        authority,
        given_name=someone.prenom,
        surname=someone.nom,
        common_name=f"{someone.prenom} {someone.nom}",
        email=someone.courriel,
        organization="Démonstration",
        not_before=not_before,
        not_after=not_after,
        usages=(ExtendedKeyUsageOID.SERVER_AUTH if server else ExtendedKeyUsageOID.CLIENT_AUTH,),
    )
    p12 = pki.to_p12(
        credential.certificate,
        credential.key,
        credential.chain,
        CODE,
        name=_nom(someone),
    )
    pki.write_private(chemin_p12(someone.identifiant), p12)
    pki.write_private(chemin_pem(someone.identifiant), pki.to_pem(credential.certificate))


def _manque(someone: Personne) -> bool:
    path = chemin_pem(someone.identifiant)
    if not chemin_p12(someone.identifiant).is_file() or not path.is_file():
        return True
    return someone.particularite != Particularite.EXPIRE and not _valable(path)


def preparer() -> bool:
    """Make what is missing of the authority and its certificates; tell whether anything was."""
    authority = _autorite()
    changed = False
    if not _valable(dossier() / "serveur.pem") or not (dossier() / "serveur.key").is_file():
        pki.save(pki.issue_server(authority), dossier() / "serveur.pem", dossier() / "serveur.key")
        changed = True
    with patch.object(pki, "P12_ROUNDS", TOURS):
        for someone in munies_par_la_demonstration():
            if _manque(someone):
                _emettre(authority, someone)
                changed = True
    return changed
