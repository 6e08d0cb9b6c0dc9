"""What this room writes in the journal."""

from opalexe.journal.genres import declarer

OUVERTE = declarer("expertise.ouverte", "a ouvert l’expertise «\u00a0{titre}\u00a0»")
CONSIGNATION = declarer("expertise.consignation", "a indiqué la date de consignation\u00a0: {date}")
STATUT = declarer(
    "expertise.statut", "a fait passer l’expertise de «\u00a0{de}\u00a0» à «\u00a0{vers}\u00a0»"
)
