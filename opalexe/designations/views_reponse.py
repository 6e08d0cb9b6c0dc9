"""The expert's answer: accept or refuse, confirmed, given once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from opalexe.comptes.acces import reserve_a
from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import Role
from opalexe.designations import actes
from opalexe.designations.actes.commun import exiger_attente_expert
from opalexe.designations.forms import AcceptationForm, RefusForm
from opalexe.designations.models import Designation
from opalexe.designations.views import titre_expert, visible
from opalexe.designations.views_documents import documents_modifiables
from opalexe.expertises.nommage import nom_expertise
from opalexe.socle.formulaires import tenter


def _accepter(request: Requete, designation: Designation, form: AcceptationForm) -> HttpResponse | None:
    expertise = tenter(form, lambda: actes.accepter(request.auteur, designation, form.lue))
    if expertise is None:
        return None
    messages.success(
        request,
        f"Vous avez accepté la désignation. L’expertise «\u00a0{expertise.titre}\u00a0» est ouverte\u00a0; "
        f"un courriel l’annonce à {designation.auteur}.",
    )
    return redirect("coffre:expertise", expertise.pk)


def _refuser(request: Requete, designation: Designation, form: RefusForm) -> HttpResponse | None:
    def act() -> bool:
        actes.refuser(request.auteur, designation, form.cleaned_data["motif"])
        return True

    if not tenter(form, act):
        return None
    messages.success(
        request,
        f"Votre refus est envoyé, avec ses documents\u00a0; un courriel l’annonce à {designation.auteur}.",
    )
    return redirect("designations:detail", designation.pk)


def _encore_attendue(designation: Designation) -> bool:
    """Return True, or raise ActeRefuse: better told before the confirmation than after."""
    exiger_attente_expert(designation)
    return True


@require_http_methods(["GET", "POST"])
@reserve_a(Role.EXPERT)
def repondre(request: Requete, designation_id: UUID) -> HttpResponse:
    """Answer in two steps, without scripts too: what is typed, checked and shown again, then confirmed.

    `reponse` says which form, `etape` whether the person confirms ("oui"), goes back ("non") or goes on ("").
    """
    designation = visible(request, designation_id)
    posted = request.method == "POST"
    if not posted and not designation.attend_reponse:
        return redirect("designations:detail", designation.pk)
    documents = documents_modifiables(request, designation)
    refusing = (request.POST if posted else request.GET).get("reponse") == "refuser"
    step = request.POST.get("etape", "")
    form: Any = (
        RefusForm(request.POST if posted else None, nombre_documents=len(documents))
        if refusing
        else AcceptationForm(request.POST if posted else None)
    )
    context = {
        "designation": designation,
        "titre": titre_expert(designation),
        "documents": documents,
        "form": form,
        "refus": refusing,
        "adresse_televersement": reverse("coffre:televersements", args=["reponse", designation.pk]),
        "limite": settings.OPALEXE_UPLOAD_LIMIT,
    }
    if posted and step == "oui":
        answer = (_refuser if refusing else _accepter)(request, designation, form)
        if answer is not None:
            return answer
    elif posted and step != "non" and tenter(form, lambda: _encore_attendue(designation)):
        return render(
            request, "designations/repondre_confirmation.html", {**context, "nom": _nom(request, form)}
        )
    return render(request, "designations/repondre.html", {**context, "nom": _nom(request, form)})


def _nom(request: Requete, form: Any) -> str:
    """Return the name that the expertise would have, as far as the form is filled; "" for a refusal."""
    if not isinstance(form, AcceptationForm):
        return ""
    form.is_valid()
    return nom_expertise(form.lue, request.compte.nom) if form.is_bound else ""


@require_POST
@reserve_a(Role.EXPERT)
def apercu(request: Requete, designation_id: UUID) -> HttpResponse:
    """The name computed from what is typed so far, by the same rule as the one that will be kept."""
    visible(request, designation_id)
    context = {"nom": _nom(request, AcceptationForm(request.POST))}
    return render(request, "designations/_apercu_nom.html", context)
