"""Pages that change the case itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from opalexe.comptes.auteur import Requete
from opalexe.expertises import actes
from opalexe.expertises.forms import ConsignationForm
from opalexe.expertises.models import Expertise, Statut
from opalexe.socle.formulaires import tenter

SUITES = {
    Statut.EN_COURS: "L’expertise est en cours.",
    Statut.EN_PAUSE: "L’expertise est en pause.",
    Statut.TERMINEE: "L’expertise est terminée\u00a0: plus personne n’y dépose.",
    Statut.REJETEE: "L’expertise est rejetée.",
}


def visible(request: Requete, expertise_id: UUID) -> Expertise:
    """Return an expertise in which the person takes part; for the others it does not exist (404)."""
    return get_object_or_404(
        Expertise.objects.visibles_par(request.compte).select_related("expert"), pk=expertise_id
    )


@require_http_methods(["GET", "POST"])
def consignation(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Show and take the date of consignation."""
    expertise = visible(request, expertise_id)
    if not actes.profils(request.compte, expertise) & actes.QUI_CONSIGNE:
        raise Http404
    form = ConsignationForm(
        request.POST if request.method == "POST" else None,
        initial={"date_consignation": expertise.date_consignation},
    )

    def act() -> bool:
        actes.fixer_consignation(request.auteur, expertise, form.cleaned_data["date_consignation"])
        return True

    if request.method == "POST" and tenter(form, act):
        messages.success(request, "La date de consignation est enregistrée.")
        return redirect("coffre:expertise", expertise_id=expertise.pk)
    return render(request, "expertises/consignation.html", {"form": form, "expertise": expertise})


@require_POST
def statut(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Move the expertise to the status that the confirmed dialog names."""
    expertise = visible(request, expertise_id)
    try:
        target = Statut(request.POST.get("statut", ""))
    except ValueError as error:
        raise Http404 from error
    actes.changer_statut(request.auteur, expertise, target)
    messages.success(request, SUITES[target])
    return redirect("coffre:expertise", expertise_id=expertise.pk)
