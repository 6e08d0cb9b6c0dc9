"""Forms of registration and of the account page. Their fields are checked by the server, in French."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from opalexe.comptes import telephones
from opalexe.comptes.actes import ROLES_INSCRIPTION
from opalexe.comptes.models import Compte, Role
from opalexe.socle.texte import normaliser


def refuser_invisibles(texte: str) -> None:
    """Refuse signs that do not show, or that turn the text around them: a name is read by others."""
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Cn"} for sign in texte):
        raise ValidationError(
            "Ce texte contient un signe invisible\u00a0: effacez-le et saisissez-le au clavier."
        )


class ChampNom(forms.CharField):
    """A name or a place on one line: spaces made single, letters or digits in it, no invisible sign."""

    def to_python(self, value: Any) -> str:
        """Make every run of spaces one space."""
        return " ".join(str(super().to_python(value) or "").split())

    def validate(self, value: Any) -> None:
        """Refuse what could not be read, sorted or searched."""
        super().validate(value)
        refuser_invisibles(value)
        if value and not normaliser(value):
            raise ValidationError("Écrivez ce nom en lettres.")


class ChampTelephone(forms.CharField):
    """A telephone number, French or international."""

    widget = forms.TelInput

    def __init__(self, **options: Any) -> None:
        """Take more signs than are kept: what is typed is put in groups."""
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        """Put the number in groups, or refuse it with what is expected."""
        text = str(super().clean(value) or "")
        try:
            return telephones.normaliser_telephone(text)
        except ValueError:
            raise ValidationError(
                "Ce numéro n’est pas reconnu\u00a0: écrivez dix chiffres "
                "(01\u00a023\u00a045\u00a067\u00a089) ou un numéro international "
                "(+32\u00a02\u00a0555\u00a012\u00a012)."
            ) from None


class FormulaireMarque(forms.Form):
    """A form that marks what is required in its labels, and leaves to the server the words of a refusal."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Mark the required fields."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.required:
                self.marquer_requis(field)

    def marquer_requis(self, field: forms.Field) -> None:
        """Mark a field as required, for the eye, for readers of screens and for the script."""
        if not isinstance(field.widget, forms.CheckboxInput):
            field.label = f"{field.label}\u00a0*"
        field.widget.attrs |= {"aria-required": "true", "data-requis": ""}


class FormulaireDeRole(FormulaireMarque):
    """What a role adds; `attendu` false asks for nothing, and keeps what was typed (the role is another)."""

    attendu = True

    def full_clean(self) -> None:
        """Find nothing wrong in a form that is not asked for."""
        if self.attendu:
            super().full_clean()
        else:
            self._errors = ErrorDict()
            self.cleaned_data = {}


class QuestionForm(FormulaireMarque):
    """Asked of a certificate that opens no account (guide, chapter 2)."""

    OUI, NON = "oui", "non"

    compte = forms.ChoiceField(
        label="Disposez-vous d’un compte sur Opalexe\u00a0?",
        choices=[(OUI, "Oui, je dispose d’un compte"), (NON, "Non, je ne dispose pas encore de compte")],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "Cochez «\u00a0Oui\u00a0» ou «\u00a0Non\u00a0», puis validez."},
    )


class CoordonneesForm(FormulaireMarque):
    """How to reach the person. An expert's postal address is required."""

    courriel = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Une adresse que vous consultez régulièrement\u00a0: les avis y sont envoyés.",
        error_messages={
            "required": "Indiquez votre adresse e-mail.",
            "invalid": "Cette adresse e-mail n’est pas valable\u00a0: elle s’écrit prenom.nom@exemple.fr.",
        },
    )
    telephone = ChampTelephone(
        label="Téléphone", required=False, widget=forms.TelInput(attrs={"autocomplete": "tel"})
    )
    mobile = ChampTelephone(
        label="Téléphone mobile", required=False, widget=forms.TelInput(attrs={"autocomplete": "tel"})
    )
    adresse_postale = forms.CharField(
        label="Adresse postale",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"max_length": "Cette adresse est trop longue\u00a0: 500\u00a0caractères au plus."},
    )

    ADRESSE_REQUISE = "Indiquez votre adresse postale\u00a0: elle est nécessaire pour un expert."

    def __init__(self, *args: Any, compte: Compte | None = None, **kwargs: Any) -> None:
        """Know whose details they are, once there is an account."""
        super().__init__(*args, **kwargs)
        self.role_connu = compte.role if compte else ""
        if self.role_connu == Role.EXPERT:
            self.marquer_requis(self.fields["adresse_postale"])

    def clean_adresse_postale(self) -> str:
        """Keep the lines of an address, without their loose ends nor anything invisible."""
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["adresse_postale"]).splitlines()]
        address = "\n".join(line for line in lines if line)
        refuser_invisibles(address.replace("\n", ""))
        return address

    def clean(self) -> dict[str, Any]:
        """Ask an expert for an address."""
        role = self.cleaned_data.get("role", self.role_connu)
        if role == Role.EXPERT and self.cleaned_data.get("adresse_postale") == "":
            self.add_error("adresse_postale", self.ADRESSE_REQUISE)
        return self.cleaned_data

    def coordonnees(self) -> dict[str, str]:
        """Return what the acts take."""
        return {name: self.cleaned_data[name] for name in CoordonneesForm.base_fields}


class InscriptionForm(CoordonneesForm):
    """Opening an account; what the chosen role adds is a form of its own (see `complements.py`)."""

    role = forms.ChoiceField(
        label="Vous êtes",
        choices=[(role.value, role.label) for role in ROLES_INSCRIPTION],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "Indiquez si vous êtes magistrat, greffier, expert ou avocat."},
    )
    prenom = ChampNom(
        label="Prénom",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": "Indiquez votre prénom."},
    )
    nom = ChampNom(
        label="Nom",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": "Indiquez votre nom."},
    )
    cgu = forms.BooleanField(
        label="J’accepte les conditions générales d’utilisation",
        error_messages={"required": "Acceptez les conditions générales d’utilisation pour continuer."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say for whom the address is, and where the terms are."""
        super().__init__(*args, **kwargs)
        self.fields["adresse_postale"].help_text = "Nécessaire si vous êtes expert."
        self.fields["adresse_postale"].widget.attrs["data-requis-pour"] = Role.EXPERT.value
        self.fields["cgu"].label = libelle_cgu()


class PremiereConnexionForm(CoordonneesForm):
    """First sign-in to an account made by somebody else: its details, checked by its person, and the terms."""

    cgu = forms.BooleanField(
        error_messages={"required": "Acceptez les conditions générales d’utilisation pour continuer."}
    )
    field_order = ["courriel", "mobile", "telephone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say where the terms are, and ask for a postal address where the role needs one only."""
        super().__init__(*args, **kwargs)
        self.fields["cgu"].label = libelle_cgu()
        if self.role_connu != Role.EXPERT:
            del self.fields["adresse_postale"]

    def coordonnees(self) -> dict[str, str]:
        """Return what the act takes: what the person saw."""
        return {name: self.cleaned_data[name] for name in CoordonneesForm.base_fields if name in self.fields}


def libelle_cgu() -> SafeString:
    """Return the words of the box that accepts the terms, with the way to them."""
    return format_html(
        'J’accepte les <a href="{}" target="_blank" rel="noopener">conditions générales d’utilisation '
        "(CGU, nouvel onglet)</a>\u00a0*",
        reverse("comptes:cgu"),
    )
