"""The rights matrix: read from the packaged `droits.csv`, checked, kept in the table `Droit`.

The rows are those of the printed guide (chapter 6). Its cells did not survive in the text that we have: they
are reconstructed from public sources and the Code de procédure civile (arts. 16, 160, 173, 275, 276, 278, 279,
280, 282).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from opalexe.coffre.models import Dossier, Droit, Niveau
from opalexe.configuration import ROOT
from opalexe.expertises.models import Profil, Statut

FICHIER = ROOT / "opalexe" / "donnees" / "droits.csv"
COLONNES = (Statut.EN_CREATION, Statut.EN_COURS, Statut.EN_PAUSE, Statut.TERMINEE)
ENTETE = ["profil", "dossier", "repertoire", "portee", *COLONNES]
PORTEES = {"", "sa_partie", "autres_parties", "toute_partie", "lui_meme"}
AUCUN = "-"

LISENT_LES_REJETEES = {Profil.EXPERT, Profil.CO_EXPERT, Profil.MAGISTRAT, Profil.GREFFIER}
"""Who still reads a rejected expertise: what they could read when it was "En création"."""

NOMS: dict[tuple[str, str], str] = {
    ("expert", "designation"): "Désignation",
    ("expert", "correspondance"): "Correspondance",
    ("expert", "notes_aux_parties"): "Notes aux parties",
    ("expert", "gestion_financiere"): "Gestion financière de l’expertise",
    ("expert", "gestion_administrative"): "Gestion administrative de l’expertise",
    ("expert", "acceptation_dematerialisation"): "Acceptation de la dématérialisation",
    ("expert", "gestion_des_delais"): "Gestion des délais",
    ("magistrat", "magistrat_vers_expert"): "Documents Magistrat → Expert",
    ("magistrat", "expert_vers_magistrat"): "Documents Expert → Magistrat",
    ("greffe", "rapport_definitif"): "Rapport définitif",
    ("greffe", "expert_et_parties_vers_greffe"): "Communication Expert-Parties vers Greffe",
    ("greffe", "greffe_vers_expert_et_parties"): "Communication Greffe vers Expert-Parties",
    ("sapiteur", "gestion_financiere"): "Gestion financière",
    ("sapiteur", "sapiteur_vers_expert"): "Sapiteur → Expert",
    ("sapiteur", "expert_vers_sapiteur"): "Expert → Sapiteur",
    ("parties", "bordereaux"): "Bordereaux",
    ("parties", "dires_et_annexes"): "Dires et annexes",
    ("parties", "pieces_cotees"): "Pièces cotées",
    ("parties", "confidentiel_accepte"): "Confidentiel accepté",
}
"""Every folder of the vault with its name, in the order in which it is shown."""


class MatriceIncorrecte(Exception):
    """The file of rights breaks a rule; `erreurs` holds one French sentence each."""

    def __init__(self, erreurs: list[str]) -> None:
        """Keep the mistakes, and tell them all at once."""
        self.erreurs = erreurs
        super().__init__(
            "Matrice des droits incorrecte\u00a0:\n" + "\n".join(f"  - {line}" for line in erreurs)
        )


@dataclass(frozen=True)
class Cellule:
    """One cell that gives something."""

    profil: str
    dossier: str
    repertoire: str
    portee: str
    statut: str
    niveau: str


def _controler_ligne(row: dict[str, str], seen: set[tuple[str, ...]]) -> list[str]:
    errors = []
    key = (row["profil"], row["dossier"], row["repertoire"], row["portee"])
    if row["profil"] not in Profil.values:
        errors.append(f"profil inconnu «\u00a0{row['profil']}\u00a0»")
    if (row["dossier"], row["repertoire"]) not in NOMS:
        errors.append(f"répertoire inconnu «\u00a0{row['dossier']}/{row['repertoire']}\u00a0»")
    if row["portee"] not in PORTEES:
        errors.append(f"portée inconnue «\u00a0{row['portee']}\u00a0»")
    if key in seen:
        errors.append("ligne en double")
    levels = [row[status] for status in COLONNES]
    if any(level not in (*Niveau.values, AUCUN) for level in levels):
        errors.append("une cellule ne vaut ni D, ni T, ni P, ni «\u00a0-\u00a0»")
    if set(levels) == {AUCUN}:
        errors.append("aucune cellule ne donne d’accès\u00a0: retirez la ligne")
    if row["profil"] == Profil.PARTIE_NON_AUTORISEE and Niveau.DEPOT in levels:
        errors.append("une partie non autorisée à publier ne dépose pas")
    if row[Statut.TERMINEE] == Niveau.DEPOT:
        errors.append("personne ne dépose dans une expertise terminée")
    seen.add(key)
    return errors


def lire(path: Path = FICHIER) -> list[Cellule]:
    """Read and check a file of rights; return its cells that give something, status Rejetée derived.

    Raises MatriceIncorrecte with every mistake, each with its line.
    """
    errors: list[str] = []
    cells: list[Cellule] = []
    seen: set[tuple[str, ...]] = set()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != ENTETE:
            raise MatriceIncorrecte([f"l’en-tête doit être «\u00a0{','.join(ENTETE)}\u00a0»"])
        for number, row in enumerate(reader, start=2):
            wrong = _controler_ligne(row, seen)
            errors += [f"ligne {number}\u00a0: {sentence}." for sentence in wrong]
            place = (row["profil"], row["dossier"], row["repertoire"], row["portee"])
            cells += [Cellule(*place, status, row[status]) for status in COLONNES if row[status] != AUCUN]
            if row["profil"] in LISENT_LES_REJETEES and row[Statut.EN_CREATION] in (
                Niveau.DEPOT,
                Niveau.LECTURE,
            ):
                cells.append(Cellule(*place, Statut.REJETEE, Niveau.LECTURE))
    missing = set(Profil.values) - {cell.profil for cell in cells}
    errors += [f"le profil «\u00a0{profil}\u00a0» n’a aucune ligne." for profil in sorted(missing)]
    if errors:
        raise MatriceIncorrecte(errors)
    return cells


@transaction.atomic
def synchroniser(path: Path = FICHIER) -> bool:
    """Make the table say what the file says; tell whether it had to change."""
    wanted = set(lire(path))
    fields = ("profil", "dossier", "repertoire", "portee", "statut", "niveau")
    current = {Cellule(*row) for row in Droit.objects.values_list(*fields)}
    if wanted == current:
        return False
    Droit.objects.all().delete()
    Droit.objects.bulk_create(
        [Droit(**vars(cell)) for cell in sorted(wanted, key=lambda cell: str(vars(cell)))]
    )
    return True


def repertoires_communs() -> list[tuple[Dossier, str, str]]:
    """Return (top folder, code, name) of the folders that exist once per expertise, in order."""
    once = (Dossier.EXPERT, Dossier.MAGISTRAT, Dossier.GREFFE)
    return [(Dossier(top), code, name) for (top, code), name in NOMS.items() if top in once]
