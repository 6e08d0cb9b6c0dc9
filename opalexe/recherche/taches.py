"""The job that reads a document's content, and the one that finds what was left aside."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from opalexe.coffre.models import Document
from opalexe.recherche import indexation
from opalexe.recherche.extraction.service import ExtractionEnPanne
from opalexe.recherche.models import DocumentIndexe, Etat

logger = logging.getLogger(__name__)

TENTATIVES = 8
"""Times that a job is tried while the storage or the machine fails: over some four hours."""

REPRISE = timedelta(hours=6)
"""Age at which a content that still waits has lost its job."""


class Obstination(BaseRetryStrategy):
    """Try again after 10 s, 40 s, 160 s… and at most an hour; then leave it, said so on the row."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to try again, None for no more."""
        del exception
        if job.attempts >= TENTATIVES:
            return None
        return RetryDecision(retry_in={"seconds": min(10 * 4**job.attempts, 3600)})


@app.task(name="recherche.indexer_document", queue="recherche", retry=Obstination(), pass_context=True)
def indexer_document(context: JobContext, document: str) -> None:
    """Index the content of a document; a file that cannot be read is no failure of the job."""
    identifiant = UUID(document)
    try:
        indexation.indexer(identifiant)
    except (ExtractionEnPanne, OSError) as error:
        logger.warning("content of document %s not read now: %s", document, error)
        if context.job is not None and context.job.attempts >= TENTATIVES:
            indexation.renoncer(identifiant)
            return
        raise


@app.periodic(cron="23 * * * *")
@app.task(name="recherche.reprendre", queue="entretien", queueing_lock="recherche.reprendre")
def reprendre(timestamp: int) -> None:
    """Give a job to what has waited too long, and a row to what has none: once an hour, a few at a time."""
    del timestamp
    before = timezone.now() - REPRISE
    forgotten = list(
        DocumentIndexe.objects.filter(etat=Etat.ATTENTE, indexe_le__lt=before).values_list("pk")[:1000]
    )
    missing = Document.objects.filter(indexation=None, depose_le__lt=before).select_related("repertoire")[
        :1000
    ]
    for row in missing:
        indexation.inscrire(row)
        forgotten.append((row.pk,))
    for (pk,) in forgotten:
        indexer_document.defer(document=str(pk))
