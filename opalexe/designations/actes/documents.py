"""Documents of a designation and of its answer: joined, taken back, read."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from opalexe.coffre.models import Fichier
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Role
from opalexe.designations import evenements
from opalexe.designations.actes.commun import (
    exiger_attente_expert,
    exiger_brouillon,
    exiger_expert,
    exiger_juridiction,
    inscrire,
    verrouiller,
)
from opalexe.designations.models import Designation, DocumentDesignation
from opalexe.socle.erreurs import ActeRefuse

Origine = DocumentDesignation.Origine


def exiger_modifiable(par: Auteur, row: Designation, origine: str) -> None:
    """Raise ActeRefuse unless the person may change the documents of that side now."""
    if origine == Origine.DEMANDE:
        exiger_juridiction(par)
        exiger_brouillon(row)
    else:
        exiger_expert(par)
        exiger_attente_expert(row)


def exiger_nom_libre(row: Designation, origine: str, nom: str, cle_nom: str) -> None:
    """Raise ActeRefuse when a document of that side has this name already."""
    if row.documents.filter(origine=origine, cle_nom=cle_nom).exists():
        raise ActeRefuse(
            f"Un document nommé «\u00a0{nom}\u00a0» est déjà joint\u00a0: "
            "renommez le vôtre, ou supprimez le premier."
        )


@transaction.atomic
def joindre(
    par: Auteur, designation: Designation, origine: str, nom: str, cle_nom: str, fichier: Fichier
) -> DocumentDesignation:
    """Join a received file: the court's to its draft, the expert's to the answer under preparation.

    Raises ActeRefuse when it is too late, or when the name is taken on that side.
    """
    row = verrouiller(par, designation.pk)
    exiger_modifiable(par, row, origine)
    exiger_nom_libre(row, origine, nom, cle_nom)
    document = DocumentDesignation.objects.create(
        designation=row, fichier=fichier, origine=origine, nom=nom, cle_nom=cle_nom, depose_par=par.compte
    )
    inscrire(evenements.DOCUMENT_JOINT, par, row, document=nom, sha256=fichier.sha256)
    return document


@transaction.atomic
def retirer_document(par: Auteur, designation: Designation, document: UUID) -> str:
    """Take back one's own document before sending; return its name.

    Raises ActeRefuse when the designation, or the answer, was sent meanwhile, or when it is already gone.
    """
    row = verrouiller(par, designation.pk)
    origine = Origine.REPONSE if par.compte.role == Role.EXPERT else Origine.DEMANDE
    exiger_modifiable(par, row, origine)
    line = row.documents.select_related("fichier").filter(pk=document, origine=origine).first()
    if line is None:
        raise ActeRefuse("Ce document est déjà supprimé.")
    inscrire(evenements.DOCUMENT_RETIRE, par, row, document=line.nom, sha256=line.fichier.sha256)
    line.delete()
    return line.nom


def _marquer_lus(par: Auteur, documents: Iterable[DocumentDesignation]) -> None:
    """Date the first reading by the other side: one's own documents are not read by opening them."""
    side = Origine.DEMANDE if par.compte.role == Role.EXPERT else Origine.REPONSE
    DocumentDesignation.objects.filter(
        pk__in=[document.pk for document in documents], origine=side, lu_le__isnull=True
    ).update(lu_le=timezone.now())


@transaction.atomic
def lire(par: Auteur, document: DocumentDesignation) -> None:
    """Record that the person reads a document (which `visibles_par` has shown to exist for them)."""
    row = Designation.objects.avec_personnes().get(pk=document.designation_id)
    _marquer_lus(par, [document])
    inscrire(evenements.DOCUMENT_LU, par, row, document=document.nom)


@transaction.atomic
def lire_ensemble(par: Auteur, designation: Designation, documents: list[DocumentDesignation]) -> None:
    """Record that the person takes several documents of a designation at once."""
    row = Designation.objects.avec_personnes().get(pk=designation.pk)
    _marquer_lus(par, documents)
    inscrire(
        evenements.DOCUMENTS_LUS,
        par,
        row,
        nombre=len(documents),
        documents=[document.nom for document in documents],
    )
