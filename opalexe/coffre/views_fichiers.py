"""Addresses that give documents away: one, or several as a zip."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from opalexe.coffre import actes, requetes
from opalexe.coffre.models import Acces, Document, Dossier, Repertoire
from opalexe.coffre.telechargement import commence_au_debut, reponse_fichier, reponse_zip
from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import Compte
from opalexe.socle.erreurs import ActeRefuse


@require_safe
def document(request: Requete, document_id: UUID) -> HttpResponseBase:
    """Give a document, or a range of it; `?voir` shows it in the browser when it can be."""
    rows = Document.objects.lisibles_par(request.compte).select_related("repertoire", "fichier")
    row = get_object_or_404(rows, pk=document_id)
    show = "voir" in request.GET
    response = reponse_fichier(request, row.fichier, row.nom, montrer=show)
    # Whoever reads by pieces reads: only the rest of what this person has begun is not counted again.
    given = request.method == "GET" and response.status_code != 416
    if given and (commence_au_debut(request) or not row.lectures.filter(compte=request.compte).exists()):
        actes.lire(request.auteur, row, "consultation" if show else "téléchargement")
    return response


def _avec_leurs_sous_dossiers(compte: Compte, folders: set[UUID]) -> set[UUID]:
    """Return the folders and all that is under them. Raises Http404 when one of them may not be read."""
    readable = Acces.objects.filter(compte=compte, niveau__in=requetes.LISIBLE, repertoire__in=folders)
    if set(readable.values_list("repertoire", flat=True)) != folders:
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
    readable = Document.objects.lisibles_par(request.compte).select_related(
        "repertoire__expertise", "repertoire__parent", "fichier"
    )
    rows = {row.pk: row for row in readable.filter(pk__in=documents)}
    if len(rows) != len(documents):
        raise Http404
    inside = _avec_leurs_sous_dossiers(request.compte, folders)
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
