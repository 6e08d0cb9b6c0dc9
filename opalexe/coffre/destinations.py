"""Where an upload may land: each room that receives files declares its kinds of destination here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from opalexe.coffre.models import Fichier
from opalexe.comptes.auteur import Auteur
from opalexe.socle.identifiers import uuid7


@dataclass(frozen=True)
class Contexte:
    """How a file is sent: for which party without access, with which others, under which sub-folders."""

    pour: UUID | None = None
    lot: UUID = field(default_factory=uuid7)
    sous_dossiers: tuple[str, ...] = ()


class Destination(Protocol):
    """What receives a file: a folder, a draft designation, an answer."""

    def verifier(self, par: Auteur, cible: UUID, nom: str, taille: int, contexte: Contexte) -> None:
        """Check before the first byte. Raises ActeRefuse, Http404 when it does not exist for the person."""

    def recevoir(self, par: Auteur, cible: UUID, nom: str, fichier: Fichier, contexte: Contexte) -> None:
        """Make the received file visible, in the transaction that creates it. Raises as `verifier` does."""


_destinations: dict[str, Destination] = {}


def declarer(genre: str, destination: Destination) -> None:
    """Declare a kind of destination, by the word that addresses show."""
    _destinations[genre] = destination


def destination(genre: str) -> Destination | None:
    """Return the destination of a kind, None when there is none."""
    return _destinations.get(genre)
