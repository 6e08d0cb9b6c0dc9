"""An expert's card, kept by the expert."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from opalexe.annuaire.actes import ContenuFiche, tenir_fiche
from opalexe.annuaire.models import CourAppel, FicheExpert, Specialite
from opalexe.comptes.models import Role
from opalexe.essais.personnes import auteur, client, expert, personne
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db


def texte(response: Any) -> str:
    return " ".join(response.content.decode().split())


def valeurs(**changes: Any) -> dict[str, Any]:
    court = CourAppel.objects.get(nom="Lyon")
    return {"cour": court.pk, "ville": "Lyon", "specialites": ["C.1.2"], **changes}


def test_an_expert_changes_the_card_and_the_journal_says_so() -> None:
    person = expert(cour="Paris", ville="Paris", specialites=("A.1",))
    browser = client(person)
    shown = texte(browser.get("/compte/"))
    assert "A.1 Agriculture" in shown
    assert "Disponible" in shown
    form = texte(browser.get("/compte/fiche/"))
    assert 'value="A.1" id="id_specialites_A-1" checked' in form

    day = timezone.localdate() + timedelta(days=30)
    page = texte(browser.post("/compte/fiche/", valeurs(indisponible_jusqu_au=f"{day}"), follow=True))
    assert "Votre fiche est à jour." in page
    assert f"Indisponible jusqu’au {day:%d/%m/%Y}" in page
    fiche = FicheExpert.objects.get()
    assert (fiche.cour.nom, fiche.ville, fiche.indisponible) == ("Lyon", "Lyon", True)
    entry = Entree.objects.get(acte="annuaire.fiche")
    assert entry.donnees == {"champs": ["cour", "ville", "specialites", "indisponible_jusqu_au"]}
    browser.post("/compte/fiche/", valeurs(indisponible_jusqu_au=f"{day:%d/%m/%Y}"))
    assert Entree.objects.filter(acte="annuaire.fiche").count() == 1, "the same again is no change"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cour": ""}, "Choisissez la cour d’appel"),
        ({"ville": ""}, "Indiquez la ville"),
        ({"specialites": []}, "Cochez au moins une spécialité."),
        ({"indisponible_jusqu_au": "2020-01-01"}, "Cette date est passée"),
        ({"indisponible_jusqu_au": "31/02/2030"}, "Cette date n’existe pas"),
    ],
)
def test_a_wrong_card_is_told(change: dict[str, Any], sentence: str) -> None:
    person = expert(ville="Paris")
    page = texte(client(person).post("/compte/fiche/", valeurs(**change)))
    assert sentence in page
    assert FicheExpert.objects.get().ville == "Paris"


def test_an_expert_without_a_card_is_offered_one() -> None:
    person = personne(Role.EXPERT)
    browser = client(person)
    assert "Cette partie n’est pas encore remplie." in texte(browser.get("/compte/"))
    assert browser.post("/compte/fiche/", valeurs()).status_code == 302
    assert FicheExpert.objects.get().compte == person


def test_an_absence_gone_by_does_not_stand_in_the_way() -> None:
    person = expert()
    FicheExpert.objects.update(indisponible_jusqu_au=timezone.localdate() - timedelta(days=1))
    browser = client(person)
    assert "Disponible" in texte(browser.get("/compte/"))
    assert browser.post("/compte/fiche/", valeurs()).status_code == 302
    assert FicheExpert.objects.get().indisponible_jusqu_au is None


def test_the_act_itself_refuses() -> None:
    court, speciality = CourAppel.objects.all()[0], Specialite.objects.get(code="A.1")
    full = ContenuFiche(court, "Paris", (speciality,))
    with pytest.raises(ActeRefuse, match="que les fiches des experts"):
        tenir_fiche(auteur(personne(Role.MAGISTRAT)), full)
    par = auteur(personne(Role.EXPERT))
    for content in (ContenuFiche(court, "", (speciality,)), ContenuFiche(court, "Paris", ())):
        with pytest.raises(ActeRefuse, match="au moins une spécialité"):
            tenir_fiche(par, content)
    past = timezone.localdate() - timedelta(days=1)
    with pytest.raises(ActeRefuse, match="passée"):
        tenir_fiche(par, ContenuFiche(court, "Paris", (speciality,), indisponible_jusqu_au=past))
