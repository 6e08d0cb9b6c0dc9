"""The criteria of a search that its address keeps, beside what is typed."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from opalexe.coffre.models import Dossier
from opalexe.coffre.types_de_fichiers import OFFICE
from opalexe.expertises.models import Statut

_OPEN = "application/vnd.oasis.opendocument"
_COURRIEL = Q(document__cle_nom__endswith=".eml") | Q(document__cle_nom__endswith=".msg")

TYPES: dict[str, tuple[str, Q]] = {
    "pdf": ("PDF", Q(document__fichier__type_mime="application/pdf")),
    "texte": (
        "Texte",
        Q(
            document__fichier__type_mime__in=(
                f"{OFFICE}.wordprocessingml.document",
                f"{_OPEN}.text",
                "application/msword",
                "application/rtf",
                "text/plain",
                "text/html",
            )
        )
        & ~_COURRIEL
        & ~Q(document__cle_nom__endswith=".csv"),
    ),
    "tableur": (
        "Tableau",
        Q(document__fichier__type_mime__in=(f"{OFFICE}.spreadsheetml.sheet", f"{_OPEN}.spreadsheet"))
        | Q(document__cle_nom__endswith=".csv")
        | Q(document__cle_nom__endswith=".xls"),
    ),
    "courriel": ("Courriel", _COURRIEL),
    "image": ("Image", Q(document__fichier__type_mime__startswith="image/")),
}
"""Types of documents, by the word that the address holds: a label, and the rows of `DocumentIndexe` that are one."""

GROUPES = {"": "Tout", "expertises": "Expertises", "documents": "Documents", "personnes": "Personnes"}
TRIS = {"": "Pertinence", "date": "Date de dépôt"}
PERIODES = {"7": "7 derniers jours", "30": "30 derniers jours", "365": "12 derniers mois"}


def _jour(value: str) -> date | None:
    with contextlib.suppress(ValueError):
        return date.fromisoformat(value)
    return None


def _debut(day: date) -> datetime:
    """Return the first instant of a day in Paris."""
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Filtres:
    """What narrows a search; unknown values of the address are left out."""

    dans: str = ""
    statuts: Sequence[str] = ()
    juridiction: str = ""
    dossiers: Sequence[str] = ()
    types: Sequence[str] = ()
    periode: str = ""
    du: date | None = None
    au: date | None = None
    tri: str = ""

    @classmethod
    def de(cls, query: QueryDict) -> Filtres:
        """Read them in an address."""

        def among(name: str, known: Sequence[str]) -> list[str]:
            return [value for value in known if value in query.getlist(name)]

        def one(name: str, known: Sequence[str]) -> str:
            value = query.get(name, "")
            return value if value in known else ""

        return cls(
            one("dans", list(GROUPES)),
            among("statut", Statut.values),
            query.get("juridiction", "").replace("\0", "")[:128],
            among("dossier", Dossier.values),
            among("type", list(TYPES)),
            one("periode", list(PERIODES)),
            _jour(query.get("du", "")),
            _jour(query.get("au", "")),
            one("tri", list(TRIS)),
        )

    @property
    def des_documents(self) -> bool:
        """Whether a criterion only makes sense for documents."""
        return bool(self.dossiers or self.types or self.periode or self.du or self.au)

    @property
    def des_expertises(self) -> bool:
        """Whether a criterion is one of expertises and of what they hold."""
        return bool(self.statuts or self.juridiction)

    @property
    def nombre(self) -> int:
        """How many criteria are set."""
        return sum(
            map(
                bool,
                (self.statuts, self.juridiction, self.dossiers, self.types, self.periode, self.du or self.au),
            )
        )

    def expertises(self, chemin: str = "") -> Q:
        """Return the condition on an expertise, reached by `chemin` ("expertise__")."""
        condition = Q()
        if self.statuts:
            condition &= Q(**{f"{chemin}statut__in": self.statuts})
        if self.juridiction:
            condition &= Q(**{f"{chemin}juridiction": self.juridiction})
        return condition

    def documents(self) -> Q:
        """Return the condition on a row of `DocumentIndexe`."""
        condition = self.expertises("document__repertoire__expertise__")
        if self.dossiers:
            condition &= Q(document__repertoire__dossier__in=self.dossiers)
        if self.types:
            kinds = Q()
            for name in self.types:
                kinds |= TYPES[name][1]
            condition &= kinds
        if self.periode:
            condition &= Q(document__depose_le__gte=timezone.now() - timedelta(days=int(self.periode)))
        if self.du:
            condition &= Q(document__depose_le__gte=_debut(self.du))
        if self.au:
            condition &= Q(document__depose_le__lt=_debut(self.au + timedelta(days=1)))
        return condition
