"""Who reads a folder, and what is said of it before a deposit: by name, and who must be told on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch

from opalexe.coffre.arbre import Noeud
from opalexe.coffre.models import Acces, Dossier, Droit, Niveau
from opalexe.coffre.presentation import DESTINATAIRES, PARTIES
from opalexe.comptes.models import Compte
from opalexe.expertises.models import SUR_PAPIER, Expertise, Participation, Partie, Profil

LISIBLE = (Niveau.DEPOT, Niveau.LECTURE)
MONTRES = 8
"""People that a folded list may hold and still be shown."""

_ORDRE = [Profil.MAGISTRAT, Profil.GREFFIER, Profil.EXPERT, Profil.CO_EXPERT, Profil.SAPITEUR]


@dataclass
class Participant:
    """A person in the expertise, and what one folder is to them."""

    participation: Participation
    lit: bool
    depose: bool
    selon_expert: bool
    parties: list[Partie] = field(default_factory=list)

    @property
    def nom(self) -> str:
        """Name as one writes it."""
        return self.participation.compte.nom_complet

    @property
    def profil(self) -> str:
        """As what the person takes part: "avocat de POITOU", "magistrat, chargé du contrôle"."""
        label = Profil(self.participation.profil).label
        if self.participation.charge_du_controle:
            return f"{label}, chargé du contrôle"
        names = ", ".join(partie.nom for partie in self.parties)
        return f"{label} · {names}" if names else label

    @property
    def actif(self) -> bool:
        """Whether the person has access to the expertise."""
        return self.participation.actif and self.participation.compte.actif

    def est_de(self, partie: UUID | None) -> bool:
        """Whether the person stands at the side of a party."""
        return any(some.pk == partie for some in self.parties)


def participants(expertise: Expertise, repertoire: UUID | None) -> list[Participant]:
    """Return everyone who takes part, active first, with what they may do in a folder now: two queries."""
    acces = Acces.objects.filter(participation=OuterRef("pk"), repertoire=repertoire, pour__isnull=True)
    rows = (
        Participation.objects.filter(expertise=expertise)
        .select_related("compte")
        .prefetch_related(Prefetch("parties", Partie.objects.order_by("ordre")))
        .annotate(
            lit=Exists(acces.filter(niveau__in=LISIBLE)),
            depose=Exists(acces.filter(niveau=Niveau.DEPOT)),
            selon_expert=Exists(acces.filter(niveau=Niveau.PARTAGE)),
        )
        .order_by("-actif", "compte__cle_tri", "pk")
    )
    ranks = {profil: rank for rank, profil in enumerate([*_ORDRE, *(p for p in Profil if p not in _ORDRE)])}
    found = [Participant(row, row.lit, row.depose, row.selon_expert, list(row.parties.all())) for row in rows]
    return sorted(found, key=lambda some: (not some.actif, ranks[Profil(some.participation.profil)]))


@dataclass(frozen=True)
class Cercle:
    """People for whom a folder is the same thing; `ouvert`: shown at once, not folded."""

    titre: str
    personnes: list[Participant]
    ouvert: bool


def cercles(personnes: Sequence[Participant]) -> list[Cercle]:
    """Sort the participants of a folder by what they see of it ("Qui voit ce dossier ?"); empty ones left out."""
    actifs = [some for some in personnes if some.actif]
    lisent = [some for some in actifs if some.lit]
    selon = [some for some in actifs if some.selon_expert and not some.lit]
    found = [
        Cercle("Lisent", lisent, True),
        Cercle("Lisent ce que l’expert décide de leur montrer", selon, len(selon) <= MONTRES),
        Cercle("N’y ont pas accès", [some for some in actifs if not (some.lit or some.selon_expert)], False),
        Cercle("Inactifs, sans accès à l’expertise", [some for some in personnes if not some.actif], False),
    ]
    return [some for some in found if some.personnes]


@dataclass
class Lecteurs:
    """Who will read what is deposited in a folder, as the confirmation says it by name."""

    lisent: list[Participant]
    ne_lisent_pas: list[Participant]
    sur_papier: list[Partie]
    alerte: str


def a_informer(expertise: Expertise, noeud: Noeud) -> list[Partie]:
    """Return the parties to whom the folder's documents must be sent on paper (produit.md part 5).

    Those that nobody informs through the platform, where the matrix lets a party read now.
    """
    droits = Droit.objects.filter(
        profil=Profil.PARTIE_NON_AUTORISEE,
        dossier=noeud.dossier,
        repertoire=noeud.code,
        statut=expertise.statut,
        niveau__in=LISIBLE,
    )
    portees = set(droits.values_list("portee", flat=True))
    if not portees:
        return []
    found = Partie.objects.filter(expertise=expertise, genre__in=SUR_PAPIER).order_by("ordre")
    # What it has sent itself, a party knows.
    others = [partie for partie in found if partie.pk != noeud.partie]
    return others if portees & {"", "toute_partie", "autres_parties"} else []


def lecteurs(
    expertise: Expertise, noeud: Noeud, personnes: Sequence[Participant], deposant: Compte
) -> Lecteurs:
    """Sort the participants of a folder for the person who is about to deposit there.

    `alerte` is a sentence when nobody active to whom the folder is addressed may read it ("" otherwise).
    """
    autres = [some for some in personnes if some.participation.compte_id != deposant.pk]
    lisent = [some for some in autres if some.lit and some.actif]
    ne_lisent_pas = [some for some in autres if not (some.lit and some.actif)]
    papier = a_informer(expertise, noeud)
    return Lecteurs(lisent, ne_lisent_pas, papier, _alerte(noeud, lisent))


def _alerte(noeud: Noeud, lisent: Sequence[Participant]) -> str:
    if not lisent:
        return "Personne d’autre que vous ne pourra lire ces documents pour le moment."
    if noeud.dossier == Dossier.PARTIES:
        if noeud.sur_demande or any(
            some.participation.profil in PARTIES and not some.est_de(noeud.partie) for some in lisent
        ):
            return ""
        return _phrase("Aucune autre partie")
    profils = {some.participation.profil for some in lisent}
    if noeud.dossier == Dossier.EXPERT:
        attendus, personne = PARTIES, "Aucune partie"
    else:
        attendus, personne = DESTINATAIRES.get((noeud.dossier.value, noeud.code), (frozenset[str](), ""))
    return _phrase(personne) if attendus and not profils & attendus else ""


def _phrase(personne: str) -> str:
    return (
        f"{personne} ne peut lire ce dossier pour le moment. Si ces documents doivent être connus "
        "dès maintenant, transmettez-les aussi par un autre moyen."
    )
