"""The job that asks a remote authority for the token of a deposited document."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from opalexe.coffre.models import Fichier, Horodatage
from opalexe.socle import horodatage
from opalexe.socle.taches import Patience

logger = logging.getLogger(__name__)


def garder(document: UUID, jeton: horodatage.Jeton) -> None:
    """Write the token of a document, unless it has one."""
    row = Horodatage(
        document_id=document,
        jeton=jeton.der,
        le=jeton.le,
        autorite=jeton.autorite[:255],
        embarquee=jeton.embarquee,
    )
    Horodatage.objects.bulk_create([row], ignore_conflicts=True)


@app.task(name="coffre.demander_jeton", queue="preuves", retry=Patience())
def demander_jeton(document: str) -> None:
    """Ask for the token of a document, once; tried again, for ever, while the authority does not answer.

    Nothing is locked meanwhile. Two jobs on one document may both ask: the first token written is kept.
    Raises HorodatageIndisponible when there is no token now.
    """
    identifiant = UUID(document)
    if Horodatage.objects.filter(document=identifiant).exists():
        return
    sha256 = Fichier.objects.values_list("sha256", flat=True).get(documents=identifiant)
    try:
        jeton = horodatage.horodater(sha256)
    except horodatage.HorodatageIndisponible as error:
        logger.warning("no time-stamp for document %s now: %s", document, error)
        raise
    garder(identifiant, jeton)
