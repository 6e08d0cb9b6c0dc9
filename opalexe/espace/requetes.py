"""What the home page and the list of expertises ask: order, counts, and no query per line.

Every query starts from what this person takes part in. Beware of a LIMIT or of `exists()` on unread
documents: the planner bets on an early find and, when there is none, reads those of the whole nation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Q,
    QuerySet,
    Value,
    When,
)

from opalexe.coffre.models import Document
from opalexe.comptes.models import Compte
from opalexe.designations.models import Designation, Etat
from opalexe.expertises.models import OUVERTS, Expertise, Participation, Profil, Statut
from opalexe.socle.texte import normaliser

TRIS = {"nom": "Nom", "consignation": "Date de consignation", "etat": "État"}
"""Orders of the list, by the word that the address holds; the first is the default."""

_PAR_ETAT = Case(*(When(statut=statut, then=Value(place)) for place, statut in enumerate(Statut)))
_ORDRES: dict[str, tuple[Any, ...]] = {
    "nom": (),
    "consignation": (F("date_consignation").desc(nulls_last=True),),
    "etat": (_PAR_ETAT,),
}


@dataclass
class Ligne:
    """An expertise as lists show it."""

    expertise: Expertise
    total: int
    nouveaux: int
    juridiction: str

    @property
    def attend_consignation(self) -> bool:
        """Whether the money is still awaited (produit.md, part 5)."""
        return self.expertise.date_consignation is None and self.expertise.statut in OUVERTS


def expertises_non_lues(compte: Compte) -> frozenset[UUID]:
    """Return the expertises in which the person may read something and has not."""
    unread = Document.objects.nouveaux_pour(compte).order_by()
    return frozenset(unread.values_list("repertoire__expertise", flat=True).distinct())


def expertises(compte: Compte, texte: str = "") -> QuerySet[Expertise]:
    """Return the person's expertises, those whose title or reference has every word of the text."""
    rows = Expertise.objects.visibles_par(compte)
    for word in normaliser(texte).split():
        rows = rows.filter(Q(cle_tri__contains=word) | Q(nom__contains=word.upper()))
    return rows


def compter_par_statut(rows: QuerySet[Expertise]) -> dict[Statut, int]:
    """Return how many expertises have each status, absent ones at zero, in one query."""
    found = dict(rows.order_by().values_list("statut").annotate(nombre=Count("pk")))
    return {statut: found.get(statut.value, 0) for statut in Statut}


def ordonner(rows: QuerySet[Expertise], non_lues: Collection[UUID], tri: str = "nom") -> QuerySet[Expertise]:
    """Sort expertises: those with something to read first, then the order asked, then by title."""
    a_lire = ExpressionWrapper(Q(pk__in=non_lues), output_field=BooleanField())
    return (
        rows.select_related("expert")
        .annotate(a_lire=a_lire)
        .order_by("-a_lire", *_ORDRES[tri], "cle_tri", "pk")
    )


def _documents(compte: Compte, page: list[Expertise]) -> dict[UUID, tuple[int, int]]:
    """Return how many documents the person sees in each expertise, and how many of them are new."""
    rows = (
        Document.objects.visibles_par(compte)
        .filter(repertoire__expertise__in=page)
        .annotate(ma_lecture=FilteredRelation("lectures", condition=Q(lectures__compte=compte)))
        .order_by()
        .values_list("repertoire__expertise")
        .annotate(
            total=Count("pk"),
            nouveaux=Count(
                "pk", filter=Q(ma_lecture__isnull=True, verrou__isnull=True) & ~Q(depose_par=compte)
            ),
        )
    )
    return {pk: (total, nouveaux) for pk, total, nouveaux in rows}


def _juridictions(page: list[Expertise]) -> dict[UUID, str]:
    """Name the court's person of each expertise: who is in charge of it, a magistrat, or a greffier."""
    rows = (
        Participation.objects.filter(
            expertise__in=page, actif=True, profil__in=[Profil.MAGISTRAT, Profil.GREFFIER]
        )
        .select_related("compte")
        .order_by("charge_du_controle", "profil", "-pk")  # the last one is kept
    )
    return {row.expertise_id: row.compte.nom_complet for row in rows}


def lignes(compte: Compte, rows: Iterable[Expertise]) -> list[Ligne]:
    """Bring the counts and names of a page of expertises, in two queries whatever their number."""
    page = list(rows)
    if not page:
        return []
    documents, juridictions = _documents(compte, page), _juridictions(page)
    return [
        Ligne(row, *documents.get(row.pk, (0, 0)), juridiction=juridictions.get(row.pk, "")) for row in page
    ]


def en_attente(compte: Compte) -> QuerySet[Designation]:
    """Return the designations that await something, each with `depuis`, what waits longest first."""
    depuis = Case(When(etat=Etat.ENVOYEE, then=F("envoyee_le")), default=F("repondue_le"))
    rows = Designation.objects.visibles_par(compte).en_attente().avec_personnes()
    return rows.annotate(depuis=depuis).order_by("depuis", "pk")


def brouillons(compte: Compte) -> QuerySet[Designation]:
    """Return the drafts of the person, the last begun first."""
    rows = Designation.objects.visibles_par(compte).filter(etat=Etat.BROUILLON)
    return rows.select_related("expert").order_by("-creee_le", "pk")
