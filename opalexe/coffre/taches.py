"""Jobs of the vault: sweeping what uploads leave behind."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, ManyToOneRel, OuterRef, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from opalexe.coffre import reception
from opalexe.coffre.models import Fichier, Upload
from opalexe.coffre.televersements import abandonner, stockage
from opalexe.socle.storage import Objet, identifier_of

logger = logging.getLogger(__name__)

AGE = timedelta(days=1)
"""What is younger may still be on its way."""

LOT = 1000
"""Objects asked about at once."""


def _anciens(folder: Path) -> Iterator[Path]:
    limit = time.time() - AGE.total_seconds()
    for path in folder.rglob("*"):
        try:
            if path.is_file() and path.stat().st_mtime < limit:
                yield path
        except FileNotFoundError:  # gone meanwhile
            continue


def _expires() -> int:
    now = timezone.now()
    count = 0
    for upload in Upload.objects.filter(expire_le__lt=now, fichier=None):
        try:
            with reception.verrou(upload.pk):
                count += abandonner(upload, expire_avant=now)
        except reception.Occupe:  # just taken up again
            continue
        except FileNotFoundError:  # adopted, then a crash, and its sender never came back
            count += abandonner(upload, expire_avant=now)
    Upload.objects.filter(expire_le__lt=now, fichier__isnull=False).delete()
    return count


def _sans_emploi() -> QuerySet[Fichier]:
    """Return the files that no row of any room refers to."""
    rows = Fichier.objects.all()
    for field in Fichier._meta.get_fields(include_hidden=True):
        if isinstance(field, ManyToOneRel):
            others = field.related_model._base_manager.filter(**{field.field.name: OuterRef("pk")})
            rows = rows.exclude(Exists(others))
    return rows


def _fichiers() -> int:
    count = 0
    for fichier in _sans_emploi().filter(recu_le__lt=timezone.now() - AGE):
        try:
            with transaction.atomic():
                fichier.delete()
        except IntegrityError:  # deposited at this very moment
            continue
        stockage().supprimer(fichier.cle)
        count += 1
    return count


def _identifiants(path: Path) -> list[UUID]:
    try:
        return [UUID(path.name)]
    except ValueError:
        return []


def _attente() -> int:
    count = 0
    for path in _anciens(reception.dossier()):
        if not _vivants(_identifiants(path)):
            path.unlink(missing_ok=True)
            count += 1
    return count


def _vivants(identifiers: Iterable[UUID]) -> set[UUID]:
    """Return, among identifiers, those of uploads that exist."""
    return set(Upload.objects.filter(pk__in=list(identifiers)).values_list("pk", flat=True))


def balayer() -> dict[str, int]:
    """Remove expired uploads, staging files of none, files that nothing shows; return how many of each.

    Everything removed is more than a day old. The cost follows what is removed, not what is kept.
    """
    return {"envois": _expires(), "attente": _attente(), "fichiers": _fichiers()}


def orphelins(objets: Iterable[Objet]) -> Iterator[Objet]:
    """Go through those of the objects that no file claims and that no upload under way may still show.

    A file that the platform writes by itself claims its object within the minute: whoever removes what is told
    here looks at its age too.
    """
    objets = iter(objets)
    while batch := list(islice(objets, LOT)):
        # In this order: without its upload, no object can get its file afterwards.
        identifiers = {objet.cle: identifier_of(objet.cle) for objet in batch}
        alive = _vivants(identifier for identifier in identifiers.values() if identifier)
        claimed = set(Fichier.objects.filter(cle__in=list(identifiers)).values_list("cle", flat=True))
        for objet in batch:
            if objet.cle not in claimed and identifiers[objet.cle] not in alive:
                yield objet


def balayer_le_stockage() -> int:
    """Walk the whole storage for objects that no file claims, and remove them; return how many.

    The other sweep leaves some only when it is killed between a row and its bytes. What has no key of ours was
    put there by someone else: it stays, and `verifier_coffre` tells of it.
    """
    limit = timezone.now() - AGE
    old = (objet for objet in stockage().objets() if objet.pose_le < limit and identifier_of(objet.cle))
    count = stockage().purger(limit)
    for objet in orphelins(old):
        stockage().supprimer(objet.cle)
        count += 1
    return count


@app.periodic(cron="17 * * * *")
@app.task(name="coffre.balayer", queue="entretien", queueing_lock="coffre.balayer")
def balayer_les_restes(timestamp: int) -> None:
    """Sweep, every hour."""
    del timestamp
    counts = balayer()
    if any(counts.values()):
        logger.info("swept %s", counts)


@app.periodic(cron="41 3 * * 0")
@app.task(name="coffre.balayer_le_stockage", queue="entretien", queueing_lock="coffre.balayer_le_stockage")
def balayer_les_objets(timestamp: int) -> None:
    """Walk the storage, every Sunday night."""
    del timestamp
    count = balayer_le_stockage()
    if count:
        logger.warning("swept %s objects of no file", count)
