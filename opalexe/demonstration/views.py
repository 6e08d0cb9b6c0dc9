"""Pages of the demonstration: whom to be, and what messages were sent."""

from __future__ import annotations

import re

from csp.constants import SELF
from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from opalexe.comptes.acces import public
from opalexe.demonstration import certificats, choix, courriels
from opalexe.demonstration.personnes import avec_certificat, personne

PAR_PAGE = 30

# A message is somebody's HTML: no script, no form, nothing fetched, no style but its own.
POLITIQUE_DU_MESSAGE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


def _exiger_locale(request: HttpRequest) -> None:
    if not choix.est_locale(request):
        raise Http404


@public
@never_cache
@require_safe
def choisir(request: HttpRequest) -> HttpResponse:
    """Show who may be chosen, and who is."""
    _exiger_locale(request)
    people = avec_certificat()
    groups = (
        (
            "Juridiction",
            "Ils désignent les experts et suivent les expertises.",
            [p for p in people if p.role in ("magistrat", "greffier") and not p.particularite],
        ),
        (
            "Experts",
            "Ils répondent aux désignations et mènent les expertises.",
            [p for p in people if p.role == "expert" and not p.particularite],
        ),
        (
            "Cas particuliers",
            "Certificats qui n’ouvrent aucun compte : pour voir l’inscription et chaque refus.",
            [p for p in people if p.particularite],
        ),
    )
    context = {
        "groupes": groups,
        "choisie": personne(choix.choisie(request)),
        "dossier": certificats.dossier() / "certificats",
        "code": certificats.CODE,
    }
    return render(request, "demonstration/choix.html", context)


@public
@require_POST
def incarner(request: HttpRequest) -> HttpResponse:
    """Take the place of somebody."""
    _exiger_locale(request)
    someone = personne(request.POST.get("personne", ""))
    if someone is None:
        raise Http404
    response = redirect("espace:accueil")
    choix.choisir(response, someone.identifiant)
    return response


@public
@require_POST
def quitter(request: HttpRequest) -> HttpResponse:
    """Be nobody again; the session ends with the certificate (see `comptes.middleware`)."""
    _exiger_locale(request)
    response = redirect("demonstration:choix")
    choix.quitter(response)
    return response


@public
@never_cache
@require_safe
def boite(request: HttpRequest) -> HttpResponse:
    """List the messages, newest first, of everybody or of one recipient."""
    _exiger_locale(request)
    messages = courriels.lister()
    wanted = request.GET.get("a", "")
    context = {
        "destinataires": sorted({message.a for message in messages}),
        "a": wanted,
        "page": Paginator([message for message in messages if wanted in ("", message.a)], PAR_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "demonstration/courriels.html", context)


def _courriel(request: HttpRequest, identifiant: str) -> courriels.Courriel:
    _exiger_locale(request)
    message = courriels.lire(identifiant)
    if message is None:
        raise Http404
    return message


@public
@require_safe
def courriel(request: HttpRequest, identifiant: str) -> HttpResponseBase:
    """Show a message, in both its versions."""
    message = _courriel(request, identifiant)

    @csp_update({"frame-src": [SELF]})
    def page(request: HttpRequest) -> HttpResponseBase:
        return render(request, "demonstration/courriel.html", {"courriel": message})

    return page(request)


@public
@require_safe
def courriel_html(request: HttpRequest, identifiant: str) -> HttpResponse:
    """Give the HTML version of a message, for the frame of its page, under a policy of its own."""
    html = _courriel(request, identifiant).html
    if not html:
        raise Http404
    # The frame shows the message only: a link replaces the whole page.
    html = re.sub(r"(?i)(<head[^>]*>)", r'\1<base target="_top">', html, count=1)
    return HttpResponse(html, headers={"Content-Security-Policy": POLITIQUE_DU_MESSAGE})
