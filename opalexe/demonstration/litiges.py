"""What the cases of the demonstration are about: facts and missions, by kind of dispute. All is invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Litige:
    """A kind of dispute, as its documents tell it."""

    objet: str
    lieu: str
    faits: str
    mission: tuple[str, ...]
    constat: str
    avis: str


_COMMUNE = (
    "se rendre sur les lieux, les parties et leurs conseils ayant été convoqués",
    "entendre les parties et tout sachant, se faire remettre les documents utiles",
)
_FINALE = (
    "fournir tout élément permettant au tribunal de se prononcer sur les responsabilités et les préjudices"
)

LITIGES = {
    "semences": Litige(
        "la levée défectueuse de semences de maïs",
        "parcelles ZC 41 et ZC 42",
        "Le demandeur a semé 38 hectares de maïs avec un lot livré par le défendeur. La levée, très "
        "irrégulière, "
        "a conduit à ressemer 21 hectares en juin.",
        (
            *_COMMUNE,
            "décrire l’état des cultures et rechercher les causes de la levée irrégulière",
            "dire si le lot livré était conforme à sa certification et aux règles de l’art",
            "chiffrer la perte de récolte et les frais de resemis",
            _FINALE,
        ),
        "La densité relevée est de 52 000 pieds par hectare pour 82 000 grains semés. La profondeur du "
        "semis, "
        "mesurée sur trente points, est régulière.",
        "La faculté germinative du lot explique la plus grande part du manque de pieds\u00a0; "
        "le sol, sec en avril, y a concouru pour un quart environ.",
    ),
    "drainage": Litige(
        "l’engorgement de terres après des travaux de drainage",
        "plaine des Grands Prés",
        "Des travaux de drainage exécutés sur le fonds voisin auraient aggravé l’écoulement des eaux vers "
        "les "
        "terres du demandeur, dont 12 hectares ne sont plus cultivables au printemps.",
        (
            *_COMMUNE,
            "décrire le réseau de drainage, ses pentes et son exutoire",
            "dire si l’écoulement naturel des eaux a été aggravé, et depuis quand",
            "indiquer les travaux propres à y remédier, leur coût et leur durée",
            "donner les éléments d’évaluation du préjudice d’exploitation",
        ),
        "L’exutoire est obstrué sur 14 mètres et la pente du collecteur est inverse sur 60 mètres.",
        "Le curage de l’exutoire et la reprise du collecteur suffiraient à rétablir un écoulement normal.",
    ),
    "materiel": Litige(
        "les pannes répétées d’une moissonneuse-batteuse",
        "siège de l’exploitation",
        "La machine, acquise d’occasion, est tombée en panne à trois reprises pendant la moisson. Le vendeur "
        "conteste tout vice antérieur à la vente.",
        (
            *_COMMUNE,
            "examiner la machine, décrire les désordres et en rechercher l’origine",
            "dire si les désordres existaient à la vente et si l’acquéreur pouvait les déceler",
            "chiffrer les réparations et la perte d’exploitation",
            _FINALE,
        ),
        "Le variateur de battage présente une usure très supérieure à celle que suppose le compteur "
        "d’heures.",
        "L’usure était antérieure à la vente et ne se voyait pas sans démontage.",
    ),
    "foncier": Litige(
        "l’évaluation de terres agricoles indivises",
        "commune de Saint-Aubin",
        "Les indivisaires ne s’accordent pas sur la valeur de 86 hectares de terres, pour partie louées, "
        "ni sur la composition des lots.",
        (
            *_COMMUNE,
            "décrire les parcelles, leur nature et leur situation locative",
            "évaluer chaque parcelle à la date la plus proche du partage",
            "proposer des lots et, s’il y a lieu, des soultes",
        ),
        "Quarante-trois parcelles ont été visitées\u00a0; vingt-six sont louées par bail rural.",
        "La valeur d’ensemble s’établit entre 498 000 et 541 000 euros selon la part louée.",
    ),
    "fissures": Litige(
        "les fissures d’une maison individuelle",
        "8, allée des Cerisiers",
        "Des fissures traversantes sont apparues deux ans après la réception. Le constructeur les attribue "
        "à la "
        "sécheresse, le maître de l’ouvrage aux fondations.",
        (
            *_COMMUNE,
            "décrire les désordres, dater leur apparition et en rechercher les causes",
            "dire s’ils compromettent la solidité de l’ouvrage ou le rendent impropre à sa destination",
            "indiquer les travaux de reprise et leur coût",
            _FINALE,
        ),
        "Onze fissures ont été relevées, dont quatre traversantes de plus de deux millimètres.",
        "Les fondations, à 55 centimètres, sont trop peu profondes pour l’argile rencontrée.",
    ),
    "toiture": Litige(
        "des infiltrations par la toiture",
        "copropriété Le Clos Fleuri",
        "Des infiltrations persistent dans cinq logements après la réfection complète de la couverture.",
        (
            *_COMMUNE,
            "décrire les infiltrations et en rechercher l’origine, au besoin par une mise en eau",
            "dire si les travaux sont conformes au marché et aux règles de l’art",
            "décrire les travaux nécessaires, en chiffrer le coût et la durée",
        ),
        "Les relevés d’étanchéité manquent au droit de trois souches de cheminée.",
        "La reprise des relevés et de deux noues mettrait fin aux infiltrations.",
    ),
    "logiciel": Litige(
        "l’échec de la mise en service d’un logiciel de gestion",
        "siège de la société demanderesse",
        "Le logiciel livré avec onze mois de retard n’aurait jamais permis de facturer. Le prestataire "
        "invoque des "
        "demandes changeantes de son client.",
        (
            "prendre connaissance du contrat, du cahier des charges et des comptes rendus",
            "entendre les parties et tout sachant",
            "décrire les anomalies, les classer par gravité et par origine",
            "dire si le logiciel était conforme aux engagements à la date de la recette",
            _FINALE,
        ),
        "Sur 214 anomalies déclarées, 37 empêchaient encore la facturation au jour de la réunion.",
        "Le défaut de reprise des données, à la charge du prestataire, est la première cause de l’échec.",
    ),
    "medical": Litige(
        "les suites d’une intervention chirurgicale",
        "cabinet de l’expert",
        "Le demandeur conserve une raideur du genou après une arthroplastie et met en cause les soins reçus.",
        (
            "se faire communiquer le dossier médical, avec l’accord du demandeur",
            "examiner le demandeur, les parties et leurs médecins conseils convoqués",
            "dire si les soins ont été consciencieux, attentifs et conformes aux données acquises de la "
            "science",
            "évaluer les préjudices selon la nomenclature en usage, et fixer la date de consolidation",
        ),
        "La flexion est limitée à 80 degrés\u00a0; la radiographie montre un implant bien positionné.",
        "La raideur relève d’une complication connue, dont le patient avait été informé par écrit.",
    ),
    "comptes": Litige(
        "les comptes entre anciens associés",
        "cabinet de l’expert-comptable",
        "L’associé sortant conteste le prix de ses parts, calculé sur des comptes qu’il estime inexacts.",
        (
            "se faire remettre les comptes, les livres et les pièces justificatives",
            "entendre les parties, leurs conseils et leurs experts-comptables",
            "établir les comptes entre les parties",
            "donner un avis sur la valeur des parts à la date de la cession",
        ),
        "Deux exercices sur trois appellent des retraitements, pour 118 400 euros au total.",
        "La valeur des parts s’établirait entre 236 000 et 262 000 euros.",
    ),
    "vehicule": Litige(
        "l’avarie du moteur d’un véhicule d’occasion",
        "garage dépositaire",
        "Le moteur s’est arrêté 1 900 kilomètres après la vente. L’acheteur demande la résolution de la "
        "vente.",
        (
            *_COMMUNE,
            "examiner le véhicule, décrire l’avarie et en rechercher la cause",
            "dire si le défaut existait à la vente et s’il était apparent",
            "chiffrer la remise en état et l’immobilisation",
        ),
        "La chaîne de distribution est rompue\u00a0; le carter contient des débris anciens.",
        "Le défaut était en germe à la vente et ne pouvait être décelé par un profane.",
    ),
    "bruit": Litige(
        "les nuisances sonores d’une installation de chauffage",
        "résidence du Parc",
        "Les occupants du premier étage se plaignent du bruit d’une pompe à chaleur posée en pied "
        "d’immeuble.",
        (
            *_COMMUNE,
            "mesurer le bruit, de jour et de nuit, chez les demandeurs",
            "dire si les limites réglementaires sont dépassées et à quelles heures",
            "décrire les moyens d’y remédier et leur coût",
        ),
        "L’émergence atteint 6,5 décibels la nuit, pour une limite de 3 décibels.",
        "Un déplacement de l’appareil de quatre mètres et un écran suffiraient.",
    ),
}
