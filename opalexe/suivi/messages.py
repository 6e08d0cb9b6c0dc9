"""What is told at once by e-mail, to whom and in which words (produit.md part 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from opalexe.comptes.models import Compte
from opalexe.socle.courriel import adresse_complete, ecrire


@dataclass(frozen=True)
class Message:
    """One message, in the words its reader gets; `lien` is a named address with its arguments."""

    sujet: str
    paragraphes: list[str]
    libelle: str = ""
    lien: tuple[str, UUID] | tuple[str, UUID, str] | None = None
    objet: UUID | None = None
    genre: str = field(default="")


def envoyer(destinataire: Compte, message: Message) -> None:
    """Queue a message to a person, in the current transaction. Nothing is sent to a closed account."""
    if not destinataire.actif or not destinataire.courriel:
        return
    sujet = f"[{settings.OPALEXE_BRAND}] {message.sujet}"
    ecrire(
        destinataire=destinataire.courriel,
        compte=destinataire.pk,
        genre=message.genre,
        sujet=sujet,
        gabarit="suivi/courriel",
        contexte={
            "sujet": sujet,
            "destinataire": destinataire.nom_complet,
            "paragraphes": message.paragraphes,
            "libelle": message.libelle,
            "adresse": adresse_complete(*message.lien) if message.lien else "",
        },
        objet=message.objet,
    )
