"""The people of the demonstration who may be chosen, and what to look at in the place of each."""

from __future__ import annotations

from opalexe.comptes.models import Role
from opalexe.demonstration.personnage import Particularite, Personne

JURIDICTION = (
    Personne(
        "Bernard",
        "Dupuy",
        Role.MAGISTRAT,
        "Magistrat chargé du contrôle, tribunal judiciaire de Paris",
        a_voir="Ses désignations à tous les stades, et POITOU c/ HARTMANN\u00a0: il n’y lit, des parties, que ce que "
        "l’expert partage avec lui.",
    ),
    Personne(
        "François",
        "Durand",
        Role.GREFFIER,
        "Greffier, service du contrôle des expertises, Paris",
        a_voir="GFA DE BRIE c/ RUEL, qu’il a confiée, et GAUTHIER c/ IMMOBILIÈRE CENTRE, qu’il a créée sans "
        "désignation.",
    ),
    Personne(
        "Sophie",
        "Lambert",
        Role.MAGISTRAT,
        "Magistrate, tribunal judiciaire de Versailles",
        a_voir="Une désignation relancée, un brouillon, et PINSON c/ MAISONS IDÉALES en cours.",
    ),
    Personne(
        "Thomas",
        "Girard",
        Role.MAGISTRAT,
        "Magistrat, tribunal judiciaire de Bordeaux",
        a_voir="Deux expertises en cours et une désignation relancée.",
    ),
    Personne(
        "Nadia",
        "Benali",
        Role.GREFFIER,
        "Greffière, tribunal judiciaire de Lyon",
        a_voir="ARSLAN c/ POLYCLINIQUE RHÔNE, encore en création.",
    ),
    Personne(
        "Hélène",
        "Marchand",
        Role.GREFFIER,
        "Greffière, cour d’appel de Rennes",
        a_voir="VILLE DE VANNES c/ ARMOR TOITURES en cours, et une désignation retirée.",
    ),
)

EXPERTS = (
    Personne(
        "Alain",
        "Cotte",
        Role.EXPERT,
        "Agriculture",
        "Paris",
        "Paris",
        ("A.1", "A.1.4", "A.1.5"),
        liste_nationale=True,
        a_voir="Trois désignations à accepter ou à refuser. Dans POITOU c/ HARTMANN\u00a0: les droits de chacun, "
        "une demande de confidentialité en attente, la MSA au nom de qui il dépose, un document verrouillé.",
    ),
    Personne(
        "Mathilde",
        "Renaud",
        Role.EXPERT,
        "Gros œuvre, sols",
        "Versailles",
        "Versailles",
        ("C.1.12", "C.1.25", "C.1.10"),
        a_voir="SYNDICAT LE BELVÉDÈRE c/ SMAC et ses vingt-cinq parties.",
    ),
    Personne(
        "Yves",
        "Le Goff",
        Role.EXPERT,
        "Toiture, menuiseries",
        "Rennes",
        "Vannes",
        ("C.1.27", "C.1.15"),
        a_voir="COPROPRIÉTÉ FLEURIE c/ TOITS DE FRANCE, en pause\u00a0: les parties n’y ont plus accès.",
    ),
    Personne(
        "Karim",
        "Haddad",
        Role.EXPERT,
        "Informatique",
        "Paris",
        "Paris",
        ("E.1.3", "E.1.4"),
        liste_nationale=True,
        a_voir="MUTUELLE ALPHA c/ INTÉGRA en pause, PRESSE DU MIDI c/ NETVIA sans consignation.",
    ),
    Personne(
        "Élise",
        "Morvan",
        Role.EXPERT,
        "Chirurgie orthopédique",
        "Lyon",
        "Lyon",
        ("F.3.5", "G.1.4"),
        a_voir="GUICHARD c/ HÔPITAL SAINT-LUC\u00a0: un dossier médical reçu en confidence, la CPAM sans accès.",
    ),
    Personne(
        "Pierre-Henri",
        "Castel",
        Role.EXPERT,
        "Comptabilité",
        "Paris",
        "Paris",
        ("D.1.1", "D.2"),
        liste_nationale=True,
        a_voir="DA COSTA c/ HOLDING BRÉA en cours, VANNIER c/ VANNIER ET FILS terminée.",
    ),
    Personne(
        "Jeanne",
        "Ferrand",
        Role.EXPERT,
        "Estimations immobilières",
        "Bordeaux",
        "Libourne",
        ("C.2.2", "C.2.1"),
        a_voir="Experte de trois affaires, et sapiteur dans POITOU c/ HARTMANN.",
    ),
    Personne(
        "Marc",
        "Oster",
        Role.EXPERT,
        "Automobile",
        "Colmar",
        "Mulhouse",
        ("E.7.4",),
        a_voir="KESSLER c/ GARAGE DE L’EST en cours, et une désignation reçue.",
    ),
    Personne(
        "Léa",
        "Bonnefoy",
        Role.EXPERT,
        "Acoustique, thermique",
        "Toulouse",
        "Toulouse",
        ("C.1.1", "C.1.26"),
        a_voir="RIVOIRE c/ THERMICLIM en cours, et co-experte dans SYNDICAT LE BELVÉDÈRE c/ SMAC.",
    ),
    Personne(
        "Gérard",
        "Pujol",
        Role.EXPERT,
        "Viticulture",
        "Montpellier",
        "Béziers",
        ("A.13", "A.1.5"),
        a_voir="Co-expert dans POITOU c/ HARTMANN\u00a0: il administre l’expertise avec Alain Cotte.",
    ),
    Personne(
        "Anne",
        "Delmas",
        Role.EXPERT,
        "Architecture",
        "Lyon",
        "Villeurbanne",
        ("C.1.2", "C.1.17"),
        indisponible_jours=45,
        a_voir="Indisponible dans l’annuaire, et relancée deux fois.",
    ),
)


def _avocat(prenom: str, nom: str, barreau: str, numero_cnbf: str, a_voir: str) -> Personne:
    return Personne(
        prenom,
        nom,
        Role.AVOCAT,
        f"Barreau {'d’' if barreau[0] in 'AEIOU' else 'de '}{barreau}",
        ville=barreau,
        barreau=barreau,
        numero_cnbf=numero_cnbf,
        a_voir=a_voir,
    )


AVOCATS = (
    _avocat(
        "Claire",
        "Arnaud",
        "Paris",
        "204417",
        "Deux parties dans POITOU c/ HARTMANN\u00a0: pièces, dires, bordereaux, et une demande de confidentialité "
        "refusée. MUTUELLE ALPHA est en pause\u00a0: elle n’y lit plus rien.",
    ),
    _avocat(
        "Étienne",
        "Bel",
        "Paris",
        "187702",
        "HARTMANN\u00a0: un document reçu en confidence, un autre verrouillé par l’expert, des pièces à déposer.",
    ),
    _avocat(
        "Nora",
        "Saïdi",
        "Paris",
        "230158",
        "Cinq copropriétaires du BELVÉDÈRE à elle seule, et l’HÔPITAL SAINT-LUC.",
    ),
    _avocat("Guillaume", "Pic", "Versailles", "118346", "PINSON, et l’architecte du BELVÉDÈRE."),
    _avocat("Marie-Laure", "Tessier", "Paris", "096521", "Quatre copropriétaires du BELVÉDÈRE."),
    _avocat(
        "Romain",
        "Vasseur",
        "Bordeaux",
        "310274",
        "DUBREUIL et AGROSEM\u00a0; il ne représente plus HARTMANN.",
    ),
    _avocat("Aurélie", "Kern", "Paris", "275530", "Des assureurs, dans trois expertises."),
    _avocat("Samuel", "Rousset", "Nanterre", "142918", "MAISONS IDÉALES et THERMICLIM, en défense."),
    _avocat(
        "Camille",
        "Duprat",
        "Lyon",
        "265003",
        "VANNIER, expertise terminée\u00a0: elle y lit tout sans rien déposer.",
    ),
    _avocat("Hugo", "Lemoine", "Bobigny", "334809", "KESSLER et RIVOIRE, en demande."),
    _avocat("Béatrice", "Nguyen", "Paris", "158867", "INTÉGRA en pause, NETVIA en cours."),
    _avocat(
        "Antoine", "Salmon", "Rennes", "281145", "VILLE DE VANNES en cours, COPROPRIÉTÉ FLEURIE en pause."
    ),
)

CREES = (
    Personne(
        "Louis",
        "Weber",
        Role.PARTIE,
        "Gérant de Semences du Rhin, partie non représentée",
        de_plateforme=True,
        a_voir="Autorisé à publier dans POITOU c/ HARTMANN\u00a0: il a déposé des pièces et demandé une "
        "confidentialité, qui attend.",
    ),
    Personne(
        "Michel",
        "Poitou",
        Role.PARTIE,
        "Exploitant, partie représentée par Me Arnaud",
        de_plateforme=True,
        a_voir="Lit POITOU c/ HARTMANN sans y déposer\u00a0: son avocate le fait.",
    ),
    Personne(
        "Odette",
        "Simonin",
        Role.PARTIE,
        "Copropriétaire sans avocat",
        de_plateforme=True,
        a_voir="Dépose elle-même dans SYNDICAT LE BELVÉDÈRE c/ SMAC.",
    ),
    Personne(
        "Alice",
        "Guichard",
        Role.PARTIE,
        "Patiente, partie représentée par Me Arnaud",
        de_plateforme=True,
        a_voir="Lit GUICHARD c/ HÔPITAL SAINT-LUC, son dossier médical compris.",
    ),
    Personne(
        "Vincent",
        "Carlier",
        Role.PARTIE,
        "Indivisaire sans avocat",
        de_plateforme=True,
        a_voir="INDIVISION CARLIER c/ CARLIER est terminée\u00a0: il lit le rapport et ne dépose plus.",
    ),
    Personne(
        "Sarah",
        "Lopez",
        Role.PARTIE,
        "Directrice de la Mutuelle Alpha, représentée par Me Arnaud",
        de_plateforme=True,
        a_voir="MUTUELLE ALPHA c/ INTÉGRA est en pause\u00a0: la plateforme lui dit pourquoi elle n’y voit rien.",
    ),
    Personne(
        "Solène",
        "Marchal",
        Role.SAPITEUR,
        "Laboratoire d’essais de semences, sapiteur hors liste",
        de_plateforme=True,
        a_voir="Sapiteur dans POITOU c/ HARTMANN\u00a0: ses trois dossiers, et les pièces que l’expert partage.",
    ),
    Personne(
        "Rachid",
        "Amrani",
        Role.SAPITEUR,
        "Radiologue, sapiteur hors liste",
        de_plateforme=True,
        a_voir="Sapiteur dans GUICHARD c/ HÔPITAL SAINT-LUC\u00a0: le dossier médical lui est partagé.",
    ),
)
"""Whose account an expert made: they fetched a certificate of the platform, as its e-mail says."""

EN_ATTENTE = (
    Personne(
        "Jeanne",
        "Poitou",
        Role.PARTIE,
        "Exploitante, partie représentée par Me Arnaud",
        de_plateforme=True,
        a_voir="Invitée la veille de la préparation\u00a0: le lien de sa boîte aux lettres lui donne son certificat, "
        "puis elle lit POITOU c/ HARTMANN sans y déposer.",
    ),
)

CAS_PARTICULIERS = (
    Personne(
        "Claire",
        "Fontaine",
        Role.MAGISTRAT,
        "Magistrate sans compte\u00a0: son certificat est valable, elle peut s’inscrire",
        particularite=Particularite.INCONNU,
    ),
    Personne(
        "Julien",
        "Mercier",
        Role.EXPERT,
        "Expert sans compte\u00a0: son certificat est valable, il peut s’inscrire",
        particularite=Particularite.INCONNU,
    ),
    Personne(
        "Delphine",
        "Roche",
        Role.AVOCAT,
        "Avocate sans compte\u00a0: son certificat est valable, elle peut s’inscrire",
        particularite=Particularite.INCONNU,
    ),
    Personne(
        "Paul",
        "Vidal",
        Role.GREFFIER,
        "Certificat expiré\u00a0: refusé",
        particularite=Particularite.EXPIRE,
    ),
    Personne(
        "Inès",
        "Caron",
        Role.EXPERT,
        "Certificat pas encore valable\u00a0: refusé",
        particularite=Particularite.PAS_ENCORE,
    ),
    Personne(
        "Luc",
        "Perrot",
        Role.EXPERT,
        "Certificat de serveur, d’un autre usage\u00a0: refusé",
        particularite=Particularite.SERVEUR,
    ),
    Personne(
        "Olga",
        "Weiss",
        Role.EXPERT,
        "Certificat d’une autorité inconnue\u00a0: refusé",
        particularite=Particularite.ETRANGER,
    ),
)
