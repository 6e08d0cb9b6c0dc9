"""Writing to a person: the message is queued with the act, sent by a job, never lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from opalexe.socle.models import Courriel
from opalexe.socle.taches import envoyer_courriel


def adresse_complete(nom: str, *args: object) -> str:
    """Return the full https address of a page, for a message read outside the browser."""
    return f"{settings.OPALEXE_URL}{reverse(nom, args=args)}"


def ecrire(
    *,
    destinataire: str,
    compte: UUID | None,
    genre: str,
    sujet: str,
    gabarit: str,
    contexte: dict[str, Any],
    objet: UUID | None = None,
) -> Courriel:
    """Queue a message in the current transaction: it exists if and only if the act does.

    `gabarit` names two templates, `<gabarit>.txt` and `<gabarit>.html`. The subject is put on one line.
    """
    values = {
        "marque": settings.OPALEXE_BRAND,
        "courriel_assistance": settings.OPALEXE_SUPPORT_MAIL,
        **contexte,
    }
    courriel = Courriel.objects.create(
        destinataire=destinataire,
        compte=compte,
        genre=genre,
        objet=objet,
        sujet=" ".join(strip_tags(sujet).split())[:255],
        texte=render_to_string(f"{gabarit}.txt", values),
        html=render_to_string(f"{gabarit}.html", values),
    )
    envoyer_courriel.defer(courriel=str(courriel.pk))
    return courriel
