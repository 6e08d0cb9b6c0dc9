"""The matrix is the law: every cell, walked by HTTP with real accounts and certificates.

One test per profile walks every folder in every status and compares what was seen, sign by sign, with `droits.csv`
read here by other means than the program's. What was seen is also compared with copies in which one cell is changed:
each must be found. Last, the program is given a matrix whose every cell is another one, and must follow it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from opalexe.coffre.actes import ouvrir_repertoires_partie, ouvrir_repertoires_sapiteur
from opalexe.coffre.matrice import FICHIER
from opalexe.coffre.models import Droit, Repertoire
from opalexe.coffre.tests.marche import Dossier, Marcheur, garnir, marcher
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import personne
from opalexe.essais.scenes import expertise_ouverte
from opalexe.expertises.models import (
    Cote,
    Expertise,
    GenreDePartie,
    Participation,
    Partie,
    Profil,
    Rattachement,
    Statut,
)

COLONNES = ("en_creation", "en_cours", "en_pause", "terminee")
Ligne = dict[str, str]


RELATIONS = {
    "": ("",),
    "toute_partie": ("sien", "autre"),
    "sa_partie": ("sien",),
    "autres_parties": ("autre",),
    "lui_meme": ("sien",),
}
LISENT_LES_REJETEES = ("expert", "co_expert", "magistrat", "greffier")


def lignes() -> list[Ligne]:
    """Read the packaged file of rights."""
    with FICHIER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def attendu(rows: list[Ligne], profil: str, folder: Repertoire, relation: str, statut: Statut) -> str:
    """Say what the matrix gives: produit.md part 5, in five lines."""
    for row in rows:
        if (row["profil"], row["dossier"], row["repertoire"]) != (profil, folder.dossier, folder.repertoire):
            continue
        # A folder of a sapiteur is on one row for the experts, without a scope: each of them is theirs to read.
        if relation in RELATIONS[row["portee"]] or (not row["portee"] and relation):
            if statut != Statut.REJETEE:
                return row[statut]
            return "T" if profil in LISENT_LES_REJETEES and row["en_creation"] in "DT" else "-"
    return "-"


@dataclass
class Affaire:
    """A case with a person of each profile, two parties (one without access) and two sapiteurs."""

    expert: Compte = field(default_factory=lambda: personne(Role.EXPERT, prenom="Alain", nom="Cotte"))
    expertise: Expertise = field(init=False)
    dossiers: list[Dossier] = field(init=False)
    parties: dict[str, Partie] = field(default_factory=dict)
    personnes: dict[str, Participation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        magistrat = personne(Role.MAGISTRAT, nom="Durand")
        self.expertise = expertise_ouverte(self.expert, magistrat)
        for rank, (name, genre) in enumerate(
            [
                ("Poitou", GenreDePartie.NON_REPRESENTEE),
                ("CPAM", GenreDePartie.SANS_ACCES),
            ],
            start=1,
        ):
            self.parties[name] = Partie.objects.create(
                expertise=self.expertise,
                nom=name,
                cle_nom=name.lower(),
                cote=Cote.DEMANDEUR,
                genre=genre,
                ordre=rank,
            )
            ouvrir_repertoires_partie(self.parties[name])
        for row in Participation.objects.filter(expertise=self.expertise):
            self.personnes[row.profil] = row
        self.ajouter(Profil.GREFFIER, Role.GREFFIER)
        self.ajouter(Profil.CO_EXPERT, Role.EXPERT)
        self.ajouter(Profil.AVOCAT, Role.AVOCAT, "Poitou")
        self.ajouter(Profil.PARTIE_NON_AUTORISEE, Role.PARTIE, "Poitou")
        self.ajouter(Profil.PARTIE_AUTORISEE, Role.PARTIE, "Poitou")
        for _ in range(2):  # the first walks, the second has folders that are nothing to the first
            ouvrir_repertoires_sapiteur(self.ajouter(Profil.SAPITEUR, Role.SAPITEUR))
        self.dossiers = garnir(self.expertise, personne(Role.EXPERT, nom="Déposant"))

    def ajouter(self, profil: Profil, role: Role, partie: str = "") -> Participation:
        """Make somebody take part."""
        row = Participation.objects.create(expertise=self.expertise, compte=personne(role), profil=profil)
        if partie:
            Rattachement.objects.create(participation=row, partie=self.parties[partie])
        self.personnes.setdefault(profil, row)
        return row

    def marcheur(self, profil: str) -> Marcheur:
        """Return the person of a profile, with what is their own."""
        if profil == Profil.EXPERT_POUR_PARTIE:
            cpam = self.parties["CPAM"]
            return Marcheur(self.expert, profil, frozenset({cpam.pk}), pour=cpam)
        row = self.personnes[profil]
        own = frozenset(row.rattachements.values_list("partie", flat=True))
        return Marcheur(row.compte, profil, own, row.pk if profil == Profil.SAPITEUR else None)

    def vu(self, profil: str, statut: Statut) -> dict[UUID, str]:
        """Walk the folders in a status."""
        Expertise.objects.filter(pk=self.expertise.pk).update(statut=statut)
        return marcher(self.marcheur(profil), self.expertise, self.dossiers)


pytestmark = pytest.mark.django_db


@pytest.fixture
def affaire() -> Affaire:
    return Affaire()


Vu = dict[Statut, dict[UUID, str]]


def ecarts(rows: list[Ligne], affaire: Affaire, profil: str, seen: Vu) -> list[str]:
    """Return where what was seen is not what the rows say."""
    walker = affaire.marcheur(profil)
    return [
        f"{profil} {folder.dossier}/{folder.repertoire} {walker.relation(folder)} {statut.label} : "
        f"attendu {expected}, vu {seen[statut][folder.pk]}"
        for statut in seen
        for folder in (dossier.repertoire for dossier in affaire.dossiers)
        if (expected := attendu(rows, profil, folder, walker.relation(folder), statut))
        != seen[statut][folder.pk]
    ]


@pytest.mark.parametrize("profil", Profil.values)
def test_every_cell_is_what_a_person_meets(affaire: Affaire, profil: str) -> None:
    rows = lignes()
    seen = {statut: affaire.vu(profil, statut) for statut in Statut}
    assert ecarts(rows, affaire, profil, seen) == []

    # The same walk tells every cell of a copy that is not what it should be.
    for place, row in enumerate(rows):
        if row["profil"] != profil:
            continue
        for column in COLONNES:
            for other in set("DTP-") - {row[column]}:
                copie = [*rows[:place], {**row, column: other}, *rows[place + 1 :]]
                assert ecarts(copie, affaire, profil, seen), (row, column, other)


@pytest.mark.parametrize("profil", [Profil.AVOCAT, Profil.MAGISTRAT, Profil.SAPITEUR])
def test_the_program_follows_another_matrix(affaire: Affaire, profil: str) -> None:
    """Every cell of the profile is turned into another one: what a person meets turns with it."""
    turned = dict(zip("DTP-", "TP-D", strict=True))
    rows = [
        {**row, **{column: turned[row[column]] for column in COLONNES}} if row["profil"] == profil else row
        for row in lignes()
    ]
    Droit.objects.filter(profil=profil).delete()
    Droit.objects.bulk_create(
        Droit(
            profil=profil,
            dossier=row["dossier"],
            repertoire=row["repertoire"],
            portee=row["portee"],
            statut=column,
            niveau=row[column],
        )
        for row in rows
        if row["profil"] == profil
        for column in COLONNES
        if row[column] != "-"
    )
    seen = {Statut.EN_COURS: affaire.vu(profil, Statut.EN_COURS)}
    assert ecarts(rows, affaire, profil, seen) == []


def test_an_inactive_person_and_a_stranger_meet_nothing(affaire: Affaire) -> None:
    Participation.objects.filter(pk=affaire.personnes[Profil.AVOCAT].pk).update(actif=False)
    seen = affaire.vu(Profil.AVOCAT, Statut.EN_COURS)
    assert set(seen.values()) == {"-"}
    stranger = Marcheur(personne(Role.AVOCAT), Profil.AVOCAT)
    assert set(marcher(stranger, affaire.expertise, affaire.dossiers).values()) == {"-"}


def test_nobody_but_the_expert_acts_for_a_party(affaire: Affaire) -> None:
    """Neither another person of the case, nor the expert for a party that has its own access."""
    Expertise.objects.filter(pk=affaire.expertise.pk).update(statut=Statut.EN_COURS)
    cpam, poitou = affaire.parties["CPAM"], affaire.parties["Poitou"]
    tried = [(row.compte, cpam) for profil, row in affaire.personnes.items() if profil != Profil.EXPERT]
    some = [dossier for dossier in affaire.dossiers if dossier.repertoire.partie_id == cpam.pk]
    for compte, partie in [*tried, (affaire.expert, poitou)]:
        walker = Marcheur(compte, "", frozenset({partie.pk}), pour=partie)
        assert set(marcher(walker, affaire.expertise, some).values()) == {"-"}, compte.role
