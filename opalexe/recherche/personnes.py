"""Finding people: those who take part in one's expertises, and those of the directories that one may search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from opalexe.annuaire.models import FicheAvocat, FicheExpert
from opalexe.comptes.models import Compte, Role
from opalexe.expertises.models import Expertise, Participation
from opalexe.recherche.requete import Requete
from opalexe.socle.texte import normaliser

ANNUAIRE_EXPERTS = (Role.MAGISTRAT, Role.GREFFIER, Role.EXPERT)
"""Who searches the directory of experts (`annuaire.views.experts`)."""

ANNUAIRE_AVOCATS = (Role.EXPERT,)
"""Who searches lawyers (the administration of an expertise)."""

TITRES = {
    "maitre",
    "me",
    "monsieur",
    "madame",
    "mademoiselle",
    "m",
    "mr",
    "mme",
    "mlle",
    "docteur",
    "dr",
    "professeur",
}

MONTREES = 3
"""Expertises named under a person."""


@dataclass
class Trouvee:
    """A person found, and where one meets them."""

    compte: Compte
    participations: list[Participation] = field(default_factory=list)
    nombre: int = 0
    """Expertises in which both take part."""
    annuaire: bool = False
    """Whether the reader may look them up in the directory of experts."""

    @property
    def autres(self) -> int:
        """Expertises in common that are not named."""
        return self.nombre - len({row.expertise_id for row in self.participations})


def personnes(requete: Requete, compte: Compte) -> QuerySet[Compte]:
    """Return the people, open accounts but one's own, of whom each word typed begins a word of the name."""
    words = [word for word in normaliser(requete.texte).split() if word not in TITRES]
    if sum(map(len, words)) < 3 or requete.exclus or requete.expressions_exclues:
        return Compte.objects.none()
    mine = Participation.objects.filter(compte=compte, actif=True).values("expertise")
    known = Q(pk__in=Participation.objects.filter(expertise__in=mine).values("compte"))
    if compte.role in ANNUAIRE_EXPERTS:
        known |= Q(role=Role.EXPERT, pk__in=FicheExpert.objects.values("compte"))
    if compte.role in ANNUAIRE_AVOCATS:
        known |= Q(role=Role.AVOCAT, pk__in=FicheAvocat.objects.values("compte"))
    found = Compte.objects.filter(known, actif=True).exclude(pk=compte.pk)
    for word in words:
        found = found.filter(Q(cle_tri__startswith=word) | Q(cle_tri__contains=f" {word}"))
    return found.order_by("cle_tri", "pk")


def lignes(page: Sequence[Compte], compte: Compte) -> list[Trouvee]:
    """Say of each person of a page where one meets them, in two queries whatever their number."""
    mine = Expertise.objects.visibles_par(compte)
    shared = Participation.objects.filter(compte__in=page, expertise__in=mine.values("pk"))
    rows = shared.annotate(
        rang=Window(
            RowNumber(), partition_by=F("compte"), order_by=[F("actif").desc(), F("expertise__cle_tri")]
        )
    )
    named: dict[UUID, list[Participation]] = {}
    for row in rows.filter(rang__lte=MONTREES).select_related("expertise"):
        named.setdefault(row.compte_id, []).append(row)
    counts = dict(shared.order_by().values_list("compte").annotate(nombre=Count("expertise", distinct=True)))
    in_directory = compte.role in ANNUAIRE_EXPERTS
    return [
        Trouvee(
            some,
            named.get(some.pk, []),
            counts.get(some.pk, 0),
            in_directory and some.role == Role.EXPERT,
        )
        for some in page
    ]
