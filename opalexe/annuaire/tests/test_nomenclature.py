"""The reference data of `donnees/`, in the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from opalexe.annuaire.models import CourAppel, Specialite
from opalexe.annuaire.nomenclature import charger, lire_specialites
from opalexe.essais.personnes import expert

pytestmark = pytest.mark.django_db


def test_courts_and_specialities_are_there_after_migration() -> None:
    assert CourAppel.objects.count() == 36
    assert CourAppel.objects.get(cle_tri="besancon").nom == "Besançon"
    assert Specialite.objects.count() == 299
    branch = Specialite.objects.get(code="C.1")
    leaf = Specialite.objects.get(code="C.1.2")
    assert (leaf.parent, leaf.niveau, leaf.fin) == (branch, 2, leaf.ordre)
    assert branch.ordre < leaf.ordre <= branch.fin


def test_places_tell_descent() -> None:
    lines = list(Specialite.objects.all())
    for line in lines:
        below = {other.code for other in lines if line.ordre < other.ordre <= line.fin}
        assert below == {other.code for other in lines if other.code.startswith(f"{line.code}.")}


def test_loading_again_changes_nothing_and_mends_what_differs() -> None:
    person = expert(specialites=("A.1.1",))
    Specialite.objects.filter(code="A.1.1").update(libelle="Autre chose", ordre=5000, fin=5000)
    before = list(Specialite.objects.exclude(code="A.1.1").values())
    charger()
    charger()
    assert Specialite.objects.get(code="A.1.1").libelle == "Améliorations foncières"
    assert list(Specialite.objects.exclude(code="A.1.1").values()) == before
    assert [line.code for line in person.fiche_expert.specialites.all()] == ["A.1.1"]
    assert CourAppel.objects.count() == 36


def test_a_migrate_of_a_whole_database_costs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("migrate", verbosity=0)
    assert Specialite.objects.count() == 299
    assert not capsys.readouterr().err


@pytest.mark.parametrize("lines", ["A.1,Sans branche,", "A,Une,\nB,Deux,\nA.1,Loin de sa branche,"])
def test_a_nomenclature_out_of_order_is_refused(tmp_path: Path, lines: str) -> None:
    path = tmp_path / "specialites.csv"
    path.write_text(f"code,libelle,precisions\n{lines}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"A\.1 does not stand under A"):
        lire_specialites(path)
