"""The page of an expertise: its folders, and the documents of one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from opalexe.coffre import requetes
from opalexe.coffre.presentation import CHANGEMENTS
from opalexe.coffre.telechargement import VISIBLES
from opalexe.comptes.auteur import Requete
from opalexe.expertises.actes import QUI_CONSIGNE, profils, transitions_permises
from opalexe.expertises.models import OUVERTS, Expertise, Statut

PAR_PAGE = 50
ETAPES = (Statut.EN_CREATION, Statut.EN_COURS, Statut.EN_PAUSE, Statut.TERMINEE)
"""The road of an expertise as its page draws it; "Rejetée" takes the place of what did not follow."""


@require_GET
def expertise(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Show an expertise: its folders and the documents of all of them, newest first."""
    return _page(request, expertise_id, None)


@require_GET
def repertoire(request: Requete, expertise_id: UUID, repertoire_id: UUID) -> HttpResponse:
    """Show one folder of an expertise."""
    return _page(request, expertise_id, repertoire_id)


def _page(request: Requete, expertise_id: UUID, repertoire_id: UUID | None) -> HttpResponse:
    case = get_object_or_404(Expertise.objects.visibles_par(request.auteur.compte), pk=expertise_id)
    arbre = requetes.arbre(request.auteur.compte, case)
    noeud = arbre.trouver(repertoire_id) if repertoire_id else None
    if repertoire_id and noeud is None:
        raise Http404
    tri = request.GET.get("tri", "")
    if tri not in requetes.TRIS:
        tri = next(iter(requetes.TRIS))
    participants = requetes.participants(case, repertoire_id)
    rows = requetes.documents(request.auteur.compte, case, repertoire_id, tri)
    context: dict[str, Any] = {
        "expertise": case,
        "etapes": _etapes(case),
        "arbre": arbre,
        "noeud": noeud,
        "tri": tri,
        "visibles": VISIBLES,
        "page": Paginator(rows, PAR_PAGE).get_page(request.GET.get("page")),
        "participants": participants,
        "deposants": [f"{some.nom} ({some.profil})" for some in participants if some.depose and some.actif],
    }
    if request.headers.get("HX-Target") == "liste":
        response = render(request, "coffre/_vif.html", context)
    else:
        context |= _actes_offerts(request, case, noeud, participants)
        response = render(request, "coffre/expertise.html", context)
    patch_vary_headers(response, ["HX-Target"])
    return response


def _actes_offerts(
    request: Requete, case: Expertise, noeud: requetes.Noeud | None, personnes: list[requetes.Participant]
) -> dict[str, Any]:
    offered: dict[str, Any] = {
        "changements": [
            (vers, *CHANGEMENTS[vers]) for vers in transitions_permises(request.auteur.compte, case)
        ],
        "attend_consignation": case.statut in OUVERTS and case.date_consignation is None,
        "peut_consigner": bool(profils(request.auteur.compte, case) & QUI_CONSIGNE),
    }
    if noeud is not None and noeud.peut_deposer:
        offered["lecteurs"] = requetes.lecteurs(noeud, personnes, request.auteur.compte)
        offered["limite"] = settings.OPALEXE_UPLOAD_LIMIT
    return offered


def _etapes(case: Expertise) -> list[Statut]:
    if case.statut == Statut.REJETEE:
        return [Statut.EN_CREATION, Statut.REJETEE]
    return list(ETAPES)
