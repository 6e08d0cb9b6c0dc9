"""What this room writes in the journal."""

from opalexe.journal.genres import declarer

DEPOSE = declarer("document.depose", "a déposé «\u00a0{nom}\u00a0» dans {chemin}")
JOINT = declarer("document.joint", "a fait verser «\u00a0{nom}\u00a0» dans {chemin}")
LU = declarer("document.lu", "a lu «\u00a0{nom}\u00a0», dans {chemin} ({moyen})")
