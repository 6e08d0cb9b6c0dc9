"""Choosing somebody instead of presenting a card: a signed cookie names the certificate that is then lent.

From there on the request is like any other: the certificate is parsed, its chain and dates are verified, its
account is looked for. Only its key was not proven, which is why the demonstration answers this machine alone.
"""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest, HttpResponseBase

from opalexe.demonstration.personnes import personne
from opalexe.demonstration.requetes import certificat_de

COOKIE = "__Host-demonstration"
SEL = "opalexe.demonstration.choix"
DUREE = 12 * 3600


def est_locale(request: HttpRequest) -> bool:
    """Tell whether the peer of the connection is this machine, whatever the bind or headers say."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def choisie(request: HttpRequest) -> str:
    """Return the identifier of the person chosen, "" when nobody was, or for a request from elsewhere."""
    if not est_locale(request):
        return ""
    chosen = request.get_signed_cookie(COOKIE, default="", salt=SEL, max_age=DUREE)
    return chosen if chosen and personne(chosen) else ""


def source(request: HttpRequest) -> bytes | None:
    """Return the certificate of the person chosen (a source of `socle.certificates`)."""
    someone = personne(choisie(request))
    return certificat_de(someone) if someone else None


def choisir(response: HttpResponseBase, identifiant: str) -> None:
    """Remember a choice."""
    response.set_signed_cookie(
        COOKIE, identifiant, salt=SEL, max_age=DUREE, secure=True, httponly=True, samesite="Lax"
    )


def quitter(response: HttpResponseBase) -> None:
    """Forget it: a `__Host-` cookie only goes when told so with the same marks."""
    response.set_cookie(COOKIE, "", max_age=0, secure=True, httponly=True, samesite="Lax")
