"""Accepting and refusing, through the pages."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from opalexe.comptes.models import Compte
from opalexe.designations import actes
from opalexe.designations.models import Designation, Etat
from opalexe.designations.tests import outils
from opalexe.designations.tests.outils import SAISIE
from opalexe.essais.personnes import auteur, client, expert
from opalexe.expertises.models import Expertise

pytestmark = pytest.mark.django_db


@pytest.fixture
def court() -> Compte:
    return outils.magistrat()


@pytest.fixture
def cotte() -> Compte:
    return expert(nom="Cotte")


@pytest.fixture
def designation(court: Compte, cotte: Compte) -> Designation:
    return outils.envoyee(court, cotte)


@pytest.fixture
def browser(cotte: Compte) -> Client:
    return client(cotte)


def answer(browser: Client, designation: Designation, **fields: str) -> str:
    response = browser.post(reverse("designations:repondre", args=[designation.pk]), fields)
    assert response.status_code == 200
    return html.unescape(response.content.decode()).replace("\u00a0", " ")


def test_accepting_is_checked_confirmed_then_done(browser: Client, designation: Designation) -> None:
    form = browser.get(reverse("designations:repondre", args=[designation.pk])).content.decode()
    assert 'type="date"' in form
    assert f"/televersements/reponse/{designation.pk}/" in form
    asked = answer(browser, designation, **SAISIE)
    name = "POITOU_HARTMANN_TJ-BORDEAUX_21-01234_COTTE_568520_11-12-2020"
    assert name in asked
    assert "Oui, accepter" in asked
    assert "11/12/2020" in asked
    assert Designation.objects.get(pk=designation.pk).etat == Etat.ENVOYEE, "asking does nothing"
    back = answer(browser, designation, **SAISIE, etape="non")
    assert 'value="Poitou"' in back
    assert 'value="2020-12-11"' in back
    done = browser.post(reverse("designations:repondre", args=[designation.pk]), {**SAISIE, "etape": "oui"})
    expertise = Expertise.objects.get()
    assert done["Location"] == reverse("coffre:expertise", args=[expertise.pk])
    assert expertise.nom == name
    designation.refresh_from_db()
    assert designation.etat == Etat.ACCEPTEE


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("premier_demandeur", "", "Indiquez le premier demandeur."),
        ("premier_defendeur", "", "Indiquez le premier défendeur."),
        ("juridiction", "", "Indiquez la juridiction."),
        ("numero_rg", " ", "Indiquez le n° RG."),
        ("date_decision", "", "Indiquez la date de la décision, par un jour qui existe"),
        ("date_decision", "31/02/2020", "Cette date n’existe pas"),
        ("date_decision", "2019-02-29", "Cette date n’existe pas"),
        ("date_decision", "00/12/2020", "Cette date n’existe pas"),
        ("date_decision", "11/13/2020", "Cette date n’existe pas"),
        ("date_decision", "hier", "Cette date n’existe pas"),
        ("date_decision", "0020-12-11", "vérifiez l’année"),
        ("numero_mi", "1234567890123", "12 caractères au plus : vous en avez saisi 13."),
        ("premier_demandeur", "x" * 129, "128 caractères au plus : vous en avez saisi 129."),
        ("premier_defendeur", "***", "Écrivez au moins une lettre latine ou un chiffre"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    browser: Client, designation: Designation, champ: str, valeur: str, phrase: str
) -> None:
    for step in ("", "oui"):
        text = answer(browser, designation, **{**SAISIE, champ: valeur, "etape": step})
        assert phrase in text
        assert "Oui, accepter" not in text
        for name, typed in {**SAISIE, champ: valeur}.items():
            if typed.strip() and name not in {"reponse", "numero_minute"}:
                assert f'value="{typed}"' in text, name
    assert not Expertise.objects.exists()


def test_a_decision_to_come_is_refused_and_french_dates_are_read(
    browser: Client, designation: Designation
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    text = answer(browser, designation, **{**SAISIE, "date_decision": tomorrow.isoformat()})
    assert "La date de la décision est à venir" in text
    for typed in ("11/12/2020", "11-12-2020", "11.12.2020"):
        asked = answer(browser, designation, **{**SAISIE, "date_decision": typed})
        assert "_11-12-2020" in asked
    back = answer(browser, designation, **{**SAISIE, "date_decision": "11/12/2020", "etape": "non"})
    assert re.search(r'<input[^>]*type="text"[^>]*value="11/12/2020"', back), "the picker would lose it"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"premier_demandeur": "  Société   « L’Œuvre »  & fils "},
        {"numero_mi": "", "numero_minute": "2020/17"},
        {"juridiction": "Cour d’appel d’Aix-en-Provence", "date_decision": "11/12/2020"},
    ],
)
def test_the_preview_is_the_name_that_is_kept(
    browser: Client, designation: Designation, fields: dict[str, str]
) -> None:
    typed = {**SAISIE, **fields}
    shown = browser.post(reverse("designations:apercu", args=[designation.pk]), typed)
    browser.post(reverse("designations:repondre", args=[designation.pk]), {**typed, "etape": "oui"})
    assert shown.content.decode().strip() == Expertise.objects.get().nom


def test_the_preview_follows_a_form_not_finished_yet(browser: Client, designation: Designation) -> None:
    def preview(**fields: str) -> str:
        address = reverse("designations:apercu", args=[designation.pk])
        return browser.post(address, fields).content.decode().strip()

    assert preview() == "COTTE"
    assert preview(premier_demandeur="Poitou", date_decision="2020-12") == "POITOU_COTTE"
    assert preview(premier_demandeur="Éloïse Poitou", numero_mi="x" * 13).startswith("ELOISE-POITOU_COTTE")


def test_refusing_asks_for_a_reason_and_a_document(
    browser: Client, designation: Designation, cotte: Compte, court: Compte
) -> None:
    text = answer(browser, designation, reponse="refuser", motif="Je connais le défendeur.")
    assert "Joignez au moins un document à votre refus" in text
    assert "Je connais le défendeur." in text
    outils.joindre(cotte, designation, "courrier.txt")
    text = answer(browser, designation, reponse="refuser", motif=" ")
    assert "Indiquez le motif de votre refus." in text
    assert "courrier.txt" in text
    asked = answer(browser, designation, reponse="refuser", motif="Je connais\r\nle défendeur.")
    assert "Oui, refuser" in asked
    assert "courrier.txt" in asked
    fields = {"reponse": "refuser", "motif": "Je connais\r\nle défendeur.", "etape": "oui"}
    done = browser.post(reverse("designations:repondre", args=[designation.pk]), fields)
    assert done["Location"] == reverse("designations:detail", args=[designation.pk])
    designation.refresh_from_db()
    assert designation.etat == Etat.REFUSEE
    assert designation.motif_refus == "Je connais\nle défendeur."
    text = client(court).get(reverse("designations:detail", args=[designation.pk])).content.decode()
    assert "Je connais<br>le défendeur." in text
    assert "courrier.txt" in text


@pytest.mark.parametrize("step", ["", "oui"])
def test_an_answer_too_late_is_told_and_what_was_typed_stays(
    browser: Client, designation: Designation, court: Compte, step: str
) -> None:
    actes.relancer(auteur(court), designation)
    actes.retirer(auteur(court), designation)
    text = answer(browser, designation, **SAISIE, etape=step)
    assert "Cette désignation a été retirée par la juridiction le " in text
    assert "il n’y a plus à y répondre" in text
    assert 'value="Poitou"' in text


def test_answering_twice_is_told(browser: Client, designation: Designation) -> None:
    address = reverse("designations:repondre", args=[designation.pk])
    assert browser.post(address, {**SAISIE, "etape": "oui"}).status_code == 302
    text = answer(browser, designation, **SAISIE, etape="oui")
    assert "Vous avez déjà répondu à cette désignation : vous l’avez acceptée le " in text
    assert Expertise.objects.count() == 1
