"""The expert's decisions on documents: with whom they are shared, which are locked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from opalexe.coffre.actes.partage import LIMITE, est_expert, partager, retirer_tout
from opalexe.coffre.actes.verrou import verrouiller
from opalexe.coffre.forms import VerrouForm
from opalexe.coffre.models import Document, Partage
from opalexe.coffre.requetes_partage import Selection
from opalexe.comptes.auteur import Requete
from opalexe.expertises.models import Expertise, Participation
from opalexe.expertises.presentation import entete
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.formulaires import tenter

CHEMIN = ("repertoire__parent", "repertoire__partie", "repertoire__sapiteur__compte")


def _expertise(request: Requete, expertise_id: UUID) -> Expertise:
    """Return the expertise; for whoever is not its expert, this page does not exist."""
    row = get_object_or_404(Expertise.objects.visibles_par(request.compte), pk=expertise_id)
    if not est_expert(request.compte, row):
        raise Http404
    return row


def _identifiants(values: list[str]) -> list[UUID]:
    try:
        return [UUID(value) for value in values]
    except ValueError:
        raise Http404 from None


def _cle(expertise: Expertise) -> str:
    return f"partage:{expertise.pk}"


def _selection(request: Requete, expertise: Expertise, documents: list[UUID]) -> Selection:
    """Return the documents chosen and everybody in front of them. Raises Http404 for one that is not there."""
    if len(documents) > LIMITE:
        raise ActeRefuse(
            f"Vous avez choisi {len(documents)}\u00a0documents\u00a0: {LIMITE}\u00a0au plus. "
            "Revenez à la liste et cochez-en moins."
        )
    rows = Document.objects.visibles_par(request.compte).filter(
        pk__in=documents, repertoire__expertise=expertise
    )
    found = list(rows.select_related("verrou", *CHEMIN).order_by("repertoire__ordre", "cle_nom"))
    if len(found) != len(set(documents)):
        raise Http404
    return Selection(expertise, found)


@require_http_methods(["GET", "POST"])
def partage(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Show a selection and everybody in front of it.

    `documents` are ticked in a list (POST, or a short address); they stay chosen while the person decides.
    Without any, what is shared now in the whole expertise.
    """
    expertise = _expertise(request, expertise_id)
    if request.method == "POST":
        chosen = _selection(request, expertise, _identifiants(request.POST.getlist("documents")))
        request.session[_cle(expertise)] = [str(row.pk) for row in chosen.documents]
        return redirect("coffre:partage", expertise.pk)
    asked = request.GET.getlist("documents")
    if asked:
        selection = _selection(request, expertise, _identifiants(asked))
    elif "tout" in request.GET:
        request.session.pop(_cle(expertise), None)
        return redirect("coffre:partage", expertise.pk)
    else:
        selection = _selection(request, expertise, _identifiants(request.session.get(_cle(expertise), [])))
    context: dict[str, Any] = {**entete(request.compte, expertise, "documents"), "selection": selection}
    context |= _groupes(selection) if selection.documents else {"en_cours": _en_cours(expertise)}
    return render(request, "coffre/partage/page.html", context)


def _groupes(selection: Selection) -> dict[str, Any]:
    """Sort people by what the expert may do: those who depend on a decision first, inactive ones last."""
    actors = selection.acteurs
    decided = [one for one in actors if one.retirables or (one.participation.actif and one.partageables)]
    others = [one for one in actors if one not in decided and one.participation.actif]
    return {
        "decision": decided,
        "de_droit": [one for one in others if one.de_droit],
        "impossibles": [one for one in others if not one.de_droit],
        "retirables": sum(1 for one in actors if one.retirables),
    }


def _en_cours(expertise: Expertise) -> list[Participation]:
    """Return whom something is shared with now, each with `liste`: their shares."""
    shares = Partage.objects.filter(participation__expertise=expertise, retire_le=None)
    people: dict[int, Any] = {}
    rows = shares.select_related(
        "participation__compte", "document__verrou", *(f"document__{path}" for path in CHEMIN)
    )
    for row in rows.order_by("participation__compte__nom", "participation", "document__cle_nom"):
        some: Any = people.setdefault(row.participation_id, row.participation)
        some.liste = [*getattr(some, "liste", []), row]
    return list(people.values())


@require_POST
def partage_acces(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Grant (`accorder`), withdraw (`retirer`: a participation) or withdraw from everybody (`tout_retirer`)."""
    expertise = _expertise(request, expertise_id)
    documents = _identifiants(request.POST.getlist("documents"))
    selection = _selection(request, expertise, documents)
    request.session[_cle(expertise)] = [str(row.pk) for row in selection.documents]
    if "tout_retirer" in request.POST:
        people = retirer_tout(request.auteur, documents)
        sentence = (
            "Rien n’était partagé\u00a0: rien n’a changé."
            if not people
            else f"Plus aucun de ces documents n’est partagé\u00a0: {_personnes(people)} par courriel."
        )
        messages.success(request, sentence)
        return redirect("coffre:partage", expertise.pk)
    granting = "accorder" in request.POST
    value = request.POST.get("accorder") or request.POST.get("retirer") or ""
    some = get_object_or_404(
        expertise.participations.select_related("compte"), pk=value if value.isdecimal() else 0
    )
    # What the matrix opens or closes by itself is not the expert's to share: the rest is, in one gesture.
    wanted = selection.partageables(some) if granting and some.actif else documents
    if granting and not wanted:
        raise ActeRefuse(
            f"Rien de cette sélection ne peut être partagé avec {some.compte.nom_complet}\u00a0: "
            "choisissez d’autres documents."
        )
    number, later = partager(request.auteur, wanted, some.pk, granting)
    messages.success(request, _suite(some.compte.nom_complet, granting, number, later))
    return redirect("coffre:partage", expertise.pk)


def _personnes(number: int) -> str:
    return "une personne en est informée" if number == 1 else f"{number}\u00a0personnes en sont informées"


def _suite(person: str, granting: bool, number: int, later: str) -> str:
    if not number:
        return "Rien n’a changé\u00a0: c’était déjà ainsi."
    what = "1\u00a0document" if number == 1 else f"{number}\u00a0documents"
    if not granting:
        return f"{person} n’a plus accès à {what}\u00a0; un courriel le lui dit."
    told = f"{person} a maintenant accès à {what}\u00a0; un courriel le lui dit."
    return f"{told} Une partie ne lui sera lisible que lorsque l’expertise sera {later}." if later else told


@require_http_methods(["GET", "POST"])
def verrou(request: Requete, document_id: UUID) -> HttpResponse:
    """Lock a document, its reason given: by the dialog of the list, or by a page of its own."""
    rows = Document.objects.visibles_par(request.compte).select_related(
        "repertoire__expertise", "verrou", "depose_par", *CHEMIN
    )
    document = get_object_or_404(rows, pk=document_id)
    expertise = _expertise(request, document.repertoire.expertise_id)
    form = VerrouForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        verrouiller(request.auteur, document.pk, form.cleaned_data["motif"])
        return True

    if request.method == "POST" and tenter(form, act):
        messages.success(request, f"«\u00a0{document.nom}\u00a0» est verrouillé.")
        return redirect("coffre:repertoire", expertise.pk, document.repertoire_id)
    return render(
        request,
        "coffre/partage/verrou.html",
        {**entete(request.compte, expertise, "documents"), "form": form, "document": document},
    )
