"""The tables that explain the rights, in the form of the guide's chapter 6, drawn from what the database applies.

Folders down, statuses across, one table for each profile; folders that a profile never has are not in its table.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from opalexe.coffre.matrice import COLONNES, NOMS
from opalexe.coffre.models import Dossier, Droit, Niveau
from opalexe.expertises.models import Profil, Statut


@dataclass(frozen=True)
class Symbole:
    """What a cell shows: drawings, a short word, and the sentence that explains it."""

    code: str
    icones: tuple[str, ...]
    mot: str
    phrase: str


AUCUN = Symbole(
    "aucun",
    ("dash-lg",),
    "Aucun accès",
    "Le dossier n’existe pas pour vous à ce statut\u00a0: il n’apparaît ni dans l’arbre, ni dans les listes.",
)
SYMBOLES: dict[str, Symbole] = {
    Niveau.DEPOT: Symbole(
        "depot",
        ("download", "upload"),
        "Lire et déposer",
        "Vous lisez et téléchargez les documents du dossier et de ses sous-dossiers, vous y déposez les vôtres "
        "et y créez des sous-dossiers.",
    ),
    Niveau.LECTURE: Symbole(
        "lecture",
        ("download",),
        "Lire",
        "Vous lisez et téléchargez les documents du dossier et de ses sous-dossiers, sans y déposer.",
    ),
    Niveau.PARTAGE: Symbole(
        "partage",
        ("person-check",),
        "Si l’expert le décide",
        "Vous lisez et téléchargez les seuls documents que l’expert choisit de vous montrer, un par un\u00a0; "
        "tant qu’il n’en montre aucun, le dossier n’apparaît pas.",
    ),
    "": AUCUN,
}
"""By what the matrix gives; no cell, no access."""

PORTEES: dict[tuple[str, str], str] = {
    (Dossier.PARTIES, "sa_partie"): "De sa partie (ou de ses parties)",
    (Dossier.PARTIES, "autres_parties"): "Des autres parties",
    (Dossier.PARTIES, "toute_partie"): "De chaque partie",
    (Dossier.SAPITEUR, "lui_meme"): "Les siens seulement",
    (Dossier.SAPITEUR, ""): "De chaque sapiteur",
}
"""Whose folders a group of lines means, where a top folder holds those of several."""

POUR_UNE_PARTIE = "De la partie pour laquelle il agit"

REJETEE_LIT = (
    "Si l’expertise est «\u00a0Rejetée\u00a0», ce profil lit encore ce qu’il lisait «\u00a0En création\u00a0», "
    "et n’y dépose plus."
)
REJETEE_RIEN = "Si l’expertise est «\u00a0Rejetée\u00a0», ce profil n’a plus accès à aucun document."


@dataclass
class Ligne:
    """A folder, and its symbol at each status of the columns."""

    nom: str
    cellules: list[tuple[Statut, Symbole]]


@dataclass
class Groupe:
    """The lines of a top folder that mean the same people's."""

    dossier: str
    portee: str
    lignes: list[Ligne] = field(default_factory=list)


@dataclass
class Tableau:
    """What a profile may do, at each status."""

    profil: Profil
    groupes: list[Groupe]
    rejetee: str

    @property
    def nom(self) -> str:
        """How the profile is called."""
        return str(self.profil.label)


def tableaux() -> dict[Profil, Tableau]:
    """Return the table of every profile, from one query; a profile without any line has an empty one."""
    levels: dict[tuple[str, str, str, str], dict[str, str]] = {}
    for profil, top, code, portee, statut, niveau in Droit.objects.values_list(
        "profil", "dossier", "repertoire", "portee", "statut", "niveau"
    ):
        levels.setdefault((profil, top, portee, code), {})[statut] = niveau
    return {profil: _tableau(profil, levels) for profil in Profil}


def _tableau(profil: Profil, levels: dict[tuple[str, str, str, str], dict[str, str]]) -> Tableau:
    groups: list[Groupe] = []
    rejected = False
    for top in Dossier:
        for portee in ("", "lui_meme", "toute_partie", "sa_partie", "autres_parties"):
            group = Groupe(top.label, _portee(profil, top, portee))
            for (dossier, code), name in NOMS.items():
                cells = levels.get((profil, top, portee, code))
                if dossier != top or cells is None:
                    continue
                rejected |= Statut.REJETEE in cells
                group.lignes.append(
                    Ligne(name, [(statut, SYMBOLES[cells.get(statut, "")]) for statut in COLONNES])
                )
            if group.lignes:
                groups.append(group)
    return Tableau(profil, groups, REJETEE_LIT if rejected else REJETEE_RIEN)


def _portee(profil: Profil, top: Dossier, portee: str) -> str:
    if profil == Profil.EXPERT_POUR_PARTIE and portee == "sa_partie":
        return POUR_UNE_PARTIE
    return PORTEES.get((top, portee), "")
