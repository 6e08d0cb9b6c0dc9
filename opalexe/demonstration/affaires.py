"""The forty-odd designations of the demonstration: who designates whom, about what, and what became of it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Suite(StrEnum):
    """What became of a designation, down to the status of its expertise."""

    BROUILLON_VIDE = "brouillon vide"
    BROUILLON_EXPERT = "brouillon avec expert"
    BROUILLON_PRET = "brouillon prêt"
    ENVOYEE = "envoyée"
    RELANCEE = "relancée"
    RELANCEE_DEUX_FOIS = "relancée deux fois"
    RETIREE = "retirée"
    REFUSEE = "refusée"
    CREATION = "en création"
    CREATION_CONSIGNEE = "en création, consignée"
    COURS = "en cours"
    COURS_AVANCE = "en cours, avancée"
    COURS_SANS_CONSIGNATION = "en cours, sans consignation"
    PAUSE = "en pause"
    TERMINEE = "terminée"
    REJETEE_EXPERT = "rejetée par l’expert"
    REJETEE_MAGISTRAT = "rejetée par le magistrat"


@dataclass(frozen=True)
class Affaire:
    """A line of `affaires.csv`; `age` is in days, from the sending (or the last touch of a draft) to now."""

    auteur: str
    expert: str
    demandeur: str
    defendeur: str
    tribunal: str
    numero_rg: str
    litige: str
    age: int
    suite: Suite
    numero: int

    @property
    def numero_mi(self) -> str:
        """The number of the measure; one case in four has none yet."""
        return "" if self.numero % 4 == 3 else f"{568_500 + self.numero * 17}"

    @property
    def numero_minute(self) -> str:
        """The number of the decision, given one time in three."""
        return f"{2_026_000 + self.numero * 31}" if self.numero % 3 == 0 else ""

    @property
    def titre(self) -> str:
        """The parties, as a heading names them."""
        return f"{self.demandeur} c/ {self.defendeur}"


def lire() -> tuple[Affaire, ...]:
    """Return the cases of the file, numbered from 1. `expert` is empty for a draft that has none yet."""
    with Path(__file__).with_name("affaires.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Affaire(
                auteur=line["auteur"],
                expert=line["expert"],
                demandeur=line["demandeur"],
                defendeur=line["defendeur"],
                tribunal=line["tribunal"],
                numero_rg=line["numero_rg"],
                litige=line["litige"],
                age=int(line["age"]),
                suite=Suite(line["suite"]),
                numero=number,
            )
            for number, line in enumerate(csv.DictReader(file), start=1)
        )


AFFAIRES = lire()
