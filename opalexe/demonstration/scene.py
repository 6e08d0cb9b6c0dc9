"""What a scene can play: beyond depositing and reading, shares, requests, lists, consultations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from opalexe.coffre.actes.bordereau import deposer_bordereau
from opalexe.coffre.actes.confidentiel import decider, demander
from opalexe.coffre.actes.partage import partager
from opalexe.coffre.models import DemandeConfidentielle
from opalexe.demonstration.envois import envoyer_fichier
from opalexe.demonstration.instance import DIRES, PIECES, Instance, quelqu_un
from opalexe.demonstration.pieces_des_parties import Analyses

PHOTOGRAPHIES = ("Photographies",)


@dataclass
class Scene:
    """What the scenes do beyond depositing and reading."""

    instance: Instance
    dernier: datetime | None = None

    def __post_init__(self) -> None:
        """Give short names to what every scene plays."""
        self.lire = self.instance.lire
        self.donner = self.instance.donner

    def ajouter(self, apres: float, heure: int, minute: int, faire: Callable[[], object]) -> datetime:
        """Plan an act, after the scene's previous one; return when."""
        self.dernier = self.instance.ajouter(apres, heure, minute, faire, self.dernier)
        return self.dernier

    @property
    def _expert(self) -> str:
        return self.instance.vie.affaire.expert

    def bordereau(self, par: str, partie: str) -> None:
        """Draw a party's list of exhibits."""
        folder = self.instance.repertoire(PIECES, partie=self.instance.partie(partie))
        deposer_bordereau(self.instance.personnes[par], folder)

    def partager(self, avec: str, *noms: str) -> None:
        """Share documents with somebody."""
        chosen = [self.instance.document(nom).pk for nom in noms]
        partager(self.instance.expert, chosen, self.instance.participation(avec).pk, True)

    def demander(self, par: str, partie: str, nom: str, titre: str, resume: str, motif: str) -> None:
        """Ask that a document be received in confidence, and send it."""
        party = self.instance.partie(partie)
        asked = demander(self.instance.personnes[par], party.pk, titre=titre, resume=resume, motif=motif)
        piece = self.instance.ecrits(partie, par).confidentiel(nom, titre, resume, timezone.localdate())
        envoyer_fichier(self.instance.personnes[par], "confidentiel", asked.pk, piece)

    def decider(self, titre: str, accepte: bool, motif: str) -> None:
        """Answer a request."""
        asked = DemandeConfidentielle.objects.get(partie__expertise=self.instance.vie.expertise, titre=titre)
        decider(self.instance.expert, asked.pk, accepte, motif)

    def photographier(self, par: str, partie: str, nombre: int) -> None:
        """Deposit photographs in a sub-folder of a party's exhibits."""
        writer, today = self.instance.ecrits(partie, par), timezone.localdate()
        views = [writer.photographie(numero, today) for numero in range(1, nombre + 1)]
        self.donner(par, partie, PIECES, *views, sous_dossiers=PHOTOGRAPHIES)

    def consulter(self, sapiteur: str) -> None:
        """Send a sapiteur the expert's request."""
        someone = quelqu_un(sapiteur)
        piece = Analyses(self.instance.vie.affaire, someone).demande(
            quelqu_un(self._expert), timezone.localdate()
        )
        envoyer_fichier(
            self.instance.expert,
            "repertoire",
            self._dossier_du_sapiteur(sapiteur, "expert_vers_sapiteur"),
            piece,
        )

    def repondre(self, sapiteur: str) -> None:
        """Send the expert the sapiteur's answer, and what it costs."""
        letters, today = Analyses(self.instance.vie.affaire, quelqu_un(sapiteur)), timezone.localdate()
        par = self.instance.personnes[sapiteur]
        for code, piece in (
            ("sapiteur_vers_expert", letters.avis(today)),
            ("gestion_financiere", letters.note_de_frais(today)),
        ):
            envoyer_fichier(par, "repertoire", self._dossier_du_sapiteur(sapiteur, code), piece)

    def _dossier_du_sapiteur(self, sapiteur: str, code: str) -> UUID:
        return self.instance.repertoire(
            code, dossier="sapiteur", sapiteur=self.instance.participation(sapiteur)
        )

    def pour_une_caisse(self, partie: str, nom: str, titre: str, texte: str) -> None:
        """Deposit, in the name of a party without access, a letter that it sent on paper."""
        piece = self.instance.ecrits(partie).numerise(nom, titre, texte, timezone.localdate())
        self.donner(self._expert, partie, PIECES if "Relevé" in nom else DIRES, piece)
