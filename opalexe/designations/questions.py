"""What is asked before an act that cannot be undone: one wording for the dialog and for the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from opalexe.designations.models import Designation
from opalexe.socle.templatetags.opalexe import jour


@dataclass(frozen=True)
class Question:
    """A confirmation: `identifiant` is the dialog's, `relances` what the person has before their eyes."""

    identifiant: str
    titre: str
    texte: str
    oui: str
    adresse: str
    dangereuse: bool = False
    relances: int | None = None


def _envoyer(designation: Designation, adresse: str) -> Question:
    expert = designation.expert
    if expert is None:
        text = "Choisissez d’abord l’expert que vous désignez."
    else:
        text = (
            f"{expert.nom_complet} recevra un courriel à l’adresse {expert.courriel}, pourra lire tous les "
            "documents joints, puis acceptera ou refusera. Une désignation envoyée ne se modifie plus."
        )
        card = getattr(expert, "fiche_expert", None)
        if card and card.indisponible:
            text += f" Cet expert se déclare indisponible jusqu’au {jour(card.indisponible_jusqu_au)}."
    return Question("dialogue-envoyer", "Envoyer la désignation\u00a0?", text, "Oui, envoyer", adresse)


def _abandonner(designation: Designation, adresse: str) -> Question:
    del designation
    return Question(
        "dialogue-abandonner",
        "Supprimer cette désignation en préparation\u00a0?",
        "Le choix de l’expert et les documents joints seront supprimés. Personne ne les a vus. Pour y "
        "revenir plus tard, gardez plutôt le brouillon\u00a0: il reste dans la liste de vos désignations.",
        "Oui, supprimer",
        adresse,
        dangereuse=True,
    )


def _relancer(designation: Designation, adresse: str) -> Question:
    text = f"{designation.expert} recevra un nouveau courriel lui rappelant que vous attendez sa réponse."
    if designation.relancee_le:
        text += f" Relances déjà envoyées\u00a0: {designation.nombre_relances}, la dernière le "
        text += f"{jour(designation.relancee_le)}."
    return Question(
        "dialogue-relancer",
        "Relancer l’expert\u00a0?",
        text,
        "Oui, relancer",
        adresse,
        relances=designation.nombre_relances,
    )


def _retirer(designation: Designation, adresse: str) -> Question:
    return Question(
        "dialogue-retirer",
        "Retirer la désignation\u00a0?",
        f"{designation.expert} ne pourra plus y répondre ni en lire les documents, et recevra un courriel "
        "qui l’annonce. Une désignation retirée ne se rétablit pas\u00a0: vous pourrez en envoyer une autre.",
        "Oui, retirer",
        adresse,
        dangereuse=True,
    )


_QUESTIONS = {"envoyer": _envoyer, "abandonner": _abandonner, "relancer": _relancer, "retirer": _retirer}


def question(code: str, designation: Designation) -> Question:
    """Return the question asked before the act `code` on this designation."""
    return _QUESTIONS[code](designation, reverse(f"designations:{code}", args=[designation.pk]))
