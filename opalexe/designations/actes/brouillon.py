"""Preparing a designation: acts of the court, until it is sent."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from opalexe.annuaire.models import FicheExpert
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Compte, Role
from opalexe.designations import evenements
from opalexe.designations.actes.commun import exiger_brouillon, exiger_juridiction, inscrire, verrouiller
from opalexe.designations.models import Designation, Etat
from opalexe.socle.erreurs import ActeRefuse


@transaction.atomic
def commencer(par: Auteur) -> Designation:
    """Begin an empty draft, that only its author sees. Raises ActeRefuse unless court staff."""
    exiger_juridiction(par)
    row = Designation.objects.create(auteur=par.compte)
    inscrire(evenements.BROUILLON, par, row)
    return row


def _exiger_designable(par: Auteur, expert: Compte) -> None:
    if expert.pk == par.compte.pk:
        raise ActeRefuse("Vous ne pouvez pas vous désigner vous-même.")
    if expert.role != Role.EXPERT or not FicheExpert.objects.filter(compte=expert).exists():
        raise ActeRefuse(
            f"{expert.nom_complet} ne figure pas à l’annuaire des experts\u00a0: "
            "choisissez un expert de l’annuaire."
        )
    if not expert.actif:
        raise ActeRefuse(
            f"Le compte de {expert.nom_complet} n’est plus actif\u00a0: choisissez un autre expert."
        )


@transaction.atomic
def choisir_expert(par: Auteur, designation: Designation, expert: Compte) -> None:
    """Choose, or change, the expert of a draft.

    Raises ActeRefuse when the draft was sent meanwhile, or for somebody whom the directory does not list.
    """
    row = verrouiller(par, designation.pk)
    exiger_juridiction(par)
    exiger_brouillon(row)
    _exiger_designable(par, expert)
    if row.expert_id == expert.pk:
        return
    row.expert = expert
    row.save(update_fields=["expert"])
    inscrire(evenements.EXPERT_CHOISI, par, row)


@transaction.atomic
def abandonner(par: Auteur, designation: Designation) -> None:
    """Delete a draft and its documents, which nobody else has seen. Raises ActeRefuse once it is sent."""
    row = verrouiller(par, designation.pk)
    exiger_juridiction(par)
    exiger_brouillon(row)
    nombre = row.documents.count()
    inscrire(evenements.ABANDONNEE, par, row, nombre_documents=nombre)
    row.documents.all().delete()
    row.delete()


@transaction.atomic
def envoyer(par: Auteur, designation: Designation) -> None:
    """Send a draft to its expert (guide, chapter 3).

    Raises ActeRefuse without an expert, with one whose account is closed, or without any document.
    """
    row = verrouiller(par, designation.pk)
    exiger_juridiction(par)
    exiger_brouillon(row)
    if row.expert is None:
        raise ActeRefuse("Choisissez d’abord l’expert que vous désignez.")
    _exiger_designable(par, row.expert)
    nombre = row.documents.count()
    if nombre == 0:
        raise ActeRefuse("Joignez au moins un document\u00a0: l’expert doit pouvoir lire votre décision.")
    row.etat = Etat.ENVOYEE
    row.envoyee_le = timezone.now()
    row.save(update_fields=["etat", "envoyee_le"])
    inscrire(evenements.ENVOYEE, par, row, nombre_documents=nombre)
