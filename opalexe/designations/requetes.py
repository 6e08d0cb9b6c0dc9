"""What pages ask of designations: the list with its filters and counts, what is pending with whom."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from opalexe.comptes.models import Compte, Role
from opalexe.designations.evenements import RELANCEE
from opalexe.designations.models import Designation, Etat
from opalexe.expertises.models import OUVERTS
from opalexe.journal.models import Entree

FILTRES: dict[str, tuple[str, Q]] = {
    "reponse": ("En attente de réponse", Q(etat=Etat.ENVOYEE)),
    "consignation": (
        "En attente de consignation",
        Q(etat=Etat.ACCEPTEE, expertise__date_consignation__isnull=True, expertise__statut__in=OUVERTS),
    ),
    "acceptee": ("Acceptées", Q(etat=Etat.ACCEPTEE)),
    "refusee": ("Refusées", Q(etat=Etat.REFUSEE)),
    "retiree": ("Retirées", Q(etat=Etat.RETIREE)),
    "brouillon": ("Brouillons", Q(etat=Etat.BROUILLON)),
}
"""Filter in the address → label, condition. "Acceptées" takes those that await the deposit of money too."""

TRIS = {"recent": "Plus récentes", "ancien": "Plus anciennes", "nom": "Nom"}


def filtres_pour(compte: Compte) -> list[str]:
    """Return the filters that mean something to the person: an expert has no drafts."""
    return [code for code in FILTRES if code != "brouillon" or compte.role != Role.EXPERT]


def compter(compte: Compte) -> dict[str, int]:
    """Return how many designations each filter shows to the person, and "toutes", in one query."""
    counts: dict[str, int] = Designation.objects.visibles_par(compte).aggregate(
        toutes=Count("pk"), **{code: Count("pk", filter=FILTRES[code][1]) for code in filtres_pour(compte)}
    )
    return counts


def liste(compte: Compte, *, filtre: str, tri: str) -> QuerySet[Designation]:
    """Return the person's designations, filtered (unknown: all) and sorted (unknown: most recent first)."""
    rows = Designation.objects.visibles_par(compte).avec_personnes()
    if filtre in filtres_pour(compte):
        rows = rows.filter(FILTRES[filtre][1])
    dated = rows.annotate(
        date_tri=Coalesce("envoyee_le", "creee_le"),
        nombre_documents=Count("documents", filter=Q(documents__origine="demande")),
    )
    if tri == "nom":
        other = "auteur__cle_tri" if compte.role == Role.EXPERT else "expert__cle_tri"
        return dated.order_by(F(other).asc(nulls_last=True), "-date_tri", "pk")
    return dated.order_by("date_tri" if tri == "ancien" else "-date_tri", "pk")


def annoter_en_attente(experts: QuerySet[Compte]) -> QuerySet[Compte]:
    """Add to each account how many designations, of any court, await its answer."""
    waiting = (
        Designation.objects.filter(expert=OuterRef("pk"), etat=Etat.ENVOYEE)
        .order_by()
        .values("expert")
        .annotate(nombre=Count("pk"))
        .values("nombre")
    )
    return experts.annotate(designations_en_attente=Coalesce(Subquery(waiting), 0))


def dates_des_relances(designation: Designation) -> list[datetime]:
    """Return when the expert was reminded, oldest first: the row keeps the last one, the journal each."""
    if designation.nombre_relances == 0:
        return []
    entries = Entree.objects.filter(objet=designation.pk, acte=RELANCEE.code).order_by("le")
    return list(entries.values_list("le", flat=True))
