"""No certificate, a certificate refused, a certificate that opens no account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.test import Client
from django.utils import timezone

from opalexe.comptes.models import Compte, Role
from opalexe.essais.autorite import autorite, emettre
from opalexe.essais.personnes import client, client_de, personne
from opalexe.socle import pki
from opalexe.socle.validation import parse

pytestmark = pytest.mark.django_db

HORS_COMPTE = ["/", "/compte/", "/inscription/", "/inscription/formulaire/", "/inscription/bienvenue/"]


def certificat(**options: Any) -> bytes:
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "given_name": "Bernard",
        "surname": "Dupuy",
        "not_before": now - timedelta(days=1),
        "not_after": now + timedelta(days=10),
    }
    return pki.issue_client(options.pop("issuer", autorite()), **values | options).der


def lire(browser: Client, path: str, status: int = 200) -> str:
    response = browser.get(path)
    assert response.status_code == status, path
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("path", HORS_COMPTE)
def test_without_certificate_every_page_says_what_is_needed(path: str) -> None:
    page = lire(client(None), path, 403)
    assert "Présentez votre certificat" in page
    assert "Fermez toutes les fenêtres" in page
    assert "mailto:" in page
    assert 'href="/demonstration/"' in page, "a demonstration is tried without a certificate"


def test_without_certificate_terms_and_support_are_open() -> None:
    assert "La preuve" in lire(client(None), "/cgu/")
    page = lire(client(None), "/assistance/")
    assert "mailto:" in page
    assert "Numéro de série" not in page


def refused() -> list[Any]:
    now = datetime.now(UTC)
    start, end = now + timedelta(days=3), now - timedelta(minutes=5)
    local = timezone.localtime
    return [
        pytest.param(b"\x30\x03not", "Ce certificat est illisible", "", id="malformed"),
        pytest.param(
            certificat(not_before=start, not_after=start + timedelta(days=9)),
            "n’est pas encore valable",
            f"à partir du {local(start):%d/%m/%Y}",
            id="not yet valid",
        ),
        pytest.param(
            certificat(not_before=end - timedelta(days=9), not_after=end),
            "Ce certificat a expiré",
            f"depuis le {local(end):%d/%m/%Y}",
            id="expired",
        ),
        pytest.param(
            certificat(issuer=pki.create_authority("Autorité d’ailleurs", days=9)),
            "autorité inconnue",
            "Autorité d’ailleurs",
            id="unknown authority",
        ),
        pytest.param(
            certificat(usages=(ExtendedKeyUsageOID.SERVER_AUTH,)),
            "ne sert pas à se connecter",
            "choisissez le second",
            id="wrong usage",
        ),
        pytest.param(
            certificat(key=ec.generate_private_key(ec.SECP256K1())),
            "n’est plus assez sûr",
            "un certificat récent",
            id="weak key",
        ),
    ]


@pytest.mark.parametrize(("der", "title", "detail"), refused())
def test_a_refused_certificate_is_told_why(der: bytes, title: str, detail: str) -> None:
    for path in HORS_COMPTE:
        page = lire(client_de(der), path, 403)
        assert title in page
        assert detail in page
        assert "fermez <strong>toutes</strong> les fenêtres" in page
    assert Compte.objects.count() == 0
    support = lire(client_de(der), "/assistance/")
    assert ("Numéro de série" in support) == (title != "Ce certificat est illisible")


def test_a_revoked_certificate_opens_nothing_any_more() -> None:
    judge = personne(Role.MAGISTRAT)
    browser = client(judge)
    assert browser.get("/compte/").status_code == 200
    judge.certificats.update(revoque_le=timezone.now())
    assert "Ce certificat a été révoqué" in lire(browser, "/compte/", 403)
    assert "Ce certificat a été révoqué" in lire(browser, "/inscription/formulaire/", 403)
    assert browser.post("/inscription/formulaire/", {"role": "greffier"}).status_code == 403


def test_an_inactive_account_is_closed_and_keeps_its_data() -> None:
    judge = personne(Role.MAGISTRAT)
    browser = client(judge)
    browser.get("/compte/")
    Compte.objects.update(actif=False)
    assert "Votre compte est désactivé" in lire(browser, "/compte/", 403)
    assert browser.post("/compte/coordonnees/", {"courriel": "a@exemple.fr"}).status_code == 403
    judge.refresh_from_db()
    assert judge.courriel != "a@exemple.fr"


def test_an_unknown_certificate_is_asked_whether_there_is_an_account() -> None:
    browser = client_de(emettre("Bernard", "Dupuy").der)
    for path in ("/", "/compte/", "/annuaire/experts/"):
        assert browser.get(path)["Location"] == "/inscription/"
    page = lire(browser, "/inscription/")
    assert "Nouveau certificat reconnu" in page
    assert "Disposez-vous d’un compte sur Opalexe ?" in page
    assert browser.post("/inscription/", {"compte": "non"})["Location"] == "/inscription/formulaire/"
    assert browser.post("/inscription/", {"compte": "oui"})["Location"] == "/assistance/"
    unanswered = browser.post("/inscription/", {})
    assert "Cochez" in unanswered.content.decode()


def test_support_is_given_what_identifies_the_certificate() -> None:
    der = emettre("Bernard", "Dupuy").der
    page = unquote(lire(client_de(der), "/assistance/")).replace("\u00a0", " ")
    serial = parse(der).serial_number
    assert f"Numéro de série : {serial}" in page, "in the message prepared"
    assert f"<code>{serial}</code>" in page, "and to copy"
    assert "Titulaire du certificat : Bernard Dupuy" in page
    assert "CN=Autorité d’essai" in page


def test_a_name_from_a_certificate_is_never_markup() -> None:
    der = emettre("<script>alert(1)</script>", "\"'><img src=x onerror=alert(2)>").der
    for path in ("/inscription/", "/inscription/formulaire/", "/assistance/"):
        page = lire(client_de(der), path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_known_account_has_nothing_to_do_there() -> None:
    browser = client(personne(Role.GREFFIER))
    assert browser.get("/inscription/")["Location"] == "/"
    assert browser.get("/inscription/formulaire/")["Location"] == "/"
