"""What a role adds to an account: the rooms above register it, this room shows it and keeps it.

The directory of experts, for one, asks an expert for a court and specialities at registration.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.http import QueryDict

from opalexe.comptes.auteur import Auteur
from opalexe.comptes.forms import FormulaireDeRole
from opalexe.comptes.models import Compte, Role


class Complement(Protocol):
    """What a role adds to an account."""

    titre: str
    """Heading of its part of the registration form and of the account page."""
    gabarit_formulaire: str
    """Template of the form's fields; it receives `complement`, the form."""
    gabarit_fiche: str
    """Template that shows what was kept; it receives `fiche`."""

    def formulaire(self, donnees: QueryDict | None, compte: Compte | None) -> FormulaireDeRole:
        """Return the form, bound to `donnees` if given; `compte` is None at registration."""

    def fiche(self, compte: Compte) -> Any:
        """Return what was kept for the account, None when nothing was."""

    def enregistrer(self, par: Auteur, formulaire: FormulaireDeRole) -> None:
        """Keep the valid form of a person, inside a transaction. Raises ActeRefuse."""


_complements: dict[Role, Complement] = {}


def declarer(role: Role, complement: Complement) -> None:
    """Register what a role adds (in `AppConfig.ready()`). Raises ValueError when the role has one."""
    if role in _complements:
        raise ValueError(f"complement declared twice: {role}")
    _complements[role] = complement


def complement_de(role: str) -> Complement | None:
    """Return what the role adds, None when it adds nothing."""
    return _complements.get(Role(role)) if role in Role.values else None


def tous() -> list[tuple[Role, Complement]]:
    """Return every role that adds something, with what it adds."""
    return list(_complements.items())
