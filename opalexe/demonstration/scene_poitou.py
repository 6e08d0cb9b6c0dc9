"""POITOU c/ HARTMANN: the expertise in which the nine profiles are at work."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from opalexe.coffre.actes.verrou import verrouiller
from opalexe.demonstration.instance import PIECES
from opalexe.demonstration.scene import Scene
from opalexe.expertises import actes


def jouer(scene: Scene) -> None:
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
            "Indemnités versées à l’exploitant depuis le sinistre\u00a0: 6 214,50 euros.",
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
            "Description de la lignée parentale et des contrôles de germination\u00a0; la formule n’y figure pas.",
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
    add(93, 21, 40, partial(scene.lire, "michel.poitou", sauf=9))
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
