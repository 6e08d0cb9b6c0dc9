"""The parties of the expertises, with the lawyers who represent them: the lines of `parties.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opalexe.expertises.models import Cote, GenreDePartie


@dataclass(frozen=True)
class LigneDePartie:
    """A party of the case that has this RG number; `avocat` is empty when nobody represents it."""

    numero_rg: str
    nom: str
    cote: Cote
    genre: GenreDePartie
    avocat: str


@cache
def _lire() -> dict[str, list[LigneDePartie]]:
    found: dict[str, list[LigneDePartie]] = {}
    with Path(__file__).with_name("parties.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            row = LigneDePartie(
                line["numero_rg"],
                line["nom"],
                Cote(line["cote"]),
                GenreDePartie(line["genre"]),
                line["avocat"],
            )
            found.setdefault(row.numero_rg, []).append(row)
    return found


def parties_de(numero_rg: str) -> list[LigneDePartie]:
    """Return the parties of a case, in their order."""
    return _lire().get(numero_rg, [])
