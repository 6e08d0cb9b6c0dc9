"""The counters of the main menu."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest

from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import JURIDICTION, Compte, Role
from opalexe.designations.models import Designation
from opalexe.espace.requetes import expertises_non_lues


class Navigation:
    """What the menu counts for a person: two queries, made only where they are shown, once a request."""

    def __init__(self, compte: Compte) -> None:
        """Ask nothing yet."""
        self._compte = compte

    @classmethod
    def de(cls, request: Requete) -> Navigation:
        """Return the counters of the request's person, the same ones however often they are asked for."""
        found: Navigation = request.__dict__.setdefault("navigation", cls(request.compte))
        return found

    @property
    def designe(self) -> bool:
        """Whether the person sends designations or receives them."""
        return self._compte.role in (*JURIDICTION, Role.EXPERT)

    @cached_property
    def attente(self) -> int:
        """Number of designations that await an answer or the deposit of money."""
        return Designation.objects.visibles_par(self._compte).en_attente().count()

    @cached_property
    def non_lues(self) -> frozenset[UUID]:
        """The expertises in which the person has something to read."""
        return expertises_non_lues(self._compte)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give the counters to every template, when there is a person to count for."""
    if getattr(request, "auteur", None) is None:
        return {}
    return {"navigation": Navigation.de(cast(Requete, request))}
