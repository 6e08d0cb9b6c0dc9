"""Who is in the demonstration: those named in `distribution.py`, and the other experts of the directory."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from opalexe.comptes.models import Role
from opalexe.demonstration.distribution import (
    AVOCATS,
    CAS_PARTICULIERS,
    CREES,
    EN_ATTENTE,
    EXPERTS,
    JURIDICTION,
)
from opalexe.demonstration.personnage import Personne

VILLES = {
    "Agen": ("Agen", "Auch", "Cahors"),
    "Aix-en-Provence": ("Aix-en-Provence", "Marseille", "Nice", "Toulon"),
    "Amiens": ("Amiens", "Beauvais", "Soissons"),
    "Angers": ("Angers", "Le Mans", "Laval"),
    "Basse-Terre": ("Basse-Terre", "Pointe-à-Pitre"),
    "Bastia": ("Bastia", "Ajaccio"),
    "Besançon": ("Besançon", "Belfort", "Vesoul"),
    "Bordeaux": ("Bordeaux", "Périgueux", "Angoulême"),
    "Bourges": ("Bourges", "Nevers", "Châteauroux"),
    "Caen": ("Caen", "Cherbourg", "Alençon"),
    "Cayenne": ("Cayenne",),
    "Chambéry": ("Chambéry", "Annecy"),
    "Colmar": ("Colmar", "Strasbourg", "Mulhouse"),
    "Dijon": ("Dijon", "Mâcon", "Chaumont"),
    "Douai": ("Douai", "Lille", "Valenciennes"),
    "Fort-de-France": ("Fort-de-France",),
    "Grenoble": ("Grenoble", "Valence", "Gap"),
    "Limoges": ("Limoges", "Brive-la-Gaillarde", "Guéret"),
    "Lyon": ("Lyon", "Saint-Étienne", "Bourg-en-Bresse"),
    "Metz": ("Metz", "Thionville"),
    "Montpellier": ("Montpellier", "Perpignan", "Rodez"),
    "Nancy": ("Nancy", "Épinal", "Bar-le-Duc"),
    "Nîmes": ("Nîmes", "Avignon", "Mende"),
    "Nouméa": ("Nouméa",),
    "Orléans": ("Orléans", "Tours", "Blois"),
    "Papeete": ("Papeete",),
    "Paris": ("Paris", "Créteil", "Melun", "Bobigny"),
    "Pau": ("Pau", "Bayonne", "Tarbes"),
    "Poitiers": ("Poitiers", "La Rochelle", "Niort"),
    "Reims": ("Reims", "Troyes", "Charleville-Mézières"),
    "Rennes": ("Rennes", "Nantes", "Brest", "Quimper"),
    "Riom": ("Riom", "Clermont-Ferrand", "Aurillac"),
    "Rouen": ("Rouen", "Le Havre", "Évreux"),
    "Saint-Denis de La Réunion": ("Saint-Denis", "Saint-Pierre"),
    "Toulouse": ("Toulouse", "Albi", "Montauban"),
    "Versailles": ("Versailles", "Nanterre", "Chartres", "Pontoise"),
}
"""Cities of each court of appeal, where its experts practise."""

NOMBRE_EXPERTS = 150


def _noms() -> dict[str, list[str]]:
    """Return first names of women and men, and surnames, in the order of `noms.csv`."""
    names: dict[str, list[str]] = {"femme": [], "homme": [], "famille": []}
    with Path(__file__).with_name("noms.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            names[line["genre"]].append(line["nom"])
    return names


def _numerotees(personnes: Sequence[Personne], premier: int) -> list[Personne]:
    return [replace(someone, numero=premier + place) for place, someone in enumerate(personnes)]


@cache
def avec_certificat() -> tuple[Personne, ...]:
    """Return whoever holds a certificate, odd cases included, in the order of the page."""
    return tuple(_numerotees((*JURIDICTION, *EXPERTS, *AVOCATS, *CREES, *CAS_PARTICULIERS), 10))


def munies_par_la_demonstration() -> list[Personne]:
    """Return those whose certificate the demonstration's own authority issues."""
    return [someone for someone in avec_certificat() if not someone.de_plateforme]


@cache
def en_attente() -> tuple[Personne, ...]:
    """Return those whose link waits in the mailbox."""
    return tuple(_numerotees(EN_ATTENTE, 90))


@cache
def _par_identifiant() -> dict[str, Personne]:
    return {someone.identifiant: someone for someone in (*avec_certificat(), *en_attente())}


def personne(identifiant: str) -> Personne | None:
    """Return somebody who holds a certificate, or may fetch one."""
    return _par_identifiant().get(identifiant)


def annuaire(feuilles: Sequence[str]) -> list[Personne]:
    """Return the other experts of the directory, the same at every start: 150 in all with those named.

    `feuilles` are the codes of the specialities that have none below them.
    """
    dice = random.Random(20_201_211)  # noqa: S311 - invented names, nothing secret
    known = _noms()
    names = {someone.nom_complet for someone in (*avec_certificat(), *en_attente())}
    courts = list(VILLES)
    people: list[Personne] = []
    while len(people) < NOMBRE_EXPERTS - len(EXPERTS):
        place = len(people)
        prenom, nom = dice.choice(known[dice.choice(("femme", "homme"))]), dice.choice(known["famille"])
        if f"{prenom} {nom}" in names:
            continue
        names.add(f"{prenom} {nom}")
        # Every court first, then the large ones more often.
        court = (
            courts[place] if place < len(courts) else dice.choice([*courts, "Paris", "Versailles", "Lyon"])
        )
        first = feuilles[(place * 7) % len(feuilles)]
        near = [code for code in feuilles if code.rpartition(".")[0] == first.rpartition(".")[0]]
        people.append(
            Personne(
                prenom,
                nom,
                Role.EXPERT,
                cour=court,
                ville=dice.choice(VILLES[court]),
                specialites=tuple(sorted({first, *dice.sample(near, k=min(len(near), dice.randint(0, 2)))})),
                liste_nationale=dice.random() < 0.08,
                indisponible_jours=dice.choice((15, 60, 120)) if dice.random() < 0.07 else 0,
                numero=100 + place,
            )
        )
    return people
