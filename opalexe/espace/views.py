"""Home page of each role, list of expertises, help."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from opalexe.comptes.acces import public
from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import Role
from opalexe.espace import requetes
from opalexe.espace.context import Navigation
from opalexe.expertises.models import Statut

PAR_PANNEAU = 8
PAR_PAGE = 20
UNE_SEULE_EXPERTISE = (Role.PARTIE, Role.SAPITEUR)
"""Accounts made for one expertise: it is their home (produit.md, part 3)."""


def _panneaux(request: Requete) -> dict[str, Any]:
    compte, navigation = request.compte, Navigation.de(request)
    mine = requetes.expertises(compte)
    context: dict[str, Any] = {
        "lignes": requetes.lignes(compte, requetes.ordonner(mine, navigation.non_lues)[:PAR_PANNEAU]),
        "nombre_expertises": mine.count(),
    }
    if navigation.designe:
        context["attente"] = requetes.en_attente(compte)[:PAR_PANNEAU]
    if compte.est_juridiction:
        context["brouillons"] = requetes.brouillons(compte)[:PAR_PANNEAU]
    return context


def _pour_un_autre(request: Requete) -> bool:
    """Tell whether the page that asks was drawn for somebody else (another card, in the same browser)."""
    return request.GET.get("pour", "") not in ("", str(request.compte.pk))


@require_safe
def accueil(request: Requete) -> HttpResponse:
    """Show the workspace of the person's role (guide, chapter 3)."""
    if request.compte.role in UNE_SEULE_EXPERTISE:
        few = list(requetes.expertises(request.compte)[:2])
        if len(few) == 1:
            return redirect("coffre:expertise", few[0].pk)
    return render(request, "espace/accueil.html", _panneaux(request))


@require_safe
def panneaux(request: Requete) -> HttpResponse:
    """Give the panels of the workspace anew, and the menu, for the page that refreshes itself."""
    if _pour_un_autre(request):
        return HttpResponseClientRefresh()
    return render(request, "espace/_accueil_vif.html", {**_panneaux(request), "chemin": "/"})


@require_safe
def menu(request: Requete) -> HttpResponse:
    """Give the main menu anew, with its counters."""
    if _pour_un_autre(request):
        return HttpResponseClientRefresh()
    return render(request, "espace/_menu.html", {"chemin": request.GET.get("chemin", "")})


@require_safe
def expertises(request: Requete) -> HttpResponse:
    """List the person's expertises: filters, order and page are in the address."""
    compte, non_lues = request.compte, Navigation.de(request).non_lues
    chosen = [statut for statut in Statut if statut in request.GET.getlist("statut")]
    text = request.GET.get("texte", "").replace("\0", "")[:100].strip()
    order = request.GET.get("tri", "")
    order = order if order in requetes.TRIS else "nom"
    named = requetes.expertises(compte, text)
    counts = requetes.compter_par_statut(named)
    rows = requetes.ordonner(named.filter(statut__in=chosen) if chosen else named, non_lues, order)
    page = Paginator(rows, PAR_PAGE).get_page(request.GET.get("page"))
    lines = requetes.lignes(compte, page.object_list)
    context = {
        "page": page,
        "groupes": [
            ("Avec des documents non lus", [line for line in lines if line.expertise.pk in non_lues]),
            ("Sans document non lu", [line for line in lines if line.expertise.pk not in non_lues]),
        ],
        "statuts": [(statut, number, statut in chosen) for statut, number in counts.items()],
        "filtre": bool(chosen or text),
        "tris": requetes.TRIS.items(),
        "tri": order,
        "texte": text,
    }
    part = request.headers.get("HX-Target") == "liste-expertises"
    response = render(request, f"espace/{'_expertises_vif' if part else 'expertises'}.html", context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@public
@require_safe
def aide(request: HttpRequest) -> HttpResponse:
    """Help, open to whoever cannot sign in."""
    return render(request, "espace/aide.html")
