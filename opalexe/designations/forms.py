"""Forms of the expert's answer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from opalexe.comptes.forms import FormulaireMarque
from opalexe.designations.actes.reponse import MOTIF_LONGUEUR
from opalexe.designations.identite import LONGUEUR, LONGUEUR_MI, REQUIS, controler
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


class AcceptationForm(FormulaireMarque):
    """What names the expertise (produit.md part 4)."""

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
        help_text="Jour de la décision qui vous désigne, au format jj/mm/aaaa.",
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


class Paragraphes(forms.CharField):
    """A long text: browsers send line ends as two signs but count them as one, and so do we."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Bring line ends to one sign before the length is checked."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class RefusForm(FormulaireMarque):
    """Why the expert refuses."""

    motif = Paragraphes(
        label="Motif du refus",
        max_length=MOTIF_LONGUEUR,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": ""}),
        help_text=f"Lu par la juridiction. {MOTIF_LONGUEUR}\u00a0caractères au plus.",
        error_messages={
            "required": "Indiquez le motif de votre refus.",
            "max_length": f"Le motif est trop long\u00a0: {MOTIF_LONGUEUR}\u00a0caractères au plus.",
        },
    )

    def __init__(self, *args: Any, nombre_documents: int = 0, **kwargs: Any) -> None:
        """Take, besides what a form takes, how many documents are joined to the answer."""
        super().__init__(*args, **kwargs)
        self.nombre_documents = nombre_documents

    def clean(self) -> dict[str, Any]:
        """Ask for a document, before the confirmation rather than after."""
        if self.nombre_documents == 0:
            self.add_error(
                None,
                "Joignez au moins un document à votre refus, par exemple votre courrier à la juridiction.",
            )
        return self.cleaned_data
