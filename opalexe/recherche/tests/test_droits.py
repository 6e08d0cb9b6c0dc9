"""What search shows is what the person may read now: nothing more in lists, counts, extracts or absences."""

from __future__ import annotations

import pytest

from opalexe.coffre.actes.partage import partager
from opalexe.coffre.actes.verrou import verrouiller
from opalexe.coffre.models import Document
from opalexe.comptes.models import Role
from opalexe.essais.personnes import auteur, expert, personne
from opalexe.essais.scenes import ExpertiseComplete, avocat, expertise_complete
from opalexe.expertises.models import Participation, Statut
from opalexe.recherche import requetes
from opalexe.recherche.tests.scene import chercher, deposer_et_lire, dossier, titres

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> ExpertiseComplete:
    scene = expertise_complete()
    scene.statut(Statut.EN_COURS)
    return scene


@pytest.fixture
def note(scene: ExpertiseComplete) -> Document:
    folder = dossier(scene.expertise, "expert", "notes_aux_parties")
    return deposer_et_lire(scene.expert, folder, "Note.txt", "Le chéneau zingué est percé.")


def voient(scene: ExpertiseComplete, q: str) -> set[str]:
    return {name for name, person in scene.tous.items() if "Note.txt" in titres(chercher(person, q))}


def test_each_finds_what_the_folder_gives_to_each(scene: ExpertiseComplete, note: Document) -> None:
    for name, person in scene.tous.items():
        readable = Document.objects.lisibles_par(person).filter(pk=note.pk).exists()
        assert (name in voient(scene, "chéneaux zingués")) is readable, name
    assert {"expert", "co_expert", "avocat"} <= voient(scene, "cheneau")


@pytest.mark.usefixtures("scene", "note")
def test_a_stranger_finds_nothing_at_all() -> None:
    for stranger in (expert("Paul", "Autre"), personne(Role.GREFFIER), avocat("Luc", "Loin")):
        page = chercher(stranger, "chéneau")
        assert titres(page) == []
        assert "Note.txt" not in page
        assert titres(chercher(stranger, "Poitou")) == []


@pytest.mark.usefixtures("note")
def test_who_becomes_inactive_finds_nothing_any_more(scene: ExpertiseComplete) -> None:
    Participation.objects.filter(compte=scene.avocat).update(actif=False)
    assert titres(chercher(scene.avocat, "chéneau")) == []
    assert titres(chercher(scene.avocat, "Hartmann")) == []


@pytest.mark.usefixtures("note")
def test_a_status_that_closes_a_folder_closes_it_to_search(scene: ExpertiseComplete) -> None:
    scene.statut(Statut.REJETEE)
    assert "avocat" not in voient(scene, "chéneau")
    assert "expert" in voient(scene, "chéneau")


def test_of_a_locked_document_others_find_the_name_only(scene: ExpertiseComplete, note: Document) -> None:
    verrouiller(auteur(scene.expert), note.pk, "Déposé par erreur.")
    assert titres(chercher(scene.avocat, "chéneau")) == []
    page = chercher(scene.avocat, "note")
    assert titres(page) == ["Note.txt"]
    assert "zingué" not in page
    assert "Verrouillé par l’expert" in page
    # What is not found tells nothing either: words set aside, exact expressions.
    assert titres(chercher(scene.avocat, "note -zingué")) == ["Note.txt"]
    assert titres(chercher(scene.avocat, 'note -"chéneau zingué"')) == ["Note.txt"]
    assert titres(chercher(scene.avocat, 'note "chéneau zingué"')) == []
    assert titres(chercher(scene.expert, "chéneau")) == ["Note.txt"]


def test_what_is_shared_is_found_by_whom_it_is_shared_with(scene: ExpertiseComplete) -> None:
    folder = dossier(scene.expertise, "parties", "pieces_cotees", partie=scene.poitou)
    piece = deposer_et_lire(scene.avocat, folder, "Formule.txt", "La formule du vernis au tampon.")
    participation = scene.participation(scene.magistrat)
    assert titres(chercher(scene.magistrat, "formule vernis")) == []
    partager(auteur(scene.expert), [piece.pk], participation.pk, True)
    assert titres(chercher(scene.magistrat, "formule vernis")) == ["Formule.txt"]
    assert titres(chercher(scene.greffier, "formule vernis")) == []
    partager(auteur(scene.expert), [piece.pk], participation.pk, False)
    assert titres(chercher(scene.magistrat, "formule vernis")) == []


def test_people_are_those_of_one_s_expertises_and_of_one_s_directories(scene: ExpertiseComplete) -> None:
    far = expert("Zoé", "Lointain")
    lawyer = avocat("Zacharie", "Lointain")
    assert titres(chercher(scene.magistrat, "lointain")) == ["Zoé Lointain"]
    assert titres(chercher(scene.expert, "lointain")) == ["Zacharie Lointain", "Zoé Lointain"]
    assert titres(chercher(scene.avocat, "lointain")) == []
    assert titres(chercher(scene.avocat, "Me Morel")) == ["Inès Morel"]
    assert "Sapiteur dans" in chercher(scene.avocat, "morel")
    assert (far.role, lawyer.role) == (Role.EXPERT, Role.AVOCAT)


@pytest.mark.parametrize("limit", [0, 10_000])
def test_both_ways_of_asking_give_the_same(
    scene: ExpertiseComplete, note: Document, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few answers are asked about one by one, many are joined to all that the person may read."""
    monkeypatch.setattr(requetes, "PEU", limit)
    for name, person in scene.tous.items():
        readable = Document.objects.lisibles_par(person).filter(pk=note.pk).exists()
        assert (name in voient(scene, "chéneau")) is readable
        assert "avocat" in voient(scene, "chéneau")
