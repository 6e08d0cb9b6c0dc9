"""What this room writes in the journal."""

from opalexe.journal.genres import Genre, declarer

__all__ = [
    "DEPOSE",
    "DEPOSE_POUR",
    "DOSSIER_RENOMME",
    "DOSSIER_SUPPRIME",
    "JOINT",
    "LU",
    "SOUS_DOSSIER",
    "Genre",
]

DEPOSE = declarer("document.depose", "a déposé «\u00a0{nom}\u00a0» dans {chemin}")
DEPOSE_POUR = declarer(
    "document.depose_pour", "a déposé «\u00a0{nom}\u00a0» dans {chemin}, pour {pour_nom}, partie sans accès"
)
JOINT = declarer("document.joint", "a fait verser «\u00a0{nom}\u00a0» dans {chemin}")
LU = declarer("document.lu", "a lu «\u00a0{nom}\u00a0», dans {chemin} ({moyen})")
SOUS_DOSSIER = declarer("dossier.cree", "a créé le dossier {chemin}")
DOSSIER_RENOMME = declarer("dossier.renomme", "a renommé le dossier «\u00a0{ancien}\u00a0» en {chemin}")
DOSSIER_SUPPRIME = declarer("dossier.supprime", "a supprimé le dossier vide {chemin}")
