"""What sharing, locking and confidential requests write in the journal.

Their sentences name a document or a request only where their object is that one: who may not see it is not shown
the entry (`objet`). Lists of documents are in the data, by identifier.
"""

from opalexe.journal.genres import declarer

PARTAGE_ACCORDE = declarer("partage.accorde", "a partagé {quoi} avec {nom}")
PARTAGE_RETIRE = declarer("partage.retire", "a retiré à {nom} l’accès à {quoi}")
VERROUILLE = declarer("document.verrouille", "a verrouillé «\u00a0{nom}\u00a0», dans {chemin}\u00a0: {motif}")
CONFIDENTIEL_DEMANDE = declarer(
    "confidentiel.demande", "a demandé, pour {partie_nom}, la confidentialité de «\u00a0{titre}\u00a0»"
)
CONFIDENTIEL_LU = declarer(
    "confidentiel.lu", "a lu le fichier de la demande de confidentialité «\u00a0{titre}\u00a0» ({moyen})"
)
CONFIDENTIEL_ACCEPTE = declarer(
    "confidentiel.accepte",
    "a accepté la confidentialité de «\u00a0{titre}\u00a0», demandée pour {partie_nom}{mention}",
)
CONFIDENTIEL_REFUSE = declarer(
    "confidentiel.refuse",
    "a refusé la confidentialité de «\u00a0{titre}\u00a0», demandée pour {partie_nom}{mention}",
)
CONFIDENTIEL_RETIRE = declarer(
    "confidentiel.retire", "a retiré la demande de confidentialité «\u00a0{titre}\u00a0» de {partie_nom}"
)
CONFIDENTIEL_OUVERT = declarer(
    "confidentiel.ouvert",
    "a déposé sans confidentialité, dans {chemin}, le document de la demande «\u00a0{titre}\u00a0»",
)
