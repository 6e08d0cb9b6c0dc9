"""What this room writes in the journal."""

from opalexe.journal.genres import declarer

FICHE = declarer("annuaire.fiche", "a modifié sa fiche de l’annuaire des experts")
FICHE_AVOCAT = declarer("annuaire.fiche_avocat", "a modifié son numéro CNBF ou son barreau")
