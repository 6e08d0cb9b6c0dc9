"""Forms on the case itself."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from opalexe.comptes.forms import FormulaireMarque
from opalexe.expertises.identite import LONGUEUR, LONGUEUR_MI, REQUIS, controler
from opalexe.expertises.nommage import Identite


class DateSaisie(forms.DateInput):
    """The browser's date picker; what it cannot show (typed as jj/mm/aaaa) stays, in a text field."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Ask for a day."""
        super().__init__(attrs={"type": "date", **(attrs or {})}, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Fall back to a text field for a value that is not in the picker's own format."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", str(shown)):
            context["widget"]["type"] = "text"
        return context


def _texte(label: str, nom: str = "", *, longueur: int = LONGUEUR, **options: Any) -> forms.CharField:
    """Make a one-line field; its rules are those of `identite.controler`, for the form and the act."""
    return forms.CharField(
        label=label,
        required=nom in REQUIS,
        error_messages={"required": REQUIS.get(nom, "")},
        widget=forms.TextInput(
            attrs={"maxlength": longueur, "autocomplete": "off", "spellcheck": "false", "placeholder": ""}
        ),
        **options,
    )


class IdentiteForm(FormulaireMarque):
    """What names an expertise (produit.md part 4): at its creation, when a designation is accepted, when renamed."""

    premier_demandeur = _texte("Premier demandeur", "premier_demandeur")
    premier_defendeur = _texte("Premier défendeur", "premier_defendeur")
    juridiction = _texte("Juridiction", "juridiction", help_text="Par exemple\u00a0: TJ Bordeaux.")
    numero_rg = _texte("N°\u00a0RG", "numero_rg", help_text="Numéro de l’affaire, par exemple 21/01234.")
    numero_mi = _texte(
        "N°\u00a0Mi",
        longueur=LONGUEUR_MI,
        help_text=f"Numéro de la mesure d’instruction, {LONGUEUR_MI}\u00a0caractères au plus.",
    )
    numero_minute = _texte("N°\u00a0de minute")
    date_decision = forms.DateField(
        label="Date de la décision",
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
        widget=DateSaisie(),
        help_text="Jour de la décision qui ordonne l’expertise, au format jj/mm/aaaa.",
        error_messages={
            "required": "Indiquez la date de la décision, par un jour qui existe au calendrier.",
            "invalid": (
                "Cette date n’existe pas\u00a0: écrivez le jour, le mois et l’année, par exemple 11/12/2020."
            ),
        },
    )

    def identite(self) -> Identite:
        """Return what was typed, as far as it can be read: the preview is of a form not finished yet."""
        values: dict[str, Any] = {
            name: " ".join(str(self.cleaned_data.get(name) or "").split())
            for name in (*REQUIS, "numero_mi", "numero_minute")
        }
        decision: date | None = self.cleaned_data.get("date_decision")
        return Identite(date_decision=decision, **values)

    def clean(self) -> dict[str, Any]:
        """Apply the rules of an identity to what the fields could read."""
        self.lue = self.identite()
        for name, sentence in controler(self.lue, timezone.localdate()).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return self.cleaned_data


class ConsignationForm(forms.Form):
    """The day on which the money was deposited."""

    date_consignation = forms.DateField(
        label="Date de consignation",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Jour où la provision a été versée, au format jj/mm/aaaa.",
        error_messages={
            "required": "Indiquez la date de consignation.",
            "invalid": "Cette date n’existe pas\u00a0: écrivez le jour, le mois et l’année, par exemple 11/12/2020.",
        },
    )
