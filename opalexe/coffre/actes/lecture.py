"""Reading: the first clears "Nouveau", each is in the journal."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from opalexe.coffre import evenements
from opalexe.coffre.actes.repertoires import chemin
from opalexe.coffre.models import Document, Lecture
from opalexe.comptes.auteur import Auteur
from opalexe.journal.actes import consigner


@transaction.atomic
def lire(par: Auteur, document: Document, moyen: str) -> None:
    """Record that the person reads a document (`moyen`: "téléchargement", "consultation", "archive zip")."""
    lire_ensemble(par, [document], moyen)


@transaction.atomic
def lire_ensemble(par: Auteur, documents: Iterable[Document], moyen: str) -> None:
    """Record that the person reads several documents of one expertise at once.

    The documents come with their folder (`select_related`).
    """
    read = list(documents)
    Lecture.objects.bulk_create(
        [Lecture(document=document, compte=par.compte, le=timezone.now()) for document in read],
        ignore_conflicts=True,
    )
    for document in read:
        consigner(
            evenements.LU,
            par.acteur,
            chaine=document.repertoire.expertise_id,
            objet=document.pk,
            donnees={"nom": document.nom, "chemin": chemin(document.repertoire), "moyen": moyen},
        )
