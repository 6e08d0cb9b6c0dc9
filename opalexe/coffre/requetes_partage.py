"""What the matrix leaves to the expert's decision, and what he decided (produit.md part 5, "Sharing")."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Q

from opalexe.coffre.models import Document, Droit, Niveau, Partage, Repertoire
from opalexe.expertises.models import Expertise, Participation, Rattachement, Statut


def partages(documents: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return, for each document shared with somebody active, their names in alphabetical order: one query."""
    rows = Partage.objects.filter(document__in=list(documents), retire_le=None, participation__actif=True)
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in rows.select_related("participation__compte").order_by(
        "participation__compte__nom", "participation__compte__prenom"
    ):
        found[row.document_id].append(row.participation.compte.nom_complet)
    return dict(found)


class Niveaux:
    """What the matrix gives to some people of an expertise, in every status: three queries, then none.

    The scopes are those of the view `coffre_acces`, which knows today's status only; a test holds the two together.
    """

    def __init__(self, participations: Sequence[Participation]) -> None:
        """Load the rights of these people (their `parties` are read once)."""
        self._droits: dict[tuple[str, str, str], list[Droit]] = defaultdict(list)
        for droit in Droit.objects.filter(profil__in={some.profil for some in participations}):
            self._droits[(droit.profil, droit.dossier, droit.repertoire)].append(droit)
        self._parties: dict[int, set[UUID]] = defaultdict(set)
        links = Rattachement.objects.filter(participation__in=[one.pk for one in participations])
        for participation, partie in links.values_list("participation", "partie"):
            self._parties[participation].add(partie)

    def de(self, participation: Participation, repertoire: Repertoire) -> dict[str, str]:
        """Return the level by status; a status without access is absent."""
        rows = self._droits[(participation.profil, repertoire.dossier, repertoire.repertoire)]
        return {row.statut: row.niveau for row in rows if self._porte(row.portee, participation, repertoire)}

    def _porte(self, portee: str, participation: Participation, repertoire: Repertoire) -> bool:
        if portee in ("", "toute_partie"):
            return True
        if portee == "lui_meme":
            return repertoire.sapiteur_id == participation.pk
        own = repertoire.partie_id in self._parties[participation.pk]
        return own if portee == "sa_partie" else portee == "autres_parties" and not own


@dataclass(frozen=True)
class Regle:
    """What the matrix says of one person and one folder."""

    lit: bool
    """Reads it by right, today."""
    partage: tuple[str, ...]
    """Statuses in which the expert decides."""
    maintenant: bool
    """Whether today's status is one of them."""

    @property
    def partageable(self) -> bool:
        """Whether sharing means something: the expert decides in some status, and the person does not read today."""
        return bool(self.partage) and not self.lit


def regle(niveaux: dict[str, str], statut: str) -> Regle:
    """Sum up the levels of `Niveaux.de` for the status of today."""
    today = niveaux.get(statut)
    shared = tuple(each for each in Statut.values if niveaux.get(each) == Niveau.PARTAGE)
    return Regle(today in (Niveau.DEPOT, Niveau.LECTURE), shared, today == Niveau.PARTAGE)


def en_clair(statuts: Iterable[str]) -> str:
    """Write statuses as a sentence does: "« En cours » ou « Terminée »"."""
    return " ou ".join(f"«\u00a0{Statut(each).label}\u00a0»" for each in statuts)


@dataclass
class Acteur:
    """One person in front of a selection: numbers of its documents."""

    participation: Participation
    parties: str
    total: int
    de_droit: int = 0
    partageables: int = 0
    partages: int = 0
    reportes: int = 0
    """Shareable, but not in today's status."""
    retirables: int = 0
    """Shared, whatever the matrix says today."""
    verrouilles: int = 0
    """Shareable but for their lock, and not shared before it."""
    statuts: set[str] = field(default_factory=set)

    @property
    def nom(self) -> str:
        """Full name."""
        return self.participation.compte.nom_complet

    @property
    def impossibles(self) -> int:
        """Documents to which the matrix gives nothing, in any status."""
        return self.total - self.de_droit - self.partageables - self.verrouilles

    @property
    def offre(self) -> int:
        """Documents that "Partager" would add; nothing is offered to who is inactive."""
        return self.partageables - self.partages if self.participation.actif else 0

    @property
    def etat(self) -> str:
        """One of "droit", "impossible", "aucun", "partiel", "total": access to the whole selection."""
        if self.de_droit == self.total:
            return "droit"
        if not self.partageables and not self.de_droit:
            return "impossible"
        reads = self.de_droit + self.partages
        return "total" if reads == self.total else "partiel" if reads else "aucun"

    @property
    def quand(self) -> str:
        """In which statuses what is shared shows, when today's is not one of them; "" otherwise."""
        return en_clair(each for each in Statut.values if each in self.statuts) if self.reportes else ""


@dataclass
class Selection:
    """Documents of one expertise, and everybody in front of them."""

    expertise: Expertise
    documents: list[Document]

    @cached_property
    def _participations(self) -> list[Participation]:
        rows = self.expertise.participations.select_related("compte").prefetch_related("parties")
        return sorted(rows, key=lambda some: (not some.actif, some.compte.nom, some.compte.prenom))

    @cached_property
    def _niveaux(self) -> Niveaux:
        return Niveaux(self._participations)

    def partageables(self, participation: Participation) -> list[UUID]:
        """Return those of the selection that may be shared with the person, locked ones left out."""
        return [
            row.pk
            for row in self.documents
            if not hasattr(row, "verrou") and self._regle(participation, row.repertoire).partageable
        ]

    def _regle(self, participation: Participation, repertoire: Repertoire) -> Regle:
        return regle(self._niveaux.de(participation, repertoire), self.expertise.statut)

    @cached_property
    def acteurs(self) -> list[Acteur]:
        """Everybody who takes part but the expert, active people first; the number of queries is bounded."""
        folders = {row.repertoire_id: row.repertoire for row in self.documents}
        free = Counter(row.repertoire_id for row in self.documents if not hasattr(row, "verrou"))
        locked = Counter(row.repertoire_id for row in self.documents if hasattr(row, "verrou"))
        shares = Partage.objects.filter(document__in=[row.pk for row in self.documents], retire_le=None)
        shared: dict[int, dict[tuple[UUID, bool], int]] = defaultdict(dict)
        counts = shares.values("participation", "document__repertoire", libre=Q(document__verrou=None))
        for row in counts.annotate(nombre=Count("pk")).order_by():
            place = (row["document__repertoire"], row["libre"])
            shared[row["participation"]][place] = row["nombre"]
        found = []
        for some in self._participations:
            if some.compte_id == self.expertise.expert_id:
                continue
            names = ", ".join(each.nom for each in some.parties.all())
            actor = Acteur(some, names, len(self.documents))
            actor.retirables = sum(shared[some.pk].values())
            for identifier, folder in folders.items():
                self._compter(actor, folder, free[identifier], locked[identifier], shared[some.pk])
            found.append(actor)
        return found

    def _compter(
        self, actor: Acteur, folder: Repertoire, free: int, locked: int, shared: dict[tuple[UUID, bool], int]
    ) -> None:
        rule = self._regle(actor.participation, folder)
        if rule.lit:
            actor.de_droit += free + locked
        elif rule.partageable:
            # A locked document is shared no more; one that was, before its lock, still counts as it is.
            kept = shared.get((folder.pk, False), 0)
            actor.partageables += free + kept
            actor.verrouilles += locked - kept
            actor.partages += shared.get((folder.pk, True), 0) + kept
            if not rule.maintenant:
                actor.reportes += free + kept
                actor.statuts |= set(rule.partage)
