"""What this room writes in the journal."""

from opalexe.journal.genres import declarer

CONNEXION = declarer("compte.connexion", "s’est connecté(e)")
INSCRIPTION = declarer("compte.inscription", "a ouvert son compte et accepté les conditions d’utilisation")
COORDONNEES = declarer("compte.coordonnees", "a modifié ses informations personnelles")
CGU = declarer("compte.cgu", "a accepté les conditions d’utilisation à sa première connexion")
CREATION = declarer("compte.creation", "a créé le compte de {nom}")
CORRECTION = declarer("compte.correction", "a corrigé le compte de {nom}")
LIEN = declarer("certificat.lien", "a envoyé à {nom} le lien de son certificat")
DELIVRANCE = declarer("certificat.delivrance", "a obtenu son certificat de la plateforme")
REVOCATION = declarer("certificat.revocation", "a révoqué le certificat de {nom}")
