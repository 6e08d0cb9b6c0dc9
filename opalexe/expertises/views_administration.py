"""The tab "Administration", for the expert and the co-experts: parties, what names the expertise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opalexe.comptes.auteur import Requete
from opalexe.expertises import actes
from opalexe.expertises.forms import IdentiteForm
from opalexe.expertises.forms_participants import MembreForm, PartieForm
from opalexe.expertises.models import OUVERTS, Expertise, GenreDePartie, Partie
from opalexe.expertises.nommage import nom_expertise
from opalexe.expertises.presentation import entete
from opalexe.expertises.requetes import poser_certificats, tableau
from opalexe.expertises.views import visible
from opalexe.socle.formulaires import tenter


def administree(request: Requete, expertise_id: UUID) -> Expertise:
    """Return an expertise that the person administers; for the others this page does not exist (404)."""
    case = visible(request, expertise_id)
    if not actes.administre(request.compte, case):
        raise Http404
    return case


def contexte(request: Requete, case: Expertise, **values: Any) -> dict[str, Any]:
    """Return what every page of the administration needs."""
    return {
        **entete(request.compte, case, "administration"),
        "ouverte": case.statut in OUVERTS,
        **values,
    }


def _partie(case: Expertise, partie_id: UUID) -> Partie:
    return get_object_or_404(Partie, expertise=case, pk=partie_id)


@require_GET
def administration(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Show parties and people, each with what may be changed."""
    case = administree(request, expertise_id)
    text = request.GET.get("texte", "").replace("\0", "")[:100].strip()
    whole = tableau(case, request.compte, tout=True)
    poser_certificats(whole.personnes())
    return render(
        request,
        "expertises/administration.html",
        contexte(
            request,
            case,
            tableau=whole.filtrer(text),
            entier=whole,
            texte=text,
            noms_anciens=case.noms_anciens.select_related("change_par"),
        ),
    )


@require_http_methods(["GET", "POST"])
def nom(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Correct what names the expertise; its former names are kept."""
    case = administree(request, expertise_id)
    now = actes.identite_de(case)
    posted = request.method == "POST"
    form = IdentiteForm(request.POST if posted else None, initial=vars(now))

    def act() -> bool:
        actes.renommer(request.auteur, case, form.lue)
        return True

    if posted and tenter(form, act):
        messages.success(
            request, "Le nom de l’expertise est enregistré\u00a0; l’ancien reste dans son histoire."
        )
        return redirect("expertises:administration", case.pk)
    name = nom_expertise(form.lue, case.expert.nom) if posted else case.nom
    return render(request, "expertises/nom.html", contexte(request, case, form=form, nom=name))


@require_POST
def nom_apercu(request: Requete, expertise_id: UUID) -> HttpResponse:
    """The name that the expertise would have."""
    case = administree(request, expertise_id)
    form = IdentiteForm(request.POST)
    form.is_valid()
    return render(request, "expertises/_apercu_nom.html", {"nom": nom_expertise(form.lue, case.expert.nom)})


@require_http_methods(["GET", "POST"])
def partie_ajouter(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Add a party."""
    case = administree(request, expertise_id)
    posted = request.method == "POST"
    form = PartieForm(request.POST if posted else None)
    party = (
        tenter(form, lambda: actes.ajouter_partie(request.auteur, case, **form.valeurs())) if posted else None
    )
    if party is not None:
        messages.success(request, f"La partie {party.nom} est ajoutée\u00a0: ses dossiers sont ouverts.")
        if "encore" in request.POST:
            return redirect("expertises:partie_ajouter", case.pk)
        return redirect("expertises:partie", case.pk, party.pk)
    return render(request, "expertises/partie_ajouter.html", contexte(request, case, form=form))


@require_http_methods(["GET", "POST"])
def partie(request: Requete, expertise_id: UUID, partie_id: UUID) -> HttpResponse:
    """A party: what it is, and who stands at its side."""
    case = administree(request, expertise_id)
    party = _partie(case, partie_id)
    posted = request.method == "POST"
    form = PartieForm(request.POST if posted else None, partie=party)

    def act() -> bool:
        actes.modifier_partie(request.auteur, party, **form.valeurs())
        return True

    if posted and tenter(form, act):
        messages.success(request, "La partie est enregistrée.")
        return redirect("expertises:partie", case.pk, party.pk)
    whole = tableau(case, request.compte, tout=True)
    line = next(line for line in whole.parties if line.partie.pk == party.pk)
    poser_certificats(line.membres)
    return render(
        request,
        "expertises/partie.html",
        contexte(
            request,
            case,
            form=form,
            ligne=line,
        ),
    )


@require_POST
def partie_retirer(request: Requete, expertise_id: UUID, partie_id: UUID) -> HttpResponse:
    """Remove a party added by mistake."""
    case = administree(request, expertise_id)
    party = _partie(case, partie_id)
    actes.retirer_partie(request.auteur, party)
    messages.success(request, f"La partie {party.nom} est retirée.")
    return redirect("expertises:administration", case.pk)


@require_http_methods(["GET", "POST"])
def membre(request: Requete, expertise_id: UUID, partie_id: UUID) -> HttpResponse:
    """Create the account of a person of the party."""
    case = administree(request, expertise_id)
    party = _partie(case, partie_id)
    posted = request.method == "POST"
    form = MembreForm(request.POST if posted else None, partie=party)
    added = (
        tenter(form, lambda: actes.ajouter_membre(request.auteur, party, **form.valeurs()))
        if posted
        else None
    )
    if added is not None:
        messages.success(
            request,
            f"{added.compte.nom_complet} participe à l’expertise. Le lien de son certificat est envoyé "
            f"à {added.compte.courriel}.",
        )
        return redirect("expertises:partie", case.pk, party.pk)
    return render(
        request,
        "expertises/membre.html",
        contexte(
            request, case, form=form, partie=party, representee=party.genre == GenreDePartie.REPRESENTEE
        ),
    )
