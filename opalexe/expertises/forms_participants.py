"""Forms of the administration page: parties and people."""

from __future__ import annotations

from typing import Any

from django import forms

from opalexe.comptes.forms import ChampNom, ChampTelephone, FormulaireMarque
from opalexe.comptes.models import Compte
from opalexe.expertises.actes.participants import LONGUEUR_QUALITE
from opalexe.expertises.actes.parties import LONGUEUR, LONGUEUR_ADRESSE
from opalexe.expertises.models import Cote, GenreDePartie, Partie

_ECRIT = {"autocomplete": "off", "spellcheck": "false", "placeholder": ""}


class PartieForm(FormulaireMarque):
    """A party: its name, its side, its kind."""

    nom = ChampNom(
        label="Nom de la partie",
        max_length=LONGUEUR,
        widget=forms.TextInput(attrs=_ECRIT),
        help_text="Personne ou société, tel qu’il figure dans la décision.",
        error_messages={"required": "Indiquez le nom de la partie."},
    )
    cote = forms.ChoiceField(
        label="Qualité",
        choices=Cote.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Indiquez si la partie est demandeur, défendeur ou intervenant."},
    )
    genre = forms.ChoiceField(
        label="Comment elle prend part à l’expertise",
        choices=[
            (GenreDePartie.REPRESENTEE, "Représentée\u00a0: son avocat dépose, ses membres lisent"),
            (GenreDePartie.NON_REPRESENTEE, "Non représentée\u00a0: ses membres déposent eux-mêmes"),
            (
                GenreDePartie.SANS_ACCES,
                "Sans accès\u00a0: l’expert dépose pour elle ce qu’elle envoie sur papier",
            ),
            (GenreDePartie.NON_DEMATERIALISEE, "Non dématérialisée\u00a0: rien ne passe par la plateforme"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Indiquez comment la partie prend part à l’expertise."},
    )
    adresse_postale = forms.CharField(
        label="Adresse postale",
        required=False,
        max_length=LONGUEUR_ADRESSE,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "placeholder": ""}),
        help_text="Utile pour une partie à informer par courrier. Lue par l’expert et les co-experts seulement.",
        error_messages={"max_length": f"L’adresse compte {LONGUEUR_ADRESSE}\u00a0caractères au plus."},
    )

    def __init__(self, *args: Any, partie: Partie | None = None, **kwargs: Any) -> None:
        """Fill the form with the party, if there is one."""
        if partie is not None:
            kwargs["initial"] = {
                name: getattr(partie, name) for name in ("nom", "cote", "genre", "adresse_postale")
            }
        super().__init__(*args, **kwargs)

    def valeurs(self) -> dict[str, Any]:
        """Return what the acts take."""
        values = self.cleaned_data
        return {
            "nom": values["nom"],
            "cote": Cote(values["cote"]),
            "genre": GenreDePartie(values["genre"]),
            "adresse_postale": values["adresse_postale"],
        }


class PersonneForm(FormulaireMarque):
    """A person whose account the expert creates."""

    nom = ChampNom(
        label="Nom",
        max_length=100,
        widget=forms.TextInput(attrs=_ECRIT),
        error_messages={"required": "Indiquez son nom."},
    )
    prenom = ChampNom(
        label="Prénom",
        max_length=100,
        widget=forms.TextInput(attrs=_ECRIT),
        error_messages={"required": "Indiquez son prénom."},
    )
    courriel = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs=_ECRIT),
        help_text="Le lien du certificat y est envoyé\u00a0: une adresse que la personne est seule à lire.",
        error_messages={
            "required": "Indiquez son adresse e-mail\u00a0: le lien du certificat y est envoyé.",
            "invalid": "Cette adresse e-mail n’est pas valable\u00a0: elle s’écrit prenom.nom@exemple.fr.",
        },
    )
    mobile = ChampTelephone(label="Téléphone mobile", required=False, widget=forms.TelInput(attrs=_ECRIT))
    qualite = ChampNom(
        label="Qualité",
        required=False,
        max_length=LONGUEUR_QUALITE,
        widget=forms.TextInput(attrs=_ECRIT),
        help_text="Par exemple\u00a0: gérant, syndic, conjointe.",
    )
    distincte = forms.BooleanField(label="C’est une autre personne", required=False)

    def valeurs(self) -> dict[str, Any]:
        """Return what the acts take."""
        return dict(self.cleaned_data)


class MembreForm(PersonneForm):
    """A member of a party; publishing is asked only where the party has no lawyer."""

    autorise = forms.BooleanField(
        label="Autoriser à publier\u00a0: la personne dépose dans les dossiers de la partie",
        required=False,
        initial=True,
    )

    field_order = ("prenom", "nom", "courriel", "mobile", "qualite", "autorise", "distincte")

    def __init__(self, *args: Any, partie: Partie, **kwargs: Any) -> None:
        """Take the party."""
        super().__init__(*args, **kwargs)
        if partie.genre != GenreDePartie.NON_REPRESENTEE:
            del self.fields["autorise"]


class SapiteurForm(PersonneForm):
    """A sapiteur who is on no list of experts."""

    field_order = ("prenom", "nom", "courriel", "mobile", "qualite", "distincte")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what a sapiteur's quality is."""
        super().__init__(*args, **kwargs)
        self.fields["qualite"].label = "Spécialité"
        self.fields["qualite"].help_text = "Par exemple\u00a0: géotechnicien, acousticienne."


class CoordonneesForm(PersonneForm):
    """The details of a person whose account was created."""

    field_order = ("prenom", "nom", "courriel", "mobile")

    def __init__(self, *args: Any, compte: Compte, **kwargs: Any) -> None:
        """Fill the form with the account."""
        names = ("prenom", "nom", "courriel", "mobile")
        super().__init__(*args, initial={name: getattr(compte, name) for name in names}, **kwargs)
        del self.fields["qualite"], self.fields["distincte"]
