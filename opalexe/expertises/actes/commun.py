"""What the acts of this room share: who administers an expertise, and what the journal keeps of a participation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Compte
from opalexe.expertises.models import OUVERTS, Expertise, Participation, Partie, Profil
from opalexe.socle.erreurs import ActeRefuse

QUI_ADMINISTRE = frozenset({Profil.EXPERT, Profil.CO_EXPERT})
"""Who changes the parties and the participants (produit.md part 5)."""


def profils(compte: Compte, expertise: Expertise) -> set[str]:
    """Return as what the person actively takes part in the expertise (empty set: not at all)."""
    rows = Participation.objects.filter(compte=compte, expertise=expertise, actif=True)
    return set(rows.values_list("profil", flat=True))


def administre(compte: Compte, expertise: Expertise) -> bool:
    """Whether the person administers the expertise, in whatever status it is."""
    return bool(profils(compte, expertise) & QUI_ADMINISTRE)


def verrouiller(expertise_id: UUID) -> Expertise:
    """Lock an expertise: what is judged on it stays true until the end of the act."""
    return Expertise.objects.select_for_update(of=("self",), no_key=True).get(pk=expertise_id)


def exiger_administration(par: Auteur, expertise_id: UUID, *, close: bool = False) -> Expertise:
    """Return the expertise, locked, if the person may administer it now; `close`: also once it is over.

    Raises ActeRefuse for anybody but the expert and the co-experts, and once the expertise is over.
    """
    row = verrouiller(expertise_id)
    if not administre(par.compte, row):
        raise ActeRefuse(
            "L’administration de l’expertise revient à l’expert et aux co-experts\u00a0: demandez-leur ce changement."
        )
    if row.statut not in OUVERTS and not close:
        raise ActeRefuse(
            f"L’expertise est «\u00a0{row.get_statut_display()}\u00a0»\u00a0: ses parties et ses participants "
            "ne changent plus."
        )
    return row


def exiger_participation(expertise: Expertise, participation: Participation) -> Participation:
    """Return the participation, locked, as it is now."""
    return (
        Participation.objects.select_for_update(of=("self",))
        .select_related("compte", "expertise")
        .get(pk=participation.pk, expertise=expertise)
    )


def parties_de(participation: Participation) -> list[Partie]:
    """Return at whose side the person stands, in the order of the parties."""
    return list(participation.parties.order_by("ordre"))


def enumerer(noms: Sequence[str]) -> str:
    """Write a list as a sentence does: "POITOU, HARTMANN et CPAM"."""
    if len(noms) < 2:
        return "".join(noms)
    return f"{', '.join(noms[:-1])} et {noms[-1]}"


def donnees_participant(participation: Participation, parties: Sequence[Partie] = ()) -> dict[str, Any]:
    """Return what the journal keeps of somebody who takes part."""
    names = [party.nom for party in parties]
    return {
        "participation": participation.pk,
        "compte": str(participation.compte_id),
        "nom": participation.compte.nom_complet,
        "profil": str(participation.profil),
        "profil_nom": participation.get_profil_display().lower(),
        "parties": [str(party.pk) for party in parties],
        "parties_noms": names,
        "precision": f" pour {enumerer(names)}" if names else "",
        "actif": participation.actif,
    }
