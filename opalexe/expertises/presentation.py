"""What the pages say of an expertise: its header, its tabs, and what follows from each change of status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opalexe.comptes.models import Compte
from opalexe.expertises.actes import QUI_CONSIGNE, profils, transitions_permises
from opalexe.expertises.models import OUVERTS, Expertise, Statut
from opalexe.expertises.onglets import onglets_de

ETAPES = (Statut.EN_CREATION, Statut.EN_COURS, Statut.EN_PAUSE, Statut.TERMINEE)
"""The road of an expertise as its page draws it; "Rejetée" takes the place of what did not follow."""


@dataclass(frozen=True)
class Changement:
    """A status that may be decided: the button's words, the question, and what opens or closes, for whom."""

    vers: Statut
    bouton: str
    question: str
    suites: tuple[str, ...]
    definitif: bool = False


_INFORMES = "Chaque participant en est informé par courriel dès maintenant."

CHANGEMENTS: dict[tuple[str, str], Changement] = {
    (Statut.EN_CREATION, Statut.EN_COURS): Changement(
        Statut.EN_COURS,
        "Passer «\u00a0En cours\u00a0»",
        "Faire passer l’expertise «\u00a0En cours\u00a0»\u00a0?",
        (
            "Les avocats et les membres des parties lisent les dossiers de l’expert et du greffe\u00a0; "
            "ceux qui publient déposent leurs dires et leurs pièces.",
            "Les sapiteurs accèdent à leurs dossiers.",
            "L’expert peut remettre son rapport définitif au greffe.",
            _INFORMES,
        ),
    ),
    (Statut.EN_COURS, Statut.EN_PAUSE): Changement(
        Statut.EN_PAUSE,
        "Mettre en pause",
        "Mettre l’expertise en pause\u00a0?",
        (
            "Les avocats, les membres des parties et les sapiteurs n’accèdent plus aux documents jusqu’à la reprise.",
            "L’expert, les co-experts, le magistrat et le greffier continuent de se lire et de s’écrire, "
            "par exemple sur un complément de consignation.",
            _INFORMES,
        ),
    ),
    (Statut.EN_PAUSE, Statut.EN_COURS): Changement(
        Statut.EN_COURS,
        "Reprendre l’expertise",
        "Reprendre l’expertise\u00a0?",
        (
            "Les avocats, les membres des parties et les sapiteurs retrouvent les documents et les dépôts "
            "qu’ils avaient.",
            _INFORMES,
        ),
    ),
    (Statut.EN_COURS, Statut.TERMINEE): Changement(
        Statut.TERMINEE,
        "Terminer l’expertise",
        "Terminer l’expertise\u00a0?",
        (
            "Plus personne ne dépose de document, pas même l’expert\u00a0: vérifiez que le rapport définitif "
            "est remis.",
            "Chacun continue de lire ce qu’il pouvait lire.",
            "Les parties et les participants ne changent plus.",
            _INFORMES,
        ),
        definitif=True,
    ),
    (Statut.EN_CREATION, Statut.REJETEE): Changement(
        Statut.REJETEE,
        "Rejeter l’expertise",
        "Rejeter l’expertise\u00a0?",
        (
            "Plus personne ne dépose de document.",
            "L’expert, les co-experts, le magistrat et le greffier continuent de lire ce qu’ils pouvaient lire\u00a0; "
            "personne d’autre n’y accède.",
            _INFORMES,
        ),
        definitif=True,
    ),
}
"""By present and next status. What is said follows the default rights (`droits.csv`)."""


def entete(compte: Compte, expertise: Expertise, onglet: str) -> dict[str, Any]:
    """Return what `expertises/page.html` needs; `onglet`: the code of the tab that is shown."""
    return {
        "expertise": expertise,
        "etapes": etapes(expertise),
        "onglets": onglets_de(compte, expertise),
        "onglet": onglet,
        "changements": [
            CHANGEMENTS[expertise.statut, target] for target in transitions_permises(compte, expertise)
        ],
        "attend_consignation": expertise.statut in OUVERTS and expertise.date_consignation is None,
        "peut_consigner": bool(profils(compte, expertise) & QUI_CONSIGNE),
    }


def etapes(expertise: Expertise) -> list[Statut]:
    """Return the road of the expertise."""
    if expertise.statut == Statut.REJETEE:
        return [Statut.EN_CREATION, Statut.REJETEE]
    return list(ETAPES)
