"""Forms of the directory: what is searched, and what an expert's card says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from opalexe.annuaire.actes import NUMERO_CNBF_INCONNU, ContenuFiche, numero_cnbf_propre
from opalexe.annuaire.models import CourAppel, FicheExpert, Specialite
from opalexe.annuaire.requetes import Criteres
from opalexe.annuaire.widgets import ArbreSpecialites
from opalexe.comptes.forms import ChampNom, FormulaireDeRole

INCONNU = "Ce choix n’existe pas\u00a0: choisissez dans la liste."


class RechercheForm(forms.Form):
    """Criteria of a search; none is required."""

    nom = forms.CharField(
        label="Nom",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    prenom = forms.CharField(
        label="Prénom",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    cours = forms.ModelMultipleChoiceField(
        label="Cours d’appel",
        required=False,
        queryset=CourAppel.objects.all(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"invalid_choice": INCONNU, "invalid_pk_value": INCONNU},
    )
    specialites = forms.ModelMultipleChoiceField(
        label="Spécialités",
        required=False,
        queryset=Specialite.objects.all(),
        widget=ArbreSpecialites,
        error_messages={"invalid_choice": INCONNU, "invalid_pk_value": INCONNU},
    )

    def criteres(self) -> Criteres:
        """Return what the query takes."""
        values = self.cleaned_data
        return Criteres(values["nom"], values["prenom"], tuple(values["cours"]), tuple(values["specialites"]))


class FicheForm(FormulaireDeRole):
    """An expert's card; absence is told once the account is open, not at registration."""

    cour = forms.ModelChoiceField(
        label="Cour d’appel",
        queryset=CourAppel.objects.all(),
        empty_label="Choisissez votre cour d’appel",
        error_messages={
            "required": "Choisissez la cour d’appel sur la liste de laquelle vous êtes inscrit.",
            "invalid_choice": INCONNU,
        },
    )
    ville = ChampNom(
        label="Ville",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": "Indiquez la ville où vous exercez."},
    )
    liste_nationale = forms.BooleanField(
        label="Je suis aussi inscrit sur la liste nationale (Cour de cassation)", required=False
    )
    specialites = forms.ModelMultipleChoiceField(
        label="Spécialités",
        queryset=Specialite.objects.filter(niveau__gte=1),
        widget=ArbreSpecialites(cochable_des=1),
        error_messages={
            "required": "Cochez au moins une spécialité.",
            "invalid_choice": INCONNU,
            "invalid_pk_value": INCONNU,
        },
    )
    indisponible_jusqu_au = forms.DateField(
        label="Indisponible jusqu’au",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text="Dernier jour où vous ne prenez pas de nouvelle mission. Vide\u00a0: vous êtes disponible.",
        error_messages={"invalid": "Cette date n’existe pas\u00a0: écrivez par exemple 31/08/2027."},
    )

    def __init__(self, *args: Any, fiche: FicheExpert | None, inscription: bool, **kwargs: Any) -> None:
        """Fill the form with the card, if there is one."""
        if fiche is not None:
            kwargs["initial"] = {
                "cour": fiche.cour_id,
                "ville": fiche.ville,
                "liste_nationale": fiche.liste_nationale,
                "specialites": [speciality.pk for speciality in fiche.specialites.all()],
                "indisponible_jusqu_au": fiche.indisponible_jusqu_au if fiche.indisponible else None,
            }
        super().__init__(*args, **kwargs)
        if inscription:
            del self.fields["indisponible_jusqu_au"]

    def clean_indisponible_jusqu_au(self) -> Any:
        """Refuse a day gone by."""
        day = self.cleaned_data["indisponible_jusqu_au"]
        if day is not None and day < timezone.localdate():
            raise ValidationError("Cette date est passée\u00a0: choisissez un jour à venir, ou aucun.")
        return day

    def contenu(self) -> ContenuFiche:
        """Return what the act takes."""
        values = self.cleaned_data
        return ContenuFiche(
            cour=values["cour"],
            ville=values["ville"],
            specialites=tuple(values["specialites"]),
            liste_nationale=values["liste_nationale"],
            indisponible_jusqu_au=values.get("indisponible_jusqu_au"),
        )


class FicheAvocatForm(FormulaireDeRole):
    """A lawyer's CNBF number and bar."""

    numero_cnbf = forms.CharField(
        label="Numéro CNBF",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Celui de la Caisse nationale des barreaux français.",
        error_messages={
            "required": "Indiquez votre numéro CNBF.",
            "max_length": NUMERO_CNBF_INCONNU,
        },
    )
    barreau = ChampNom(
        label="Barreau",
        max_length=100,
        help_text="Par exemple\u00a0: Bordeaux.",
        error_messages={"required": "Indiquez le barreau auquel vous êtes inscrit."},
    )

    def clean_numero_cnbf(self) -> str:
        """Take away the separators."""
        try:
            return numero_cnbf_propre(self.cleaned_data["numero_cnbf"])
        except ValueError:
            raise ValidationError(NUMERO_CNBF_INCONNU) from None
