"""What this room writes in the journal.

What concerns a person names the participation, the account, the profile and the parties, so that the journal alone
tells later what each could read at each time (produit.md parts 5 and 9). It keeps no address, phone or e-mail.
"""

from opalexe.journal.genres import declarer

OUVERTE = declarer("expertise.ouverte", "a ouvert l’expertise «\u00a0{titre}\u00a0»")
CONSIGNATION = declarer("expertise.consignation", "a indiqué la date de consignation\u00a0: {date}")
STATUT = declarer(
    "expertise.statut", "a fait passer l’expertise de «\u00a0{de}\u00a0» à «\u00a0{vers}\u00a0»"
)
RENOMMEE = declarer("expertise.renommee", "a renommé l’expertise «\u00a0{ancien_titre}\u00a0» ({nom})")
PARTIE_AJOUTEE = declarer("expertise.partie_ajoutee", "a ajouté la partie {nom} ({genre_nom})")
PARTIE_MODIFIEE = declarer("expertise.partie_modifiee", "a modifié la partie {nom}\u00a0: {changement}")
PARTIE_RETIREE = declarer("expertise.partie_retiree", "a retiré la partie {nom}")
PARTICIPANT_AJOUTE = declarer("expertise.participant_ajoute", "a ajouté {nom} comme {profil_nom}{precision}")
PARTICIPANT_MODIFIE = declarer(
    "expertise.participant_modifie", "a modifié la place de {nom}\u00a0: {changement}"
)
PARTICIPANT_ACTIVE = declarer(
    "expertise.participant_active", "a rendu l’accès à {nom} ({profil_nom}{precision})"
)
PARTICIPANT_DESACTIVE = declarer(
    "expertise.participant_desactive", "a retiré l’accès à {nom} ({profil_nom}{precision})"
)
CONTROLE = declarer("expertise.controle", "a indiqué que {nom} est chargé du contrôle")
LIEN_RENVOYE = declarer("expertise.lien_renvoye", "a renvoyé à {nom} le lien de son certificat")
CERTIFICAT_REVOQUE = declarer("expertise.certificat_revoque", "a révoqué le certificat de {nom}")
PERSONNE_CORRIGEE = declarer("expertise.personne_corrigee", "a corrigé les coordonnées de {nom}")
