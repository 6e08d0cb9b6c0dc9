"""Writing the journal, and verifying it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from opalexe.journal.genres import Genre, ecouteurs
from opalexe.journal.models import GENERALE, Chaine, Entree


@dataclass(frozen=True)
class Acteur:
    """Who acts, with which certificate and from where, as the journal keeps it."""

    identifiant: UUID | None
    nom: str
    role: str
    certificat: str = ""
    adresse: str | None = None


PLATEFORME = Acteur(None, "La plateforme", "plateforme")


def forme_canonique(entree: Entree) -> bytes:
    """Return the bytes that are hashed: JSON, keys sorted, no spaces, UTF-8, time in UTC with microseconds."""
    content: dict[str, Any] = {
        "chaine": str(entree.chaine_id),
        "numero": entree.numero,
        "le": entree.le.astimezone(UTC).isoformat(timespec="microseconds"),
        "acte": entree.acte,
        "acteur": str(entree.acteur) if entree.acteur else None,
        "acteur_nom": entree.acteur_nom,
        "acteur_role": entree.acteur_role,
        "certificat": entree.certificat,
        "adresse": entree.adresse,
        "objet": str(entree.objet) if entree.objet else None,
        "donnees": entree.donnees,
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def empreinte(precedente: bytes, entree: Entree) -> bytes:
    """Return SHA-256(previous hash ‖ canonical form), 32 bytes."""
    return hashlib.sha256(precedente + forme_canonique(entree)).digest()


def consigner(
    genre: Genre,
    par: Acteur,
    *,
    chaine: UUID | None = None,
    objet: UUID | None = None,
    donnees: dict[str, Any] | None = None,
    le: datetime | None = None,
) -> Entree:
    """Add an entry to a chain (the general one by default) and call the listeners of its kind.

    Must be called inside the transaction of the act, as late as possible: the chain stays locked until its end.
    `donnees` holds JSON values only; what is a date or an identifier is given as text.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry is written in the transaction of its act")
    identifiant = chaine or GENERALE
    head = Chaine.objects.select_for_update().filter(pk=identifiant).first()
    if head is None:
        Chaine.objects.bulk_create([Chaine(pk=identifiant)], ignore_conflicts=True)
        head = Chaine.objects.select_for_update().get(pk=identifiant)
    entree = Entree(
        chaine=head,
        numero=head.longueur + 1,
        le=le or timezone.now(),
        acte=genre.code,
        acteur=par.identifiant,
        acteur_nom=par.nom,
        acteur_role=par.role,
        certificat=par.certificat,
        adresse=par.adresse,
        objet=objet,
        donnees=donnees or {},
        empreinte_precedente=bytes(head.empreinte),
    )
    entree.empreinte = empreinte(bytes(head.empreinte), entree)
    entree.save(force_insert=True)
    head.longueur = entree.numero
    head.empreinte = entree.empreinte
    head.save(update_fields=["longueur", "empreinte"])
    for ecouteur in ecouteurs(genre.code):
        ecouteur(entree)
    return entree


@dataclass(frozen=True)
class Rupture:
    """Where a chain breaks: the number of the first wrong entry, and why, in French."""

    numero: int
    raison: str


def verifier(chaine: UUID = GENERALE) -> Rupture | None:
    """Re-compute a chain from its first entry; return its first break, or None when it is whole."""
    head = Chaine.objects.filter(pk=chaine).first()
    if head is None:
        return None
    precedente = bytes(32)
    attendu = 1
    for entree in Entree.objects.filter(chaine=chaine).order_by("numero").iterator(chunk_size=1000):
        if entree.numero != attendu:
            return Rupture(attendu, "une entrée manque à cette place")
        if bytes(entree.empreinte_precedente) != precedente:
            return Rupture(attendu, "l’entrée ne suit pas la précédente")
        if bytes(entree.empreinte) != empreinte(precedente, entree):
            return Rupture(attendu, "le contenu de l’entrée ne correspond pas à son empreinte")
        precedente = bytes(entree.empreinte)
        attendu += 1
    if head.longueur != attendu - 1 or bytes(head.empreinte) != precedente:
        return Rupture(attendu, "la fin de la chaîne manque")
    return None
