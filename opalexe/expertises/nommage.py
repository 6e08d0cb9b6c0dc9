"""How an expertise is called: its computed reference (produit.md part 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from opalexe.socle.texte import normaliser


@dataclass(frozen=True)
class Identite:
    """What names an expertise, as the expert gives it when accepting."""

    premier_demandeur: str
    premier_defendeur: str
    juridiction: str
    numero_rg: str
    date_decision: date | None
    numero_mi: str = ""
    numero_minute: str = ""


def _part(text: str) -> str:
    """Upper case, no accents, every other sign a hyphen: "TJ Bordeaux" → "TJ-BORDEAUX"."""
    return re.sub(r"\s+", "-", normaliser(text)).upper()


def nom_expertise(identite: Identite, nom_expert: str) -> str:
    """Return demandeur_défendeur_juridiction_RG_EXPERT_Mi_minute_date (jj-mm-aaaa), empty parts left out."""
    parts = [
        _part(identite.premier_demandeur),
        _part(identite.premier_defendeur),
        _part(identite.juridiction),
        _part(identite.numero_rg),
        _part(nom_expert),
        _part(identite.numero_mi),
        _part(identite.numero_minute),
        identite.date_decision.strftime("%d-%m-%Y") if identite.date_decision else "",
    ]
    return "_".join(part for part in parts if part)
