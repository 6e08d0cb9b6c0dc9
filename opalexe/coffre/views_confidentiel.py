"""Pages of confidential documents: the inventory, the party's requests, the expert's decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from opalexe.coffre import requetes_confidentiel as requetes
from opalexe.coffre.actes import confidentiel as actes
from opalexe.coffre.actes.partage import est_expert
from opalexe.coffre.forms import DecisionForm, DemandeForm, OuvertureForm
from opalexe.coffre.models import DemandeConfidentielle, Niveau
from opalexe.coffre.telechargement import VISIBLES, commence_au_debut, reponse_fichier
from opalexe.coffre.views_fichiers import pour_de
from opalexe.comptes.auteur import Requete
from opalexe.expertises.models import OUVERTS, SUR_PAPIER, Expertise, Partie
from opalexe.expertises.presentation import entete
from opalexe.socle.formulaires import tenter

Etat = DemandeConfidentielle.Etat


def _expertise(request: Requete, expertise_id: UUID) -> Expertise:
    return get_object_or_404(Expertise.objects.visibles_par(request.compte), pk=expertise_id)


def _pour(request: Requete, expertise: Expertise) -> Partie | None:
    """Return the party without access for which the person says to act. Raises Http404 when they may not."""
    pour = pour_de(request)
    if pour is None:
        return None
    rows = expertise.parties.filter(genre="sans_acces")
    if not est_expert(request.compte, expertise):
        raise Http404
    return get_object_or_404(rows, pk=pour)


def _adresse(expertise: Expertise, pour: Partie | UUID | None) -> str:
    suffix = f"?pour={getattr(pour, 'pk', pour)}" if pour else ""
    return reverse("coffre:confidentiels", args=[expertise.pk]) + suffix


@require_GET
def confidentiels(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Show the inventory, one's side's requests, and to the experts the requests of all."""
    expertise = _expertise(request, expertise_id)
    return render(request, "coffre/confidentiel/page.html", _contexte(request, expertise))


def _contexte(request: Requete, expertise: Expertise) -> dict[str, Any]:
    pour = _pour(request, expertise)
    person, acting = request.compte, pour.pk if pour else None
    askable = requetes.parties_du_cote(person, expertise, acting, Niveau.DEPOT)
    askable_ids = set(askable.values_list("pk", flat=True))
    mine = list(requetes.demandes_du_cote(person, expertise, acting))
    for row in mine:
        row.agir = row.partie_id in askable_ids  # type: ignore[attr-defined]  # for the page
    received = [] if pour else list(requetes.demandes_aux_experts(person, expertise))
    received.sort(key=lambda row: row.etat != Etat.DEMANDEE)
    stands = requetes.parties_du_cote(person, expertise, acting, Niveau.DEPOT, Niveau.LECTURE).exists()
    return {
        **entete(person, expertise, "confidentiels"),
        "pour": pour,
        "inventaire": requetes.inventaire(expertise),
        "demandes": mine,
        "recues": received,
        "en_attente": sum(row.etat == Etat.DEMANDEE for row in received),
        "a_un_cote": stands,
        "peut_demander": bool(askable_ids),
        "est_des_experts": not pour and requetes.est_des_experts(person, expertise),
        "decide": not pour and est_expert(person, expertise),
        "accepte_encore": expertise.statut in OUVERTS,
        "decision": DecisionForm(auto_id=False),
        "visibles": VISIBLES,
    }


@require_http_methods(["GET", "POST"])
def demander(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Prepare a request: what all will read of it, and why it is confidential. Its file comes next."""
    expertise = _expertise(request, expertise_id)
    pour = _pour(request, expertise)
    parties = requetes.parties_du_cote(request.compte, expertise, pour.pk if pour else None, Niveau.DEPOT)
    if not parties.exists():
        raise Http404
    form = DemandeForm(request.POST if request.method == "POST" else None, parties=parties)
    row = (
        tenter(
            form,
            lambda: actes.demander(
                request.auteur,
                form.cleaned_data["partie"].pk,
                pour=pour.pk if pour else None,
                titre=form.cleaned_data["titre"],
                resume=form.cleaned_data["resume"],
                motif=form.cleaned_data["motif"],
            ),
        )
        if request.method == "POST"
        else None
    )
    if row is not None:
        return redirect("coffre:confidentiel_envoi", row.pk)
    return render(
        request,
        "coffre/confidentiel/demander.html",
        {**entete(request.compte, expertise, "confidentiels"), "form": form, "pour": pour},
    )


def _du_cote(request: Requete, demande_id: UUID) -> DemandeConfidentielle:
    """Return a request of the person's side. Raises Http404 for any other."""
    row = get_object_or_404(DemandeConfidentielle.objects.select_related("partie__expertise"), pk=demande_id)
    sides = requetes.cote(request.compte).filter(
        repertoire__partie=row.partie_id, niveau__in=[Niveau.DEPOT, Niveau.LECTURE]
    )
    if not sides.exists() or (row.etat == Etat.BROUILLON and row.demandeur_id != request.compte.pk):
        raise Http404
    return row


@require_GET
def envoi(request: Requete, demande_id: UUID) -> HttpResponse:
    """Send the file of a request; once it is there, say that the request is sent."""
    row = _du_cote(request, demande_id)
    if row.demandeur_id != request.compte.pk:
        raise Http404
    context = {
        **entete(request.compte, row.partie.expertise, "confidentiels"),
        "demande": row,
        "pour": row.pour,
        "retour": _adresse(row.partie.expertise, row.pour_id),
        "adresse": reverse("coffre:televersements", args=["confidentiel", row.pk]),
        "limite": settings.OPALEXE_UPLOAD_LIMIT,
    }
    # Once the file is received, the page asks for what it now says.
    part = request.headers.get("HX-Target") == "suite-demande"
    response = render(request, f"coffre/confidentiel/{'_suite_envoi' if part else 'envoi'}.html", context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_safe
def fichier(request: Requete, demande_id: UUID) -> HttpResponseBase:
    """Give the file of a request, to the asking side and the experts; each reading is in the journal."""
    rows = DemandeConfidentielle.objects.select_related("partie__expertise", "fichier")
    row = get_object_or_404(rows, pk=demande_id)
    if row.fichier is None or not requetes.fichiers_lisibles(request.compte, row):
        raise Http404
    show = "voir" in request.GET
    response = reponse_fichier(request, row.fichier, row.nom, montrer=show)
    if response.status_code != 416 and commence_au_debut(request):
        actes.lire_fichier(request.auteur, row.pk, "consultation" if show else "téléchargement")
    return response


def _recue(request: Requete, demande_id: UUID) -> DemandeConfidentielle:
    """Return a request that the person decides. Raises Http404 for whoever is not the expert."""
    rows = DemandeConfidentielle.objects.select_related("partie__expertise", "pour", "demandeur")
    row = get_object_or_404(rows.exclude(etat=Etat.BROUILLON), pk=demande_id)
    if not est_expert(request.compte, row.partie.expertise):
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
def decision(request: Requete, demande_id: UUID) -> HttpResponse:
    """Accept (`reponse=accepter`) or refuse a request, with reasons: by a dialog, or by a page of its own."""
    row = _recue(request, demande_id)
    expertise = row.partie.expertise
    answer = (request.POST or request.GET).get("reponse")
    if answer not in ("accepter", "refuser"):
        raise Http404
    accepted = answer == "accepter"
    form = DecisionForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        actes.decider(request.auteur, row.pk, accepted, form.cleaned_data["motif"])
        return True

    if request.method == "POST" and tenter(form, act):
        messages.success(request, _suite(row, accepted))
        return redirect(_adresse(expertise, None))
    context = {
        **entete(request.compte, expertise, "confidentiels"),
        "form": form,
        "demande": row,
        "accepte": accepted,
    }
    return render(request, "coffre/confidentiel/decision.html", context)


def _suite(row: DemandeConfidentielle, accepted: bool) -> str:
    if not accepted:
        return (
            f"La demande «\u00a0{row.titre}\u00a0» est refusée\u00a0; un courriel le dit à {row.partie.nom}."
        )
    paper: QuerySet[Partie] = row.partie.expertise.parties.filter(genre__in=SUR_PAPIER)
    names = ", ".join(paper.exclude(pk=row.partie_id).values_list("nom", flat=True))
    told = f"«\u00a0{row.titre}\u00a0» est reçu en confidence\u00a0; les participants en sont informés par courriel."
    return f"{told} À informer par courrier\u00a0: {names}." if names else told


@require_POST
def retrait(request: Requete, demande_id: UUID) -> HttpResponse:
    """Withdraw a request of one's side."""
    row = _du_cote(request, demande_id)
    left = actes.retirer(request.auteur, row.pk)
    messages.success(
        request,
        "La demande est retirée." if left else "La demande est abandonnée\u00a0: elle n’a pas été envoyée.",
    )
    return redirect(_adresse(row.partie.expertise, row.pour_id))


@require_http_methods(["GET", "POST"])
def ouverture(request: Requete, demande_id: UUID) -> HttpResponse:
    """Deposit openly a document whose confidentiality is refused: the person chooses where."""
    row = _du_cote(request, demande_id)
    expertise = row.partie.expertise
    acting = requetes.cote(request.compte).filter(pour=row.partie_id).exists()
    folders = list(
        requetes.dossiers_ouverts(
            request.compte, row.partie, row.partie_id if acting else None, actes.OUVERTES
        )
    )
    if row.etat != Etat.REFUSEE or not folders:
        raise Http404
    form: BaseForm = OuvertureForm(request.POST if request.method == "POST" else None, dossiers=folders)
    document = (
        tenter(
            form,
            lambda: actes.deposer_ouvertement(request.auteur, row.pk, UUID(form.cleaned_data["repertoire"])),
        )
        if request.method == "POST"
        else None
    )
    if document is not None:
        messages.success(
            request, f"«\u00a0{document.nom}\u00a0» est déposé, lisible selon les droits de ce dossier."
        )
        suffix = f"?pour={row.partie_id}" if acting else ""
        return redirect(reverse("coffre:repertoire", args=[expertise.pk, document.repertoire_id]) + suffix)
    context = {
        **entete(request.compte, expertise, "confidentiels"),
        "form": form,
        "demande": row,
        "pour": row.partie if acting else None,
    }
    return render(request, "coffre/confidentiel/ouverture.html", context)
