"""The tab "Participants": who takes part, for everybody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opalexe.comptes.auteur import Requete
from opalexe.expertises.presentation import entete
from opalexe.expertises.requetes import tableau
from opalexe.expertises.views import visible


@require_GET
def participants(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Show who takes part: by party, experts, court, sapiteurs; who is told on paper."""
    case = visible(request, expertise_id)
    text = request.GET.get("texte", "").replace("\0", "")[:100].strip()
    whole = tableau(case, request.compte)
    context = {
        **entete(request.compte, case, "participants"),
        "tableau": whole.filtrer(text),
        "entier": whole,
        "texte": text,
    }
    return render(request, "expertises/participants.html", context)
