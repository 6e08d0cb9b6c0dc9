"""Forms of the expert's answer."""

from __future__ import annotations

from typing import Any

from django import forms

from opalexe.comptes.forms import FormulaireMarque
from opalexe.designations.actes.reponse import MOTIF_LONGUEUR
from opalexe.expertises.forms import IdentiteForm


class AcceptationForm(IdentiteForm):
    """What names the expertise (produit.md part 4), asked when accepting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say which decision the date is of."""
        super().__init__(*args, **kwargs)
        self.fields["date_decision"].help_text = "Jour de la décision qui vous désigne, au format jj/mm/aaaa."


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
