"""A document as the list shows it: its number, with whom it is shared, whether it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from opalexe.coffre.arbre import Arbre
from opalexe.coffre.models import Document, Verrou
from opalexe.coffre.recus import designation
from opalexe.coffre.requetes_partage import partages
from opalexe.comptes.models import Compte


@dataclass(frozen=True)
class Ligne:
    """A row of the list."""

    document: Document
    designation: str
    """ "Pièce n° 12", or nothing."""
    partage_avec: list[str]
    verrou: Verrou | None
    lisible: bool
    chemin: str
    """Path of its folder, as people read it: "Parties › POITOU › Pièces cotées"."""


def lignes(compte: Compte, documents: Iterable[Document], tree: Arbre, *, expert: bool) -> list[Ligne]:
    """Return the rows of a page of documents (`requetes.documents`); `expert`: the shares are told, one query."""
    rows = list(documents)
    shared = partages(row.pk for row in rows) if expert else {}
    found = []
    for row in rows:
        lock: Verrou | None = getattr(row, "verrou", None)
        readable = lock is None or expert or row.depose_par_id == compte.pk
        path = tree.chemin(row.repertoire_id)
        found.append(Ligne(row, designation(row), shared.get(row.pk, []), lock, readable, path))
    return found
