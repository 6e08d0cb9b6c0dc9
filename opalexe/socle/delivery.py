"""The platform's own certification authority, and the certificates that it gives to persons.

All of it lies in `<OPALEXE_KEYS>/certificats/`: a root and its key, made at first start. The root issues directly:
browsers then offer a certificate without knowing any authority above it, and no machine is made to trust this
root for anything, since the file given to persons does not hold it.

Keys are RSA and the file is protected by PBE-SHA1-3DES with a SHA-1 MAC: what every keystore imports (Windows before
2019, macOS before 15, iOS, Android, Firefox). The old cipher is no weakness here: the code has 78 random bits, out of
reach of a search whatever the derivation, and the key usage is to sign in, revocable at once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from django.conf import settings

from opalexe.socle import pki

ALPHABET = "2346789ABCDEFGHJKMNPQRTUVWXYZ"
"""Without the signs that are read one for another: 0 O, 1 I L, 5 S."""
GROUPS = 4
GROUP_LENGTH = 4

# X.520's upper bound of names, in the bytes that the library counts.
NAME_BYTES = 64


@dataclass(frozen=True)
class Issued:
    """A certificate just made: its DER bytes, the file of its holder, and the code that opens the file."""

    der: bytes
    p12: bytes
    code: str


def authority() -> pki.Authority:
    """Return the platform's authority, made at first call, then kept in memory.

    Raises OSError when its folder cannot be read or written, ValueError when its files do not fit together.
    """
    return _load(Path(settings.OPALEXE_KEYS))


@lru_cache(maxsize=8)
def _load(keys: Path) -> pki.Authority:
    return pki.platform_authority(keys)


def root() -> x509.Certificate:
    """Return the root that sign-in trusts beside the configured ones. Raises as `authority` does."""
    return authority().certificate


def new_code() -> str:
    """Return a code of 4 groups of 4 signs ("K7QM-3RHX-…"), hyphens included."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def issue(*, given_name: str, surname: str, account: str, not_before: datetime) -> Issued:
    """Make a person's key and certificate: CN "Prénom NOM", serialNumber the account, no e-mail address.

    It lasts `OPALEXE_CERTIFICATE_DAYS` days from `not_before`, never longer than the authority.
    """
    issuer = authority()
    end = min(
        not_before + timedelta(days=settings.OPALEXE_CERTIFICATE_DAYS),
        issuer.certificate.not_valid_after_utc,
    )
    name = _shorten(f"{given_name} {surname.upper()}".strip())
    made = pki.issue_client(
        issuer,
        given_name=_shorten(given_name),
        surname=_shorten(surname),
        common_name=name,
        serial_label=account,
        organization="Opalexe",
        not_before=not_before - pki.CLOCK_MARGIN,
        not_after=end,
        key=pki.new_rsa_key(),
    )
    code = new_code()
    p12 = pki.to_p12(made.certificate, made.key, (), code, name=f"Opalexe {name}", for_all_systems=True)
    return Issued(made.der, p12, code)


def _shorten(text: str) -> str:
    return text.encode()[:NAME_BYTES].decode(errors="ignore").strip()
