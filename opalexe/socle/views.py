"""Error pages: plain French, and a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def introuvable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: what does not exist for this person, for whatever reason."""
    del exception  # the reason is nobody's business
    return render(request, "socle/introuvable.html", status=404)


def demande_incorrecte(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that no page of ours makes."""
    del exception
    return render(request, "socle/demande_incorrecte.html", status=400)


def panne(_request: HttpRequest) -> HttpResponse:
    """500: a fault of ours, told without its details. Stands on nothing that may have failed."""
    # No request, so that no context processor runs.
    return render(None, "socle/panne.html", status=500)


def formulaire_perime(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the anti-forgery token is missing or old (a page left open overnight)."""
    del reason
    return render(request, "socle/formulaire_perime.html", status=403)
