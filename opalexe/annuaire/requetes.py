"""Searching the directory of experts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from opalexe.annuaire.models import CourAppel, FicheExpert, Specialite
from opalexe.comptes.models import Compte, Role
from opalexe.socle.texte import normaliser

PAR_PAGE = 20

Annotation = Callable[[QuerySet[Compte]], QuerySet[Compte]]

_annotations: list[Annotation] = []


def annoter(annotation: Annotation) -> None:
    """Add to each expert found what a room above knows, in the same query (in `AppConfig.ready()`).

    Pages show `designations_en_attente`, how many designations await the expert's answer.
    """
    if annotation not in _annotations:
        _annotations.append(annotation)


@dataclass(frozen=True)
class Criteres:
    """What is searched: texts as typed; several courts or specialities widen the search."""

    nom: str = ""
    prenom: str = ""
    cours: Sequence[CourAppel] = ()
    specialites: Sequence[Specialite] = ()


@dataclass(frozen=True)
class Resultat:
    """An expert found, and why."""

    compte: Compte
    fiche: FicheExpert
    cour_demandee: bool
    specialites: list[tuple[Specialite, bool]] = field(default_factory=list)
    """Each speciality, and whether it was asked for; those first."""

    @property
    def designations_en_attente(self) -> int | None:
        """How many designations await this expert's answer, None when no room counts them."""
        return getattr(self.compte, "designations_en_attente", None)


def rechercher(criteres: Criteres) -> QuerySet[Compte]:
    """Return the active experts of the directory that meet every criterion given, by name.

    Each word typed begins a word of the name, whatever its accents and case. An expert meets the specialities
    when one of theirs is one of those, or is under one of those.
    """
    fiches = FicheExpert.objects.filter(compte=OuterRef("pk"))
    for word in normaliser(criteres.nom).split():
        fiches = fiches.filter(cle_nom__contains=f" {word}")
    for word in normaliser(criteres.prenom).split():
        fiches = fiches.filter(cle_prenom__contains=f" {word}")
    if criteres.cours:
        fiches = fiches.filter(cour__in=criteres.cours)
    if criteres.specialites:
        under = Q()
        for first, last in _plages(criteres.specialites):
            under |= Q(specialite__ordre__range=(first, last))
        held = FicheExpert.specialites.through.objects.filter(under, ficheexpert=OuterRef("pk"))
        fiches = fiches.filter(Exists(held))
    experts = Compte.objects.filter(Exists(fiches), role=Role.EXPERT, actif=True)
    for annotation in _annotations:
        experts = annotation(experts)
    return (
        experts.select_related("fiche_expert__cour")
        .prefetch_related("fiche_expert__specialites")
        .order_by("cle_tri", "pk")
    )


def page_de_resultats(criteres: Criteres, numero: str | int | None) -> tuple[Page[Compte], list[Resultat]]:
    """Return a page of experts (the nearest one when the number is wrong), and what it says of each."""
    page = Paginator(rechercher(criteres), PAR_PAGE).get_page(numero)
    ranges = _plages(criteres.specialites)
    courts = {court.pk for court in criteres.cours}
    return page, [_resultat(compte, ranges, courts) for compte in page]


def _resultat(compte: Compte, ranges: Iterable[tuple[int, int]], courts: set[int]) -> Resultat:
    fiche: FicheExpert = compte.fiche_expert
    marked = [
        (line, any(first <= line.ordre <= last for first, last in ranges)) for line in fiche.specialites.all()
    ]
    marked.sort(key=lambda pair: (not pair[1], pair[0].ordre))
    return Resultat(compte, fiche, fiche.cour_id in courts, marked)


def _plages(specialites: Iterable[Specialite]) -> list[tuple[int, int]]:
    """Return the places that the specialities cover, descendants included, touching ones made one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted((line.ordre, line.fin) for line in specialites):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
