"""Proofs of a deposit: its RFC 3161 token (produit.md part 5)."""

from __future__ import annotations

import logging

from opalexe.coffre.models import Document
from opalexe.coffre.taches_preuves import demander_jeton, garder
from opalexe.socle import horodatage

logger = logging.getLogger(__name__)


def horodater_depot(document: Document) -> None:
    """Time-stamp a document that is being deposited: called in the transaction of the deposit.

    With the embedded authority its token is written at once, in the same transaction. A remote one is asked by a
    job queued in it, so that a deposit never waits for somebody else's server and never lacks its token for ever;
    so is the embedded one, would its key not be readable now: a deposit in time must not be refused for that.
    """
    if horodatage.embarque():
        try:
            garder(document.pk, horodatage.horodater(document.fichier.sha256))
        except (OSError, ValueError):
            logger.exception("no time-stamp for document %s now: is OPALEXE_KEYS readable?", document.pk)
        else:
            return
    demander_jeton.defer(document=str(document.pk))
