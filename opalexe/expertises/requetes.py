"""Queries on a case and who takes part in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from opalexe.comptes.models import ROLES_CREES, Compte, Role
from opalexe.comptes.requetes import Etat, EtatCertificat, etats_certificats
from opalexe.expertises.models import (
    MEMBRES,
    Expertise,
    GenreDePartie,
    Participation,
    Partie,
    Profil,
    Rattachement,
)
from opalexe.socle.texte import normaliser

TROUVES = 20
"""People shown by a search: more letters find fewer."""

EXPERTS = (Profil.EXPERT, Profil.CO_EXPERT)
JUSTICE = (Profil.MAGISTRAT, Profil.GREFFIER)


def partie_sans_acces(compte: Compte, expertise: Expertise, identifiant: UUID | str | None) -> Partie | None:
    """Return the party for which the person may act now, None otherwise (produit.md part 1, third kind).

    Only the active expert of the expertise acts, and only for a party "sans accès" of the same expertise.
    """
    try:
        party_id = UUID(str(identifiant))
    except ValueError:
        return None
    mine = Participation.objects.filter(compte=compte, expertise=expertise, profil=Profil.EXPERT, actif=True)
    if not mine.exists():
        return None
    parties = Partie.objects.filter(expertise=expertise, genre=GenreDePartie.SANS_ACCES)
    return parties.filter(pk=party_id).first()


def chercher_comptes(roles: Sequence[Role], texte: str) -> QuerySet[Compte]:
    """Return the open accounts of some roles of which each word typed begins a word of the name.

    Nothing is found with less than two letters: the whole list is nobody's to leaf through.
    """
    words = normaliser(texte).split()
    if len("".join(words)) < 2:
        return Compte.objects.none()
    found = Compte.objects.filter(role__in=roles, actif=True)
    for word in words:
        found = found.filter(Q(cle_tri__startswith=word) | Q(cle_tri__contains=f" {word}"))
    return found.order_by("cle_tri", "pk")


@dataclass
class Personne:
    """Somebody who takes part, as the pages show them."""

    participation: Participation
    contact: bool
    """Whether the reader may see how to reach the person."""
    parties: list[Partie] = field(default_factory=list)
    certificat: EtatCertificat | None = None
    """For an account that the platform gives a certificate to, once `poser_certificats` was asked."""

    @property
    def compte(self) -> Compte:
        """Who it is."""
        return self.participation.compte

    @property
    def sans_certificat(self) -> bool:
        """Whether the person cannot sign in, for want of a certificate of the platform."""
        return self.certificat is not None and self.certificat.etat != Etat.VALIDE

    @property
    def profil(self) -> str:
        """As what: "Magistrat, chargé du contrôle", "Sapiteur, géotechnicien"."""
        label = self.participation.get_profil_display()
        if self.participation.charge_du_controle:
            return f"{label}, chargé du contrôle"
        return f"{label}, {self.participation.qualite}" if self.participation.qualite else label

    @property
    def actif(self) -> bool:
        """Whether the person has access to the expertise."""
        return self.participation.actif and self.compte.actif

    def correspond(self, words: Sequence[str]) -> bool:
        """Whether every word typed is in the name."""
        return all(word in self.compte.cle_tri for word in words)


@dataclass
class PartieListee:
    """A party with whoever stands at its side."""

    partie: Partie
    avocats: list[Personne] = field(default_factory=list)
    membres: list[Personne] = field(default_factory=list)

    def correspond(self, words: Sequence[str]) -> bool:
        """Whether the words name the party, or somebody at its side."""
        people = [*self.avocats, *self.membres]
        return all(word in self.partie.cle_nom for word in words) or any(
            some.correspond(words) for some in people
        )

    @property
    def joignable(self) -> bool:
        """Whether somebody active is told through the platform."""
        return not self.partie.sur_papier and any(some.actif for some in [*self.avocats, *self.membres])


@dataclass
class Tableau:
    """Everyone who takes part in an expertise, as its pages group them."""

    parties: list[PartieListee] = field(default_factory=list)
    experts: list[Personne] = field(default_factory=list)
    juridiction: list[Personne] = field(default_factory=list)
    sapiteurs: list[Personne] = field(default_factory=list)

    @property
    def sur_papier(self) -> list[Partie]:
        """The parties that must be told on paper."""
        return [line.partie for line in self.parties if line.partie.sur_papier]

    @property
    def sans_personne(self) -> list[Partie]:
        """The parties for which nobody active is told, though their kind says so."""
        return [line.partie for line in self.parties if not line.partie.sur_papier and not line.joignable]

    def personnes(self) -> Iterable[Personne]:
        """Everyone, a lawyer of several parties several times."""
        yield from (*self.experts, *self.juridiction, *self.sapiteurs)
        for line in self.parties:
            yield from (*line.avocats, *line.membres)

    def filtrer(self, texte: str) -> Tableau:
        """Keep what the words typed name: a party with all its people, or a person."""
        words = normaliser(texte).split()
        if not words:
            return self
        return Tableau(
            [line for line in self.parties if line.correspond(words)],
            [some for some in self.experts if some.correspond(words)],
            [some for some in self.juridiction if some.correspond(words)],
            [some for some in self.sapiteurs if some.correspond(words)],
        )


def tableau(expertise: Expertise, lecteur: Compte, *, tout: bool = False) -> Tableau:
    """Return who takes part, in three queries whatever their number.

    Professionals' contact details are for everybody, but the magistrat's, which are for the experts and the court.
    Those of a party's members are for whoever stands at the same party's side; `tout`: for who administers.
    """
    lines = {party.pk: PartieListee(party) for party in expertise.parties.order_by("ordre")}
    links: dict[int, list[Partie]] = {}
    for participation_id, party_id in Rattachement.objects.filter(partie__expertise=expertise).values_list(
        "participation_id", "partie_id"
    ):
        links.setdefault(participation_id, []).append(lines[party_id].partie)
    rows = list(
        Participation.objects.filter(expertise=expertise)
        .select_related("compte")
        .order_by("-actif", "compte__cle_tri", "pk")
    )
    mine = {row for row in rows if row.compte_id == lecteur.pk and row.actif}
    inner = any(row.profil in (*EXPERTS, *JUSTICE) for row in mine)
    my_parties = {party.pk for row in mine for party in links.get(row.pk, [])}
    found = Tableau(list(lines.values()))
    for row in rows:
        parties = sorted(links.get(row.pk, []), key=lambda party: party.ordre)
        own = any(party.pk in my_parties for party in parties)
        some = Personne(row, tout or _contact(row, inner, own), parties)
        if row.profil in EXPERTS:
            found.experts.append(some)
        elif row.profil in JUSTICE:
            found.juridiction.append(some)
        elif row.profil == Profil.SAPITEUR:
            found.sapiteurs.append(some)
        for party in parties:
            line = lines[party.pk]
            (line.membres if row.profil in MEMBRES else line.avocats).append(some)
    found.experts.sort(key=lambda some: (not some.actif, some.participation.profil != Profil.EXPERT))
    found.juridiction.sort(
        key=lambda some: (
            not some.actif,
            some.participation.profil != Profil.MAGISTRAT,
            not some.participation.charge_du_controle,
        )
    )
    return found


def _contact(row: Participation, inner: bool, own: bool) -> bool:
    if row.profil in MEMBRES:
        return own
    if row.profil == Profil.MAGISTRAT:
        return inner
    if row.compte.role == Role.SAPITEUR:
        return inner
    return True


def poser_certificats(personnes: Iterable[Personne]) -> None:
    """Say of each person whose certificate the platform issues where it stands: two queries."""
    people = [some for some in personnes if some.compte.role in ROLES_CREES]
    states = etats_certificats(some.compte for some in people)
    for some in people:
        some.certificat = states[some.compte.pk]
