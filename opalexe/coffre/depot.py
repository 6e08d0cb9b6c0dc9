"""The folders of the vault as a destination of uploads."""

from __future__ import annotations

from uuid import UUID

from opalexe.coffre import actes
from opalexe.coffre.destinations import Contexte
from opalexe.coffre.models import Fichier
from opalexe.comptes.auteur import Auteur
from opalexe.socle.file_names import cle


class DestinationRepertoire:
    """A folder: who may deposit in it now, and a free name."""

    def verifier(self, par: Auteur, cible: UUID, nom: str, taille: int, contexte: Contexte) -> None:
        """Raise Http404 or ActeRefuse before the first byte is sent rather than after the last."""
        del taille  # bounded for all destinations alike
        actes.exiger_depot(par, cible, cle(nom), nom, contexte)

    def recevoir(self, par: Auteur, cible: UUID, nom: str, fichier: Fichier, contexte: Contexte) -> None:
        """Deposit the file. Raises as `verifier` does."""
        actes.deposer(par, cible, nom, fichier, contexte)
