"""Making the rows that are searched. Everything here may be done again at any time, and gives the same."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from opalexe.coffre.actes.depot import NUMEROTES
from opalexe.coffre.models import Document
from opalexe.expertises.models import Expertise
from opalexe.recherche.extraction import service
from opalexe.recherche.models import DocumentIndexe, Etat, Raison
from opalexe.recherche.mots import VERSION, Champ, vecteur

logger = logging.getLogger(__name__)

ESSAIS = 2
"""Attempts at a content: a file that twice took the worker with it is not tried a third time."""


def _nom(document: Document) -> list[Champ]:
    """Return what names a document: its name, its number in its series."""
    fields = [Champ(document.nom, "A")]
    folder = document.repertoire
    if document.numero is not None:
        word = NUMEROTES.get((folder.dossier, folder.repertoire), "")
        fields.append(Champ(f"{word} {document.numero}", "A"))
    return fields


def inscrire(document: Document) -> None:
    """Make a document findable by its name, at once; nothing changes when it is already."""
    words, _ = vecteur(_nom(document))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO recherche_documentindexe (document_id, expertise_id, etat, raison, partiel, essais,"
            " version, vecteur_nom, vecteur, texte)"
            " VALUES (%s, %s, %s, '', false, 0, %s, %s::tsvector, %s::tsvector, '')"
            " ON CONFLICT (document_id) DO NOTHING",
            [document.pk, document.repertoire.expertise_id, Etat.ATTENTE, VERSION, words, words],
        )


def _commencer(document: UUID) -> DocumentIndexe | None:
    """Count an attempt, so that it is known even if it ends the worker; None when there is nothing to do."""
    with transaction.atomic():
        rows = DocumentIndexe.objects.select_for_update(of=("self",), no_key=True)
        row = rows.select_related("document__fichier", "document__repertoire").filter(pk=document).first()
        if row is None or row.etat != Etat.ATTENTE:
            return None
        row.essais += 1
        row.save(update_fields=["essais"])
    return row


def _finir(row: DocumentIndexe, extrait: service.Extrait) -> None:
    words, cut = vecteur([*_nom(row.document), Champ(extrait.texte)])
    etat = Etat.SANS_CONTENU if extrait.raison else Etat.INDEXE
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recherche_documentindexe SET etat = %s, raison = %s, partiel = %s, version = %s,"
            " vecteur = %s::tsvector, texte = %s, indexe_le = %s WHERE document_id = %s AND etat = 'attente'",
            [
                etat,
                extrait.raison,
                extrait.partiel or cut,
                VERSION,
                words,
                extrait.texte,
                timezone.now(),
                row.document_id,
            ],
        )


def indexer(document: UUID) -> None:
    """Read the content of a document and make it findable; doing it again does nothing.

    No lock is held while the file is read. Raises what the job tries again: ExtractionEnPanne, and what the storage
    raises. A file that cannot be read is no failure: the row says why.
    """
    row = _commencer(document)
    if row is None:
        return
    if row.essais > ESSAIS:
        _finir(row, service.Extrait(raison=Raison.TROP_LOURD))
        return
    try:
        extrait = service.extraire(row.document.fichier, row.document.nom)
    except (service.ExtractionEnPanne, OSError):
        # Not the file's fault: this attempt does not count.
        DocumentIndexe.objects.filter(pk=document).update(essais=row.essais - 1)
        raise
    if extrait.raison:
        logger.info("content of document %s not indexed: %s", document, extrait.raison)
    _finir(row, extrait)


def renoncer(document: UUID) -> None:
    """Say that the content could not be read for reasons that are the machine's."""
    row = (
        DocumentIndexe.objects.select_related("document__repertoire")
        .filter(pk=document, etat=Etat.ATTENTE)
        .first()
    )
    if row is not None:
        _finir(row, service.Extrait(raison=Raison.PANNE))


def _champs(case: Expertise) -> Iterable[Champ]:
    yield Champ(f"{case.titre} {case.numero_rg} {case.numero_mi} {case.numero_minute}", "A")
    yield Champ(f"{case.juridiction} {case.nom}", "B")
    yield Champ(" ".join(party.nom for party in case.parties.all()), "B")
    yield Champ(" ".join(f"{former.titre} {former.nom}" for former in case.noms_anciens.all()), "C")


def inscrire_expertise(case: Expertise) -> None:
    """Make an expertise findable as it is now called."""
    words, _ = vecteur(_champs(case))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO recherche_expertiseindexee (expertise_id, version, vecteur) VALUES (%s, %s, %s::tsvector)"
            " ON CONFLICT (expertise_id) DO UPDATE SET version = excluded.version, vecteur = excluded.vecteur",
            [case.pk, VERSION, words],
        )


def remettre_en_attente(documents: Iterable[UUID]) -> None:
    """Have the content of some documents read again: their names stay findable meanwhile."""
    DocumentIndexe.objects.filter(pk__in=list(documents)).delete()
    for document in Document.objects.filter(pk__in=list(documents)).select_related("repertoire"):
        inscrire(document)
