"""The tree of specialities as a field: nested native `<details>`, which a script filters as one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from opalexe.annuaire.models import Specialite


@dataclass
class Noeud:
    """A line of the tree as the template draws it."""

    code: str
    libelle: str
    precisions: str
    identifiant: str
    racine: bool
    cochable: bool
    coche: bool
    enfants: list[Noeud] = field(default_factory=list)

    @property
    def ouvert(self) -> bool:
        """Whether something is ticked at or below this line, so that it must show."""
        return self.coche or any(child.ouvert for child in self.enfants)


def arbre(
    specialites: Iterable[Specialite], coches: Iterable[str], *, prefixe: str, cochable_des: int
) -> list[Noeud]:
    """Return the branches of the nomenclature; lines are ticked by code, from level `cochable_des` down."""
    ticked = set(coches)
    nodes: dict[str, Noeud] = {}
    roots: list[Noeud] = []
    for line in specialites:
        node = nodes[line.code] = Noeud(
            code=line.code,
            libelle=line.libelle,
            precisions=line.precisions,
            identifiant=f"{prefixe}_{line.code.replace('.', '-')}",
            racine=line.niveau == 0,
            cochable=line.niveau >= cochable_des,
            coche=line.code in ticked,
        )
        siblings = nodes[line.parent_id].enfants if line.parent_id in nodes else roots
        siblings.append(node)
    return roots


class ArbreSpecialites(forms.Widget):
    """Ticks specialities in their tree; `cochable_des` is the first level that may be ticked."""

    template_name = "annuaire/widgets/arbre.html"

    class Media:
        css: Mapping[str, Iterable[str]] = {"all": ["annuaire/annuaire.css"]}
        js: Iterable[Any] = [forms.Script("annuaire/arbre.js", defer=True)]

    def __init__(self, attrs: dict[str, Any] | None = None, *, cochable_des: int = 0) -> None:
        """Tick from a level down."""
        super().__init__(attrs)
        self.cochable_des = cochable_des

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the tree to what the template knows."""
        context = super().get_context(name, value, attrs)
        identifier = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"]["noeuds"] = arbre(
            Specialite.objects.all(),
            self.format_value(value),
            prefixe=identifier,
            cochable_des=self.cochable_des,
        )
        return context

    def format_value(self, value: Any) -> list[str]:
        """Return the codes ticked."""
        return [str(code) for code in value or ()]

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list[str]:
        """Read the ticked codes of a submitted form."""
        del files
        return data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name) or ())

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Nothing ticked is an answer."""
        del data, files, name
        return False

    def id_for_label(self, id_: str) -> str:
        """A tree has a legend, not a label."""
        del id_
        return ""
