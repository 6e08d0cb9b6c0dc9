"""Every address of the product: none opens without a certificate unless it is listed here, none fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from opalexe.comptes.models import Role
from opalexe.essais.autorite import emettre
from opalexe.essais.personnes import client, client_de, personne

PUBLIQUES = {"espace:aide", "comptes:assistance", "comptes:cgu"}
"""Open to everybody."""

LIENS = {"comptes:certificat", "comptes:certificat_fichier"}
"""Open to whoever holds a link that the platform signed: without it, a page says what to do (404)."""

CERTIFICAT_SUFFIT = {"comptes:nouveau_certificat", "comptes:inscription"}
"""Open to a valid certificate that opens no account."""

VALEURS: dict[str, Callable[[], str]] = {"<uuid": lambda: str(uuid4()), "<int": lambda: "7"}
"""What stands for each kind of variable."""


def adresses(
    patterns: list[URLPattern | URLResolver], room: str = "", prefix: str = ""
) -> Iterator[tuple[str, str]]:
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from adresses(entry.url_patterns, entry.namespace or room, path)
        else:
            yield f"{room}:{entry.name}", path


def remplir(path: str) -> str:
    """Put something in the place of each variable of a path."""
    parts = [
        VALEURS.get(part.split(":")[0], lambda: "repertoire")() if part.startswith("<") else part
        for part in path.split("/")
    ]
    return "/" + "/".join(parts)


TOUTES = [
    entry for entry in adresses(get_resolver().url_patterns) if not entry[0].startswith("demonstration:")
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), TOUTES, ids=[name for name, _ in TOUTES])
def test_chaque_adresse_se_garde(name: str, path: str) -> None:
    address = remplir(path)
    nobody = client_de(None)
    unknown = client_de(emettre("Personne", "Inconnue").der)
    for method in (nobody.get, nobody.post):
        status = method(address).status_code
        expected = {200, 405} if name in PUBLIQUES else {404, 405} if name in LIENS else {403}
        assert status in expected, (method, status)
    if name not in PUBLIQUES | CERTIFICAT_SUFFIT | LIENS:
        for method in (unknown.get, unknown.post):
            answer = method(address)
            assert (answer.status_code, answer.headers.get("Location")) == (302, "/inscription/")
    for role in Role:
        person = client(personne(role))
        for method in (person.get, person.post):
            status = method(address).status_code
            assert status < 500, (role, method, status)
            if "<uuid:" in path:
                assert status in {404, 405, 412}, (role, method, status)
