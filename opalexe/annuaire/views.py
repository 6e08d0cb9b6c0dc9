"""The directory of experts, for court staff, and for experts who look for a co-expert or a sapiteur."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from opalexe.annuaire.recherche import contexte
from opalexe.comptes.acces import reserve_a
from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import Role


@reserve_a(Role.MAGISTRAT, Role.GREFFIER, Role.EXPERT)
@require_safe
@vary_on_headers("HX-Request")
def experts(request: Requete) -> HttpResponse:
    """Search experts: a whole page, or the results alone for the live search of any page that holds one."""
    htmx = request.htmx
    if not htmx or htmx.history_restore_request:
        return render(request, "annuaire/experts.html", contexte(request))
    response = render(request, "annuaire/_resultats.html", contexte(request))
    if htmx.current_url_abs_path:
        # The address of the page, not of this fragment: reloaded, it finds the same results.
        path = urlsplit(htmx.current_url_abs_path).path
        response["HX-Replace-Url"] = f"{path}?{request.GET.urlencode()}"
    return response
