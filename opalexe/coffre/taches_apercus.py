"""The job that makes a preview: in a queue of its own, one at a time."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from opalexe.coffre import apercus

logger = logging.getLogger(__name__)


@app.task(name="coffre.convertir_fichier", queue="apercus", lock=apercus.LOCK)
def convertir_fichier(fichier: str) -> None:
    """Make the preview of a file; one that cannot be made is no failure of the job, nor of the worker."""
    try:
        apercus.preparer(UUID(fichier))
    except apercus.ConversionImpossible as error:
        logger.warning("no preview of file %s: %s", fichier, error)
