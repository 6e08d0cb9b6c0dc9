"""Jobs of this room."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from opalexe.comptes.liens import TELECHARGEMENT
from opalexe.comptes.models import LienCertificat


@app.periodic(cron="*/10 * * * *")
@app.task(name="comptes.oublier_fichiers", queue="entretien")
def oublier_fichiers(timestamp: int = 0) -> None:
    """Remove the certificate files whose hour of download is over: the platform keeps no key of anybody."""
    del timestamp
    over = timezone.now() - TELECHARGEMENT
    LienCertificat.objects.filter(utilise_le__lte=over).exclude(p12=None).update(p12=None)
