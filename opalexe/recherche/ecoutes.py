"""What is indexed follows from the journal, in the transaction of the act: a name at once, a content by a job."""

from __future__ import annotations

from opalexe.coffre import evenements as coffre
from opalexe.coffre.models import Document
from opalexe.expertises import evenements as expertises
from opalexe.expertises.models import Expertise
from opalexe.journal.genres import ecouter
from opalexe.journal.models import Entree
from opalexe.recherche import indexation
from opalexe.recherche.taches import indexer_document


@ecouter(coffre.DEPOSE, coffre.DEPOSE_POUR, coffre.JOINT)
def document_depose(entree: Entree) -> None:
    """Make a new document findable by its name, and have its content read."""
    document = Document.objects.select_related("repertoire").get(pk=str(entree.objet))
    indexation.inscrire(document)
    indexer_document.defer(document=str(document.pk))


@ecouter(
    expertises.OUVERTE,
    expertises.RENOMMEE,
    expertises.PARTIE_AJOUTEE,
    expertises.PARTIE_MODIFIEE,
    expertises.PARTIE_RETIREE,
)
def expertise_nommee(entree: Entree) -> None:
    """Make an expertise findable as it is called from now on."""
    indexation.inscrire_expertise(Expertise.objects.get(pk=entree.chaine_id))
