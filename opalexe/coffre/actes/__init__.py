"""Acts on the vault, one module per subject; callers write `from opalexe.coffre import actes`."""

from opalexe.coffre.actes.bordereau import deposer_bordereau
from opalexe.coffre.actes.depot import (
    creer_document,
    deposer,
    exiger_depot,
    joindre,
    peut_deposer,
    repertoire_de_depot,
)
from opalexe.coffre.actes.lecture import lire, lire_ensemble
from opalexe.coffre.actes.repertoires import (
    chemin,
    creer_sous_repertoire,
    ouvrir_repertoires,
    ouvrir_repertoires_partie,
    ouvrir_repertoires_sapiteur,
    renommer_repertoire,
    sous_repertoire,
    supprimer_repertoire,
)

__all__ = [
    "chemin",
    "creer_document",
    "creer_sous_repertoire",
    "deposer",
    "deposer_bordereau",
    "exiger_depot",
    "joindre",
    "lire",
    "lire_ensemble",
    "ouvrir_repertoires",
    "ouvrir_repertoires_partie",
    "ouvrir_repertoires_sapiteur",
    "peut_deposer",
    "renommer_repertoire",
    "repertoire_de_depot",
    "sous_repertoire",
    "supprimer_repertoire",
]
