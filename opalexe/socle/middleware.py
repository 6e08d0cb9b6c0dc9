"""The one place where an act's refusal becomes a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opalexe.socle.erreurs import ActeRefuse


class RefusMiddleware:
    """Turn an `ActeRefuse` that no form has caught into a page that says it, with status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; let every other exception be what it is."""
        if not isinstance(exception, ActeRefuse):
            return None
        if request.headers.get("Accept") == "application/json":
            return HttpResponse(exception.message, status=409, content_type="text/plain; charset=utf-8")
        return render(request, "socle/acte_refuse.html", {"message": exception.message}, status=409)
