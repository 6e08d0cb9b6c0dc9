"""The rights: the packaged file is sound, mistakes are told, and the database gives what the file says."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from opalexe.coffre.actes import peut_deposer
from opalexe.coffre.matrice import FICHIER, NOMS, MatriceIncorrecte, lire, synchroniser
from opalexe.coffre.models import Document, Droit, Repertoire
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.comptes.models import Role
from opalexe.essais.personnes import personne
from opalexe.expertises.models import Participation, Profil, Statut

COMMUNS = ("expert", "magistrat", "greffe")


def rows() -> list[dict[str, str]]:
    with FICHIER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def level(row: dict[str, str], statut: Statut) -> str:
    """Read a cell, as produit.md says it: when rejected, four profiles read what they could read."""
    if statut != Statut.REJETEE:
        return row[statut]
    reads = row["profil"] in ("expert", "co_expert", "magistrat", "greffier") and row["en_creation"] in "DT"
    return "T" if reads else "-"


def test_the_packaged_file_is_sound_and_complete() -> None:
    assert {(cell.dossier, cell.repertoire) for cell in lire()} == set(NOMS)
    assert len(NOMS) == 19


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("\nexpert,expert,", "\nhuissier,expert,", 1), "profil inconnu"),
        (lambda text: text.replace(",gestion_des_delais,", ",delais,", 1), "répertoire inconnu"),
        (lambda text: text.replace(",sa_partie,", ",ma_partie,", 1), "portée inconnue"),
        (lambda text: text + text.splitlines()[1] + "\n", "ligne en double"),
        (lambda text: text + "avocat,sapiteur,gestion_financiere,,-,X,-,T\n", "une cellule ne vaut ni"),
        (lambda text: text + "avocat,sapiteur,gestion_financiere,,-,-,-,-\n", "aucune cellule ne donne"),
        (lambda text: text + "avocat,sapiteur,gestion_financiere\n", "une cellule ne vaut ni"),
        (
            lambda text: text + "partie_non_autorisee,sapiteur,gestion_financiere,,-,D,-,T\n",
            "une partie non autorisée",
        ),
        (lambda text: text + "avocat,sapiteur,gestion_financiere,,-,T,-,D\n", "expertise terminée"),
        (lambda text: text.replace("terminee", "finie", 1), "l’en-tête doit être"),
        (
            lambda text: "".join(line for line in text.splitlines(True) if not line.startswith("sapiteur,")),
            "le profil «\u00a0sapiteur\u00a0» n’a aucune ligne",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_mistake(
    tmp_path: Path, change: Callable[[str], str], sentence: str
) -> None:
    path = tmp_path / "droits.csv"
    path.write_text(change(FICHIER.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(MatriceIncorrecte) as error:
        lire(path)
    assert any(sentence in line for line in error.value.erreurs), error.value.erreurs


@pytest.mark.django_db
def test_the_table_follows_the_file(tmp_path: Path) -> None:
    assert synchroniser() is False, "loaded when the tables were made"
    path = tmp_path / "droits.csv"
    text = FICHIER.read_text(encoding="utf-8")
    path.write_text(text.replace("avocat,expert,designation,,-,T,-,T\n", ""), encoding="utf-8")
    assert synchroniser(path) is True
    assert not Droit.objects.filter(profil="avocat", repertoire="designation").exists()
    assert synchroniser() is True
    assert Droit.objects.filter(profil="avocat", repertoire="designation").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "profil", [profil.value for profil in Profil if profil not in (Profil.EXPERT, Profil.EXPERT_POUR_PARTIE)]
)
def test_each_profile_reads_and_deposits_what_the_file_says_in_each_status(profil: str) -> None:
    scene = Essai()
    person = personne(Role.AVOCAT)
    Participation.objects.create(expertise=scene.expertise, compte=person, profil=profil)
    folders = list(Repertoire.objects.filter(expertise=scene.expertise))
    assert len(folders) == 12
    for folder in folders:
        scene.poser(folder.dossier, folder.repertoire, scene.expert, "un.pdf")
    for statut in Statut:
        scene.statut(statut)
        cells = {
            (row["dossier"], row["repertoire"]): level(row, statut)
            for row in rows()
            if row["profil"] == profil and row["dossier"] in COMMUNS
        }
        read = Document.objects.lisibles_par(person).select_related("repertoire")
        assert {(d.repertoire.dossier, d.repertoire.repertoire) for d in read} == {
            place for place, cell in cells.items() if cell in "DT"
        }, statut
        deposits = {(f.dossier, f.repertoire) for f in folders if peut_deposer(person, f)}
        assert deposits == {place for place, cell in cells.items() if cell == "D"}, statut
    Participation.objects.filter(compte=person).update(actif=False)
    scene.statut(Statut.EN_COURS)
    assert not Document.objects.lisibles_par(person).exists()
    assert not any(peut_deposer(person, folder) for folder in folders)
