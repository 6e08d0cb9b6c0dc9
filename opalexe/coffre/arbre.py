"""The tree of an expertise: the folders that exist for a person, by top folder, party and sapiteur.

Rights are joined in the query (`Visible`, `Lisible`), never applied afterwards: three queries, whatever the tree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.db.models import Count, FilteredRelation, Q

from opalexe.coffre.models import Document, Dossier, Lisible, Niveau, Repertoire, Visible
from opalexe.coffre.presentation import USAGES
from opalexe.coffre.requetes import parmi
from opalexe.comptes.models import Compte
from opalexe.expertises.models import SUR_PAPIER, Expertise, GenreDePartie

DEPLIEES = 12
"""Parties or sapiteurs whose folders are all in the page; with more of them, only those of the one looked at."""

MONTRES = 30
"""Sub-folders that a folded folder still has in the page: a dropped archive may hold thousands."""


@dataclass
class Noeud:
    """A folder in the tree, its counts including those of its sub-folders."""

    pk: UUID
    nom: str
    dossier: Dossier
    code: str
    total: int
    nouveaux: int
    peut_deposer: bool
    partie: UUID | None = None
    parent: Noeud | None = None
    enfants: list[Noeud] = field(default_factory=list)
    deplie: bool = False
    """Whether the page shows what is under it; otherwise it is folded, or (MONTRES) left out."""

    @property
    def montre(self) -> bool:
        """Whether its sub-folders are in the page."""
        return bool(self.enfants) and (self.deplie or len(self.enfants) <= MONTRES)

    @property
    def usage(self) -> str:
        """What the folder is for, in one sentence."""
        return USAGES.get((self.dossier.value, self.code), "")

    @property
    def est_racine(self) -> bool:
        """Whether it is a folder of the matrix, not one that somebody made."""
        return self.parent is None

    @property
    def sur_demande(self) -> bool:
        """Whether documents come here by request only (see `actes/confidentiel.py`)."""
        return (self.dossier, self.code) == (Dossier.PARTIES, "confidentiel_accepte")

    def tous(self) -> Iterable[Noeud]:
        """Iterate over the folder and all those under it."""
        yield self
        for child in self.enfants:
            yield from child.tous()

    def ancetres(self) -> list[Noeud]:
        """Return the folders above, from the top."""
        above: list[Noeud] = []
        node = self.parent
        while node is not None:
            above.insert(0, node)
            node = node.parent
        return above


@dataclass
class Section:
    """Folders of one party, of one sapiteur, or (without a name) those common to all."""

    cle: str
    nom: str
    noeuds: list[Noeud]
    partie: UUID | None = None
    genre: str = ""

    @property
    def total(self) -> int:
        """Number of documents."""
        return sum(noeud.total for noeud in self.noeuds)

    @property
    def nouveaux(self) -> int:
        """Number of documents that the person has not read."""
        return sum(noeud.nouveaux for noeud in self.noeuds)

    @property
    def sur_papier(self) -> bool:
        """Whether nobody informs the party through the platform."""
        return self.genre in SUR_PAPIER

    @property
    def sans_acces(self) -> bool:
        """Whether the expert deposits for the party."""
        return self.genre == GenreDePartie.SANS_ACCES

    def contient(self, pk: UUID | None) -> bool:
        """Tell whether a folder is in the section, at whatever depth."""
        return any(node.pk == pk for root in self.noeuds for node in root.tous())


@dataclass
class Groupe:
    """One of the five top folders, with what the person may see of it."""

    dossier: Dossier
    sections: list[Section]

    @property
    def total(self) -> int:
        """Number of documents."""
        return sum(section.total for section in self.sections)

    @property
    def nouveaux(self) -> int:
        """Number of documents that the person has not read."""
        return sum(section.nouveaux for section in self.sections)

    @property
    def vaste(self) -> bool:
        """Whether there are too many sections for all their folders to be in the page."""
        return len(self.sections) > DEPLIEES


@dataclass
class Arbre:
    """The folders of an expertise that exist for a person."""

    groupes: list[Groupe]

    @property
    def total(self) -> int:
        """Number of documents listed."""
        return sum(groupe.total for groupe in self.groupes)

    @property
    def nouveaux(self) -> int:
        """Number of documents not read yet."""
        return sum(groupe.nouveaux for groupe in self.groupes)

    @property
    def depots(self) -> list[Noeud]:
        """The folders in which the person may deposit now."""
        return [noeud for noeud in self._tous() if noeud.peut_deposer]

    def trouver(self, pk: UUID) -> Noeud | None:
        """Return a folder of the tree, None when it does not exist for the person."""
        return next((noeud for noeud in self._tous() if noeud.pk == pk), None)

    @cached_property
    def _chemins(self) -> dict[UUID, str]:
        return {
            noeud.pk: " › ".join(
                filter(
                    None, [groupe.dossier.label, section.nom, *(up.nom for up in [*noeud.ancetres(), noeud])]
                )
            )
            for groupe in self.groupes
            for section in groupe.sections
            for racine in section.noeuds
            for noeud in racine.tous()
        }

    def chemin(self, pk: UUID) -> str:
        """Return the path of a folder as people read it, "" when it does not exist for the person."""
        return self._chemins.get(pk, "")

    def deplier(self, noeud: Noeud) -> None:
        """Show what is under a folder, and under those above it."""
        for shown in [*noeud.ancetres(), noeud]:
            shown.deplie = True

    def section(self, noeud: Noeud) -> Section:
        """Return the section of a folder of the tree."""
        return next(
            section for groupe in self.groupes for section in groupe.sections if section.contient(noeud.pk)
        )

    def _tous(self) -> Iterable[Noeud]:
        for groupe in self.groupes:
            for section in groupe.sections:
                for noeud in section.noeuds:
                    yield from noeud.tous()


def _comptes(
    compte: Compte, expertise: Expertise, pour: UUID | None, repertoires: Iterable[UUID]
) -> dict[UUID, tuple[int, int]]:
    """Return how many documents the person sees in each folder, and how many of them are new."""
    lisibles = Lisible.objects.de(compte, pour).filter(expertise=expertise)
    rows = (
        Document.objects.filter(parmi(lisibles), repertoire__in=list(repertoires))
        .annotate(ma_lecture=FilteredRelation("lectures", condition=Q(lectures__compte=compte)))
        .order_by()
        .values_list("repertoire")
        .annotate(
            total=Count("pk"),
            nouveaux=Count(
                "pk",
                filter=Q(ma_lecture__isnull=True, verrou__isnull=True) & ~Q(depose_par=compte),
            ),
        )
    )
    return {pk: (total, nouveaux) for pk, total, nouveaux in rows}


_CHAMPS = (
    "pk",
    "parent",
    "nom",
    "dossier",
    "repertoire",
    "partie",
    "partie__nom",
    "partie__genre",
    "sapiteur",
    "sapiteur__compte__prenom",
    "sapiteur__compte__nom",
)


def arbre(compte: Compte, expertise: Expertise, pour: UUID | None = None) -> Arbre:
    """Return the folders that exist for the person, with numbers of documents and of new ones: three queries.

    The view is asked once and alone: joined to the folders, a database without statistics yet (just restored, just
    filled) may ask it again for each of them.
    """
    visibles = Visible.objects.de(compte, pour).filter(expertise=expertise)
    niveaux: dict[UUID, set[str]] = defaultdict(set)
    for repertoire, niveau in visibles.values_list("repertoire", "niveau"):
        niveaux[repertoire].add(niveau)
    rows = (
        Repertoire.objects.filter(expertise=expertise, pk__in=niveaux)
        .order_by("partie__ordre", "sapiteur", "ordre", "cle_nom")
        .values(*_CHAMPS)
    )
    comptes = _comptes(compte, expertise, pour, niveaux)
    noeuds: dict[UUID, Noeud] = {}
    lignes = {row["pk"]: row for row in rows}
    for pk, row in lignes.items():
        total, nouveaux = comptes.get(pk, (0, 0))
        noeuds[pk] = Noeud(
            pk,
            row["nom"],
            Dossier(row["dossier"]),
            row["repertoire"],
            total,
            nouveaux,
            Niveau.DEPOT in niveaux[pk],
            row["partie"],
        )
    racines: list[Noeud] = []
    for pk, noeud in noeuds.items():
        noeud.parent = noeuds.get(lignes[pk]["parent"])
        (noeud.parent.enfants if noeud.parent else racines).append(noeud)
    for racine in racines:
        _cumuler(racine)
    order = list(Dossier)
    racines.sort(key=lambda noeud: order.index(noeud.dossier))
    return Arbre(
        [
            Groupe(dossier, _sections(list(some), lignes))
            for dossier, some in groupby(racines, lambda noeud: noeud.dossier)
        ]
    )


def _sections(racines: list[Noeud], lignes: dict[UUID, dict[str, object]]) -> list[Section]:
    found: dict[str, Section] = {}
    for racine in racines:
        row = lignes[racine.pk]
        key = str(row["partie"] or row["sapiteur"] or "")
        if key not in found:
            nom = row["partie__nom"] or " ".join(
                str(row[name]) for name in ("sapiteur__compte__prenom", "sapiteur__compte__nom") if row[name]
            )
            found[key] = Section(key, str(nom), [], racine.partie, str(row["partie__genre"] or ""))
        found[key].noeuds.append(racine)
    return list(found.values())


def _cumuler(noeud: Noeud) -> None:
    for child in noeud.enfants:
        _cumuler(child)
        noeud.total += child.total
        noeud.nouveaux += child.nouveaux
