"""Searching the directory of experts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet, Value
from django.utils import timezone

from opalexe.annuaire import requetes
from opalexe.annuaire.models import CourAppel, FicheExpert, Specialite
from opalexe.annuaire.requetes import Criteres, rechercher
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import client, expert, personne

pytestmark = pytest.mark.django_db

ADRESSE = "/annuaire/experts/"


def texte(response: Any) -> str:
    return " ".join(response.content.decode().split())


def noms(**criteres: Any) -> list[str]:
    return [compte.nom for compte in rechercher(Criteres(**criteres))]


def codes(*wanted: str) -> list[Specialite]:
    return list(Specialite.objects.filter(code__in=wanted))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cotte", ["Cotté", "De La Cotte"]),
        ("COT", ["Cotté", "De La Cotte", "Cottin"]),
        ("ottin", []),
        ("cotte la", ["De La Cotte"]),
        ("  d'Œuvre ", ["d’Œuvre"]),
        ("oeuv", ["d’Œuvre"]),
        ("martin", []),
        ("%", ["Cotté", "De La Cotte", "Cottin", "d’Œuvre"]),
    ],
)
def test_a_name_is_found_by_the_beginning_of_its_words(typed: str, found: list[str]) -> None:
    for nom in ("Cotté", "De La Cotte", "Cottin", "d’Œuvre"):
        expert("Martin", nom)
    assert sorted(noms(nom=typed)) == sorted(found)


def test_a_first_name_is_not_a_name() -> None:
    expert("Éloïse-Marie", "Alain")
    expert("Alain", "Cotte")
    assert noms(prenom="alain") == ["Cotte"]
    assert noms(prenom="marie") == ["Alain"]
    assert noms(prenom="elo", nom="al") == ["Alain"]
    assert noms(prenom="elo", nom="cotte") == []


def test_a_name_that_changes_is_still_found() -> None:
    person = expert("Alain", "Cotte")
    person.nom = "Zimmer"
    person.save()
    assert noms(nom="zim") == ["Zimmer"]
    assert noms(nom="cotte") == []


def test_several_courts_widen() -> None:
    for court in ("Agen", "Lyon", "Paris"):
        expert("Alain", court, cour=court)
    courts = CourAppel.objects.filter(nom__in=["Agen", "Paris"])
    assert noms(cours=tuple(courts)) == ["Agen", "Paris"]


def test_a_branch_takes_its_leaves() -> None:
    expert("Alain", "Feuille", specialites=("C.1.2", "A.1.1"))
    expert("Alain", "Rubrique", specialites=("C.1",))
    expert("Alain", "Voisin", specialites=("C.10",) if codes("C.10") else ("D.1",))
    expert("Alain", "Ailleurs", specialites=("A.2",))
    assert noms(specialites=codes("C.1")) == ["Feuille", "Rubrique"]
    assert noms(specialites=codes("C.1.2")) == ["Feuille"]
    assert noms(specialites=codes("C.1", "A")) == ["Ailleurs", "Feuille", "Rubrique"]
    assert noms(specialites=codes("H")) == []


def test_only_active_experts_with_a_card_are_there() -> None:
    expert("Alain", "Actif")
    expert("Alain", "Parti", actif=False)
    personne(Role.EXPERT, nom="Sans fiche")
    personne(Role.AVOCAT, nom="Avocat")
    assert noms() == ["Actif"]


def test_every_criterion_narrows() -> None:
    expert("Alain", "Cotte", cour="Lyon", specialites=("C.1.2",))
    expert("Alain", "Cotte", cour="Agen", specialites=("C.1.2",))
    expert("Alain", "Cotte", cour="Lyon", specialites=("A.1.1",))
    court = (CourAppel.objects.get(nom="Lyon"),)
    assert rechercher(Criteres("cot", "al", court, codes("C"))).count() == 1


def test_the_page_tells_all_that_is_needed_and_why() -> None:
    person = expert(
        "Alain",
        "Cotte",
        cour="Bordeaux",
        ville="Libourne",
        specialites=("A.1.1", "C.1.2"),
        telephone="05 56 00 00 01",
        courriel="a.cotte@exemple.fr",
    )
    day = timezone.localdate() + timedelta(days=3)
    FicheExpert.objects.filter(compte=person).update(indisponible_jusqu_au=day, liste_nationale=True)
    court = CourAppel.objects.get(nom="Bordeaux")
    page = texte(client(personne(Role.GREFFIER)).get(ADRESSE, {"cours": str(court.pk), "specialites": "C"}))
    for value in ("COTTE Alain", "05 56 00 00 01", "a.cotte@exemple.fr", "Libourne", "Liste nationale"):
        assert value in page
    assert f"Indisponible jusqu’au {day:%d/%m/%Y}" in page
    assert "<mark>Bordeaux</mark>" in page
    speciality = Specialite.objects.get(code="C.1.2")
    assert f"<mark>{speciality}" in page
    assert page.index(f"<mark>{speciality}") < page.index("A.1.1 Améliorations"), "what was asked comes first"
    assert "<strong>1 expert</strong>" in page
    assert 'value="C" id="id_specialites_C" checked' in page, "criteria stay ticked"
    assert 'type="radio"' not in page, "nothing to choose for"


def test_before_a_search_and_after_one_in_vain() -> None:
    expert()
    browser = client(personne(Role.MAGISTRAT))
    first = texte(browser.get(ADRESSE))
    assert "Choisissez un ou plusieurs critères" in first
    assert "Agen" in first
    assert "annuaire-expert" not in first
    assert texte(browser.get(ADRESSE, {"nom": ""})).count("1 expert<") == 1, "no criterion: all of them"
    none = texte(browser.get(ADRESSE, {"nom": "introuvable"}))
    assert "Aucun expert ne correspond" in none
    assert "Vérifiez l’orthographe" in none
    wrong = texte(browser.get(ADRESSE, {"cours": "0", "specialites": "Z"}))
    assert wrong.count("choisissez dans la liste") == 2
    assert browser.get(ADRESSE, {"nom": "a\x00"}).status_code == 200


def test_names_are_never_markup() -> None:
    expert("<i>Al</i>", "<script>x</script>", ville='"><b>', telephone="<u>")
    page = texte(client(personne(Role.MAGISTRAT)).get(ADRESSE, {"nom": ""}))
    for sign in ("<i>Al", "<script>x", "<SCRIPT>X", '"><b>', "<u>"):
        assert sign not in page


def test_the_live_search_answers_the_results_only() -> None:
    person = expert("Alain", "Cotte")
    browser = client(personne(Role.MAGISTRAT))
    headers = {"HX-Request": "true", "HX-Current-URL": "https://testserver/designations/abc/?nom=x"}
    response = browser.get(ADRESSE, {"nom": "cot", "selection": "1"}, headers=headers, secure=True)
    page = texte(response)
    assert "<html" not in page
    assert f'name="expert" value="{person.pk}"' in page
    assert response["HX-Replace-Url"] == "/designations/abc/?nom=cot&selection=1"
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.MAGISTRAT, Role.GREFFIER, Role.EXPERT)]
)
def test_it_does_not_exist_for_the_others(role: Role) -> None:
    assert client(personne(role)).get(ADRESSE).status_code == 404


def test_150_experts_in_pages_and_few_queries(django_assert_max_num_queries: Any) -> None:
    for number in range(150):
        expert("Alain", f"Cotte {number:03}", specialites=("A.1", "C.1.2", "D.1"))
    browser = client(personne(Role.MAGISTRAT))
    browser.get(ADRESSE)
    with django_assert_max_num_queries(10):
        page = texte(browser.get(ADRESSE, {"nom": "cotte", "specialites": ["C"]}))
    assert "<strong>150 experts</strong>, page 1 sur 8" in page
    assert page.count('class="annuaire-expert"') == 20
    assert "COTTE 000" in page
    assert "page=2" in page
    assert "Page précédente" not in page
    last = texte(browser.get(ADRESSE, {"nom": "cotte", "page": "99"}))
    assert "COTTE 149" in last
    assert last.count('class="annuaire-expert"') == 10
    assert "Page suivante" not in last


def test_a_room_above_adds_what_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def count(experts: QuerySet[Compte]) -> QuerySet[Compte]:
        return experts.annotate(designations_en_attente=Value(2))

    monkeypatch.setattr(requetes, "_annotations", [])
    requetes.annoter(count)
    expert()
    page = texte(client(personne(Role.MAGISTRAT)).get(ADRESSE, {"nom": ""}))
    assert "2 désignations en attente de sa réponse" in page


def test_an_expert_searches_colleagues_without_their_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requetes, "_annotations", [])
    requetes.annoter(lambda experts: experts.annotate(designations_en_attente=Value(2)))
    expert("Alain", "Cotte")
    page = texte(client(expert("Béatrice", "Vidal")).get(ADRESSE, {"nom": "cotte"}))
    assert "COTTE Alain" in page
    assert "en attente de sa réponse" not in page
