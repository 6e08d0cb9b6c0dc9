"""Where an upload lands in this room: the documents of a draft, those of an answer."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from opalexe.coffre.destinations import Contexte
from opalexe.coffre.models import Fichier
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import JURIDICTION, Role
from opalexe.designations.actes.documents import exiger_modifiable, exiger_nom_libre, joindre
from opalexe.designations.models import Designation, DocumentDesignation
from opalexe.socle.file_names import cle


class DestinationDesignation:
    """One side's documents; for any other person the designation does not exist (404)."""

    def __init__(self, origine: DocumentDesignation.Origine, roles: tuple[Role, ...]) -> None:
        """Say which side's documents, and whose they are."""
        self.origine = origine
        self.roles = roles

    def _designation(self, par: Auteur, cible: UUID) -> Designation:
        rows = Designation.objects.visibles_par(par.compte)
        return get_object_or_404(rows if par.compte.role in self.roles else rows.none(), pk=cible)

    def verifier(self, par: Auteur, cible: UUID, nom: str, taille: int, contexte: Contexte) -> None:
        """Raise Http404 or ActeRefuse before the first byte is sent rather than after the last."""
        del taille  # bounded for all destinations alike
        if contexte.pour or contexte.sous_dossiers:
            raise Http404  # a designation has neither parties nor folders
        row = self._designation(par, cible)
        exiger_modifiable(par, row, self.origine)
        exiger_nom_libre(row, self.origine, nom, cle(nom))

    def recevoir(self, par: Auteur, cible: UUID, nom: str, fichier: Fichier, contexte: Contexte) -> None:
        """Join the file, in the transaction that makes it visible. Raises as `verifier` does."""
        del contexte
        joindre(par, self._designation(par, cible), self.origine, nom, cle(nom), fichier)


DEMANDE = DestinationDesignation(DocumentDesignation.Origine.DEMANDE, JURIDICTION)
REPONSE = DestinationDesignation(DocumentDesignation.Origine.REPONSE, (Role.EXPERT,))
