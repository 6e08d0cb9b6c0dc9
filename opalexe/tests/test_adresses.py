"""Every address of the product: none opens without a certificate unless it is listed here, none fails."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from opalexe.comptes.models import Role
from opalexe.essais.autorite import emettre
from opalexe.essais.personnes import client, client_de, personne

PUBLIQUES = {"espace:aide", "comptes:assistance", "comptes:cgu"}
"""Open to everybody."""

CERTIFICAT_SUFFIT = {"comptes:nouveau_certificat", "comptes:inscription"}
"""Open to a valid certificate that opens no account."""


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
        (str(uuid4()) if part.startswith("<uuid:") else "repertoire") if part.startswith("<") else part
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
        assert status in ({200, 405} if name in PUBLIQUES else {403}), (method, status)
    if name not in PUBLIQUES | CERTIFICAT_SUFFIT:
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
