"""Forms on the case itself."""

from __future__ import annotations

from django import forms


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
