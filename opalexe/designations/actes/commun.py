"""What the acts share: locking the row, telling truthfully what happened meanwhile, writing the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Role
from opalexe.designations.models import Designation, Etat
from opalexe.journal.actes import consigner
from opalexe.journal.genres import Genre
from opalexe.socle.erreurs import ActeRefuse


def moment(instant: datetime | None) -> str:
    """Write an instant inside a sentence: "le 23/12/2020 à 15h36"."""
    if instant is None:
        raise ValueError("a state is dated, by the constraints of its table")
    return timezone.localtime(instant).strftime("le %d/%m/%Y à %Hh%M")


def verrouiller(par: Auteur, identifiant: UUID) -> Designation:
    """Return the designation, its row locked until the end of the transaction.

    Raises ActeRefuse when it does not exist for the person (a draft abandoned from another window).
    """
    rows = Designation.objects.visibles_par(par.compte).avec_personnes().select_for_update(of=("self",))
    row = rows.filter(pk=identifiant).first()
    if row is None:
        raise ActeRefuse(
            "Cette désignation n’existe plus\u00a0: elle a peut-être été abandonnée depuis une autre "
            "fenêtre. Retournez à la liste des désignations."
        )
    return row


def exiger_juridiction(par: Auteur) -> None:
    """Raise ActeRefuse unless the person is court staff."""
    if not par.compte.est_juridiction:
        raise ActeRefuse("Seuls les magistrats et les greffiers désignent un expert.")


def exiger_expert(par: Auteur) -> None:
    """Raise ActeRefuse unless the person is an expert."""
    if par.compte.role != Role.EXPERT:
        raise ActeRefuse("Seul l’expert désigné répond à une désignation.")


def exiger_brouillon(row: Designation) -> None:
    """Raise ActeRefuse when the designation is no longer being prepared."""
    if row.etat != Etat.BROUILLON:
        raise ActeRefuse(
            f"Cette désignation a déjà été envoyée {moment(row.envoyee_le)}\u00a0: elle ne se modifie plus."
        )


def exiger_attente_juridiction(row: Designation) -> None:
    """Raise ActeRefuse, for the court, when no answer is awaited."""
    if row.etat == Etat.BROUILLON:
        raise ActeRefuse("Cette désignation n’est pas encore envoyée\u00a0: envoyez-la ou abandonnez-la.")
    if row.etat == Etat.ACCEPTEE:
        raise ActeRefuse(
            "L’expert a déjà répondu à cette désignation\u00a0: il l’a acceptée "
            f"{moment(row.repondue_le)}. L’expertise est ouverte."
        )
    if row.etat == Etat.REFUSEE:
        raise ActeRefuse(
            "L’expert a déjà répondu à cette désignation\u00a0: il l’a refusée "
            f"{moment(row.repondue_le)}. Vous pouvez désigner un autre expert."
        )
    if row.etat == Etat.RETIREE:
        raise ActeRefuse(f"Cette désignation a déjà été retirée {moment(row.retiree_le)}.")


def exiger_attente_expert(row: Designation) -> None:
    """Raise ActeRefuse, for the expert, when there is no longer anything to answer."""
    if row.etat == Etat.RETIREE:
        raise ActeRefuse(
            f"Cette désignation a été retirée par la juridiction {moment(row.retiree_le)}\u00a0; "
            "il n’y a plus à y répondre."
        )
    if row.etat == Etat.ACCEPTEE:
        raise ActeRefuse(
            "Vous avez déjà répondu à cette désignation\u00a0: "
            f"vous l’avez acceptée {moment(row.repondue_le)}."
        )
    if row.etat == Etat.REFUSEE:
        raise ActeRefuse(
            "Vous avez déjà répondu à cette désignation\u00a0: "
            f"vous l’avez refusée {moment(row.repondue_le)}."
        )


def inscrire(genre: Genre, par: Auteur, row: Designation, **donnees: Any) -> None:
    """Write the act in the journal: the general chain, or the expertise's once there is one."""
    consigner(
        genre,
        par.acteur,
        chaine=row.expertise_id,
        objet=row.pk,
        donnees={
            "expert": row.expert.nom_complet if row.expert else "",
            "auteur": row.auteur.nom_complet,
            **donnees,
        },
    )
