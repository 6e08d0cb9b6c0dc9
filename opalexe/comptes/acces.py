"""What a view asks of the person: an account by default, less or more when it says so.

A view without any mark is closed to whoever has no account: forgetting the mark never opens a page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpResponseBase

from opalexe.comptes.models import Role

Vue = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=Vue)


def public(view: V) -> V:
    """Open a view to everybody, without any certificate."""
    view.acces = "public"  # type: ignore[attr-defined]  # read by the middleware
    return view


def certificat_suffit(view: V) -> V:
    """Open a view to a valid certificate that opens no account yet (registration)."""
    view.acces = "certificat"  # type: ignore[attr-defined]  # read by the middleware
    return view


def avant_cgu(view: V) -> V:
    """Open a view to an account whose person has not accepted the terms yet (one made by somebody else)."""
    view.avant_cgu = True  # type: ignore[attr-defined]  # read by the middleware
    return view


def reserve_a(*roles: Role) -> Callable[[Vue], Vue]:
    """Keep a view for some roles; for the others it does not exist (404)."""

    def decorate(view: Vue) -> Vue:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.auteur.compte.role not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate
