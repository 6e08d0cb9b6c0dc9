"""What is found: rights are joined in the query (`Lisible`, participations), never applied afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)
from psycopg.errors import QueryCanceled

from opalexe.coffre.models import Lecture, Lisible
from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise, Participation, Partie
from opalexe.recherche.expressions import Rang, UnParUn
from opalexe.recherche.filtres import Filtres
from opalexe.recherche.models import DocumentIndexe
from opalexe.recherche.requete import Requete, motif

PAR_PAGE = 20

COMPTES = 2_000
"""Documents that are counted and leafed through: beyond, the page says "plus de"."""

PEU = 3_000
"""Documents that are asked about one by one, before it is better to begin with all that the person may read."""

EXPERTISES = 300
"""Expertises of one person whose documents are soon listed."""

CLASSES = 500
"""Documents whose words are weighed: those whose name answers first, then the latest."""

PATIENCE = 4_000
"""Milliseconds that the database may take."""


class TropLarge(Exception):
    """The search asks the database for more than it does in the time it has."""


@contextmanager
def bornee() -> Iterator[None]:
    """Run queries within the time that a search may take. Raises TropLarge."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE)])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TropLarge from error
        raise


@dataclass
class Trouves:
    """A group of results: a page of it, and how many there are."""

    nombre: int = 0
    plus: bool = False
    """Whether there are more than are counted."""
    elargi: bool = False
    """Whether nothing has all the words, and these have all but one."""
    page: list[UUID] = field(default_factory=list)


def _reponse(requete: Requete, compte: Compte, *, elargie: bool) -> Q:
    """Return which rows answer: by name and content, by name only when the person may not read the document.

    The first condition is implied by the second, and is what the index knows how to look up.
    """
    lisible = (
        Q(document__verrou__isnull=True)
        | Q(document__depose_par=compte)
        | Q(document__repertoire__expertise__expert=compte)
    )
    wanted = requete.elargie if elargie else requete.positive
    contenu, nom = Q(), Q(vecteur_nom__repond=wanted)
    if requete.exclus:
        contenu &= Q(vecteur__repond=requete.entiere)
        nom = Q(vecteur_nom__repond=requete.entiere)
    for words in requete.expressions:
        found = Q(document__nom__regex=motif(words))
        contenu &= found | Q(texte__regex=motif(words))
        nom &= found
    for words in requete.expressions_exclues:
        found = Q(document__nom__regex=motif(words))
        contenu &= ~(found | Q(texte__regex=motif(words)))
        nom &= ~found
    return Q(vecteur__repond=wanted) & ((lisible & contenu) | (~lisible & nom))


def documents_trouves(
    requete: Requete, compte: Compte, filtres: Filtres, *, elargie: bool = False
) -> QuerySet[DocumentIndexe]:
    """Return what the person finds among the documents that lists show to them now."""
    rows = DocumentIndexe.objects.filter(
        _reponse(requete, compte, elargie=elargie), filtres.documents()
    ).order_by()
    listed = Lisible.objects.de(compte)
    few = _peu(requete.elargie if elargie else requete.positive, compte)
    if few == []:
        return rows.none()
    if few is not None:
        # A person who may read 30,000 documents does not wait for their list: each of the few is asked about.
        allowed = UnParUn(listed.filter(document=OuterRef("document"), expertise=OuterRef("expertise")))
        return rows.filter(allowed, pk__in=few)
    # All that the person may read first, then which of it answers.
    return rows.filter(document__in=listed.values("document"))


def _peu(tsquery: str, compte: Compte) -> list[UUID] | None:
    """Return what answers, whoever may read it, when it is little; None when it is better to begin with the rights.

    Little among all documents, or, for who takes part in many expertises, among those of these expertises.
    """
    rows = DocumentIndexe.objects.filter(vecteur__repond=tsquery).order_by().values_list("pk", flat=True)
    few = list(rows[: PEU + 1])
    if len(few) > PEU:
        mine = Participation.objects.filter(compte=compte, actif=True)
        if mine.count() <= EXPERTISES:
            return None
        few = list(rows.filter(expertise__in=mine.values("expertise"))[: PEU + 1])
    return few if len(few) <= PEU else None


def documents(requete: Requete, compte: Compte, filtres: Filtres, page: int) -> Trouves:
    """Return a page of the documents found (from 1); when none has all the words, those that have all but one."""
    found = _documents(requete, compte, filtres, elargie=False)
    wider = not found and bool(requete.elargie)
    if wider:
        found = _documents(requete, compte, filtres, elargie=True)
    more = len(found) > COMPTES
    found = found[:COMPTES]
    if filtres.tri != "date":
        found = _classer(requete.elargie if wider else requete.exacte, found)
    return Trouves(len(found), more, wider, found[(page - 1) * PAR_PAGE : page * PAR_PAGE])


def _documents(requete: Requete, compte: Compte, filtres: Filtres, *, elargie: bool) -> list[UUID]:
    text = requete.elargie if elargie else requete.positive
    named = ExpressionWrapper(Q(vecteur_nom__repond=text), output_field=BooleanField())
    rows = documents_trouves(requete, compte, filtres, elargie=elargie).annotate(nomme=named)
    first = () if filtres.tri == "date" else ("-nomme",)
    order = (*first, "-document__depose_le", "-pk")
    return list(rows.order_by(*order).values_list("pk", flat=True)[: COMPTES + 1])


def _classer(tsquery: str, found: Sequence[UUID]) -> list[UUID]:
    """Return the documents by relevance: the first `CLASSES` weighed, the others in the order they have."""
    head = found[:CLASSES]
    rows = DocumentIndexe.objects.filter(pk__in=head).order_by()
    weights = dict(rows.values_list("pk", Rang("vecteur", tsquery)))
    order = {pk: place for place, pk in enumerate(found)}
    return [*sorted(head, key=lambda pk: (-weights.get(pk, 0.0), order[pk])), *found[CLASSES:]]


def lignes_documents(page: Sequence[UUID], compte: Compte) -> list[DocumentIndexe]:
    """Return the rows of a page, in its order, with all that it shows, in one query."""
    lus = Lecture.objects.filter(compte=compte, document=OuterRef("document"))
    masque = ~(
        Q(document__verrou__isnull=True)
        | Q(document__depose_par=compte)
        | Q(document__repertoire__expertise__expert=compte)
    )
    rows = (
        DocumentIndexe.objects.filter(pk__in=page)
        .select_related(
            "document__fichier",
            "document__depose_par",
            "document__pour",
            "document__verrou",
            "document__repertoire__expertise",
            "document__repertoire__partie",
            "document__repertoire__sapiteur__compte",
        )
        .defer("vecteur", "vecteur_nom", "texte")
        .annotate(
            nouveau=ExpressionWrapper(
                ~Exists(lus) & ~Q(document__depose_par=compte) & Q(document__verrou__isnull=True),
                output_field=BooleanField(),
            ),
            masque=ExpressionWrapper(masque, output_field=BooleanField()),
        )
    )
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in page if pk in found]


def expertises(requete: Requete, compte: Compte, filtres: Filtres, page: int, par_page: int) -> Trouves:
    """Return a page of the person's expertises that answer."""
    if filtres.des_documents or requete.expressions_exclues:
        return Trouves()
    condition = Q(indexation__vecteur__repond=requete.entiere)
    for words in requete.expressions:
        named = Partie.objects.filter(expertise=OuterRef("pk"), nom__regex=motif(words))
        condition &= Q(nom__regex=motif(words)) | Q(Exists(named))
    rows = Expertise.objects.visibles_par(compte).filter(condition, filtres.expertises())
    rows = rows.annotate(rang=Rang("indexation__vecteur", requete.exacte))
    order = ("-creee_le", "pk") if filtres.tri == "date" else ("-rang", "cle_tri", "pk")
    start = (page - 1) * par_page
    return Trouves(
        rows.order_by().count(),
        page=list(rows.order_by(*order).values_list("pk", flat=True)[start : start + par_page]),
    )
