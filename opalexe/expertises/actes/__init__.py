"""Acts on the case, its parties and who takes part; callers write `from opalexe.expertises import actes`."""

from opalexe.expertises.actes.commun import QUI_ADMINISTRE, administre, enumerer, profils
from opalexe.expertises.actes.ouverture import QUI_CREE, creer, identite_de, ouvrir, renommer
from opalexe.expertises.actes.participants import (
    ajouter_avocat,
    ajouter_co_expert,
    ajouter_greffier,
    ajouter_magistrat,
    ajouter_membre,
    ajouter_sapiteur,
    autoriser_a_publier,
    creer_sapiteur,
    detacher_avocat,
)
from opalexe.expertises.actes.parties import ajouter_partie, modifier_partie, retirer_partie
from opalexe.expertises.actes.presence import (
    activer,
    charger_du_controle,
    corriger_personne,
    desactiver,
    renvoyer_lien,
    revoquer_certificat,
)
from opalexe.expertises.actes.statuts import (
    QUI_CONSIGNE,
    TRANSITIONS,
    changer_statut,
    fixer_consignation,
    transitions_permises,
)

__all__ = [
    "QUI_ADMINISTRE",
    "QUI_CONSIGNE",
    "QUI_CREE",
    "TRANSITIONS",
    "activer",
    "administre",
    "ajouter_avocat",
    "ajouter_co_expert",
    "ajouter_greffier",
    "ajouter_magistrat",
    "ajouter_membre",
    "ajouter_partie",
    "ajouter_sapiteur",
    "autoriser_a_publier",
    "changer_statut",
    "charger_du_controle",
    "corriger_personne",
    "creer",
    "creer_sapiteur",
    "desactiver",
    "detacher_avocat",
    "enumerer",
    "fixer_consignation",
    "identite_de",
    "modifier_partie",
    "ouvrir",
    "profils",
    "renommer",
    "renvoyer_lien",
    "retirer_partie",
    "revoquer_certificat",
    "transitions_permises",
]
