"""The certification authority of tests: a root and an intermediate, made once, kept in `var/tests/essais`."""

from __future__ import annotations

import fcntl
from datetime import UTC, datetime, timedelta
from functools import cache

from opalexe.essais.environnement import VAR
from opalexe.socle import pki

FOLDER = VAR / "essais"
BUNDLE = FOLDER / "autorites.pem"
SERVER_CERTIFICATE = FOLDER / "serveur.pem"
SERVER_KEY = FOLDER / "serveur.key"
_CERTIFICATE = FOLDER / "autorite.pem"
_KEY = FOLDER / "autorite.key"


@cache
def autorite() -> pki.Authority:
    """Return the issuing authority, making it (and the bundle, and the server's certificate) when missing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (BUNDLE.is_file() and SERVER_KEY.is_file()):
            root = pki.create_authority("Racine d’essai", days=3650)
            issuing = pki.create_authority("Autorité d’essai", days=3650, issuer=root)
            pki.save(issuing, _CERTIFICATE, _KEY)
            pki.save(pki.issue_server(issuing), SERVER_CERTIFICATE, SERVER_KEY)
            pki.write_private(BUNDLE, pki.to_pem(root.certificate, issuing.certificate))
        return pki.load(_CERTIFICATE, _KEY)


def emettre(prenom: str, nom: str, *, courriel: str | None = None, jours: int = 365) -> pki.Credential:
    """Issue a person's certificate, valid from yesterday."""
    now = datetime.now(UTC)
    return pki.issue_client(
        autorite(),
        given_name=prenom,
        surname=nom,
        email=courriel,
        not_before=now - timedelta(days=1),
        not_after=now + timedelta(days=jours),
    )
