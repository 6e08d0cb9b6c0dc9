"""Sweeping: requests prepared whose file never came."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app

from opalexe.coffre.models import DemandeConfidentielle, Upload

logger = logging.getLogger(__name__)

AGE = timedelta(days=1)
"""What is younger may still get its file; so may, whatever its age, one whose file is on its way."""


@transaction.atomic
def balayer_les_brouillons() -> int:
    """Remove the drafts older than a day that no upload under way will complete; return how many."""
    uploads = Upload.objects.filter(
        destination_genre="confidentiel", destination=OuterRef("pk"), fichier=None
    )
    rows = DemandeConfidentielle.objects.filter(
        ~Exists(uploads), etat=DemandeConfidentielle.Etat.BROUILLON, creee_le__lt=timezone.now() - AGE
    )
    # One that gets its file at this very moment is locked: it stays.
    locked = list(rows.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    count, _ = DemandeConfidentielle.objects.filter(pk__in=locked).delete()
    return count


@app.periodic(cron="27 * * * *")
@app.task(name="coffre.balayer_confidentiel", queue="entretien", queueing_lock="coffre.balayer_confidentiel")
def balayer_confidentiel(timestamp: int) -> None:
    """Sweep, every hour."""
    del timestamp
    if count := balayer_les_brouillons():
        logger.info("swept %s confidential drafts", count)
