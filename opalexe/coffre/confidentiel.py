"""A confidential request as a destination of uploads: one file, from who prepared it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from opalexe.coffre.actes import confidentiel as actes
from opalexe.coffre.destinations import Contexte
from opalexe.coffre.models import Fichier
from opalexe.comptes.auteur import Auteur


class DestinationConfidentiel:
    """A request that awaits its file. It says itself for which party: the sender has nothing to add."""

    def verifier(self, par: Auteur, cible: UUID, nom: str, taille: int, contexte: Contexte) -> None:
        """Raise Http404 or ActeRefuse before the first byte is sent rather than after the last."""
        del nom, taille  # bounded for all destinations alike; its name is made free when it is deposited
        if contexte.sous_dossiers:
            raise Http404  # a request has no folders
        row = actes.exiger_fichier_attendu(par, cible)
        if contexte.pour not in (None, row.pour_id):
            raise Http404

    def recevoir(self, par: Auteur, cible: UUID, nom: str, fichier: Fichier, contexte: Contexte) -> None:
        """Send the request to the experts. Raises as `verifier` does."""
        del contexte
        actes.joindre_fichier(par, cible, nom, fichier)
