"""Looking at a document in a page: the page (or its part beside a list), and the address that gives what it shows.

The document has an address of its own, whose answer is closed on itself: sandboxed, of a type never guessed, running
nothing. What is not there to be shown is not given.
"""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from opalexe.coffre import actes, recus, visionneuse
from opalexe.coffre.models import Document
from opalexe.coffre.telechargement import commence_au_debut, reponse_fichier
from opalexe.coffre.views_fichiers import pour_de
from opalexe.coffre.visionneuse import Forme
from opalexe.comptes.auteur import Requete

FERME = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
"""What a document given to be seen may do: nothing. Chromium's own viewers need their styles."""

FRAGMENTS = {"visionneuse": "coffre/document/_visionneuse.html", "apercu": "coffre/document/_contenu.html"}
"""Parts of the page, by the element that htmx fills: beside a list, and the document while it is prepared."""


@require_GET
def apercu(request: Requete, document_id: UUID) -> HttpResponse:
    """Show a document, its proof and one's own readings. One that is locked is said to be so, and no more."""
    pour = pour_de(request)
    rows = recus.avec_preuve(Document.objects.visibles_par(request.compte, pour))
    row = get_object_or_404(rows, pk=document_id)
    lisibles = Document.objects.lisibles_par(request.compte, pour)
    fragment = FRAGMENTS.get(request.headers.get("HX-Target", ""))
    context = {
        "document": row,
        "expertise": row.repertoire.expertise,
        "suffixe": f"?pour={pour}" if pour else "",
        "pour": row.repertoire.expertise.parties.filter(pk=pour).first() if pour else None,
        "fragment": fragment is not None,
        "chemin": recus.chemins([row])[row.repertoire_id].replace("/", "\u00a0› "),
        "lisible": lisibles.filter(pk=row.pk).exists(),
    }
    if context["lisible"]:
        context |= {
            "vue": visionneuse.vue(row.fichier),
            "type": visionneuse.TYPES.get(row.fichier.type_mime, row.fichier.type_mime),
            "designation": recus.designation(row),
            "consultation": visionneuse.consultation(request.compte, row),
            "horodatage": getattr(row, "horodatage", None),
            "depose_le": recus.instant(row.depose_le),
        }
        if fragment != FRAGMENTS["apercu"]:
            context["place"] = visionneuse.place(lisibles, row)
            context["lectures"] = visionneuse.lectures(request.compte, row)
    response = render(request, fragment or "coffre/document/page.html", context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_safe
def contenu(request: Requete, document_id: UUID) -> HttpResponseBase:
    """Give what the page shows of a document, and write the reading: once for each time the page was opened."""
    rows = Document.objects.lisibles_par(request.compte, pour_de(request))
    rows = rows.select_related(
        "fichier", "repertoire__parent", "repertoire__partie", "repertoire__sapiteur__compte"
    )
    row = get_object_or_404(rows, pk=document_id)
    vue = visionneuse.vue(row.fichier, en_demander=False)
    if not vue.forme.se_montre:
        raise Http404
    name = row.nom if vue.apercu is None else f"{PurePath(row.nom).stem}.pdf"
    response: HttpResponseBase
    if vue.forme is Forme.TEXTE:
        response = HttpResponse(
            visionneuse.texte(vue.fichier, row.nom), content_type="text/plain; charset=utf-8"
        )
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        response = reponse_fichier(request, vue.fichier, name, montrer=True)
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # The viewers of PDF do not work in a sandbox; what a PDF may run never reaches a page.
    response.headers["Content-Security-Policy"] = FERME + ("" if vue.forme is Forme.PDF else "; sandbox")
    if request.method == "GET" and response.status_code != 416:
        _lire(request, row)
    return response


def _lire(request: Requete, document: Document) -> None:
    known = visionneuse.deja_comptee(request.GET.get("consultation", ""), request.compte, document.pk)
    if known is None:  # asked for without the page
        known = not commence_au_debut(request) and document.lectures.filter(compte=request.compte).exists()
    if not known:
        actes.lire(request.auteur, document, "consultation")
