"""The rights matrix: read from the packaged `droits.csv`, checked, kept in the table `Droit`.

The rows are those of the printed guide (chapter 6). Its cells did not survive in the text that we have: they
are reconstructed from public sources and the Code de procédure civile (arts. 16, 160, 173, 275, 276, 278, 279,
280, 282).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from opalexe.coffre.models import Dossier, Droit, Niveau
from opalexe.configuration import ROOT
from opalexe.expertises.models import PROFILS_DE_PARTIE, Profil, Statut

FICHIER = ROOT / "opalexe" / "donnees" / "droits.csv"
COLONNES = (Statut.EN_CREATION, Statut.EN_COURS, Statut.EN_PAUSE, Statut.TERMINEE)
ENTETE = ["profil", "dossier", "repertoire", "portee", *COLONNES]
PORTEES = {"", "sa_partie", "autres_parties", "toute_partie", "lui_meme"}
AUCUN = "-"

LISENT_LES_REJETEES = {Profil.EXPERT, Profil.CO_EXPERT, Profil.MAGISTRAT, Profil.GREFFIER}
"""Who still reads a rejected expertise: what they could read when it was "En création"."""

DU_COTE_D_UNE_PARTIE = {*PROFILS_DE_PARTIE, Profil.EXPERT_POUR_PARTIE}
"""Whose own folders are one party's: they alone tell "their party" from "the other parties"."""

SANS_PARTAGE = {Profil.EXPERT, Profil.CO_EXPERT, Profil.EXPERT_POUR_PARTIE}
"""Who is never shared to: the expert decides of sharing, a co-expert reads what the expert reads."""

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


def _ligne(number: int, row: dict[str, str]) -> str:
    place = "/".join(row[name] or "?" for name in ENTETE[:3])
    return f"ligne {number} ({place}{', ' + row['portee'] if row['portee'] else ''})\u00a0: "


def _controler_portee(row: dict[str, str]) -> list[str]:
    """Check that the scope of a line says whose folders it means, and of whom it can."""
    profil, dossier, portee = row["profil"], row["dossier"], row["portee"]
    of_a_party = profil in DU_COTE_D_UNE_PARTIE
    errors = []
    if portee in ("sa_partie", "autres_parties", "toute_partie") and dossier != Dossier.PARTIES:
        errors.append(f"la portée «\u00a0{portee}\u00a0» n’a de sens que pour les dossiers des parties")
    if portee in ("sa_partie", "autres_parties") and not of_a_party:
        errors.append(
            f"ce profil n’est pas du côté d’une partie\u00a0: la portée «\u00a0{portee}\u00a0» ne dit rien"
        )
    if portee == "toute_partie" and of_a_party:
        errors.append(
            "ce profil est du côté d’une partie\u00a0: écrivez une ligne «\u00a0sa_partie\u00a0» "
            "et une ligne «\u00a0autres_parties\u00a0»"
        )
    if portee == "lui_meme" and (profil, dossier) != (Profil.SAPITEUR, Dossier.SAPITEUR):
        errors.append(
            "la portée «\u00a0lui_meme\u00a0» n’a de sens que pour un sapiteur et ses propres dossiers"
        )
    if not portee and dossier == Dossier.PARTIES:
        errors.append("un dossier des parties demande une portée\u00a0: de quelle partie s’agit-il\u00a0?")
    if not portee and (profil, dossier) == (Profil.SAPITEUR, Dossier.SAPITEUR):
        errors.append(
            "un sapiteur n’a que ses propres dossiers\u00a0: écrivez la portée «\u00a0lui_meme\u00a0»"
        )
    return errors


def _controler_ligne(row: dict[str, str], seen: set[tuple[str, ...]]) -> list[str]:
    errors = []
    key = (row["profil"], row["dossier"], row["repertoire"], row["portee"])
    if row["profil"] not in Profil.values:
        errors.append(f"profil inconnu «\u00a0{row['profil']}\u00a0»")
    if (row["dossier"], row["repertoire"]) not in NOMS:
        errors.append(f"répertoire inconnu «\u00a0{row['dossier']}/{row['repertoire']}\u00a0»")
    if row["portee"] not in PORTEES:
        errors.append(f"portée inconnue «\u00a0{row['portee']}\u00a0»")
    elif not errors:
        errors += _controler_portee(row)
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
    if row["profil"] in SANS_PARTAGE and Niveau.PARTAGE in levels:
        errors.append("rien ne se partage avec ce profil\u00a0: il lit de droit, ou ne lit pas")
    if row["portee"] == "autres_parties" and Niveau.DEPOT in levels:
        errors.append("personne ne dépose dans le dossier d’une autre partie")
    seen.add(key)
    return errors


def _controler_ensemble(cells: Iterable[Cellule]) -> list[str]:
    """Check what no line tells alone: no profile, no folder forgotten, nothing hidden from the expert."""
    cells = list(cells)
    read = {(c.profil, c.dossier, c.repertoire, c.statut) for c in cells if c.niveau != Niveau.PARTAGE}
    missing = set(Profil.values) - {cell.profil for cell in cells}
    errors = [f"le profil «\u00a0{profil}\u00a0» n’a aucune ligne." for profil in sorted(missing)]
    readable = {place[1:3] for place in read}
    for top, code in NOMS:
        place = f"le répertoire «\u00a0{top}/{code}\u00a0»"
        if (top, code) not in readable:
            errors.append(f"{place} ne peut être lu par personne.")
            continue
        depositors = {
            cell.profil
            for cell in cells
            if (cell.dossier, cell.repertoire, cell.niveau) == (top, code, Niveau.DEPOT)
        } - {Profil.EXPERT}
        unread = [status for status in COLONNES if (Profil.EXPERT, top, code, status) not in read]
        if depositors and unread:
            errors.append(
                f"{place} reçoit les dépôts d’autrui ({', '.join(sorted(depositors))}), "
                f"mais l’expert n’y lit pas ({', '.join(unread)})."
            )
    return errors


def _lignes(path: Path) -> list[dict[str, str]]:
    """Return the lines of a file of rights. Raises MatriceIncorrecte when it is no such file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="", restkey="de trop", strict=True)
            header = list(reader.fieldnames or [])
            if header != ENTETE:
                raise MatriceIncorrecte(
                    [f"l’en-tête doit être «\u00a0{','.join(ENTETE)}\u00a0», séparé par des virgules"]
                )
            return list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise MatriceIncorrecte(
            [
                f"«\u00a0{path}\u00a0» ne se lit pas\u00a0: donnez un fichier CSV en UTF-8, séparé par des virgules"
            ]
        ) from error


def lire(path: Path = FICHIER) -> list[Cellule]:
    """Read and check a file of rights; return its cells that give something, status Rejetée derived.

    Raises MatriceIncorrecte with every mistake, each with its line.
    """
    errors: list[str] = []
    cells: list[Cellule] = []
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(_lignes(path), start=2):
        wrong = _controler_ligne(row, seen)
        if "de trop" in row:
            wrong.append("cellules en trop")
        errors += [f"{_ligne(number, row)}{sentence}." for sentence in wrong]
        place = (row["profil"], row["dossier"], row["repertoire"], row["portee"])
        cells += [Cellule(*place, status, row[status]) for status in COLONNES if row[status] in Niveau.values]
        if row["profil"] in LISENT_LES_REJETEES and row[Statut.EN_CREATION] in (
            Niveau.DEPOT,
            Niveau.LECTURE,
        ):
            cells.append(Cellule(*place, Statut.REJETEE, Niveau.LECTURE))
    errors += _controler_ensemble(cells)
    if errors:
        raise MatriceIncorrecte(errors)
    return cells


@transaction.atomic
def synchroniser(path: Path | None = None) -> bool:
    """Make the table say what a file says (the one of the configuration); tell whether it had to change.

    Raises MatriceIncorrecte, the table staying as it was.
    """
    wanted = set(lire(path or settings.OPALEXE_DROITS))
    fields = ("profil", "dossier", "repertoire", "portee", "statut", "niveau")
    current = {Cellule(*row) for row in Droit.objects.values_list(*fields)}
    if wanted == current:
        return False
    Droit.objects.all().delete()
    Droit.objects.bulk_create(
        [Droit(**vars(cell)) for cell in sorted(wanted, key=lambda cell: str(vars(cell)))]
    )
    return True


def repertoires(*dossiers: Dossier) -> list[tuple[Dossier, str, str]]:
    """Return (top folder, code, name) of the folders under some top folders, in the order they are shown."""
    return [(Dossier(top), code, name) for (top, code), name in NOMS.items() if top in dossiers]
