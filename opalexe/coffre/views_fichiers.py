"""Addresses that give documents away: one, or several as a zip."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from opalexe.coffre import actes
from opalexe.coffre.models import Document, Dossier, Repertoire, Visible
from opalexe.coffre.telechargement import commence_au_debut, reponse_fichier, reponse_zip
from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import Compte
from opalexe.socle.erreurs import ActeRefuse

CHEMIN = ("repertoire__expertise", "repertoire__parent", "repertoire__partie", "repertoire__sapiteur__compte")
"""What a document's path is made of."""


def pour_de(request: Requete) -> UUID | None:
    """Return the party without access for which the expert says to act, None in one's own name.

    Raises Http404 for what is not an identifier; whether the person may act for it, the rights tell.
    """
    value = request.POST.get("pour") or request.GET.get("pour")
    try:
        return UUID(value) if value else None
    except ValueError:
        raise Http404 from None


@require_safe
def document(request: Requete, document_id: UUID) -> HttpResponseBase:
    """Give a document, or a range of it; `?voir` shows it in the browser when it can be."""
    rows = Document.objects.lisibles_par(request.compte, pour_de(request)).select_related(*CHEMIN, "fichier")
    row = get_object_or_404(rows, pk=document_id)
    show = "voir" in request.GET
    response = reponse_fichier(request, row.fichier, row.nom, montrer=show)
    # Whoever reads by pieces reads: only the rest of what this person has begun is not counted again.
    given = request.method == "GET" and response.status_code != 416
    if given and (commence_au_debut(request) or not row.lectures.filter(compte=request.compte).exists()):
        actes.lire(request.auteur, row, "consultation" if show else "téléchargement")
    return response


def _avec_leurs_sous_dossiers(compte: Compte, pour: UUID | None, folders: set[UUID]) -> set[UUID]:
    """Return the folders and all that is under them. Raises Http404 when one does not exist for the person."""
    seen = Visible.objects.de(compte, pour).filter(repertoire__in=folders)
    if set(seen.values_list("repertoire", flat=True)) != folders:
        raise Http404
    found = level = folders
    while level:
        level = set(Repertoire.objects.filter(parent__in=level).values_list("pk", flat=True))
        found = found | level
    return found


@require_POST
def zip_(request: Requete) -> HttpResponseBase:
    """Give the ticked documents and folders as one zip, their tree kept.

    One that the person may not read, and the whole does not exist: never silently fewer.
    """
    try:
        documents = {UUID(value) for value in request.POST.getlist("documents")}
        folders = {UUID(value) for value in request.POST.getlist("repertoires")}
    except ValueError as error:
        raise Http404 from error
    if not documents and not folders:
        raise ActeRefuse("Rien n’est coché\u00a0: cochez au moins un document, puis recommencez.")
    pour = pour_de(request)
    readable = Document.objects.lisibles_par(request.compte, pour).select_related(*CHEMIN, "fichier")
    rows = {row.pk: row for row in readable.filter(pk__in=documents)}
    if len(rows) != len(documents):
        raise Http404
    inside = _avec_leurs_sous_dossiers(request.compte, pour, folders)
    rows |= {row.pk: row for row in readable.filter(repertoire__in=inside)}
    if not rows:
        raise ActeRefuse("Ces dossiers ne contiennent encore aucun document\u00a0: cochez-en d’autres.")
    if len({row.repertoire.expertise_id for row in rows.values()}) != 1:
        raise Http404
    order = list(Dossier)
    chosen = sorted(
        rows.values(),
        key=lambda row: (order.index(Dossier(row.repertoire.dossier)), row.repertoire.ordre, row.cle_nom),
    )
    one = len({row.repertoire_id for row in chosen}) == 1
    actes.lire_ensemble(request.auteur, chosen, "archive zip")
    entries = [
        (row.nom if one else f"{actes.chemin(row.repertoire)}/{row.nom}", row.fichier) for row in chosen
    ]
    return reponse_zip(entries, chosen[0].repertoire.expertise.nom)
