"""Cases ready for tests."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from opalexe.coffre.actes import ouvrir_repertoires
from opalexe.comptes.models import Compte
from opalexe.essais.personnes import auteur
from opalexe.expertises import actes
from opalexe.expertises.models import Expertise
from opalexe.expertises.nommage import Identite

POITOU = Identite(
    premier_demandeur="Poitou",
    premier_defendeur="Hartmann",
    juridiction="TJ Bordeaux",
    numero_rg="21/01234",
    numero_mi="568520",
    date_decision=date(2020, 12, 11),
)


@transaction.atomic
def expertise_ouverte(expert: Compte, juridiction: Compte, identite: Identite = POITOU) -> Expertise:
    """Open an expertise with its folders, as the acceptance of a designation does."""
    expertise = actes.ouvrir(auteur(expert), identite=identite, expert=expert, juridiction=juridiction)
    ouvrir_repertoires(expertise)
    return expertise
