"""What being a lawyer adds to an account: the CNBF number and the bar (see `comptes/complements.py`)."""

from __future__ import annotations

from django.http import QueryDict

from opalexe.annuaire.actes import tenir_fiche_avocat
from opalexe.annuaire.forms import FicheAvocatForm
from opalexe.annuaire.models import FicheAvocat
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.forms import FormulaireDeRole
from opalexe.comptes.models import Compte


class ComplementAvocat:
    """A lawyer's number and bar."""

    titre = "Exercice de la profession d’avocat"
    gabarit_formulaire = "annuaire/_formulaire_fiche_avocat.html"
    gabarit_fiche = "annuaire/_fiche_avocat.html"

    def formulaire(self, donnees: QueryDict | None, compte: Compte | None) -> FormulaireDeRole:
        """Return the card's form."""
        fiche = self.fiche(compte) if compte else None
        initial = {"numero_cnbf": fiche.numero_cnbf, "barreau": fiche.barreau} if fiche else None
        return FicheAvocatForm(donnees, initial=initial)

    def fiche(self, compte: Compte) -> FicheAvocat | None:
        """Return the lawyer's card."""
        return FicheAvocat.objects.filter(compte=compte).first()

    def enregistrer(self, par: Auteur, formulaire: FormulaireDeRole) -> None:
        """Keep the card."""
        if not isinstance(formulaire, FicheAvocatForm):
            raise TypeError("not a form of this complement")
        values = formulaire.cleaned_data
        tenir_fiche_avocat(par, numero_cnbf=values["numero_cnbf"], barreau=values["barreau"])
