"""What being an expert adds to an account: a card in the directory (see `comptes/complements.py`)."""

from __future__ import annotations

from django.http import QueryDict

from opalexe.annuaire.actes import tenir_fiche
from opalexe.annuaire.forms import FicheForm
from opalexe.annuaire.models import FicheExpert
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.forms import FormulaireDeRole
from opalexe.comptes.models import Compte


class ComplementExpert:
    """An expert's card in the directory."""

    titre = "Annuaire des experts"
    gabarit_formulaire = "annuaire/_formulaire_fiche.html"
    gabarit_fiche = "annuaire/_fiche.html"

    def formulaire(self, donnees: QueryDict | None, compte: Compte | None) -> FormulaireDeRole:
        """Return the card's form."""
        fiche = self.fiche(compte) if compte else None
        return FicheForm(donnees, fiche=fiche, inscription=compte is None)

    def fiche(self, compte: Compte) -> FicheExpert | None:
        """Return the expert's card."""
        return (
            FicheExpert.objects.select_related("cour")
            .prefetch_related("specialites")
            .filter(compte=compte)
            .first()
        )

    def enregistrer(self, par: Auteur, formulaire: FormulaireDeRole) -> None:
        """Keep the card."""
        if not isinstance(formulaire, FicheForm):
            raise TypeError("not a form of this complement")
        tenir_fiche(par, formulaire.contenu())
