"""An expertise at work: its parties and participants, what each deposits, reads, asks and decides.

As in `scenario.py`, every step is the act of somebody, at its own moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from opalexe.coffre import actes as coffre
from opalexe.coffre.destinations import Contexte
from opalexe.coffre.models import Document, Repertoire
from opalexe.comptes import actes as comptes
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import LienCertificat, Role
from opalexe.demonstration import certificats
from opalexe.demonstration.affaires import Suite
from opalexe.demonstration.envois import envoyer_fichier
from opalexe.demonstration.parties import LigneDePartie, parties_de
from opalexe.demonstration.personnage import Personne
from opalexe.demonstration.personnes import personne
from opalexe.demonstration.pieces import Piece
from opalexe.demonstration.pieces_des_parties import Ecrits
from opalexe.demonstration.scenario import COMMENCEES, SANS_CONSIGNATION, Etape, Vie, moment
from opalexe.expertises import actes
from opalexe.expertises.models import Cote, GenreDePartie, Participation, Partie

PIECES, DIRES = "pieces_cotees", "dires_et_annexes"


def quelqu_un(identifiant: str) -> Personne:
    """Return somebody of the demonstration. Raises LookupError for nobody."""
    found = personne(identifiant)
    if found is None:
        raise LookupError(identifiant)
    return found


def chercher_certificat(someone: Personne, lien: LienCertificat) -> Auteur:
    """Follow the link of the e-mail, as its person does, then sign in for the first time: the terms are accepted."""
    delivered = comptes.delivrer_certificat(lien.pk, adresse="127.0.0.1")
    file = delivered.lien.p12
    if file is None:
        raise ValueError("a link that serves gives a file")
    certificats.garder(someone, bytes(file), delivered.code)
    par = Auteur(lien.compte, delivered.certificat.numero_serie, "127.0.0.1")
    comptes.accepter_cgu(par, {})
    return par


@dataclass
class Instance:
    """What happens in the expertise of a case. `personnes`: those who may act, by identifier; it grows."""

    vie: Vie
    personnes: dict[str, Auteur]
    etapes: list[Etape] = field(default_factory=list)

    # Planning

    @property
    def lignes(self) -> list[LigneDePartie]:
        """The parties of the case."""
        return parties_de(self.vie.affaire.numero_rg)

    @property
    def reponse(self) -> int:
        """Days from the sending of the designation to the expertise."""
        return (3, 5, 12)[self.vie.affaire.numero % 3]

    @property
    def debut(self) -> int:
        """Days from the sending to the beginning of the work."""
        return self.reponse + 8

    def ajouter(
        self, apres: float, heure: int, minute: int, faire: Callable[[], object], suit: datetime | None = None
    ) -> datetime:
        """Plan an act, as `scenario.Vie` does, later than `suit` if given; return when."""
        when = moment(self.vie.affaire, self.vie.maintenant, apres, heure, minute)
        if suit is not None and when <= suit:
            when = suit + timedelta(minutes=6)
        self.etapes.append(Etape(when, faire))
        return when

    def ajouter_apres(self, quand: datetime, heures: float, faire: Callable[[], object]) -> None:
        """Plan an act so many hours after another."""
        self.etapes.append(Etape(quand + timedelta(hours=heures), faire))

    def ajouter_avant(self, heures: float, faire: Callable[[], object]) -> None:
        """Plan an act so many hours before now, whatever the day."""
        when = (self.vie.maintenant - timedelta(hours=heures)).replace(microsecond=0)
        self.etapes.append(Etape(when, faire))

    def planifier(self) -> list[Etape]:
        """Return what is common to all: parties and lawyers come, each gives pièces and a dire, people read."""
        if not self.lignes:
            return self.etapes
        opening = 3 if self.vie.affaire.suite in SANS_CONSIGNATION else 4
        self.ajouter(self.reponse + opening, 18, 10, self._constituer)
        if self.vie.affaire.suite in COMMENCEES:
            self._planifier_echanges()
        return self.etapes

    def _planifier_echanges(self) -> None:
        debut, given = self.debut, self._opposees()
        for place, line in enumerate(given):
            self.ajouter(debut + 9 + place * 5, 15, 20, partial(self._premieres_pieces, line))
            self.ajouter(debut + 34 + place * 3, 16, 40, partial(self.dire, line.avocat, line.nom, 1))
        for day, place in ((27, 0), (30, 1)):
            if place < len(given):
                self.ajouter(debut + day, 8, 45, partial(self.lire, given[place].avocat))
        self.ajouter(debut + 40, 8, 30, partial(self.lire, self.vie.affaire.expert))
        if self.vie.affaire.suite == Suite.TERMINEE and given:
            self.ajouter(self.vie.affaire.age - 36, 17, 0, partial(self.lire, given[0].avocat))

    def _opposees(self) -> list[LigneDePartie]:
        """Return the first represented party of each side."""
        lines = [line for line in self.lignes if line.avocat]
        return [
            found
            for side in (Cote.DEMANDEUR, Cote.DEFENDEUR)
            if (found := next((line for line in lines if line.cote == side), None))
        ]

    # People

    @property
    def expert(self) -> Auteur:
        """Who leads."""
        return self.personnes[self.vie.affaire.expert]

    def partie(self, nom: str) -> Partie:
        """Return a party by its name."""
        return Partie.objects.get(expertise=self.vie.expertise, nom=nom)

    def participation(self, identifiant: str) -> Participation:
        """Return how somebody takes part."""
        return Participation.objects.get(
            expertise=self.vie.expertise, compte__courriel=quelqu_un(identifiant).courriel
        )

    def _constituer(self) -> None:
        """Add every party, and its lawyer; the judge too when a clerk has designated."""
        case = self.vie.expertise
        for line in self.lignes:
            party = actes.ajouter_partie(
                self.expert,
                case,
                nom=line.nom,
                cote=line.cote,
                genre=line.genre,
                adresse_postale="12 rue des Archives\n75004 Paris"
                if line.genre in (GenreDePartie.SANS_ACCES, GenreDePartie.NON_DEMATERIALISEE)
                else "",
            )
            if line.avocat:
                actes.ajouter_avocat(self.expert, case, self.personnes[line.avocat].compte, [party])
        if self.vie.juridiction.compte.role == Role.GREFFIER and "Paris" in self.vie.affaire.tribunal:
            actes.ajouter_magistrat(self.expert, case, self.personnes["bernard.dupuy"].compte)

    def membre(self, identifiant: str, partie: str, *, autorise: bool = False, qualite: str = "") -> None:
        """Add a person of a party: the link of the certificate goes by e-mail."""
        someone = quelqu_un(identifiant)
        actes.ajouter_membre(
            self.expert,
            self.partie(partie),
            nom=someone.nom,
            prenom=someone.prenom,
            courriel=someone.courriel,
            mobile=someone.mobile,
            autorise=autorise,
            qualite=qualite,
        )

    def sapiteur_hors_liste(self, identifiant: str, qualite: str) -> None:
        """Add a specialist whom no list names."""
        someone = quelqu_un(identifiant)
        actes.creer_sapiteur(
            self.expert,
            self.vie.expertise,
            nom=someone.nom,
            prenom=someone.prenom,
            courriel=someone.courriel,
            mobile=someone.mobile,
            qualite=qualite,
        )

    def certificat(self, identifiant: str) -> None:
        """Have somebody fetch the certificate, by the link that waits."""
        someone = quelqu_un(identifiant)
        link = LienCertificat.objects.select_related("compte").get(
            compte__courriel=someone.courriel, utilise_le=None, annule_le=None
        )
        self.personnes[identifiant] = chercher_certificat(someone, link)

    # Documents

    def repertoire(self, code: str, *, dossier: str = "parties", **de: object) -> UUID:
        """Return a folder of the matrix; `de`: `partie` or `sapiteur`."""
        return Repertoire.objects.get(
            expertise=self.vie.expertise, dossier=dossier, repertoire=code, parent=None, **de
        ).pk

    def ecrits(self, partie: str, plume: str = "") -> Ecrits:
        """Return who writes for a party."""
        return Ecrits(self.vie.affaire, partie, quelqu_un(plume) if plume else None)

    def donner(
        self, par: str, partie: str, code: str, *pieces: Piece, sous_dossiers: tuple[str, ...] = ()
    ) -> None:
        """Deposit documents of a party, sent together; by the expert, in the party's name."""
        party = self.partie(partie)
        pour = party.pk if par == self.vie.affaire.expert else None
        contexte = Contexte(pour=pour, sous_dossiers=sous_dossiers)
        folder = self.repertoire(code, partie=party)
        for piece in pieces:
            envoyer_fichier(self.personnes[par], "repertoire", folder, piece, contexte)

    def dire(self, par: str, partie: str, numero: int) -> None:
        """Deposit a dire; the first of a claimant comes with an annex."""
        writer, today = self.ecrits(partie, par), timezone.localdate()
        line = next(line for line in self.lignes if line.nom == partie)
        documents = [writer.dire(numero, today)]
        if line.cote == Cote.DEMANDEUR and numero == 1:
            documents.append(writer.annexe(today))
        self.donner(par, partie, DIRES, *documents)

    def _premieres_pieces(self, line: LigneDePartie) -> None:
        writer, today = self.ecrits(line.nom, line.avocat), timezone.localdate()
        if line.cote == Cote.DEMANDEUR:
            pieces = [writer.contrat(today), writer.mise_en_demeure(today)]
        else:
            pieces = [writer.attestation(today)]
        self.donner(line.avocat, line.nom, PIECES, *pieces)

    def lire(self, par: str, *noms: str, sauf: int = 0) -> None:
        """Read what is new to somebody: documents of these names, or all but the `sauf` newest."""
        rows = Document.objects.filter(repertoire__expertise=self.vie.expertise)
        new = rows.nouveaux_pour(self.personnes[par].compte).select_related(
            "repertoire__parent", "repertoire__partie", "repertoire__sapiteur__compte"
        )
        found = list((new.filter(nom__in=noms) if noms else new).order_by("depose_le", "pk"))
        coffre.lire_ensemble(
            self.personnes[par], found[: len(found) - sauf] if sauf else found, "consultation"
        )

    def document(self, nom: str) -> Document:
        """Return a document by its name."""
        return Document.objects.get(repertoire__expertise=self.vie.expertise, nom=nom)
