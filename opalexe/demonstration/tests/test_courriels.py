"""The mailbox: what is sent is kept whole, and shown in both versions without power over the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

from opalexe.demonstration import courriels

HTML = (
    '<!doctype html><html><head><title>x</title></head><body style="margin:0"><p>Cher Alain,</p>'
    '<a href="https://localhost:8443/designations/">Répondre</a><script>alert(1)</script></body></html>'
)


@pytest.fixture(autouse=True)
def _boite_vide(demonstration: Path) -> Iterator[None]:
    courriels.vider()
    yield
    courriels.vider()
    assert not list(demonstration.glob("courriels/*"))


def _envoyer(a: str, sujet: str, texte: str = "Bonjour.\n\nhttps://localhost:8443/designations/") -> None:
    message = EmailMultiAlternatives(
        sujet, texte, "Opalexe <ne-pas-repondre@localhost>", [a], connection=get_connection(courriels.BOITE)
    )
    message.attach_alternative(HTML, "text/html")
    assert message.send() == 1


@pytest.fixture
def client() -> Client:
    return Client(**{"wsgi.url_scheme": "https"})  # type: ignore[arg-type]  # a WSGI key, not a header


pytestmark = pytest.mark.django_db


def test_les_messages_du_plus_recent_au_plus_ancien(client: Client) -> None:
    assert "Aucun message" in client.get("/demonstration/courriels/").content.decode()
    for number in range(35):
        _envoyer("alain.cotte@exemple.fr", f"Message n° {number}")
    _envoyer("bernard.dupuy@exemple.fr", "Désignation acceptée ✓")
    page = client.get("/demonstration/courriels/").content.decode()
    assert "36 messages" in page
    assert page.index("Désignation acceptée ✓") < page.index("Message n° 34") < page.index("Message n° 33")
    assert "Page 1 sur 2" in page
    second = client.get("/demonstration/courriels/", {"page": "2"}).content.decode()
    assert "Message n° 0" in second
    chosen = client.get("/demonstration/courriels/", {"a": "bernard.dupuy@exemple.fr"}).content.decode()
    assert "1 message," in chosen
    assert "Message n°" not in chosen


def test_un_message_dans_ses_deux_versions(client: Client) -> None:
    _envoyer("alain.cotte@exemple.fr", "Nouvelle désignation")
    (message,) = courriels.lister()
    page = client.get(f"/demonstration/courriels/{message.identifiant}/")
    text = page.content.decode()
    assert "Nouvelle désignation" in text
    assert '<a href="https://localhost:8443/designations/"' in text
    assert "sandbox=" in text
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    frame = client.get(f"/demonstration/courriels/{message.identifiant}/html/")
    policy = frame["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert '<base target="_top">' in frame.content.decode()


@pytest.mark.parametrize(
    "identifiant", ["absent", "20261123T000000000000-00000000", "-", "20261123T000000000000-0000000g"]
)
def test_un_message_absent_est_introuvable(client: Client, identifiant: str) -> None:
    assert client.get(f"/demonstration/courriels/{identifiant}/").status_code == 404
    assert client.get(f"/demonstration/courriels/{identifiant}/html/").status_code == 404
