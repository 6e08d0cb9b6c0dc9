"""Kinds of entries: each room declares its own in `evenements.py`, with the sentence that the history shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opalexe.journal.models import Entree

Ecouteur = Callable[["Entree"], None]


@dataclass(frozen=True)
class Genre:
    """A kind of entry: `code` is kept in the journal for ever, `phrase` completes "François Durand …"."""

    code: str
    phrase: str


_genres: dict[str, Genre] = {}
_ecouteurs: dict[str, list[Ecouteur]] = {}


def declarer(code: str, phrase: str) -> Genre:
    """Declare a kind of entry. Its phrase may name keys of the entry's data (`"a relancé {expert}"`).

    Raises ValueError when the code is taken.
    """
    if code in _genres:
        raise ValueError(f"kind of entry declared twice: {code}")
    _genres[code] = Genre(code, phrase)
    return _genres[code]


def ecouter(*genres: Genre) -> Callable[[Ecouteur], Ecouteur]:
    """Register a listener, called in the transaction of the act just after its entry is written."""

    def register(ecouteur: Ecouteur) -> Ecouteur:
        for genre in genres:
            _ecouteurs.setdefault(genre.code, []).append(ecouteur)
        return ecouteur

    return register


def ecouteurs(code: str) -> list[Ecouteur]:
    """Return who listens to this kind of entry."""
    return _ecouteurs.get(code, [])


def phrase(entree: Entree) -> str:
    """Return the French sentence that tells the entry, without the actor's name."""
    genre = _genres.get(entree.acte)
    if genre is None:
        return entree.acte
    return genre.phrase.format_map(entree.donnees)
