"""« Toutes les désignations »."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from opalexe.comptes.models import Compte
from opalexe.designations import actes
from opalexe.designations.models import Designation
from opalexe.designations.requetes import annoter_en_attente, compter
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur, client, expert

pytestmark = pytest.mark.django_db
ADDRESS = reverse("designations:liste")


def page(compte: Compte, query: str = "") -> str:
    answer = client(compte).get(ADDRESS + query)
    assert answer.status_code == 200
    return answer.content.decode()


def order(text: str, *designations: Designation) -> list[Designation]:
    return sorted(designations, key=lambda each: text.index(str(each.pk)))


def test_states_are_counted_and_filter() -> None:
    court, cotte, morin = outils.trio()
    draft, sent = outils.brouillon(court), outils.envoyee(court, cotte)
    refused, withdrawn = outils.refusee(court, morin), outils.retiree(court, morin)
    accepted, expertise = outils.acceptee(court, cotte)
    outils.envoyee(outils.magistrat("Jeanne", "Autre"), cotte)
    assert compter(court) == {
        "toutes": 5,
        "reponse": 1,
        "consignation": 1,
        "acceptee": 1,
        "refusee": 1,
        "retiree": 1,
        "brouillon": 1,
    }
    assert compter(cotte) == {
        "toutes": 3, "reponse": 2, "consignation": 1, "acceptee": 1, "refusee": 0, "retiree": 0
    }  # fmt: skip
    everything = {draft, sent, refused, withdrawn, accepted}
    for code, shown in [
        ("", everything),
        ("inconnu", everything),
        ("reponse", {sent}),
        ("consignation", {accepted}),
        ("acceptee", {accepted}),
        ("refusee", {refused}),
        ("retiree", {withdrawn}),
        ("brouillon", {draft}),
    ]:
        text = page(court, f"?etat={code}")
        assert {row for row in everything if str(row.pk) in text} == shown, code
    expertise.date_consignation = expertise.creee_le.date()
    expertise.save()
    assert compter(court)["consignation"] == 0


def test_an_expert_sees_no_draft_and_no_filter_for_it() -> None:
    court, cotte, _ = outils.trio()
    draft = outils.brouillon(court, a=cotte)
    text = page(cotte, "?etat=brouillon")
    assert str(draft.pk) not in text
    assert "Brouillons" not in text
    assert "Désigner un expert" not in text
    assert "Brouillons" in page(court)


def test_sorting_by_date_and_name_keeps_the_filter() -> None:
    court, cotte, morin = outils.trio()
    abel = expert("Zoé", "Ébel")
    first, second, third = (outils.envoyee(court, person) for person in (morin, abel, cotte))
    assert order(page(court), first, second, third) == [third, second, first]
    assert order(page(court, "?tri=ancien"), first, second, third) == [first, second, third]
    by_name = page(court, "?tri=nom&etat=reponse")
    assert order(by_name, first, second, third) == [third, second, first], "Cotte, Ébel, Morin"
    assert "tri=nom&amp;etat=refusee" in by_name
    assert "tri=ancien&amp;etat=reponse" in by_name


def test_what_waits_says_for_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    assert "envoyée aujourd’hui" in page(court)
    assert "attend-longtemps" not in page(court)
    actes.relancer(auteur(court), designation)
    assert "1 relance" in page(court)
    later = timezone.now() + timedelta(days=15)
    monkeypatch.setattr(timezone, "now", lambda: later)
    text = html.unescape(page(court)).replace("\u00a0", " ")
    assert "envoyée il y a 15 jours" in text
    assert "attend-longtemps" in text


def test_pages_of_twenty_at_a_constant_cost(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    court, cotte, morin = outils.trio()
    for number in range(23):
        outils.envoyee(court, cotte if number % 2 else morin)
    outils.acceptee(court, cotte)
    browser = client(court)
    browser.get(ADDRESS)
    with django_assert_max_num_queries(9):
        first = browser.get(ADDRESS + "?etat=&tri=nom")
    text = first.content.decode()
    assert text.count("ligne-titre") == 20
    assert "Page 1 sur 2" in text.replace("\u00a0", " ")
    assert "tri=nom&amp;page=2" in text
    assert browser.get(ADDRESS + "?page=2").content.decode().count("ligne-titre") == 4
    assert browser.get(ADDRESS + "?page=douze").status_code == 200


def test_an_empty_list_says_what_would_fill_it() -> None:
    court, cotte, _ = outils.trio()
    assert "Vous n’avez encore désigné aucun expert" in page(court)
    assert "Lorsqu’une juridiction vous désigne" in page(cotte)


def test_how_many_wait_for_an_expert() -> None:
    court, cotte, morin = outils.trio()
    outils.envoyee(court, cotte)
    outils.envoyee(outils.magistrat("Jeanne", "Autre"), cotte)
    outils.refusee(court, morin)
    outils.brouillon(court, a=morin)
    people = annoter_en_attente(Compte.objects.filter(pk__in=[cotte.pk, morin.pk]))
    assert {each.pk: vars(each)["designations_en_attente"] for each in people} == {cotte.pk: 2, morin.pk: 0}
