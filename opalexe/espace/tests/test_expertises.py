"""« Toutes les expertises »: filters, order, pages, counts, all in the address."""

from __future__ import annotations

import re
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from opalexe.comptes.models import Compte, Role
from opalexe.espace.tests.scenes import affaire, deposer, lire
from opalexe.espace.views import PAR_PAGE
from opalexe.essais.personnes import client, expert, personne
from opalexe.expertises.models import Participation, Profil, Statut

pytestmark = pytest.mark.django_db
ADDRESS = "/expertises/"


@pytest.fixture
def court() -> Compte:
    return personne(Role.GREFFIER)


@pytest.fixture
def alain() -> Compte:
    return expert("Alain", "Cotte")


def html(compte: Compte, query: str = "", **headers: str) -> str:
    answer = client(compte).get(ADDRESS + query, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def names(text: str) -> list[str]:
    """Return the plaintiffs in the order of the list."""
    return re.findall(r">([^<]*) c/ HARTMANN</a>", text)


def counts(text: str) -> dict[str, int]:
    return {code: int(number) for code, number in re.findall(r'id="nombre-(\w+)"[^>]*>(\d+)<', text)}


def test_les_etats_filtrent_seuls_ou_a_plusieurs(court: Compte, alain: Compte) -> None:
    for place, statut in enumerate(Statut):
        for number in range(place + 1):
            affaire(alain, court, f"{statut.value} {number}", statut=statut)
    everything = {"en_creation": 1, "en_cours": 2, "en_pause": 3, "terminee": 4, "rejetee": 5}
    assert counts(html(court)) == everything
    for query, expected in (
        ("?statut=en_pause", 3),
        ("?statut=en_pause&statut=rejetee", 8),
        ("?statut=autre", 15),
    ):
        text = html(court, query)
        assert len(names(text)) == expected
        assert f"{expected} expertises" in text
        assert counts(text) == everything
    text = html(court, "?statut=en_pause&statut=rejetee")
    assert len(re.findall(r"checked>", text)) == 2


def test_le_texte_cherche_dans_le_nom_sans_accents_ni_casse(court: Compte, alain: Compte) -> None:
    affaire(alain, court, "Éluard", rg="22/00077")
    affaire(alain, court, "Société du Bois", rg="21/01234", statut=Statut.EN_PAUSE)
    affaire(alain, court, "100% Bois_")
    for text, found in (
        ("eluard", ["ÉLUARD"]),
        ("HARTMANN soc", ["SOCIÉTÉ DU BOIS"]),
        ("22/00077", ["ÉLUARD"]),
        ("bois", ["100% BOIS_", "SOCIÉTÉ DU BOIS"]),
        ("eluard bois", []),
        ("zzz", []),
        ("\0", ["100% BOIS_", "ÉLUARD", "SOCIÉTÉ DU BOIS"]),
    ):
        assert names(client(court).get(ADDRESS, {"texte": text}).content.decode()) == found
    searched = html(court, "?texte=bois")
    assert counts(searched) == {"en_creation": 0, "en_cours": 1, "en_pause": 1, "terminee": 0, "rejetee": 0}
    assert 'value="bois"' in searched
    nothing = html(court, "?texte=zzz")
    assert "Aucune de vos expertises ne répond à ces critères." in nothing
    assert "Retirer les filtres" in nothing


def test_les_tris_gardent_les_non_lues_en_tete(court: Compte, alain: Compte) -> None:
    affaire(alain, court, "Abela", statut=Statut.TERMINEE, consignation=date(2021, 3, 1))
    affaire(alain, court, "Brun", statut=Statut.EN_CREATION, consignation=date(2021, 5, 1))
    affaire(alain, court, "Cros", statut=Statut.EN_PAUSE)
    unread = affaire(alain, court, "Zola", consignation=date(2020, 12, 20))
    documents = deposer(unread, alain)
    assert names(html(court)) == ["ZOLA", "ABELA", "BRUN", "CROS"]
    assert names(html(court, "?tri=consignation")) == ["ZOLA", "BRUN", "ABELA", "CROS"]
    assert names(html(court, "?tri=etat")) == ["ZOLA", "BRUN", "CROS", "ABELA"]
    text = html(court)
    assert "Avec des documents non lus" in text
    assert "En attente de consignation" in text
    assert "consignation le\u00a001/05/2021" in text
    lire(court, documents)
    read = html(court, "?tri=inconnu")
    assert names(read) == ["ABELA", "BRUN", "CROS", "ZOLA"]
    assert "Avec des documents non lus" not in read


def test_les_pages_gardent_les_filtres(
    court: Compte, alain: Compte, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2 * PAR_PAGE + 1):
        deposer(affaire(alain, court, f"Partie {number:02}"), alain, nombre=2)
    affaire(alain, court, "Autre", statut=Statut.REJETEE)
    browser = client(court)
    browser.get("/")
    seen: list[str] = []
    address = ADDRESS + "?statut=en_cours&texte=partie&tri=etat"
    for number in (1, 2, 3):
        # Session and certificate 2, menu 2, counts 2, page 1, its documents and names 2.
        with django_assert_max_num_queries(9):
            text = browser.get(address).content.decode()
        assert f"Page {number} sur 3" in text
        seen += names(text)
        following = re.search(r'href="([^"]*)"\s+rel="next"', text)
        if number < 3:
            assert following is not None
            address = ADDRESS + following[1].replace("&amp;", "&")
            assert "statut=en_cours" in address
            assert "tri=etat" in address
    assert seen == [f"PARTIE {number:02}" for number in range(2 * PAR_PAGE + 1)]
    assert len(names(html(court, "?page=999"))) == 2
    assert len(names(html(court, "?page=x"))) == PAR_PAGE


def test_le_fragment_apporte_la_liste_et_les_nombres(court: Compte, alain: Compte) -> None:
    affaire(alain, court, "Poitou")
    text = html(court, "?texte=poitou", HX_Request="true", HX_Target="liste-expertises")
    assert text.lstrip().startswith('<div id="liste-expertises"')
    assert 'hx-get="/expertises/?texte=poitou"' in text
    assert "<form" not in text
    assert text.count('hx-swap-oob="true"') == len(Statut)
    # The browser's own way back asks for the whole page.
    assert "<html" in html(court, "?texte=poitou", HX_Request="true", HX_History_Restore_Request="true")


def test_tous_les_roles_ont_leur_liste(court: Compte, alain: Compte) -> None:
    lawyer = personne(Role.AVOCAT)
    case = affaire(alain, court, "Poitou")
    affaire(alain, court, "Abela")
    deposer(case, court)
    Participation.objects.create(expertise=case, compte=lawyer, profil=Profil.AVOCAT)
    text = html(lawyer)
    assert names(text) == ["POITOU"]
    assert "1 nouveau" in text
    assert "Aucune expertise pour le moment." in html(personne(Role.OPERATEUR))
