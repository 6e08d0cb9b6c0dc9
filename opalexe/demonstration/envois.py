"""Sending a file, by the way of every upload."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.utils import timezone

from opalexe.coffre import reception, televersements
from opalexe.coffre.destinations import Contexte
from opalexe.comptes.auteur import Auteur
from opalexe.demonstration.fabrique import produire
from opalexe.demonstration.pieces import Piece


def envoyer_fichier(
    par: Auteur, genre: str, cible: UUID, piece: Piece, contexte: Contexte | None = None
) -> None:
    """Send a file where it goes. Raises as the acts of its destination do."""
    content = produire(piece, timezone.now())
    upload = televersements.annoncer(par, genre, cible, piece.nom, len(content), contexte)
    with reception.verrou(upload.pk) as descriptor:
        reception.recevoir(upload, descriptor, BytesIO(content).read)
    televersements.achever(par, upload)
