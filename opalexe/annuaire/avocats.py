"""Finding a lawyer who has an account (the administration page of an expertise)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from opalexe.annuaire.models import FicheAvocat
from opalexe.comptes.models import Compte, Role
from opalexe.socle.texte import normaliser


def chercher(texte: str) -> QuerySet[Compte]:
    """Return the active lawyers of whom each word typed begins a word, by name; nobody for an empty text.

    Words are those of the name, the first name, the CNBF number and the bar, whatever their accents and case.
    Their cards come along (`fiche_avocat`).
    """
    words = normaliser(texte).split()
    if not words:
        return Compte.objects.none()
    fiches = FicheAvocat.objects.filter(compte=OuterRef("pk"))
    for word in words:
        fiches = fiches.filter(cle_recherche__contains=f" {word}")
    return (
        Compte.objects.filter(Exists(fiches), role=Role.AVOCAT, actif=True)
        .select_related("fiche_avocat")
        .order_by("cle_tri", "pk")
    )
