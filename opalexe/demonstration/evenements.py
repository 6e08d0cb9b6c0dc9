"""What this room writes in the journal."""

from opalexe.journal.genres import declarer

PREPAREE = declarer("demonstration.preparee", "a préparé les données de la démonstration")
