"""Documents of a designation: read, taken together, taken back before sending."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from opalexe.coffre.telechargement import commence_au_debut, reponse_fichier, reponse_zip
from opalexe.comptes.acces import reserve_a
from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import Role
from opalexe.designations import actes
from opalexe.designations.models import Designation, DocumentDesignation
from opalexe.designations.questions import question
from opalexe.designations.views import CONCERNES, visible


def documents_modifiables(request: Requete, designation: Designation) -> list[DocumentDesignation]:
    """Return the person's own documents of a designation: the court's, or those of the expert's answer."""
    rows = designation.documents.visibles_par(request.compte).select_related("fichier")
    return list(rows.de_la_reponse() if request.compte.role == Role.EXPERT else rows.de_la_demande())


def _liste(request: Requete, designation: Designation, *, supprime: str = "") -> HttpResponse:
    context = {
        "designation": designation,
        "documents": documents_modifiables(request, designation),
        "questions": {"envoyer": question("envoyer", designation)},
        "supprime": supprime,
    }
    return render(request, "designations/_documents_rafraichis.html", context)


@require_GET
@reserve_a(*CONCERNES)
def documents(request: Requete, designation_id: UUID) -> HttpResponse:
    """The list of one's own documents, alone: the page asks for it after an upload."""
    return _liste(request, visible(request, designation_id))


@require_POST
@reserve_a(*CONCERNES)
def retirer_document(request: Requete, designation_id: UUID, document_id: UUID) -> HttpResponse:
    """Take a document back; answers the list when the page asks for that, the whole page otherwise."""
    designation = visible(request, designation_id)
    name = actes.retirer_document(request.auteur, designation, document_id)
    if request.headers.get("HX-Request"):
        return _liste(request, designation, supprime=name)
    return redirect("designations:detail", designation.pk)


@require_GET
@reserve_a(*CONCERNES)
def document(request: Requete, designation_id: UUID, document_id: UUID) -> HttpResponseBase:
    """Download one document; its first reading by the other side is dated."""
    visible(request, designation_id)
    row = get_object_or_404(
        DocumentDesignation.objects.visibles_par(request.compte).select_related("fichier"),
        pk=document_id,
        designation=designation_id,
    )
    response = reponse_fichier(request, row.fichier, row.nom)
    # As in the vault: only the rest of what was begun is not counted again.
    unread = row.lu_le is None and row.depose_par_id != request.compte.pk
    if response.status_code != 416 and (commence_au_debut(request) or unread):
        actes.lire(request.auteur, row)
    return response


@require_POST
@reserve_a(*CONCERNES)
def ensemble(request: Requete, designation_id: UUID) -> HttpResponseBase:
    """Take together the documents that the other side joined."""
    designation = visible(request, designation_id)
    rows = designation.documents.visibles_par(request.compte).select_related("fichier")
    chosen = list(rows.de_la_demande() if request.compte.role == Role.EXPERT else rows.de_la_reponse())
    if not chosen:
        raise Http404
    actes.lire_ensemble(request.auteur, designation, chosen)
    return reponse_zip([(row.nom, row.fichier) for row in chosen], "designation.zip")
