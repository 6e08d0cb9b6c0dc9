"""The three expertises where every profile is at work, and what a few others show beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils import timezone

from opalexe.coffre.actes.bordereau import deposer_bordereau
from opalexe.coffre.actes.confidentiel import decider, demander
from opalexe.coffre.actes.partage import partager
from opalexe.coffre.actes.verrou import verrouiller
from opalexe.coffre.models import DemandeConfidentielle
from opalexe.demonstration.envois import envoyer_fichier
from opalexe.demonstration.instance import DIRES, PIECES, Instance, quelqu_un
from opalexe.demonstration.pieces_des_parties import Analyses
from opalexe.expertises import actes
from opalexe.expertises.actes import identite_de
from opalexe.expertises.models import Cote, GenreDePartie

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


def mettre_en_scene(instance: Instance) -> None:
    """Add to a case what its scene, if it has one, plays."""
    scene = SCENES.get(instance.vie.affaire.numero_rg)
    if scene is not None:
        scene(Scene(instance))


def _poitou(scene: Scene) -> None:
    """POITOU c/ HARTMANN: the nine profiles."""
    here, add = scene.instance, scene.ajouter
    people = here.personnes

    def entourer() -> None:
        case = here.vie.expertise
        actes.ajouter_greffier(here.expert, case, people["francois.durand"].compte)
        actes.ajouter_co_expert(here.expert, case, people["gerard.pujol"].compte)
        actes.ajouter_avocat(here.expert, case, people["romain.vasseur"].compte, [here.partie("Hartmann")])
        here.membre("michel.poitou", "Poitou", qualite="exploitant")
        here.membre("louis.weber", "Semences du Rhin", autorise=True, qualite="gérant")

    joined = add(17, 18, 20, entourer)
    here.ajouter_apres(joined, 15.4, partial(here.certificat, "louis.weber"))
    here.ajouter_apres(joined, 49.2, partial(here.certificat, "michel.poitou"))
    add(24, 14, 0, lambda: actes.desactiver(here.expert, here.participation("romain.vasseur")))

    def pieces_de_poitou() -> None:
        writer, today = here.ecrits("Poitou", "claire.arnaud"), timezone.localdate()
        scene.donner(
            "claire.arnaud",
            "Poitou",
            PIECES,
            *(make(today) for make in (writer.facture, writer.constat, writer.devis)),
        )
        scene.photographier("claire.arnaud", "Poitou", 4)

    add(30, 10, 15, pieces_de_poitou)
    add(31, 11, 0, partial(scene.bordereau, "claire.arnaud", "Poitou"))

    def pieces_du_gfa() -> None:
        writer, today = here.ecrits("GFA des Poitou", "claire.arnaud"), timezone.localdate()
        scene.donner("claire.arnaud", "GFA des Poitou", PIECES, writer.contrat(today))

    add(31, 15, 10, pieces_du_gfa)

    def pieces_de_hartmann() -> None:
        writer, today = here.ecrits("Hartmann", "etienne.bel"), timezone.localdate()
        scene.donner("etienne.bel", "Hartmann", PIECES, writer.notice(today), writer.note_interne(today))

    add(36, 17, 5, pieces_de_hartmann)
    add(
        37,
        9,
        20,
        lambda: verrouiller(
            here.expert,
            here.document("Note interne au cabinet.docx").pk,
            "Note couverte par le secret professionnel, déposée par erreur par Me Bel.",
        ),
    )

    def pieces_du_rhin() -> None:
        writer, today = here.ecrits("Semences du Rhin", "louis.weber"), timezone.localdate()
        scene.donner(
            "louis.weber", "Semences du Rhin", PIECES, writer.attestation(today), writer.notice(today)
        )

    add(39, 20, 30, pieces_du_rhin)
    add(40, 21, 0, partial(here.dire, "louis.weber", "Semences du Rhin", 1))
    add(
        42,
        11,
        10,
        partial(
            scene.pour_une_caisse,
            "MSA d’Île-de-France",
            "Relevé des indemnités versées (numérisé).pdf",
            "Relevé des indemnités",
            "Indemnités versées à l’exploitant depuis le sinistre : 6 214,50 euros.",
        ),
    )
    add(
        42,
        11,
        25,
        partial(
            scene.pour_une_caisse,
            "MSA d’Île-de-France",
            "Courrier de la caisse (numérisé).pdf",
            "Intervention de la caisse",
            "La caisse n’entend pas assister aux opérations et demande la note de synthèse.",
        ),
    )
    add(51, 9, 15, lambda: here.lire("michel.poitou", "Note aux parties n° 1.pdf"))

    def demandes() -> None:
        scene.demander(
            "etienne.bel",
            "Hartmann",
            "Formule de la lignée parentale.pdf",
            "Origine génétique du lot livré",
            "Description de la lignée parentale et des contrôles de germination, sans valeur publique.",
            "Ce document relève du secret des affaires\u00a0: un concurrent est partie à l’expertise.",
        )

    add(58, 16, 20, demandes)
    add(
        59,
        10,
        5,
        lambda: scene.demander(
            "claire.arnaud",
            "Poitou",
            "Comptes de l’exploitation 2023 à 2025.pdf",
            "Comptes annuels de l’exploitation",
            "Résultats de trois exercices, à l’appui du préjudice.",
            "Les comptes révèlent la situation de famille des exploitants.",
        ),
    )
    add(
        61,
        9,
        5,
        lambda: scene.decider(
            "Origine génétique du lot livré",
            True,
            "Le secret des affaires est établi et la pièce éclaire la cause de la levée défectueuse.",
        ),
    )
    add(
        61,
        9,
        25,
        lambda: scene.decider(
            "Comptes annuels de l’exploitation",
            False,
            "Le préjudice se discute contradictoirement\u00a0: ces comptes doivent être connus de tous.",
        ),
    )
    add(61, 9, 40, lambda: scene.partager("bernard.dupuy", "Formule de la lignée parentale.pdf"))
    add(63, 8, 50, lambda: scene.lire("bernard.dupuy", "Formule de la lignée parentale.pdf"))

    def sapiteurs() -> None:
        here.sapiteur_hors_liste("solene.marchal", "essais de semences")
        actes.ajouter_sapiteur(
            here.expert,
            here.vie.expertise,
            people["jeanne.ferrand"].compte,
            qualite="évaluation du préjudice",
        )
        scene.consulter("solene.marchal")
        scene.consulter("jeanne.ferrand")

    asked = add(65, 17, 10, sapiteurs)
    here.ajouter_apres(asked, 16.8, partial(here.certificat, "solene.marchal"))
    add(
        67,
        9,
        30,
        lambda: scene.partager("solene.marchal", "Procès-verbal de constat.pdf"),
    )
    add(
        67,
        9,
        40,
        lambda: scene.partager("jeanne.ferrand", "Facture acquittée.pdf", "Devis de remise en état.xlsx"),
    )
    add(72, 14, 30, lambda: scene.lire("solene.marchal"))
    add(78, 18, 0, partial(scene.repondre, "solene.marchal"))
    add(83, 9, 0, partial(scene.lire, "claire.arnaud"))
    add(84, 9, 0, partial(scene.lire, "gerard.pujol"))
    add(92, 9, 50, partial(scene.lire, "etienne.bel"))
    add(93, 20, 15, partial(scene.lire, "louis.weber"))
    add(
        94,
        10,
        30,
        lambda: scene.partager(
            "bernard.dupuy", "Procès-verbal de constat.pdf", "Devis de remise en état.xlsx"
        ),
    )
    add(95, 9, 10, lambda: scene.lire("bernard.dupuy", "Procès-verbal de constat.pdf"))
    add(100, 11, 0, partial(scene.lire, "francois.durand"))
    add(101, 11, 0, partial(scene.lire, "alain.cotte"))
    add(145, 16, 30, partial(here.dire, "etienne.bel", "Hartmann", 2))
    add(146, 17, 45, partial(here.dire, "claire.arnaud", "Poitou", 2))
    add(147, 9, 0, partial(scene.lire, "gerard.pujol"))

    def nouvelles_de_hartmann() -> None:
        writer, today = here.ecrits("Hartmann", "etienne.bel"), timezone.localdate()
        scene.donner("etienne.bel", "Hartmann", PIECES, writer.facture(today), writer.devis(today))

    here.ajouter_avant(44, nouvelles_de_hartmann)
    here.ajouter_avant(
        30,
        lambda: scene.demander(
            "louis.weber",
            "Semences du Rhin",
            "Liste des clients livrés.pdf",
            "Clients livrés du même lot",
            "Nombre et région des clients livrés, sans leurs noms.",
            "La liste nominative est un secret commercial.",
        ),
    )
    here.ajouter_avant(22, partial(here.membre, "jeanne.poitou", "Poitou", qualite="exploitante"))


def _belvedere(scene: Scene) -> None:
    """SYNDICAT LE BELVÉDÈRE c/ SMAC: twenty-five parties."""
    here, add = scene.instance, scene.ajouter

    def entourer() -> None:
        actes.ajouter_co_expert(here.expert, here.vie.expertise, here.personnes["lea.bonnefoy"].compte)
        here.membre("odette.simonin", "Simonin", autorise=True, qualite="copropriétaire")

    joined = add(10, 17, 30, entourer)
    here.ajouter_apres(joined, 40.5, partial(here.certificat, "odette.simonin"))
    add(29, 11, 40, partial(scene.photographier, "claire.arnaud", "Syndicat Le Belvédère", 3))
    add(30, 9, 40, partial(scene.bordereau, "claire.arnaud", "Syndicat Le Belvédère"))
    for place, name in enumerate(("Aubry", "Benhaddou", "Delage")):
        add(33 + place, 14, 0, partial(_mise_en_demeure, scene, "nora.saidi", name))
    add(41, 19, 30, partial(here.dire, "odette.simonin", "Simonin", 1))
    add(43, 15, 0, partial(_mise_en_demeure, scene, "marie-laure.tessier", "Hoarau"))
    add(52, 10, 0, partial(here.dire, "etienne.bel", "SMAC", 2))
    add(
        55,
        11,
        0,
        partial(
            scene.pour_une_caisse,
            "Succession Ferreira",
            "Lettre des héritiers (numérisée).pdf",
            "Lettre des héritiers",
            "Les héritiers demandent que leur appartement soit visité.",
        ),
    )
    add(60, 9, 0, partial(scene.lire, "nora.saidi"))
    add(61, 9, 0, partial(scene.lire, "lea.bonnefoy"))
    add(70, 18, 0, partial(scene.lire, "odette.simonin", sauf=2))
    add(116, 16, 0, partial(here.dire, "guillaume.pic", "Cabinet Orée Architectes", 1))


def _mise_en_demeure(scene: Scene, par: str, partie: str) -> None:
    writer = scene.instance.ecrits(partie, par)
    scene.donner(par, partie, PIECES, writer.mise_en_demeure(timezone.localdate()))


def _guichard(scene: Scene) -> None:
    """GUICHARD c/ HÔPITAL SAINT-LUC: a medical file in confidence, the CPAM without access."""
    here, add = scene.instance, scene.ajouter
    joined = add(10, 19, 30, lambda: here.membre("alice.guichard", "Guichard", qualite="patiente"))
    here.ajouter_apres(joined, 1.2, partial(here.certificat, "alice.guichard"))
    add(
        26,
        9,
        0,
        lambda: scene.demander(
            "claire.arnaud",
            "Guichard",
            "Dossier médical complet.pdf",
            "Dossier médical de la patiente",
            "Comptes rendus opératoires, imagerie et suites, 84 pages.",
            "Le dossier est couvert par le secret médical.",
        ),
    )
    add(
        28,
        9,
        0,
        lambda: scene.decider(
            "Dossier médical de la patiente",
            True,
            "Le secret médical l’impose\u00a0; mes conclusions le résumeront.",
        ),
    )
    add(28, 9, 15, lambda: scene.partager("bernard.dupuy", "Dossier médical complet.pdf"))

    def radiologue() -> None:
        here.sapiteur_hors_liste("rachid.amrani", "radiologie")
        scene.consulter("rachid.amrani")

    asked = add(35, 14, 0, radiologue)
    here.ajouter_apres(asked, 18.9, partial(here.certificat, "rachid.amrani"))
    add(37, 9, 0, lambda: scene.partager("rachid.amrani", "Dossier médical complet.pdf"))
    add(
        38,
        10,
        0,
        partial(
            scene.pour_une_caisse,
            "CPAM de Paris",
            "Relevé des débours (numérisé).pdf",
            "Relevé des débours",
            "Prestations versées en lien avec l’intervention : 21 906,12 euros.",
        ),
    )
    add(44, 18, 0, partial(scene.repondre, "rachid.amrani"))
    add(50, 20, 0, partial(scene.lire, "alice.guichard", sauf=1))


def _carlier(scene: Scene) -> None:
    """INDIVISION CARLIER c/ CARLIER, over: a party without a lawyer reads on."""
    here, add = scene.instance, scene.ajouter
    joined = add(here.debut - 1, 19, 30, lambda: here.membre("vincent.carlier", "Carlier", autorise=True))
    here.ajouter_apres(joined, 62.3, partial(here.certificat, "vincent.carlier"))
    add(here.debut + 60, 20, 0, partial(here.dire, "vincent.carlier", "Carlier", 1))


def _mutuelle(scene: Scene) -> None:
    """MUTUELLE ALPHA c/ INTÉGRA, paused: its parties see nothing of it."""
    here, add = scene.instance, scene.ajouter
    joined = add(
        here.debut - 1, 19, 30, lambda: here.membre("sarah.lopez", "Mutuelle Alpha", qualite="directrice")
    )
    here.ajouter_apres(joined, 14.1, partial(here.certificat, "sarah.lopez"))
    add(here.debut + 31, 10, 0, partial(scene.lire, "sarah.lopez"))


def _les_pins(scene: Scene) -> None:
    """SCEA LES PINS c/ MACHINES BERRY: its reference was corrected."""
    here = scene.instance

    def renommer() -> None:
        identity = replace(identite_de(here.vie.expertise), numero_minute="26/417")
        actes.renommer(here.expert, here.vie.expertise, identity)

    scene.ajouter(here.debut + 15, 10, 0, renommer)


def _moreau(scene: Scene) -> None:
    """MOREAU c/ COMMUNE D’AULNAY, in creation: a party joins, its lawyer with it."""
    here = scene.instance

    def appeler_en_cause() -> None:
        party = actes.ajouter_partie(
            here.expert,
            here.vie.expertise,
            nom="Syndicat de rivière",
            cote=Cote.INTERVENANT,
            genre=GenreDePartie.REPRESENTEE,
        )
        lawyer = here.personnes["aurelie.kern"].compte
        actes.ajouter_avocat(here.expert, here.vie.expertise, lawyer, [party])

    scene.ajouter(here.vie.affaire.age - 2, 11, 0, appeler_en_cause)


SCENES: dict[str, Callable[[Scene], None]] = {
    "26/01234": _poitou,
    "26/01902": _belvedere,
    "26/01544": _guichard,
    "25/09876": _carlier,
    "26/01777": _mutuelle,
    "26/01180": _les_pins,
    "26/03850": _moreau,
}
"""By RG number."""
