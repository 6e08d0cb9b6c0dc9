"""A sent designation, as the court follows it."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from opalexe.designations import actes
from opalexe.designations.models import Designation, Etat
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur, client

pytestmark = pytest.mark.django_db


def address(name: str, designation: Designation, *more: object) -> str:
    return reverse(f"designations:{name}", args=[designation.pk, *more])


def test_relaunching_opens_the_withdrawal() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    browser = client(court)
    text = browser.get(address("detail", designation)).content.decode()
    assert "Le retrait devient possible après une première relance" in text
    assert 'data-ouvre="dialogue-retirer"' not in text
    answer = browser.post(address("relancer", designation), {"relances": "0"}, follow=True)
    text = answer.content.decode()
    assert "La relance est envoyée par courriel à Alain Cotte" in text
    assert "1 relance" in text
    assert 'data-ouvre="dialogue-retirer"' in text
    again = browser.post(address("relancer", designation), {"relances": "0"})
    assert again.status_code == 409
    assert "a déjà été relancé" in again.content.decode()
    answer = browser.post(address("retirer", designation), follow=True)
    assert "La désignation est retirée" in answer.content.decode()
    designation.refresh_from_db()
    assert designation.etat == Etat.RETIREE
    assert "Relancer" not in browser.get(address("detail", designation)).content.decode()


def test_withdrawing_too_early_or_too_late_is_told() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    browser = client(court)
    answer = browser.post(address("retirer", designation))
    assert answer.status_code == 409
    assert "relancez l’expert au moins une fois" in answer.content.decode()
    actes.accepter(auteur(cotte), designation, outils.IDENTITE)
    answer = browser.post(address("retirer", designation))
    assert answer.status_code == 409
    assert "L’expert a déjà répondu" in answer.content.decode()


def test_reading_is_shown_to_who_sent() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    document = designation.documents.get()
    browser = client(court)
    assert "non lu" in browser.get(address("detail", designation)).content.decode()
    answer = client(cotte).get(address("document", designation, document.pk))
    assert answer.status_code == 200
    assert b"".join(answer) if answer.streaming else answer.content
    text = browser.get(address("detail", designation)).content.decode()
    assert "lu le" in text
    assert "non lu" not in text


def test_the_history_dates_each_relance() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    for _ in range(2):
        actes.relancer(auteur(court), designation)
    for person in (court, cotte):
        text = client(person).get(address("detail", designation)).content.decode().replace("\u00a0", " ")
        assert "2 relances, la dernière" in text
        assert "Relance n° 1" in text
        assert "Relance n° 2" in text


def test_the_answer_and_its_documents_appear() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    outils.joindre(cotte, designation, "courrier.txt")
    browser = client(court)
    part = address("detail", designation) + "?partie=suivi"
    before = browser.get(part).content.decode()
    assert "<html" not in before
    assert "every 30s" in before
    assert "courrier.txt" not in before
    actes.refuser(auteur(cotte), designation, "Je connais <b>le défendeur</b>.")
    after = browser.get(part).content.decode()
    assert "courrier.txt" in after
    assert "&lt;b&gt;le défendeur" in after
    assert "every 30s" not in after


def test_an_accepted_one_leads_to_the_expertise() -> None:
    court, cotte, _ = outils.trio()
    designation, expertise = outils.acceptee(court, cotte)
    text = client(court).get(address("detail", designation)).content.decode()
    assert reverse("coffre:expertise", args=[expertise.pk]) in text
    assert reverse("expertises:consignation", args=[expertise.pk]) in text
    assert "En attente de consignation" in text


def test_the_page_s_cost(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte, *(f"{number}.txt" for number in range(15)))
    browser = client(court)
    browser.get(address("detail", designation))
    with django_assert_max_num_queries(8):
        browser.get(address("detail", designation))
