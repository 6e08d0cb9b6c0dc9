"""What the vault does when the case changes: folders follow, in the same transaction."""

from __future__ import annotations

from opalexe.coffre import actes
from opalexe.coffre.models import Repertoire
from opalexe.expertises import evenements
from opalexe.expertises.models import Expertise, Participation, Partie, Profil
from opalexe.journal.genres import ecouter
from opalexe.journal.models import Entree


@ecouter(evenements.OUVERTE)
def expertise_ouverte(entree: Entree) -> None:
    """Open the folders that exist once per expertise."""
    actes.ouvrir_repertoires(Expertise.objects.get(pk=str(entree.objet)))


@ecouter(evenements.PARTIE_AJOUTEE)
def partie_ajoutee(entree: Entree) -> None:
    """Open a party's folders."""
    actes.ouvrir_repertoires_partie(Partie.objects.select_related("expertise").get(pk=str(entree.objet)))


@ecouter(evenements.PARTICIPANT_AJOUTE)
def participant_ajoute(entree: Entree) -> None:
    """Open a sapiteur's folders."""
    if entree.donnees["profil"] == Profil.SAPITEUR:
        rows = Participation.objects.select_related("expertise")
        actes.ouvrir_repertoires_sapiteur(rows.get(pk=entree.donnees["participation"]))


@ecouter(evenements.PARTIE_RETIREE)
def partie_retiree(entree: Entree) -> None:
    """Remove the empty folders of a party added by mistake. Raises ProtectedError when something is in them."""
    Repertoire.objects.filter(partie=Partie(pk=entree.objet), documents=None, enfants=None).delete()
