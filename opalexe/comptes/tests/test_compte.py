"""The page « Informations personnelles »."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from opalexe.comptes.actes import rattacher_certificat
from opalexe.comptes.models import Role
from opalexe.essais.autorite import emettre
from opalexe.essais.personnes import client, expert, personne
from opalexe.journal.models import Entree
from opalexe.socle.validation import parse

pytestmark = pytest.mark.django_db


def texte(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_it_shows_the_certificates_and_the_details() -> None:
    judge = personne(
        Role.MAGISTRAT, prenom="Zoé", nom="<b>Nœud</b>", courriel="zoe@exemple.fr", telephone="01 23 45 67 89"
    )
    page = texte(client(judge).get("/compte/"))
    row = judge.certificats.get()
    pairs = ":".join(row.empreinte.upper()[index : index + 2] for index in range(0, 64, 2))
    for value in (row.numero_serie, pairs, "Utilisé en ce moment", "zoe@exemple.fr", "01 23 45 67 89"):
        assert value in page
    assert f"au {timezone.localtime(row.valide_au):%d/%m/%Y}" in page
    assert "Jours restants</dt> <dd> 364 </dd>" in page
    assert "&lt;b&gt;Nœud" in page
    assert "<b>Nœud" not in page
    assert "expire dans" not in page
    assert "Annuaire des experts" not in page, "nothing of an expert's"


def test_it_warns_of_an_end_and_tells_the_certificates_apart() -> None:
    judge = personne(Role.MAGISTRAT, der=emettre("A", "B", jours=20).der)
    browser = client(judge)
    revoked = rattacher_certificat(judge, parse(emettre("A", "B").der))
    revoked.revoque_le = timezone.now() - timedelta(days=4)
    revoked.save()
    page = texte(browser.get("/compte/"))
    assert "expire dans 19 jours" in page
    assert f"Révoqué le {timezone.localtime(revoked.revoque_le):%d/%m/%Y}" in page
    assert page.count("Utilisé en ce moment") == 1


def test_details_are_changed_and_the_journal_says_which() -> None:
    judge = personne(Role.MAGISTRAT)
    browser = client(judge)
    values = {
        "courriel": "neuf@exemple.fr",
        "telephone": "+33123456789",
        "mobile": "06.12.34.56.78",
        "adresse_postale": "",
    }
    response = browser.post("/compte/coordonnees/", values, follow=True)
    page = texte(response)
    assert "Vos informations personnelles sont à jour." in page
    assert "+33 1 23 45 67 89" in page
    assert "06 12 34 56 78" in page
    entry = Entree.objects.get(acte="compte.coordonnees")
    assert entry.donnees == {"champs": ["courriel", "telephone", "mobile"]}
    browser.post("/compte/coordonnees/", values)
    assert Entree.objects.filter(acte="compte.coordonnees").count() == 1, "nothing changed the second time"


def test_a_wrong_detail_loses_nothing() -> None:
    judge = personne(Role.MAGISTRAT, telephone="01 23 45 67 89")
    page = texte(
        client(judge).post(
            "/compte/coordonnees/", {"courriel": "moi@", "telephone": "99", "mobile": "0612345678"}
        )
    )
    for value in ('value="moi@"', 'value="99"', 'value="0612345678"', "Rien n’est encore modifié"):
        assert value in page
    judge.refresh_from_db()
    assert (judge.telephone, judge.mobile) == ("01 23 45 67 89", "")


def test_an_expert_keeps_an_address() -> None:
    person = expert(adresse_postale="1 rue du Palais")
    page = texte(client(person).post("/compte/coordonnees/", {"courriel": "a@exemple.fr"}))
    assert "Indiquez votre adresse postale" in page
    person.refresh_from_db()
    assert person.adresse_postale == "1 rue du Palais"


def test_who_is_no_expert_has_no_card() -> None:
    assert client(personne(Role.GREFFIER)).get("/compte/fiche/").status_code == 404


def test_queries_do_not_grow_with_certificates(django_assert_max_num_queries: Any) -> None:
    person = expert(specialites=("A.1", "C.1.2", "C.1.3"))
    browser = client(person)
    browser.get("/compte/")
    for _ in range(5):
        rattacher_certificat(person, parse(emettre("A", "B").der))
    browser = client(person)
    browser.get("/compte/")
    with django_assert_max_num_queries(7):
        browser.get("/compte/")
