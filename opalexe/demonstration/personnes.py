"""The people of the demonstration: all invented, with telephone numbers and addresses that lead nowhere.

Numbers are of the ranges that ARCEP keeps for works of fiction (01 99 00, 06 39 98).
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from opalexe.comptes.models import Role
from opalexe.socle.texte import normaliser


class Particularite(StrEnum):
    """What makes a certificate odd; `AUCUNE` for those that open an account."""

    AUCUNE = ""
    INCONNU = "inconnu"
    EXPIRE = "expire"
    PAS_ENCORE = "pas_encore"
    SERVEUR = "serveur"
    ETRANGER = "etranger"


@dataclass(frozen=True)
class Personne:
    """Somebody; those of `avec_certificat` may be chosen on the page of the demonstration."""

    prenom: str
    nom: str
    role: Role
    fonction: str = ""
    cour: str = ""
    ville: str = ""
    specialites: tuple[str, ...] = ()
    liste_nationale: bool = False
    indisponible_jours: int = 0
    particularite: Particularite = Particularite.AUCUNE
    numero: int = 0

    @property
    def identifiant(self) -> str:
        """The name of the person's files ("bernard.dupuy")."""
        return f"{normaliser(self.prenom)}.{normaliser(self.nom)}".replace(" ", "-")

    @property
    def nom_complet(self) -> str:
        """First name, then name."""
        return f"{self.prenom} {self.nom}"

    @property
    def courriel(self) -> str:
        """An address of the domain of the demonstration."""
        return f"{self.identifiant}@exemple.fr"

    @property
    def telephone(self) -> str:
        """A number that rings nowhere."""
        return f"01 99 00 {self.numero // 100:02d} {self.numero % 100:02d}"

    @property
    def mobile(self) -> str:
        """A number that rings nowhere."""
        return f"06 39 98 {self.numero // 100:02d} {self.numero % 100:02d}"

    @property
    def adresse(self) -> str:
        """A postal address."""
        rues = (
            "rue des Tilleuls",
            "place du Marché",
            "avenue de la République",
            "rue du Moulin",
            "quai Nord",
        )
        return f"{self.numero % 80 + 1} {rues[self.numero % len(rues)]}, {self.ville or 'Paris'}"


JURIDICTION = (
    Personne(
        "Bernard", "Dupuy", Role.MAGISTRAT, "Magistrat chargé du contrôle, tribunal judiciaire de Paris"
    ),
    Personne("François", "Durand", Role.GREFFIER, "Greffier, service du contrôle des expertises, Paris"),
    Personne("Sophie", "Lambert", Role.MAGISTRAT, "Magistrate, tribunal judiciaire de Versailles"),
    Personne("Thomas", "Girard", Role.MAGISTRAT, "Magistrat, tribunal judiciaire de Bordeaux"),
    Personne("Nadia", "Benali", Role.GREFFIER, "Greffière, tribunal judiciaire de Lyon"),
    Personne("Hélène", "Marchand", Role.GREFFIER, "Greffière, cour d’appel de Rennes"),
)

EXPERTS = (
    Personne(
        "Alain",
        "Cotte",
        Role.EXPERT,
        "Agriculture",
        "Paris",
        "Paris",
        ("A.1", "A.1.4", "A.1.5"),
        liste_nationale=True,
    ),
    Personne(
        "Mathilde",
        "Renaud",
        Role.EXPERT,
        "Gros œuvre, sols",
        "Versailles",
        "Versailles",
        ("C.1.12", "C.1.25", "C.1.10"),
    ),
    Personne(
        "Yves", "Le Goff", Role.EXPERT, "Toiture, menuiseries", "Rennes", "Vannes", ("C.1.27", "C.1.15")
    ),
    Personne(
        "Karim",
        "Haddad",
        Role.EXPERT,
        "Informatique",
        "Paris",
        "Paris",
        ("E.1.3", "E.1.4"),
        liste_nationale=True,
    ),
    Personne("Élise", "Morvan", Role.EXPERT, "Chirurgie orthopédique", "Lyon", "Lyon", ("F.3.5", "G.1.4")),
    Personne(
        "Pierre-Henri",
        "Castel",
        Role.EXPERT,
        "Comptabilité",
        "Paris",
        "Paris",
        ("D.1.1", "D.2"),
        liste_nationale=True,
    ),
    Personne(
        "Jeanne",
        "Ferrand",
        Role.EXPERT,
        "Estimations immobilières",
        "Bordeaux",
        "Libourne",
        ("C.2.2", "C.2.1"),
    ),
    Personne("Marc", "Oster", Role.EXPERT, "Automobile", "Colmar", "Mulhouse", ("E.7.4",)),
    Personne(
        "Léa", "Bonnefoy", Role.EXPERT, "Acoustique, thermique", "Toulouse", "Toulouse", ("C.1.1", "C.1.26")
    ),
    Personne("Gérard", "Pujol", Role.EXPERT, "Viticulture", "Montpellier", "Béziers", ("A.13", "A.1.5")),
    Personne(
        "Anne",
        "Delmas",
        Role.EXPERT,
        "Architecture",
        "Lyon",
        "Villeurbanne",
        ("C.1.2", "C.1.17"),
        indisponible_jours=45,
    ),
)

CAS_PARTICULIERS = (
    Personne(
        "Claire",
        "Fontaine",
        Role.MAGISTRAT,
        "Magistrate sans compte : son certificat est valable, elle peut s’inscrire",
        particularite=Particularite.INCONNU,
    ),
    Personne(
        "Julien",
        "Mercier",
        Role.EXPERT,
        "Expert sans compte : son certificat est valable, il peut s’inscrire",
        particularite=Particularite.INCONNU,
    ),
    Personne(
        "Paul", "Vidal", Role.GREFFIER, "Certificat expiré : refusé", particularite=Particularite.EXPIRE
    ),
    Personne(
        "Inès",
        "Caron",
        Role.EXPERT,
        "Certificat pas encore valable : refusé",
        particularite=Particularite.PAS_ENCORE,
    ),
    Personne(
        "Luc",
        "Perrot",
        Role.EXPERT,
        "Certificat de serveur, d’un autre usage : refusé",
        particularite=Particularite.SERVEUR,
    ),
    Personne(
        "Olga",
        "Weiss",
        Role.EXPERT,
        "Certificat d’une autorité inconnue : refusé",
        particularite=Particularite.ETRANGER,
    ),
)

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
    return [
        Personne(**{**personne.__dict__, "numero": premier + place})
        for place, personne in enumerate(personnes)
    ]


def avec_certificat() -> list[Personne]:
    """Return whoever holds a certificate, odd cases included, in the order of the page."""
    return _numerotees((*JURIDICTION, *EXPERTS, *CAS_PARTICULIERS), 10)


def personne(identifiant: str) -> Personne | None:
    """Return somebody who holds a certificate."""
    return next((someone for someone in avec_certificat() if someone.identifiant == identifiant), None)


def annuaire(feuilles: Sequence[str]) -> list[Personne]:
    """Return the other experts of the directory, the same at every start: 150 in all with those named.

    `feuilles` are the codes of the specialities that have none below them.
    """
    dice = random.Random(20_201_211)  # noqa: S311 - invented names, nothing secret
    known = _noms()
    names = {someone.nom_complet for someone in avec_certificat()}
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
