"""Forms of the vault: locking, asking for confidentiality and answering. The rules are the acts'."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from opalexe.coffre.actes.confidentiel import TEXTE, TITRE
from opalexe.coffre.actes.verrou import MOTIF_LONGUEUR
from opalexe.coffre.models import Repertoire
from opalexe.comptes.forms import FormulaireMarque, refuser_invisibles
from opalexe.expertises.models import Partie


class Texte(forms.CharField):
    """A text of several lines: browsers send line ends as two signs but count them as one, and so do we."""

    def __init__(self, *, label: str, aide: str, manque: str, longueur: int, lignes: int = 4) -> None:
        """Say what it is for, what to do when it is missing, how long it may be and how tall it looks."""
        super().__init__(
            label=label,
            max_length=longueur,
            help_text=f"{aide} {longueur}\u00a0caractères au plus.",
            widget=forms.Textarea(attrs={"rows": lignes, "placeholder": ""}),
            error_messages={
                "required": manque,
                "max_length": f"Ce texte est trop long\u00a0: {longueur}\u00a0caractères au plus.",
            },
        )

    def to_python(self, value: Any) -> Any:
        """Bring line ends to one sign before the length is checked."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class RepertoireForm(FormulaireMarque):
    """How a sub-folder is called."""

    nom = forms.CharField(
        label="Nom du dossier",
        max_length=150,
        help_text="150\u00a0caractères au plus, sans barre oblique.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": ""}),
        validators=[refuser_invisibles],
        error_messages={
            "required": "Indiquez le nom du dossier.",
            "max_length": "Ce nom est trop long\u00a0: 150\u00a0caractères au plus.",
        },
    )


class VerrouForm(FormulaireMarque):
    """Why a document is locked."""

    motif = Texte(
        label="Motif",
        aide="Lu par tous ceux qui voient le document dans la liste.",
        manque="Indiquez le motif du verrouillage.",
        longueur=MOTIF_LONGUEUR,
        lignes=3,
    )


class DemandeForm(FormulaireMarque):
    """A request: what all will read of it, and why it is confidential."""

    partie = forms.ModelChoiceField(
        label="Partie concernée",
        queryset=Partie.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Indiquez la partie concernée.",
            "invalid_choice": "Choisissez une des parties proposées.",
        },
    )
    titre = forms.CharField(
        label="Titre du document",
        max_length=TITRE,
        help_text=f"Lu par tous les participants si la demande est acceptée. {TITRE}\u00a0caractères au plus.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": ""}),
        validators=[refuser_invisibles],
        error_messages={
            "required": "Indiquez le titre du document.",
            "max_length": f"Ce titre est trop long\u00a0: {TITRE}\u00a0caractères au plus.",
        },
    )
    resume = Texte(
        label="Résumé sans rien de confidentiel",
        aide="Lu par tous les participants si la demande est acceptée\u00a0: dites ce qu’est le document, sans plus.",
        manque="Résumez le document sans rien révéler de confidentiel.",
        longueur=TEXTE,
    )
    motif = Texte(
        label="Raisons de la demande",
        aide="Lues par l’expert, les co-experts et votre côté, jamais par les autres.",
        manque="Indiquez les raisons de votre demande.",
        longueur=TEXTE,
    )

    def __init__(self, *args: Any, parties: QuerySet[Partie], **kwargs: Any) -> None:
        """Take the parties for which the person may ask now."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Partie]", self.fields["partie"])
        field.queryset = parties
        if parties.count() == 1:
            field.initial = parties.get().pk


class DecisionForm(FormulaireMarque):
    """The expert's answer, with its reasons."""

    motif = Texte(
        label="Raisons de votre décision",
        aide="Lues par la partie qui demande.",
        manque="Indiquez les raisons de votre décision.",
        longueur=TEXTE,
        lignes=3,
    )


class OuvertureForm(FormulaireMarque):
    """The folder that takes a document whose confidentiality is refused."""

    repertoire = forms.ChoiceField(
        label="Dossier",
        error_messages={
            "required": "Choisissez un dossier.",
            "invalid_choice": "Choisissez un des dossiers proposés.",
        },
    )

    def __init__(self, *args: Any, dossiers: list[Repertoire], **kwargs: Any) -> None:
        """Take the folders that the person may choose: a sub-folder is shown under its own."""
        super().__init__(*args, **kwargs)
        names = {row.pk: row.nom for row in dossiers}
        field = cast(forms.ChoiceField, self.fields["repertoire"])
        field.choices = [(str(row.pk), self._chemin(row, names)) for row in dossiers]

    @staticmethod
    def _chemin(row: Repertoire, names: dict[UUID, str]) -> str:
        return " › ".join(names.get(identifier, "…") for identifier in row.ancetres)
