"""What must be said for an expertise to be named: the rules, for forms and acts (produit.md part 4)."""

from __future__ import annotations

from datetime import date

from opalexe.expertises.nommage import Identite
from opalexe.socle.texte import normaliser

LONGUEUR = 128
LONGUEUR_MI = 12
ANCIENNETE = 50
"""Years after which the date of a decision is a slip of the finger."""

REQUIS = {
    "premier_demandeur": "Indiquez le premier demandeur.",
    "premier_defendeur": "Indiquez le premier défendeur.",
    "juridiction": "Indiquez la juridiction.",
    "numero_rg": "Indiquez le n° RG.",
}


def _texte(champ: str, valeur: str) -> str | None:
    limite = LONGUEUR_MI if champ == "numero_mi" else LONGUEUR
    if champ in REQUIS and not valeur.strip():
        return REQUIS[champ]
    if len(valeur) > limite:
        return f"{limite}\u00a0caractères au plus\u00a0: vous en avez saisi {len(valeur)}."
    if valeur.strip() and not normaliser(valeur):
        return "Écrivez au moins une lettre latine ou un chiffre\u00a0: ce texte sert à nommer l’expertise."
    return None


def _date(valeur: date | None, aujourd_hui: date) -> str | None:
    if valeur is None:
        return "Indiquez la date de la décision, par un jour qui existe au calendrier."
    if valeur > aujourd_hui:
        return "La date de la décision est à venir\u00a0: vérifiez le jour, le mois et l’année."
    if valeur.year < aujourd_hui.year - ANCIENNETE:
        return f"La décision daterait de plus de {ANCIENNETE}\u00a0ans\u00a0: vérifiez l’année."
    return None


def controler(identite: Identite, aujourd_hui: date) -> dict[str, str]:
    """Return what is wrong, as a French sentence per field name; an empty dictionary when all is right.

    Rules of produit.md, part 4: four texts and the date required, 128 characters at most, 12 for the Mi.
    """
    values = {name: _texte(name, getattr(identite, name)) for name in (*REQUIS, "numero_mi", "numero_minute")}
    values["date_decision"] = _date(identite.date_decision, aujourd_hui)
    return {name: sentence for name, sentence in values.items() if sentence}
