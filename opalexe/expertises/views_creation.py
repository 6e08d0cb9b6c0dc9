"""Creating an expertise by hand: by an expert for himself, by court staff who choose the expert."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opalexe.annuaire.recherche import contexte
from opalexe.comptes.acces import reserve_a
from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import JURIDICTION, Compte, Role
from opalexe.expertises import actes
from opalexe.expertises.actes import QUI_CREE
from opalexe.expertises.forms import IdentiteForm
from opalexe.expertises.nommage import nom_expertise
from opalexe.expertises.requetes import TROUVES, chercher_comptes
from opalexe.socle.formulaires import tenter
from opalexe.socle.identifiers import uuid7


def uuids(texts: list[str]) -> list[UUID]:
    """Return the identifiers among what was sent."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _expert(request: Requete) -> Compte | None:
    """Return the expert of the expertise to be: oneself, or the one chosen."""
    if request.compte.role == Role.EXPERT:
        return request.compte
    chosen = uuids([request.POST.get("expert") or request.GET.get("expert") or ""])
    return Compte.objects.filter(pk__in=chosen, role=Role.EXPERT, actif=True).first()


def _juridiction(request: Requete) -> dict[str, Any]:
    """Return the court staff ticked, and those whom the search finds besides."""
    values = request.POST if request.method == "POST" else request.GET
    text = values.get("texte", "").replace("\0", "")[:100]
    ticked = Compte.objects.filter(
        pk__in=uuids(values.getlist("comptes")[:50]), role__in=JURIDICTION, actif=True
    )
    chosen = list(ticked.order_by("cle_tri"))
    others = chercher_comptes(JURIDICTION, text).exclude(pk__in=[request.compte.pk, *(c.pk for c in chosen)])
    found = list(others[: TROUVES + 1])
    return {"texte": text, "choisis": chosen, "trouves": found[:TROUVES], "davantage": len(found) > TROUVES}


@require_http_methods(["GET", "POST"])
@reserve_a(*QUI_CREE)
def nouvelle(request: Requete) -> HttpResponse:
    """Ask what names the expertise; court staff have chosen the expert before."""
    chosen = _expert(request)
    if chosen is None:
        return redirect("expertises:nouvelle_expert")
    posted = request.method == "POST"
    form = IdentiteForm(request.POST if posted else None)
    court = _juridiction(request)
    identifiers = uuids([request.POST.get("identifiant", "")])
    if posted and "chercher" not in request.POST:
        case = tenter(
            form,
            lambda: actes.creer(
                request.auteur,
                form.lue,
                expert=chosen,
                juridiction=court["choisis"],
                identifiant=next(iter(identifiers), None),
            ),
        )
        if case is not None:
            if actes.administre(request.compte, case):
                messages.success(
                    request, "L’expertise est créée. Ajoutez ses parties et les personnes qui y participent."
                )
                return redirect("expertises:administration", case.pk)
            messages.success(
                request, f"L’expertise est créée. {chosen.nom_complet} en est informé(e) par courriel."
            )
            return redirect("coffre:expertise", case.pk)
    return render(
        request,
        "expertises/nouvelle.html",
        {
            "form": form,
            "expert": chosen,
            "nom": _nom(form, chosen),
            "identifiant": next(iter(identifiers), None) or uuid7(),
            **court,
        },
    )


def _nom(form: IdentiteForm, expert: Compte) -> str:
    """Return the name that the expertise would have, as far as the form is filled."""
    if not form.is_bound:
        return ""
    form.is_valid()
    return nom_expertise(form.lue, expert.nom)


@require_POST
@reserve_a(*QUI_CREE)
def apercu(request: Requete) -> HttpResponse:
    """The name computed from what is typed so far, by the same rule as the one that will be kept."""
    chosen = _expert(request)
    name = _nom(IdentiteForm(request.POST), chosen) if chosen else ""
    return render(request, "expertises/_apercu_nom.html", {"nom": name})


@require_GET
@reserve_a(*QUI_CREE)
def juridiction(request: Requete) -> HttpResponse:
    """The court staff found by the search, those ticked kept first: a part of the form."""
    return render(request, "expertises/_juridiction.html", _juridiction(request))


@require_http_methods(["GET", "POST"])
@reserve_a(*JURIDICTION)
def expert(request: Requete) -> HttpResponse:
    """Choose the expert in the directory: court staff only, an expert creates his own."""
    if request.method == "POST":
        chosen = _expert(request)
        if chosen is not None:
            return redirect(f"{reverse('expertises:nouvelle')}?expert={chosen.pk}")
        messages.error(request, "Cochez un expert, puis «\u00a0Sélectionner\u00a0».")
        return redirect("expertises:nouvelle_expert")
    context = {
        **contexte(request),
        "adresse_selection": reverse("expertises:nouvelle_expert"),
        "annuler": reverse("espace:accueil"),
    }
    return render(request, "expertises/nouvelle_expert.html", context)
