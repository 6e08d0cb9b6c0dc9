"""Acts on a designation, each in the file of the moment to which it belongs."""

from opalexe.designations.actes.brouillon import abandonner, choisir_expert, commencer, envoyer
from opalexe.designations.actes.documents import joindre, lire, lire_ensemble, retirer_document
from opalexe.designations.actes.reponse import accepter, refuser
from opalexe.designations.actes.suite import relancer, retirer

__all__ = [
    "abandonner",
    "accepter",
    "choisir_expert",
    "commencer",
    "envoyer",
    "joindre",
    "lire",
    "lire_ensemble",
    "refuser",
    "relancer",
    "retirer",
    "retirer_document",
]
