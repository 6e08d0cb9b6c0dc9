"""Acts on accounts: signing in, registering, one's details; accounts made for others and their certificates."""

from __future__ import annotations

from opalexe.comptes.actes.certificats import (
    Delivrance,
    delivrer_certificat,
    envoyer_lien,
    revoquer,
)
from opalexe.comptes.actes.crees import corriger_compte, creer_compte
from opalexe.comptes.actes.inscription import (
    COORDONNEES,
    DEJA_INSCRIT,
    ROLES_INSCRIPTION,
    accepter_cgu,
    inscrire,
    modifier_coordonnees,
    rattacher_certificat,
    se_connecter,
)

__all__ = [
    "COORDONNEES",
    "DEJA_INSCRIT",
    "ROLES_INSCRIPTION",
    "Delivrance",
    "accepter_cgu",
    "corriger_compte",
    "creer_compte",
    "delivrer_certificat",
    "envoyer_lien",
    "inscrire",
    "modifier_coordonnees",
    "rattacher_certificat",
    "revoquer",
    "se_connecter",
]
