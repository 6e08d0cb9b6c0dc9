"""The certificate of each request is the only proof: a cookie without it is worth nothing."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from opalexe.comptes.models import Role
from opalexe.essais.autorite import emettre
from opalexe.essais.personnes import client, client_de, personne
from opalexe.journal.models import Entree

pytestmark = pytest.mark.django_db


def avec_la_session_de(victim: Client, der: bytes | None) -> Client:
    thief = client_de(der)
    thief.cookies = victim.cookies
    return thief


def test_a_session_follows_its_certificate_only() -> None:
    judge, clerk = personne(Role.MAGISTRAT, nom="Aubert"), personne(Role.GREFFIER, nom="Bellec")
    mine = client(judge)
    mine.get("/compte/")
    session = mine.session
    session["secret"] = "à moi"
    session.save()
    key = session.session_key

    thief = avec_la_session_de(mine, bytes(clerk.certificats.get().der))
    page = thief.get("/compte/")
    assert "Aubert" not in page.content.decode()
    assert "Bellec" in page.content.decode()
    assert "secret" not in thief.session
    assert thief.session.session_key != key
    assert not Session.objects.filter(session_key=key).exists(), "and the former one is gone"


@pytest.mark.parametrize("der", [None, b"\x30\x00", emettre("Inconnue", "Au bataillon").der])
def test_a_session_without_its_certificate_opens_nothing(der: bytes | None) -> None:
    mine = client(personne(Role.MAGISTRAT, nom="Aubert"))
    mine.get("/compte/")
    key = mine.session.session_key
    thief = avec_la_session_de(mine, der)
    for path in ("/compte/", "/compte/coordonnees/", "/annuaire/experts/"):
        response = thief.get(path)
        assert response.status_code in (302, 403)
        assert "Aubert" not in response.content.decode()
    assert not Session.objects.filter(session_key=key).exists()


def test_a_session_of_a_revoked_certificate_is_destroyed() -> None:
    judge = personne(Role.MAGISTRAT)
    mine = client(judge)
    mine.get("/compte/")
    key = mine.session.session_key
    judge.certificats.update(revoque_le="2026-01-01T00:00:00Z")
    assert mine.get("/cgu/").status_code == 200
    assert not Session.objects.filter(session_key=key).exists()


def test_what_one_person_typed_is_not_done_by_the_next() -> None:
    judge, clerk = personne(Role.MAGISTRAT), personne(Role.GREFFIER)
    mine = client(judge)
    mine.get("/compte/")
    swapped = avec_la_session_de(mine, bytes(clerk.certificats.get().der))
    response = swapped.post("/compte/coordonnees/", {"courriel": "a@exemple.fr"})
    assert response.status_code == 403
    clerk.refresh_from_db()
    assert clerk.courriel != "a@exemple.fr"


def test_signing_in_is_in_the_journal_once_a_session() -> None:
    browser = client(personne(Role.MAGISTRAT))
    for _ in range(3):
        browser.get("/compte/")
    assert Entree.objects.filter(acte="compte.connexion").count() == 1


def test_a_form_without_its_token_is_refused() -> None:
    judge = personne(Role.MAGISTRAT)
    browser = client(judge)
    browser.handler.enforce_csrf_checks = True
    assert browser.post("/compte/coordonnees/", {"courriel": "a@exemple.fr"}).status_code == 403
    judge.refresh_from_db()
    assert judge.courriel != "a@exemple.fr"
