"""Between a form and an act: a refusal comes back beside the form, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm

from opalexe.socle.erreurs import ActeRefuse

T = TypeVar("T")


def tenter(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Carry out the act if the form is valid; put its refusal on the form and return None otherwise."""
    if not form.is_valid():
        return None
    try:
        return act()
    except ActeRefuse as refusal:
        form.add_error(None, refusal.message)
        return None
