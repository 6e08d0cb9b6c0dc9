"""What this room writes in the journal.

Every entry names "expert" and "auteur" (the court's person); `objet` is always the designation. Entries
written before the expertise exists are in the general chain, the acceptance and what follows in its own.
"""

from opalexe.journal.genres import declarer

BROUILLON = declarer("designation.brouillon", "a commencé une désignation")
EXPERT_CHOISI = declarer("designation.expert_choisi", "a choisi {expert} pour une désignation en préparation")
DOCUMENT_JOINT = declarer("designation.document_joint", "a joint «\u00a0{document}\u00a0» à une désignation")
DOCUMENT_RETIRE = declarer(
    "designation.document_retire", "a retiré «\u00a0{document}\u00a0» d’une désignation"
)
ABANDONNEE = declarer("designation.abandonnee", "a abandonné une désignation en préparation")
ENVOYEE = declarer("designation.envoyee", "a désigné {expert} ({nombre_documents} document(s))")
RELANCEE = declarer("designation.relancee", "a relancé {expert} (relance n° {numero})")
RETIREE = declarer("designation.retiree", "a retiré la désignation adressée à {expert}")
ACCEPTEE = declarer("designation.acceptee", "a accepté la désignation envoyée par {auteur}")
REFUSEE = declarer("designation.refusee", "a refusé la désignation envoyée par {auteur}")
DOCUMENT_LU = declarer(
    "designation.document_lu", "a téléchargé «\u00a0{document}\u00a0», joint à la désignation"
)
DOCUMENTS_LUS = declarer(
    "designation.documents_lus", "a téléchargé ensemble les {nombre} documents de la désignation"
)
