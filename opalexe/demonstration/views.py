"""Pages of the demonstration: whom to be, and what messages were sent."""

from __future__ import annotations

import re
from collections.abc import Callable

from csp.constants import SELF
from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from opalexe.comptes.acces import public
from opalexe.comptes.models import Role
from opalexe.demonstration import certificats, choix, courriels
from opalexe.demonstration.personnage import Personne
from opalexe.demonstration.personnes import avec_certificat, en_attente, personne
from opalexe.demonstration.requetes import certificat_de, nouveaux

PAR_PAGE = 30


def _de_role(*roles: Role) -> Callable[[Personne], bool]:
    return lambda someone: someone.role in roles and not someone.particularite


GROUPES: tuple[tuple[str, str, Callable[[Personne], bool]], ...] = (
    (
        "Magistrats",
        "Ils désignent les experts et contrôlent les expertises.",
        _de_role(Role.MAGISTRAT),
    ),
    (
        "Greffiers",
        "Ils désignent, consignent, et reçoivent le rapport définitif.",
        _de_role(Role.GREFFIER),
    ),
    (
        "Experts, co-experts, sapiteurs inscrits",
        "Ils répondent aux désignations, mènent les expertises, et s’aident les uns les autres.",
        _de_role(Role.EXPERT),
    ),
    (
        "Avocats",
        "Ils déposent les pièces et les dires des parties qu’ils représentent.",
        _de_role(Role.AVOCAT),
    ),
    (
        "Parties",
        "Un expert a créé leur compte\u00a0; la plateforme a délivré leur certificat, valable pour une expertise.",
        _de_role(Role.PARTIE),
    ),
    (
        "Sapiteurs hors liste",
        "Des spécialistes qui ne sont sur aucune liste, invités de la même façon.",
        _de_role(Role.SAPITEUR),
    ),
    (
        "Cas particuliers",
        "Certificats qui n’ouvrent aucun compte\u00a0: pour voir l’inscription et chaque refus.",
        lambda someone: bool(someone.particularite),
    ),
)
"""Whom the page of choice shows together: a title, a sentence, and who they are."""

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
    waiting = [someone for someone in en_attente() if certificat_de(someone) is None]
    people = [*avec_certificat(), *(someone for someone in en_attente() if someone not in waiting)]
    new = nouveaux(people)
    context = {
        "groupes": [
            (title, said, [(each, new.get(each.identifiant, 0)) for each in people if is_one(each)])
            for title, said, is_one in GROUPES
        ],
        "en_attente": waiting,
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
    if someone is None or certificat_de(someone) is None:
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
