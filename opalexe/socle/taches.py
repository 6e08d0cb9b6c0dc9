"""The job that sends queued messages."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from opalexe.socle.models import Courriel

logger = logging.getLogger(__name__)

PLUS_LONGUE_ATTENTE = 3600


class ServeurInjoignable(Exception):
    """The mail server did not take the message now: try again later."""


class Patience(BaseRetryStrategy):
    """Try again for ever, after 5 s, 10 s, 20 s… and at most an hour: a server that is down loses nothing."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """Return when to try again."""
        del exception
        return RetryDecision(retry_in={"seconds": min(5 * 2 ** min(job.attempts, 10), PLUS_LONGUE_ATTENTE)})


@app.task(name="socle.envoyer_courriel", queue="courriels", retry=Patience())
def envoyer_courriel(courriel: str) -> None:
    """Send one message, once: its row is locked while the server is spoken to.

    A temporary failure raises ServeurInjoignable, and the job is tried again; a final refusal of the recipient is
    written on the row, for whoever must know. The Message-ID is the row's, so that a message sent twice by a
    crash between the server's answer and the commit is one and the same to the reader's mailbox.
    """
    with transaction.atomic():
        row = Courriel.objects.select_for_update().filter(pk=courriel).first()
        if row is None or row.etat != Courriel.Etat.EN_ATTENTE:
            return
        message = EmailMultiAlternatives(
            subject=row.sujet,
            body=row.texte,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[row.destinataire],
            headers={
                "Message-ID": f"<{row.pk}@{settings.OPALEXE_URL.split('://')[-1].split(':')[0]}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(row.html, "text/html")
        row.essais += 1
        failure: Exception | None = None
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            row.reponse_serveur = f"{code} {answer.decode(errors='replace')}"
            if code < 500:
                failure = error
            else:
                row.etat = Courriel.Etat.REFUSE
        except (OSError, smtplib.SMTPException) as error:
            failure = error
            row.reponse_serveur = str(error)[:1000]
        else:
            row.etat = Courriel.Etat.ENVOYE
            row.envoye_le = timezone.now()
            row.reponse_serveur = ""
        row.save(update_fields=["essais", "etat", "envoye_le", "reponse_serveur"])
    if failure is not None:
        logger.warning("message %s not taken (try %s): %s", row.pk, row.essais, type(failure).__name__)
        raise ServeurInjoignable from failure


@app.periodic(cron="* * * * *")
@app.task(name="socle.reprendre_taches", queue="entretien", pass_context=True)
async def reprendre_taches(context: JobContext, timestamp: int) -> None:
    """Put back in the queue the jobs of a worker that died (no heartbeat): none is lost with its process."""
    del timestamp
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
