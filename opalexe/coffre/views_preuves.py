"""Addresses that give proofs away: tokens, their authorities, receipts, bordereaux.

They exist for whom the documents do, are refused to nobody else's curiosity (404), and count as no reading: they
hold nothing of the content but its hash.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from opalexe.coffre import recus
from opalexe.coffre.models import Document, DocumentQuerySet, Dossier, Niveau, Repertoire, Visible
from opalexe.coffre.telechargement import INTERDIT, LONGUEUR_NOM
from opalexe.coffre.views_fichiers import pour_de
from opalexe.comptes.auteur import Requete
from opalexe.socle import horodatage, horodateur
from opalexe.socle.erreurs import ActeRefuse

PIECES_COTEES = "pieces_cotees"


def _fichier(content: bytes, nom: str, kind: str) -> HttpResponse:
    """Answer with a small file; signs that no system takes in a name ("21/01234") are replaced."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(True, INTERDIT.sub("-", nom)) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _lisibles(request: Requete) -> DocumentQuerySet:
    return Document.objects.lisibles_par(request.compte, pour_de(request))


@require_safe
def jeton(request: Requete, document_id: UUID) -> HttpResponse:
    """Give the time-stamp of a document, as the TimeStampResp that a file named .tsr holds (RFC 3161, 3.1)."""
    row = get_object_or_404(_lisibles(request).select_related("horodatage"), pk=document_id)
    stamp = getattr(row, "horodatage", None)
    if stamp is None:
        raise ActeRefuse(
            "L’autorité d’horodatage n’a pas encore répondu pour ce document\u00a0: "
            "revenez chercher son jeton dans quelques minutes."
        )
    return _fichier(horodateur.reponse(bytes(stamp.jeton)), f"{row.nom}.tsr", "application/timestamp-reply")


@require_safe
def autorite(request: Requete, document_id: UUID) -> HttpResponse:
    """Give the certificates that verify the time-stamp of a document, PEM."""
    get_object_or_404(_lisibles(request), pk=document_id)
    return _fichier(horodatage.certificats_pem(), "autorite.pem", "application/x-pem-file")


@require_safe
def recu(request: Requete, document_id: UUID) -> HttpResponse:
    """Give the receipt of one document, to whoever may read it."""
    row = get_object_or_404(recus.avec_preuve(_lisibles(request)), pk=document_id)
    stem = row.nom[:LONGUEUR_NOM]
    return _fichier(recus.recu([row]), f"Reçu de dépôt – {stem}.pdf", "application/pdf")


@require_safe
def recu_du_lot(request: Requete, lot: UUID) -> HttpResponse:
    """Give the receipt of documents sent together, to who sent them.

    In the depositor's own name and for the party acted for alike: whoever deposited knows for whom. One of them
    that the person may no longer read, and the whole does not exist: never silently fewer.
    """
    sent = Document.objects.filter(lot=lot, depose_par=request.compte)
    rows = list(recus.avec_preuve(sent).order_by("depose_le", "pk"))
    readable: set[UUID] = set()
    for pour in {row.pour_id for row in rows} | {None}:
        readable |= set(sent.lisibles_par(request.compte, pour).values_list("pk", flat=True))
    if not rows or len(readable) != len(rows) or len({row.repertoire.expertise_id for row in rows}) != 1:
        raise Http404
    return _fichier(
        recus.recu(rows), f"Reçu de dépôt – {rows[0].repertoire.expertise.titre}.pdf", "application/pdf"
    )


@require_safe
def bordereau(request: Requete, expertise_id: UUID, repertoire_id: UUID) -> HttpResponse:
    """Give the list of a party's numbered exhibits, those that the person sees, from its folder "Pièces cotées".

    One that is locked keeps its number and its line, marked, as in the folder's own list.
    """
    pour = pour_de(request)
    levels = set(
        Visible.objects.de(request.compte, pour)
        .filter(repertoire=repertoire_id)
        .values_list("niveau", flat=True)
    )
    if not levels:
        raise Http404
    serie = get_object_or_404(
        Repertoire.objects.select_related("partie", "expertise"),
        pk=repertoire_id,
        expertise=expertise_id,
        dossier=Dossier.PARTIES,
        repertoire=PIECES_COTEES,
        parent=None,
    )
    pieces = list(
        Document.objects.visibles_par(request.compte, pour)
        .filter(serie=serie)
        .select_related("fichier", "verrou")
        .order_by("numero")
    )
    if not pieces:
        raise ActeRefuse(
            "Ce dossier ne contient encore aucune pièce\u00a0: le bordereau se dressera dès le premier dépôt."
        )
    # Said by right, never by counting: that other exhibits exist is not told to who may not see them.
    complete = bool(levels & {Niveau.DEPOT, Niveau.LECTURE})
    name = serie.partie.nom if serie.partie else ""
    return _fichier(
        recus.bordereau(serie, pieces, complet=complete),
        f"Bordereau de pièces – {name}.pdf",
        "application/pdf",
    )
