"""While the answer is awaited: the court reminds the expert, or withdraws."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from opalexe.comptes.auteur import Auteur
from opalexe.designations import evenements
from opalexe.designations.actes.commun import (
    exiger_attente_juridiction,
    exiger_juridiction,
    inscrire,
    moment,
    verrouiller,
)
from opalexe.designations.models import Designation, Etat
from opalexe.socle.erreurs import ActeRefuse


@transaction.atomic
def relancer(par: Auteur, designation: Designation, *, deja: int | None = None) -> int:
    """Remind the expert; return how many times that makes.

    `deja` is the number of relances that the person had before their eyes: a form sent twice reminds once.
    Raises ActeRefuse when no answer is awaited any more, or when `deja` is out of date.
    """
    row = verrouiller(par, designation.pk)
    exiger_juridiction(par)
    exiger_attente_juridiction(row)
    if deja is not None and deja != row.nombre_relances:
        raise ActeRefuse(
            f"L’expert a déjà été relancé {moment(row.relancee_le)}\u00a0: "
            "cette nouvelle relance n’a pas été envoyée."
        )
    row.nombre_relances += 1
    row.relancee_le = timezone.now()
    row.save(update_fields=["nombre_relances", "relancee_le"])
    inscrire(evenements.RELANCEE, par, row, numero=row.nombre_relances)
    return row.nombre_relances


@transaction.atomic
def retirer(par: Auteur, designation: Designation) -> None:
    """Withdraw a designation that stays unanswered, once its expert was reminded (guide, chapter 3).

    What the expert was preparing as an answer was never sent: it goes. Raises ActeRefuse when it was answered
    meanwhile, or before the first relance.
    """
    row = verrouiller(par, designation.pk)
    exiger_juridiction(par)
    exiger_attente_juridiction(row)
    if row.nombre_relances == 0:
        raise ActeRefuse(
            "Avant de retirer une désignation, relancez l’expert au moins une fois\u00a0: "
            "il ne l’a peut-être pas vue."
        )
    row.documents.de_la_reponse().delete()
    row.etat = Etat.RETIREE
    row.retiree_le = timezone.now()
    row.save(update_fields=["etat", "retiree_le"])
    inscrire(evenements.RETIREE, par, row)
