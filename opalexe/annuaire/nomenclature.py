"""Courts of appeal and specialities, as `donnees/` gives them, put in the database after each `migrate`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import F

from opalexe.socle.texte import normaliser

DONNEES = Path(__file__).resolve().parent.parent / "donnees"
DECALAGE = 1_000_000
"""Places far beyond the nomenclature's, where lines stand while the others are numbered again."""


@dataclass
class Ligne:
    """A line of the nomenclature, with its place in the tree."""

    code: str
    libelle: str
    precisions: str
    parent: str | None
    ordre: int
    fin: int
    niveau: int


def lire_cours(path: Path = DONNEES / "cours_appel.csv") -> list[str]:
    """Return the names of the courts."""
    with path.open(encoding="utf-8", newline="") as file:
        return [line["nom"] for line in csv.DictReader(file)]


def lire_specialites(path: Path = DONNEES / "specialites.csv") -> list[Ligne]:
    """Return the nomenclature in its own order, each line with the place of its last descendant.

    A line's parent is told by its code (A.1.2 is under A.1). Raises ValueError when it is missing, or when a
    line stands away from its branch: places would then not tell descent.
    """
    lines: list[Ligne] = []
    open_lines: list[Ligne] = []  # from the branch down to the last line read
    with path.open(encoding="utf-8", newline="") as file:
        for ordre, row in enumerate(csv.DictReader(file), start=1):
            code = row["code"]
            parent = code.rpartition(".")[0] or None
            while open_lines and open_lines[-1].code != parent:
                open_lines.pop()
            if parent and not open_lines:
                raise ValueError(f"the speciality {code} does not stand under {parent}")
            line = Ligne(code, row["libelle"], row["precisions"], parent, ordre, ordre, code.count("."))
            open_lines.append(line)
            for above in open_lines:
                above.fin = ordre
            lines.append(line)
    return lines


def charger(
    using: str = DEFAULT_DB_ALIAS, apps: Apps = global_apps, verbosity: int = 0, **_signal: Any
) -> None:
    """Make the database agree with the files (receiver of `post_migrate`); does nothing when it does.

    What the files no longer name is kept: an expert may stand under it.
    """
    del verbosity
    try:
        court_model: type[models.Model] = apps.get_model("annuaire", "CourAppel")
        speciality_model: type[models.Model] = apps.get_model("annuaire", "Specialite")
    except LookupError:
        return  # migrated back to before the tables
    courts, lines = lire_cours(), lire_specialites()
    with transaction.atomic(using=using):
        _load_courts(court_model._default_manager.using(using), court_model, courts)
        _load_specialities(speciality_model._default_manager.using(using), speciality_model, lines)


def _load_courts(rows: models.QuerySet[Any], model: type[models.Model], names: list[str]) -> None:
    known = set(rows.values_list("nom", flat=True))
    rows.bulk_create(
        [model(nom=name, cle_tri=normaliser(name)) for name in names if name not in known],
    )


def _load_specialities(rows: models.QuerySet[Any], model: type[models.Model], lines: list[Ligne]) -> None:
    columns = ("libelle", "precisions", "parent_id", "ordre", "fin", "niveau")
    wanted = {
        line.code: (line.libelle, line.precisions, line.parent, line.ordre, line.fin, line.niveau)
        for line in lines
    }
    known = {row[0]: row[1:] for row in rows.values_list("code", *columns)}
    if all(known.get(code) == values for code, values in wanted.items()):
        return
    # Places are unique at every moment: the former ones make way first.
    rows.update(ordre=F("ordre") + DECALAGE, fin=F("fin") + DECALAGE)
    rows.bulk_create(
        [model(code=code, **dict(zip(columns, values, strict=True))) for code, values in wanted.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["libelle", "precisions", "parent", "ordre", "fin", "niveau"],
    )
