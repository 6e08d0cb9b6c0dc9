"""The other expertises that show something of their own, and which case plays which scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.utils import timezone

from opalexe.demonstration import scene_poitou
from opalexe.demonstration.instance import PIECES, Instance
from opalexe.demonstration.scene import Scene
from opalexe.expertises import actes
from opalexe.expertises.actes import identite_de
from opalexe.expertises.models import Cote, GenreDePartie


def mettre_en_scene(instance: Instance) -> None:
    """Add to a case what its scene, if it has one, plays."""
    scene = SCENES.get(instance.vie.affaire.numero_rg)
    if scene is not None:
        scene(Scene(instance))


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
    add(57, 8, 30, partial(scene.lire, "etienne.bel"))
    add(58, 9, 0, partial(scene.lire, "guillaume.pic", sauf=6))
    add(59, 19, 0, partial(scene.lire, "aurelie.kern", sauf=3))
    add(60, 9, 0, partial(scene.lire, "nora.saidi"))
    add(60, 10, 0, partial(scene.lire, "samuel.rousset"))
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
            "Prestations versées en lien avec l’intervention\u00a0: 21 906,12 euros.",
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
    "26/01234": scene_poitou.jouer,
    "26/01902": _belvedere,
    "26/01544": _guichard,
    "25/09876": _carlier,
    "26/01777": _mutuelle,
    "26/01180": _les_pins,
    "26/03850": _moreau,
}
"""By RG number."""
