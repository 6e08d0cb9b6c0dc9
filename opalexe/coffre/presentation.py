"""What the pages say of each folder: what it is for, and to whom it is addressed."""

from __future__ import annotations

from opalexe.expertises.models import Profil

USAGES: dict[tuple[str, str], str] = {
    ("expert", "designation"): "Il reçoit la décision de désignation et les pièces qui y sont jointes.",
    ("expert", "correspondance"): "Il reçoit les lettres et convocations que l’expert adresse aux parties.",
    ("expert", "notes_aux_parties"): "Il reçoit les notes où l’expert rend compte de ses opérations.",
    ("expert", "gestion_financiere"): "Il reçoit ce qui touche à la provision et aux honoraires de l’expert.",
    ("expert", "gestion_administrative"): "Il reçoit les pièces d’organisation de l’expertise.",
    ("expert", "acceptation_dematerialisation"): (
        "Il reçoit l’accord de chacun pour échanger les documents par cette plateforme."
    ),
    ("expert", "gestion_des_delais"): "Il reçoit les demandes de délai et les réponses qui y sont données.",
    ("magistrat", "magistrat_vers_expert"): "La juridiction y écrit à l’expert, hors de la vue des parties.",
    ("magistrat", "expert_vers_magistrat"): (
        "L’expert y rend compte de ses difficultés au magistrat, hors de la vue des parties."
    ),
    ("greffe", "rapport_definitif"): "L’expert y remet son rapport, une fois l’expertise en cours.",
    ("greffe", "expert_et_parties_vers_greffe"): "L’expert et les parties y écrivent au greffe.",
    ("greffe", "greffe_vers_expert_et_parties"): "Le greffe y écrit à l’expert et aux parties.",
    ("sapiteur", "gestion_financiere"): "Il reçoit ce qui touche aux honoraires du sapiteur.",
    ("sapiteur", "sapiteur_vers_expert"): "Le sapiteur y remet ses documents à l’expert.",
    ("sapiteur", "expert_vers_sapiteur"): "L’expert y confie des documents au sapiteur.",
    ("parties", "bordereaux"): "Il reçoit la liste des pièces que la partie communique.",
    ("parties", "dires_et_annexes"): "Il reçoit les observations écrites de la partie et leurs annexes.",
    ("parties", "pieces_cotees"): "Il reçoit les pièces numérotées de la partie.",
    (
        "parties",
        "confidentiel_accepte",
    ): "Il reçoit les documents que l’expert accepte de garder confidentiels.",
}
"""By top folder and code of the matrix: one sentence shown in an empty folder."""

_EXPERTS = frozenset[str]({Profil.EXPERT, Profil.CO_EXPERT})

DESTINATAIRES: dict[tuple[str, str], tuple[frozenset[str], str]] = {
    ("magistrat", "magistrat_vers_expert"): (_EXPERTS, "Aucun expert"),
    ("magistrat", "expert_vers_magistrat"): (frozenset({Profil.MAGISTRAT}), "Aucun magistrat"),
    ("greffe", "rapport_definitif"): (frozenset({Profil.GREFFIER}), "Aucun greffier"),
    ("greffe", "expert_et_parties_vers_greffe"): (frozenset({Profil.GREFFIER}), "Aucun greffier"),
    ("greffe", "greffe_vers_expert_et_parties"): (_EXPERTS, "Aucun expert"),
    ("sapiteur", "sapiteur_vers_expert"): (_EXPERTS, "Aucun expert"),
    ("sapiteur", "expert_vers_sapiteur"): (frozenset({Profil.SAPITEUR}), "Aucun sapiteur"),
}
"""The profiles to which a folder is addressed, and how to say that none of them reads it (a warning)."""

PARTIES = frozenset[str]({Profil.AVOCAT, Profil.PARTIE_AUTORISEE, Profil.PARTIE_NON_AUTORISEE})
"""Whom the folders of "Expert" are addressed to."""
