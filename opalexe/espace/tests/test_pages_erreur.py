"""Pages for what goes wrong: a sentence, a way on, and nothing of what failed inside."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from opalexe.comptes.models import Role
from opalexe.designations.tests import outils
from opalexe.essais.personnes import client, personne
from opalexe.socle import views

pytestmark = pytest.mark.django_db


def read(answer: Any, status: int) -> str:
    assert answer.status_code == status
    text: str = answer.content.decode()
    return text


def test_une_page_introuvable_garde_le_menu_de_la_personne() -> None:
    text = read(client(personne(Role.MAGISTRAT, prenom="François", nom="Durand")).get("/nulle-part/"), 404)
    assert "Cette page n’existe pas" in text
    assert "François Durand" in text
    assert "Menu principal" in text


def test_une_page_introuvable_sans_compte_n_a_pas_de_menu() -> None:
    text = read(client(None).get("/nulle-part/"), 404)
    assert "Cette page n’existe pas" in text
    assert "Menu principal" not in text


def test_un_acte_refuse_dit_pourquoi_et_ramene() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    text = read(client(court).post(f"/designations/{designation.pk}/retirer/"), 409)
    assert "Cela n’a pas pu être fait" in text
    assert 'role="alert"' in text
    assert "data-retour" in text
    assert "Revenir à l’accueil" in text


def test_un_formulaire_perime_est_explique() -> None:
    browser = client(personne(Role.MAGISTRAT))
    browser.handler.enforce_csrf_checks = True
    assert "restée ouverte trop longtemps" in read(browser.post("/designations/nouvelle/"), 403)


def test_la_panne_ne_demande_rien_a_la_base_ni_au_manifeste(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        text = read(views.panne(request), 500)
    assert "Une panne est survenue" in text
    assert 'href="/statique/socle/theme.css"' in text
    assert "Cette demande n’a pas été comprise" in read(views.demande_incorrecte(request), 400)
