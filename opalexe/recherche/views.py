"""The page of search: one box, results by group, criteria kept in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from opalexe.coffre import recus
from opalexe.coffre.models import Document, Dossier
from opalexe.comptes.auteur import Requete as RequeteHTTP
from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise, Statut
from opalexe.recherche import filtres as criteres
from opalexe.recherche import personnes, requetes
from opalexe.recherche.extraits import Surligneur, textes
from opalexe.recherche.filtres import Filtres
from opalexe.recherche.models import DocumentIndexe
from opalexe.recherche.requete import LONGUEUR, Requete, comprendre

EN_TETE = 5
"""Expertises and people shown above the documents; a link leads to the others."""

JURIDICTIONS = 200
"""Courts that the filter offers."""


@dataclass
class LigneDocument:
    """A document found, as the page shows it."""

    indexation: DocumentIndexe
    document: Document
    nom: SafeString
    chemin: str
    extrait: SafeString | None
    nouveau: bool
    verrouille: bool


@dataclass
class LigneExpertise:
    """An expertise found, as the page shows it."""

    expertise: Expertise
    titre: SafeString
    numeros: SafeString
    parties: SafeString


def _documents(page: list[UUID], compte: Compte, marks: Surligneur) -> list[LigneDocument]:
    rows = requetes.lignes_documents(page, compte)
    paths = recus.chemins([row.document for row in rows]) if rows else {}
    contents = textes(rows) if rows else {}
    return [
        LigneDocument(
            row,
            row.document,
            marks.marquer(row.document.nom),
            paths[row.document.repertoire_id].replace("/", "\u00a0› "),
            marks.extrait(contents[row.pk]) if contents.get(row.pk) else None,
            row.nouveau,  # type: ignore[attr-defined]  # annotated
            row.masque or getattr(row.document, "verrou", None) is not None,  # type: ignore[attr-defined]  # annotated
        )
        for row in rows
    ]


def _expertises(page: list[UUID], marks: Surligneur) -> list[LigneExpertise]:
    found = {row.pk: row for row in Expertise.objects.filter(pk__in=page).prefetch_related("parties")}
    lines = []
    for pk in page:
        row = found[pk]
        numbers = [f"RG {row.numero_rg}"]
        numbers += [f"Mi {row.numero_mi}"] if row.numero_mi else []
        numbers += [f"minute {row.numero_minute}"] if row.numero_minute else []
        lines.append(
            LigneExpertise(
                row,
                marks.marquer(row.titre),
                marks.marquer(f"{row.juridiction} · {' · '.join(numbers)}"),
                marks.marquer(", ".join(party.nom for party in row.parties.all())),
            )
        )
    return lines


def _page(request: RequeteHTTP) -> int:
    value = request.GET.get("page", "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 6 else 1


def _chercher(request: RequeteHTTP, requete: Requete, filtres: Filtres) -> dict[str, Any]:
    """Return the results. Raises TropLarge."""
    compte, wanted, number = request.compte, filtres.dans, _page(request)
    marks = Surligneur(requete)
    per_page = requetes.PAR_PAGE if wanted == "expertises" else EN_TETE
    with requetes.bornee():
        cases = requetes.expertises(
            requete, compte, filtres, number if wanted == "expertises" else 1, per_page
        )
        papers = requetes.documents(
            requete, compte, filtres, 1 if wanted in ("expertises", "personnes") else number
        )
        people = personnes.personnes(requete, compte)
        if filtres.des_documents or filtres.des_expertises:
            people = people.none()
        count = people.count()
        context: dict[str, Any] = {
            "expertises": cases,
            "documents": papers,
            "nombre_personnes": count,
            "total": cases.nombre + papers.nombre + count,
        }
        if wanted in ("", "expertises"):
            context["lignes_expertises"] = _expertises(cases.page, marks)
        if wanted in ("", "documents"):
            context["lignes_documents"] = _documents(papers.page, compte, marks)
        if wanted in ("", "personnes"):
            start = (number - 1) * requetes.PAR_PAGE if wanted else 0
            end = start + (requetes.PAR_PAGE if wanted else EN_TETE)
            context["lignes_personnes"] = [
                (some, marks.marquer(some.compte.nom_complet))
                for some in personnes.lignes(list(people[start:end]), compte)
            ]
    leafed = {"expertises": cases.nombre, "personnes": count}.get(wanted, papers.nombre)
    context["page"] = Paginator(range(leafed), requetes.PAR_PAGE).get_page(number)
    return context


def _choix(compte: Compte, filtres: Filtres) -> dict[str, Any]:
    """Return what the criteria offer."""
    mine = Expertise.objects.visibles_par(compte)
    courts = mine.order_by("juridiction").values_list("juridiction", flat=True).distinct()[:JURIDICTIONS]
    return {
        "statuts": [(code, label, code in filtres.statuts) for code, label in Statut.choices],
        "dossiers": [(code, label, code in filtres.dossiers) for code, label in Dossier.choices],
        "types": [(code, label, code in filtres.types) for code, (label, _q) in criteres.TYPES.items()],
        "periodes": criteres.PERIODES.items(),
        "tris": criteres.TRIS.items(),
        "juridictions": list(courts),
    }


@require_safe
def recherche(request: RequeteHTTP) -> HttpResponse:
    """Find expertises, documents and people (produit.md, part 7); without a search, say how to make one."""
    typed = request.GET.get("q", "")[:LONGUEUR]
    requete = comprendre(typed)
    filtres = Filtres.de(request.GET)
    refusal = requete.refus if typed.strip() else ""
    context: dict[str, Any] = {"q": typed.replace("\0", ""), "filtres": filtres, "refus": refusal}
    if requete.texte and not refusal:
        try:
            context |= _chercher(request, requete, filtres)
            context["cherche"] = True
        except requetes.TropLarge:
            context["refus"] = (
                "Cette recherche touche trop de documents pour être faite en quelques secondes. "
                "Précisez votre recherche\u00a0: ajoutez un mot, un numéro ou un critère."
            )
        context |= _choix(request.compte, filtres)
        context["groupes"] = _groupes(context, filtres)
    return render(request, "recherche/recherche.html", context)


def _groupes(context: dict[str, Any], filtres: Filtres) -> list[tuple[str, str, str, bool]]:
    """Return the groups of results: code, label, how many, whether it is the one shown."""
    if "total" not in context:
        return []
    papers = context["documents"]
    more = "+" if papers.plus else ""
    counts = {
        "": f"{context['total']}{more}",
        "expertises": str(context["expertises"].nombre),
        "documents": f"{papers.nombre}{more}",
        "personnes": str(context["nombre_personnes"]),
    }
    return [(code, label, counts[code], code == filtres.dans) for code, label in criteres.GROUPES.items()]
