"""What this room writes in the journal."""

from opalexe.journal.genres import declarer

CONNEXION = declarer("compte.connexion", "s’est connecté(e)")
INSCRIPTION = declarer("compte.inscription", "a ouvert son compte et accepté les conditions d’utilisation")
COORDONNEES = declarer("compte.coordonnees", "a modifié ses informations personnelles")
