"""What the pages of the vault ask the database: the tree, the documents of a folder, who reads it.

Rights are joined in the query (`Acces`), never applied afterwards: what is not readable has no row here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Lower

from opalexe.coffre.models import Acces, Document, Dossier, Lecture, Niveau, Repertoire
from opalexe.coffre.presentation import DESTINATAIRES, PARTIES, USAGES
from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise, Participation, Profil

# Compared without accents or case, in whatever collation the database has ("Été" among the E).
_ACCENTS = "àáâãäåçèéêëìíîïñòóôõöœùúûüýÿæ"
_LETTRES = "aaaaaaceeeeiiiinoooooouuuuyya"
NOM_SANS_ACCENT = Lower(
    Func(
        F("nom"),
        Value(_ACCENTS + _ACCENTS.upper()),
        Value(_LETTRES * 2),
        function="translate",
        output_field=TextField(),
    )
)

LISIBLE = (Niveau.DEPOT, Niveau.LECTURE)

TRIS: dict[str, tuple[str, ...]] = {
    "-date": ("-depose_le", "-pk"),
    "date": ("depose_le", "pk"),
    "nom": ("nom_sans_accent", "pk"),
    "-nom": ("-nom_sans_accent", "-pk"),
    "deposant": ("depose_par__cle_tri", "-depose_le", "-pk"),
    "-deposant": ("-depose_par__cle_tri", "-depose_le", "-pk"),
}
"""Orders of the list, by the word that the address holds; the first is the default."""


@dataclass
class Noeud:
    """A folder in the tree, its counts including those of its sub-folders."""

    pk: UUID
    nom: str
    dossier: Dossier
    code: str
    total: int
    nouveaux: int
    peut_deposer: bool
    enfants: list[Noeud] = field(default_factory=list)

    @property
    def usage(self) -> str:
        """What the folder is for, in one sentence."""
        return USAGES.get((self.dossier.value, self.code), "")

    def tous(self) -> Iterable[Noeud]:
        """Iterate over the folder and all those under it."""
        yield self
        for child in self.enfants:
            yield from child.tous()


@dataclass
class Groupe:
    """One of the five top folders, with what the person may see of it."""

    dossier: Dossier
    noeuds: list[Noeud]

    @property
    def total(self) -> int:
        """Number of documents."""
        return sum(noeud.total for noeud in self.noeuds)

    @property
    def nouveaux(self) -> int:
        """Number of documents that the person has not read."""
        return sum(noeud.nouveaux for noeud in self.noeuds)


@dataclass
class Arbre:
    """The folders of an expertise that exist for a person."""

    groupes: list[Groupe]

    @property
    def total(self) -> int:
        """Number of documents readable."""
        return sum(groupe.total for groupe in self.groupes)

    @property
    def nouveaux(self) -> int:
        """Number of documents not read yet."""
        return sum(groupe.nouveaux for groupe in self.groupes)

    @property
    def depots(self) -> list[Noeud]:
        """The folders in which the person may deposit now."""
        return [noeud for noeud in self._tous() if noeud.peut_deposer]

    def trouver(self, pk: UUID) -> Noeud | None:
        """Return a folder of the tree, None when it does not exist for the person."""
        return next((noeud for noeud in self._tous() if noeud.pk == pk), None)

    def _tous(self) -> Iterable[Noeud]:
        for groupe in self.groupes:
            for noeud in groupe.noeuds:
                yield from noeud.tous()


def _acces(compte: Compte, expertise: Expertise) -> QuerySet[Acces]:
    return Acces.objects.filter(compte=compte, expertise=expertise)


def arbre(compte: Compte, expertise: Expertise) -> Arbre:
    """Return the folders that the person may read, with numbers of documents and of new ones: one query."""
    acces = _acces(compte, expertise)
    rows = (
        Repertoire.objects.filter(
            expertise=expertise, pk__in=acces.filter(niveau__in=LISIBLE).values("repertoire")
        )
        .annotate(
            ma_lecture=FilteredRelation(
                "documents__lectures", condition=Q(documents__lectures__compte=compte)
            )
        )
        .annotate(
            total=Count("documents"),
            nouveaux=Count("documents", filter=Q(ma_lecture__isnull=True) & ~Q(documents__depose_par=compte)),
            peut_deposer=Exists(acces.filter(repertoire=OuterRef("pk"), niveau=Niveau.DEPOT)),
        )
        .order_by("ordre", "cle_nom")
        .values_list("pk", "parent", "nom", "dossier", "repertoire", "total", "nouveaux", "peut_deposer")
    )
    parents: dict[UUID, UUID | None] = {}
    noeuds: dict[UUID, Noeud] = {}
    for pk, parent, nom, dossier, code, total, nouveaux, peut_deposer in rows:
        parents[pk] = parent
        noeuds[pk] = Noeud(pk, nom, Dossier(dossier), code, total, nouveaux, peut_deposer)
    racines: list[Noeud] = []
    for pk, noeud in noeuds.items():
        parent = parents[pk]
        if parent in noeuds:
            noeuds[parent].enfants.append(noeud)
        else:
            racines.append(noeud)
    for racine in racines:
        _cumuler(racine)
    order = list(Dossier)
    racines.sort(key=lambda noeud: order.index(noeud.dossier))
    return Arbre(
        [Groupe(dossier, list(some)) for dossier, some in groupby(racines, lambda noeud: noeud.dossier)]
    )


def _cumuler(noeud: Noeud) -> None:
    for child in noeud.enfants:
        _cumuler(child)
        noeud.total += child.total
        noeud.nouveaux += child.nouveaux


def documents(compte: Compte, expertise: Expertise, repertoire: UUID | None, tri: str) -> QuerySet[Document]:
    """Return what the person may read in a folder (None: in the whole expertise), each row with `nouveau`."""
    lisibles = _acces(compte, expertise).filter(niveau__in=LISIBLE)
    if repertoire is not None:
        lisibles = lisibles.filter(repertoire=repertoire)
    lus = Lecture.objects.filter(compte=compte, document=OuterRef("pk"))
    return (
        Document.objects.filter(repertoire__in=lisibles.values("repertoire"))
        .select_related("fichier", "depose_par", "repertoire")
        .annotate(
            nom_sans_accent=NOM_SANS_ACCENT,
            nouveau=ExpressionWrapper(~Exists(lus) & ~Q(depose_par=compte), output_field=BooleanField()),
        )
        .order_by(*TRIS[tri])
    )


@dataclass
class Participant:
    """A person in the expertise, and what one folder is to them."""

    participation: Participation
    lit: bool
    depose: bool
    selon_expert: bool

    @property
    def nom(self) -> str:
        """Name as one writes it."""
        return self.participation.compte.nom_complet

    @property
    def profil(self) -> str:
        """As what the person takes part: "magistrat, chargé du contrôle"."""
        label = Profil(self.participation.profil).label
        return f"{label}, chargé du contrôle" if self.participation.charge_du_controle else label

    @property
    def actif(self) -> bool:
        """Whether the person has access to the expertise."""
        return self.participation.actif and self.participation.compte.actif


def participants(expertise: Expertise, repertoire: UUID | None) -> list[Participant]:
    """Return everyone who takes part, active first, with what they may do in a folder now: one query."""
    acces = Acces.objects.filter(participation=OuterRef("pk"), repertoire=repertoire)
    rows = (
        Participation.objects.filter(expertise=expertise)
        .select_related("compte")
        .annotate(
            lit=Exists(acces.filter(niveau__in=LISIBLE)),
            depose=Exists(acces.filter(niveau=Niveau.DEPOT)),
            selon_expert=Exists(acces.filter(niveau=Niveau.PARTAGE)),
        )
        .order_by("-actif", "compte__cle_tri", "pk")
    )
    order = [Profil.MAGISTRAT, Profil.GREFFIER, Profil.EXPERT]
    ranks = {profil: rank for rank, profil in enumerate([*order, *(p for p in Profil if p not in order)])}
    found = [Participant(row, row.lit, row.depose, row.selon_expert) for row in rows]
    return sorted(found, key=lambda some: (not some.actif, ranks[Profil(some.participation.profil)]))


@dataclass
class Lecteurs:
    """Who will read what is deposited in a folder, as the confirmation says it by name."""

    lisent: list[Participant]
    ne_lisent_pas: list[Participant]
    alerte: str


def lecteurs(noeud: Noeud, personnes: list[Participant], deposant: Compte) -> Lecteurs:
    """Sort the participants of a folder for the person who is about to deposit there.

    `alerte` is a sentence when nobody active to whom the folder is addressed may read it ("" otherwise).
    """
    autres = [some for some in personnes if some.participation.compte_id != deposant.pk]
    lisent = [some for some in autres if some.lit and some.actif]
    ne_lisent_pas = [some for some in autres if not (some.lit and some.actif)]
    return Lecteurs(lisent, ne_lisent_pas, _alerte(noeud, lisent))


def _alerte(noeud: Noeud, lisent: list[Participant]) -> str:
    if not lisent:
        return "Personne d’autre que vous ne pourra lire ces documents pour le moment."
    profils = {some.participation.profil for some in lisent}
    if noeud.dossier == Dossier.EXPERT:
        attendus, personne = PARTIES, "Aucune partie"
    else:
        attendus, personne = DESTINATAIRES.get((noeud.dossier.value, noeud.code), (frozenset[str](), ""))
    if attendus and not profils & attendus:
        return (
            f"{personne} ne peut lire ce dossier pour le moment. Si ces documents doivent être connus "
            "dès maintenant, transmettez-les aussi par un autre moyen."
        )
    return ""
