"""Adding people from the directories, and the page of somebody who takes part: for the expert and co-experts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from opalexe.annuaire import avocats
from opalexe.annuaire.recherche import contexte as recherche
from opalexe.comptes.auteur import Auteur, Requete
from opalexe.comptes.models import JURIDICTION, ROLES_CREES, Compte, Role
from opalexe.expertises import actes
from opalexe.expertises.forms_participants import CoordonneesForm, SapiteurForm
from opalexe.expertises.models import MEMBRES, Expertise, GenreDePartie, Participation, Partie, Profil
from opalexe.expertises.requetes import TROUVES, Personne, chercher_comptes, poser_certificats
from opalexe.expertises.views_administration import administree, contexte
from opalexe.expertises.views_creation import uuids
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.formulaires import tenter

AVOCATS = (Role.AVOCAT,)


def _trouver(request: Requete, roles: tuple[Role, ...]) -> dict[str, Any]:
    """Return what the search of accounts finds; one ticked stays, whatever is searched next."""
    values = request.POST if request.method == "POST" else request.GET
    text = values.get("texte", "").replace("\0", "")[:100].strip()
    ticked = Compte.objects.filter(pk__in=uuids(values.getlist("compte")[:1]), role__in=roles, actif=True)
    chosen = ticked.first()
    others = avocats.chercher(text) if roles == AVOCATS and len(text) > 1 else chercher_comptes(roles, text)
    found = list((others.exclude(pk=chosen.pk) if chosen else others)[: TROUVES + 1])
    return {
        "texte": text,
        "choisi": chosen,
        "trouves": found[:TROUVES],
        "davantage": len(found) > TROUVES,
    }


def _choisi(found: dict[str, Any]) -> Compte:
    """Return the person ticked. Raises ActeRefuse when nobody is."""
    chosen: Compte | None = found["choisi"]
    if chosen is None:
        raise ActeRefuse("Cherchez la personne par son nom, puis cochez-la.")
    return chosen


def _page(request: Requete, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render the page, or the results alone for the search that refreshes them."""
    part = request.headers.get("HX-Target") == "resultats"
    response = render(request, "expertises/_comptes.html" if part else template, context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_http_methods(["GET", "POST"])
def avocat(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Add a lawyer to one or several parties in one go."""
    case = administree(request, expertise_id)
    found = _trouver(request, AVOCATS)
    values = request.POST if request.method == "POST" else request.GET
    wanted = set(uuids(values.getlist("partie")))
    parties = list(Partie.objects.filter(expertise=case, genre=GenreDePartie.REPRESENTEE))
    ticked = [party for party in parties if party.pk in wanted]
    refusal = ""
    if request.method == "POST" and "chercher" not in request.POST:
        try:
            added = actes.ajouter_avocat(request.auteur, case, _choisi(found), ticked)
        except ActeRefuse as refused:
            refusal = refused.message
        else:
            names = actes.enumerer([party.nom for party in ticked])
            messages.success(request, f"{added.compte.nom_complet} représente {names} dans l’expertise.")
            return redirect("expertises:administration", case.pk)
    return _page(
        request,
        "expertises/avocat.html",
        contexte(request, case, parties=parties, cochees=ticked, refus=refusal, **found),
    )


@require_http_methods(["GET", "POST"])
def juridiction(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Add a magistrat or a greffier."""
    case = administree(request, expertise_id)
    found = _trouver(request, JURIDICTION)
    refusal = ""
    if request.method == "POST" and "chercher" not in request.POST:
        try:
            person = _choisi(found)
            magistrat = person.role == Role.MAGISTRAT
            (actes.ajouter_magistrat if magistrat else actes.ajouter_greffier)(request.auteur, case, person)
        except ActeRefuse as refused:
            refusal = refused.message
        else:
            messages.success(request, f"{person.nom_complet} participe à l’expertise.")
            return redirect("expertises:administration", case.pk)
    return _page(request, "expertises/juridiction.html", contexte(request, case, refus=refusal, **found))


def _depuis_l_annuaire(
    request: Requete,
    expertise_id: UUID,
    titre: str,
    adresse: str,
    act: Callable[[Auteur, Expertise, Compte], Participation],
) -> HttpResponse:
    case = administree(request, expertise_id)
    if request.method == "POST":
        person = Compte.objects.filter(
            pk__in=uuids([request.POST.get("expert", "")]), role=Role.EXPERT, actif=True
        ).first()
        if person is None:
            messages.error(request, "Cochez d’abord un expert dans les résultats de la recherche.")
            return redirect(adresse, case.pk)
        act(request.auteur, case, person)
        messages.success(request, f"{person.nom_complet} participe à l’expertise.")
        return redirect("expertises:administration", case.pk)
    context = {
        **recherche(request),
        "titre": titre,
        "sapiteur": adresse == "expertises:sapiteur",
        "adresse_selection": reverse(adresse, args=[case.pk]),
        "annuler": reverse("expertises:administration", args=[case.pk]),
    }
    return render(request, "expertises/annuaire.html", contexte(request, case, **context))


@require_http_methods(["GET", "POST"])
def co_expert(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Add a co-expert from the directory."""
    return _depuis_l_annuaire(
        request, expertise_id, "Ajouter un co-expert", "expertises:co_expert", actes.ajouter_co_expert
    )


@require_http_methods(["GET", "POST"])
def sapiteur(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Add a sapiteur from the directory."""
    return _depuis_l_annuaire(
        request, expertise_id, "Ajouter un sapiteur", "expertises:sapiteur", actes.ajouter_sapiteur
    )


@require_http_methods(["GET", "POST"])
def sapiteur_nouveau(request: Requete, expertise_id: UUID) -> HttpResponse:
    """Create the account of a sapiteur who is on no list."""
    case = administree(request, expertise_id)
    posted = request.method == "POST"
    form = SapiteurForm(request.POST if posted else None)
    added = (
        tenter(form, lambda: actes.creer_sapiteur(request.auteur, case, **form.valeurs())) if posted else None
    )
    if added is not None:
        messages.success(
            request,
            f"{added.compte.nom_complet} participe à l’expertise. Le lien de son certificat est envoyé "
            f"à {added.compte.courriel}.",
        )
        return redirect("expertises:administration", case.pk)
    return render(request, "expertises/sapiteur.html", contexte(request, case, form=form))


def _agir(request: Requete, case: Expertise, some: Participation) -> str:
    """Carry out what the page of a person asks; return the sentence that says so."""
    name = some.compte.nom_complet
    match request.POST.get("acte", ""):
        case "activer":
            actes.activer(request.auteur, some)
            return f"{name} a de nouveau accès à l’expertise."
        case "desactiver":
            actes.desactiver(request.auteur, some)
            return f"{name} n’a plus accès à l’expertise."
        case "autoriser":
            actes.autoriser_a_publier(request.auteur, some, True)
            return f"{name} peut déposer."
        case "lecture":
            actes.autoriser_a_publier(request.auteur, some, False)
            return f"{name} lit sans déposer."
        case "controle":
            actes.charger_du_controle(request.auteur, some)
            return f"{name} est chargé(e) du contrôle."
        case "lien":
            actes.renvoyer_lien(request.auteur, some)
            return f"Le lien du certificat est envoyé à {some.compte.courriel}."
        case "revoquer":
            actes.revoquer_certificat(request.auteur, some)
            return f"Le certificat de {name} est révoqué\u00a0: il n’ouvre plus rien."
        case "detacher":
            party = get_object_or_404(Partie, expertise=case, pk__in=uuids([request.POST.get("partie", "")]))
            actes.detacher_avocat(request.auteur, some, party)
            return f"{name} ne représente plus {party.nom}."
    raise Http404


@require_http_methods(["GET", "POST"])
def coordonnees(request: Requete, expertise_id: UUID, participation_id: int) -> HttpResponse:
    """Correct the name or the address of a person whose account was created for the expertise."""
    case = administree(request, expertise_id)
    rows = Participation.objects.select_related("compte").filter(compte__role__in=ROLES_CREES)
    some = get_object_or_404(rows, expertise=case, pk=participation_id)
    posted = request.method == "POST"
    form = CoordonneesForm(request.POST if posted else None, compte=some.compte)

    def act() -> bool:
        actes.corriger_personne(request.auteur, some, **form.cleaned_data)
        return True

    if posted and tenter(form, act):
        messages.success(request, "Les coordonnées sont enregistrées.")
        return redirect("expertises:participant", case.pk, some.pk)
    return render(
        request, "expertises/coordonnees.html", contexte(request, case, form=form, participation=some)
    )


@require_http_methods(["GET", "POST"])
def participant(request: Requete, expertise_id: UUID, participation_id: int) -> HttpResponse:
    """Somebody who takes part: what the platform knows, and what may be changed."""
    case = administree(request, expertise_id)
    rows = Participation.objects.select_related("compte")
    some = get_object_or_404(rows, expertise=case, pk=participation_id)
    if request.method == "POST":
        messages.success(request, _agir(request, case, some))
        return redirect("expertises:participant", case.pk, some.pk)
    parties = list(some.parties.order_by("ordre"))
    person = Personne(some, True, parties)
    poser_certificats([person])
    member = some.profil in MEMBRES
    issued = some.compte.role in ROLES_CREES
    mine = actes.profils(request.compte, case)
    return render(
        request,
        "expertises/participant.html",
        contexte(
            request,
            case,
            personne=person,
            participation=some,
            membre=member,
            delivre=issued,
            peut_publier=member and all(party.genre == GenreDePartie.NON_REPRESENTEE for party in parties),
            peut_desactiver=some.profil != Profil.EXPERT
            and some.compte_id != request.compte.pk
            and (some.profil != Profil.CO_EXPERT or Profil.EXPERT in mine),
        ),
    )
