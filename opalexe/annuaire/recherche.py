"""What a page that searches the directory needs, wherever it stands (see `annuaire/_recherche.html`)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from opalexe.annuaire.forms import RechercheForm
from opalexe.annuaire.requetes import page_de_resultats


def contexte(request: HttpRequest) -> dict[str, Any]:
    """Return the context of a search whose criteria are the address's; without them, none is made yet.

    A page of another room includes `annuaire/_tete.html` (block `tete`) and `annuaire/_recherche.html` with
    this, `adresse_selection` (the expert chosen is posted as `expert=<uuid>`) and `annuler`, an address.
    """
    launched = bool(RechercheForm.base_fields.keys() & request.GET.keys())
    form = RechercheForm(request.GET if launched else None)
    context: dict[str, Any] = {"recherche": form, "lancee": launched, "selection": "selection" in request.GET}
    if launched and form.is_valid():
        context["page"], context["resultats"] = page_de_resultats(form.criteres(), request.GET.get("page"))
    return context
