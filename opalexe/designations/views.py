"""The court's pages: list, draft, follow-up. An expert reads the same addresses from the other side."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opalexe.annuaire.recherche import contexte
from opalexe.comptes.acces import reserve_a
from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import JURIDICTION, Compte, Role
from opalexe.designations import actes, requetes
from opalexe.designations.models import Designation, Etat
from opalexe.designations.questions import Question, question

PAR_PAGE = 20
CONCERNES = (*JURIDICTION, Role.EXPERT)
QUESTIONS = {True: ("relancer", "retirer"), False: ("envoyer", "abandonner")}
"""Which confirmations a page carries, by whether the answer is awaited."""


def visible(request: Requete, designation_id: UUID) -> Designation:
    """Return the designation, with whom it names; 404 when it does not exist for the person."""
    rows = Designation.objects.visibles_par(request.compte).select_related(
        "auteur", "expert__fiche_expert__cour", "expertise"
    )
    return get_object_or_404(rows, pk=designation_id)


def titre_expert(designation: Designation) -> str:
    """Return how the expert calls the designation: by who sent it, then by the case."""
    case = designation.expertise
    return case.titre if case else f"Désignation par {designation.auteur}"


@require_GET
@reserve_a(*CONCERNES)
def liste(request: Requete) -> HttpResponse:
    """Toutes les désignations."""
    compte = request.compte
    filtre, tri = request.GET.get("etat", ""), request.GET.get("tri", "")
    filtre = filtre if filtre in requetes.filtres_pour(compte) else ""
    tri = tri if tri in requetes.TRIS else "recent"
    counts = requetes.compter(compte)
    filters = [("", "Toutes", counts["toutes"])]
    filters += [(code, requetes.FILTRES[code][0], counts[code]) for code in requetes.filtres_pour(compte)]
    page = Paginator(requetes.liste(compte, filtre=filtre, tri=tri), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "filtres": filters,
        "filtre": filtre,
        "tris": requetes.TRIS.items(),
        "tri": tri,
        "toutes": counts["toutes"],
        "est_expert": compte.role == Role.EXPERT,
    }
    return render(request, "designations/liste.html", context)


@require_POST
@reserve_a(*JURIDICTION)
def nouvelle(request: Requete) -> HttpResponse:
    """Make a draft, with its expert already chosen when the directory's page names one."""
    designation = actes.commencer(request.auteur)
    if request.POST.get("expert"):
        return _choisir(request, designation)
    return redirect("designations:detail", designation.pk)


def _choisir(request: Requete, designation: Designation) -> HttpResponse:
    try:
        identifier = UUID(request.POST.get("expert", ""))
    except ValueError:
        messages.error(request, "Cochez d’abord un expert dans les résultats de la recherche.")
        return redirect("designations:expert", designation.pk)
    person = get_object_or_404(Compte, pk=identifier, role=Role.EXPERT)
    actes.choisir_expert(request.auteur, designation, person)
    messages.success(request, f"{person.nom_complet} est l’expert de cette désignation.")
    return redirect("designations:detail", designation.pk)


@require_http_methods(["GET", "POST"])
@reserve_a(*JURIDICTION)
def expert(request: Requete, designation_id: UUID) -> HttpResponse:
    """Step 01: the directory, one expert to tick."""
    designation = visible(request, designation_id)
    if request.method == "POST":
        return _choisir(request, designation)
    if designation.etat != Etat.BROUILLON:
        return redirect("designations:detail", designation.pk)
    context = {
        **contexte(request),
        "designation": designation,
        "adresse_selection": reverse("designations:expert", args=[designation.pk]),
        "annuler": reverse("designations:detail", args=[designation.pk]),
    }
    return render(request, "designations/expert.html", context)


@require_GET
@reserve_a(*CONCERNES)
def detail(request: Requete, designation_id: UUID) -> HttpResponse:
    """The designation: the form of a draft, its follow-up for the court, its reading for the expert."""
    designation = visible(request, designation_id)
    documents = list(designation.documents.visibles_par(request.compte).select_related("fichier"))
    context = {
        "designation": designation,
        "titre": titre_expert(designation),
        "relances": requetes.dates_des_relances(designation),
        "demande": [each for each in documents if each.origine == "demande"],
        "reponse": [each for each in documents if each.origine == "reponse"],
        "questions": {code: question(code, designation) for code in QUESTIONS[designation.attend_reponse]},
        "adresse_televersement": reverse("coffre:televersements", args=["designation", designation.pk]),
        "limite": settings.OPALEXE_UPLOAD_LIMIT,
    }
    if request.compte.role == Role.EXPERT:
        return render(request, "designations/expert_detail.html", context)
    if designation.etat == Etat.BROUILLON:
        return render(request, "designations/brouillon.html", context)
    # The page asks for this part again every so often: an answer appears without reloading.
    part = request.GET.get("partie") == "suivi"
    return render(request, "designations/_suivi.html" if part else "designations/suivi.html", context)


def _confirmer(
    request: Requete,
    designation_id: UUID,
    code: str,
    act: Callable[[Designation], str],
    *,
    vers_liste: bool = False,
) -> HttpResponse:
    """Ask (GET: the page behind the dialog, for browsers without scripts), then act (POST)."""
    designation = visible(request, designation_id)
    asked: Question = question(code, designation)
    if request.method == "GET":
        return render(
            request, "designations/confirmation.html", {"designation": designation, "question": asked}
        )
    messages.success(request, act(designation))
    return redirect("designations:liste") if vers_liste else redirect("designations:detail", designation.pk)


@require_http_methods(["GET", "POST"])
@reserve_a(*JURIDICTION)
def envoyer(request: Requete, designation_id: UUID) -> HttpResponse:
    """Send the draft."""

    def act(designation: Designation) -> str:
        actes.envoyer(request.auteur, designation)
        return f"La désignation est envoyée\u00a0; un courriel l’annonce à {designation.expert}."

    return _confirmer(request, designation_id, "envoyer", act)


@require_http_methods(["GET", "POST"])
@reserve_a(*JURIDICTION)
def abandonner(request: Requete, designation_id: UUID) -> HttpResponse:
    """Delete the draft."""

    def act(designation: Designation) -> str:
        actes.abandonner(request.auteur, designation)
        return "La désignation en préparation est supprimée, avec ses documents."

    return _confirmer(request, designation_id, "abandonner", act, vers_liste=True)


@require_http_methods(["GET", "POST"])
@reserve_a(*JURIDICTION)
def relancer(request: Requete, designation_id: UUID) -> HttpResponse:
    """Remind the expert."""

    def act(designation: Designation) -> str:
        seen = request.POST.get("relances", "")
        actes.relancer(request.auteur, designation, deja=int(seen) if seen.isdecimal() else None)
        return f"La relance est envoyée par courriel à {designation.expert}."

    return _confirmer(request, designation_id, "relancer", act)


@require_http_methods(["GET", "POST"])
@reserve_a(*JURIDICTION)
def retirer(request: Requete, designation_id: UUID) -> HttpResponse:
    """Withdraw the designation."""

    def act(designation: Designation) -> str:
        actes.retirer(request.auteur, designation)
        return f"La désignation est retirée\u00a0; un courriel l’annonce à {designation.expert}."

    return _confirmer(request, designation_id, "retirer", act)
