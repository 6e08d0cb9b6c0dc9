"""Locking a document deposited by mistake: it stays listed, marked, unreadable (produit.md part 5)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from opalexe.coffre import evenements_partage as evenements
from opalexe.coffre.actes.partage import exiger_expert
from opalexe.coffre.actes.repertoires import chemin
from opalexe.coffre.models import Document, Verrou
from opalexe.comptes.auteur import Auteur
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse

MOTIF_LONGUEUR = 500
"""Signs."""


@transaction.atomic
def verrouiller(par: Auteur, document_id: UUID, motif: str) -> Document:
    """Make a document unreadable for all but its depositor and the expert, once and for ever.

    Raises Http404 when the document does not exist for the person, ActeRefuse for who is not the expert, without
    a reason, or when it is locked already.
    """
    rows = Document.objects.visibles_par(par.compte).select_related(
        "repertoire__parent", "repertoire__partie", "repertoire__sapiteur__compte", "depose_par"
    )
    row = rows.filter(pk=document_id).first()
    if row is None:
        raise Http404
    exiger_expert(
        par, row.repertoire.expertise_id, "Seul l’expert verrouille un document\u00a0: signalez-lui l’erreur."
    )
    motif = " ".join(motif.split())
    if not motif:
        raise ActeRefuse(
            "Indiquez le motif du verrouillage\u00a0: il sera lu par tous ceux qui voient le document."
        )
    if len(motif) > MOTIF_LONGUEUR:
        raise ActeRefuse(f"Le motif est trop long\u00a0: {MOTIF_LONGUEUR}\u00a0caractères au plus.")
    # The expertise is locked: nobody locks the document between this question and the row.
    if Verrou.objects.filter(document=row).exists():
        raise ActeRefuse("Ce document est déjà verrouillé\u00a0: rechargez la page.")
    Verrou.objects.create(document=row, par=par.compte, le=timezone.now(), motif=motif)
    consigner(
        evenements.VERROUILLE,
        par.acteur,
        chaine=row.repertoire.expertise_id,
        objet=row.pk,
        donnees={
            "nom": row.nom,
            "chemin": chemin(row.repertoire),
            "motif": motif,
            "depose_par": str(row.depose_par_id),
        },
    )
    return row
