"""The page of an expertise: its folders, and the documents of one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opalexe.coffre import actes, requetes
from opalexe.coffre.actes.partage import est_expert
from opalexe.coffre.arbre import Noeud, arbre
from opalexe.coffre.forms import RepertoireForm
from opalexe.coffre.lecteurs import Participant, a_informer, cercles, lecteurs, participants
from opalexe.coffre.lignes import lignes
from opalexe.coffre.views_fichiers import pour_de
from opalexe.comptes.auteur import Requete
from opalexe.expertises.models import Expertise, Partie
from opalexe.expertises.presentation import entete, etapes
from opalexe.expertises.requetes import partie_sans_acces
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.formulaires import tenter

PAR_PAGE = 50


@require_GET
def expertise(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Show an expertise: its folders and the documents of all of them, newest first."""
    return _page(request, expertise_id, None)


@require_GET
def repertoire(request: Requete, expertise_id: UUID, repertoire_id: UUID) -> HttpResponse:
    """Show one folder of an expertise."""
    return _page(request, expertise_id, repertoire_id)


def _expertise(request: Requete, expertise_id: UUID) -> tuple[Expertise, Partie | None]:
    """Return the expertise, and the party for which its expert acts (None in one's own name).

    Raises Http404 when the person does not take part, or may not act for that party.
    """
    case = get_object_or_404(
        Expertise.objects.visibles_par(request.compte).select_related("expert"), pk=expertise_id
    )
    asked = pour_de(request)
    partie = partie_sans_acces(request.compte, case, asked) if asked else None
    if asked and partie is None:
        raise Http404
    return case, partie


def _page(request: Requete, expertise_id: UUID, repertoire_id: UUID | None) -> HttpResponse:
    case, pour = _expertise(request, expertise_id)
    identifiant = pour.pk if pour else None
    tree = arbre(request.compte, case, identifiant)
    noeud = tree.trouver(repertoire_id) if repertoire_id else None
    if repertoire_id and noeud is None:
        raise Http404
    if noeud is not None:
        tree.deplier(noeud)
    tri = request.GET.get("tri", "")
    if tri not in requetes.TRIS:
        tri = next(iter(requetes.TRIS))
    people = participants(case, repertoire_id) if noeud else []
    rows = requetes.documents(request.compte, case, repertoire_id, tri, identifiant)
    page = Paginator(rows, PAR_PAGE).get_page(request.GET.get("page"))
    expert = est_expert(request.compte, case)
    context: dict[str, Any] = {
        "expertise": case,
        "etapes": etapes(case),
        "arbre": tree,
        "noeud": noeud,
        "section": tree.section(noeud) if noeud else None,
        "tri": tri,
        "page": page,
        "lignes": lignes(request.compte, page.object_list, tree, expert=expert and pour is None),
        "est_expert": expert,
        "cercles": cercles(people),
        "deposants": [f"{some.nom} ({some.profil})" for some in people if some.depose and some.actif],
        "pour": pour,
        "suite": f"?pour={pour.pk}" if pour else "",
    }
    if request.headers.get("HX-Target") == "liste":
        response = render(request, "coffre/_vif.html", context)
    else:
        context |= _actes_offerts(request, case, noeud, people)
        response = render(request, "coffre/expertise.html", context)
    patch_vary_headers(response, ["HX-Target"])
    return response


def _actes_offerts(
    request: Requete, case: Expertise, noeud: Noeud | None, people: list[Participant]
) -> dict[str, Any]:
    offered = entete(request.compte, case, "documents")
    if noeud is not None:
        offered["sur_papier"] = a_informer(case, noeud)
    if noeud is not None and noeud.peut_deposer and not noeud.sur_demande:
        offered["lecteurs"] = lecteurs(case, noeud, people, request.compte)
        offered["limite"] = settings.OPALEXE_UPLOAD_LIMIT
    return offered


def _vers(expertise_id: UUID, repertoire_id: UUID, pour: Partie | None) -> HttpResponse:
    address = reverse("coffre:repertoire", args=[expertise_id, repertoire_id])
    return redirect(f"{address}?pour={pour.pk}" if pour else address)


@require_http_methods(["GET", "POST"])
def nouveau(request: Requete, expertise_id: UUID, repertoire_id: UUID) -> HttpResponse:
    """Make a sub-folder."""
    return _nommer(request, expertise_id, repertoire_id, creer=True)


@require_http_methods(["GET", "POST"])
def renommer(request: Requete, expertise_id: UUID, repertoire_id: UUID) -> HttpResponse:
    """Rename an empty sub-folder."""
    return _nommer(request, expertise_id, repertoire_id, creer=False)


def _nommer(request: Requete, expertise_id: UUID, repertoire_id: UUID, *, creer: bool) -> HttpResponse:
    case, pour = _expertise(request, expertise_id)
    noeud = arbre(request.compte, case, pour.pk if pour else None).trouver(repertoire_id)
    if noeud is None:
        raise Http404
    if not noeud.peut_deposer:
        raise ActeRefuse(
            "Vous pouvez lire ce dossier, mais pas y déposer\u00a0: vous n’y créez ni n’y renommez de dossier."
        )
    form = RepertoireForm(
        request.POST if request.method == "POST" else None, initial={} if creer else {"nom": noeud.nom}
    )
    act = actes.creer_sous_repertoire if creer else actes.renommer_repertoire

    def named() -> bool:
        act(request.auteur, noeud.pk, form.cleaned_data["nom"], pour=pour.pk if pour else None)
        return True

    if request.method == "POST" and tenter(form, named):
        done = "créé" if creer else "renommé"
        messages.success(request, f"Le dossier «\u00a0{form.cleaned_data['nom']}\u00a0» est {done}.")
        return _vers(case.pk, noeud.pk, pour)
    # A refusal that is the folder's own, not the name's, is no question of form.
    status = 409 if request.method == "POST" and not form.errors.get("nom") else 200
    return render(
        request,
        "coffre/repertoire_nom.html",
        {
            **entete(request.compte, case, "documents"),
            "form": form,
            "noeud": noeud,
            "creer": creer,
            "pour": pour,
            "suite": f"?pour={pour.pk}" if pour else "",
        },
        status=status,
    )


@require_POST
def supprimer(request: Requete, expertise_id: UUID, repertoire_id: UUID) -> HttpResponse:
    """Delete an empty sub-folder."""
    case, pour = _expertise(request, expertise_id)
    parent = actes.supprimer_repertoire(request.auteur, repertoire_id, pour=pour.pk if pour else None)
    messages.success(request, "Le dossier est supprimé.")
    return _vers(case.pk, parent, pour)


@require_POST
def deposer_bordereau(request: Requete, expertise_id: UUID, repertoire_id: UUID) -> HttpResponse:
    """Draw the bordereau of a party's exhibits, and deposit it."""
    case, pour = _expertise(request, expertise_id)
    document = actes.deposer_bordereau(request.auteur, repertoire_id, pour=pour.pk if pour else None)
    messages.success(request, f"Le bordereau est déposé\u00a0: «\u00a0{document.nom}\u00a0».")
    return _vers(case.pk, document.repertoire_id, pour)
