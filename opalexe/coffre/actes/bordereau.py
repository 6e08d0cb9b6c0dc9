"""The bordereau of a party's exhibits, deposited in its folder "Bordereaux" (guide, chapter 6)."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from opalexe.coffre import evenements, reception, recus
from opalexe.coffre.actes.depot import creer_document, donnees_du_depot, repertoire_de_depot
from opalexe.coffre.destinations import Contexte
from opalexe.coffre.models import Document, Dossier, Fichier, Repertoire
from opalexe.coffre.televersements import stockage
from opalexe.comptes.auteur import Auteur
from opalexe.expertises.models import Partie
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.identifiers import uuid7
from opalexe.socle.storage import key_of

PIECES, BORDEREAUX = "pieces_cotees", "bordereaux"


def ranger(content: bytes, type_mime: str) -> Fichier:
    """Keep bytes that the platform itself has written; return their (saved) file.

    Called in the transaction of an act: undone, it leaves an object that nothing names, which a job sweeps.
    """
    identifier = uuid7()
    reception.commencer(identifier)
    reception.chemin(identifier).write_bytes(content)
    stockage().adopter(reception.chemin(identifier), key_of(identifier))
    fichier = Fichier(
        pk=identifier,
        cle=key_of(identifier),
        taille=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        type_mime=type_mime,
        recu_le=timezone.now(),
    )
    fichier.save(force_insert=True)
    return fichier


@transaction.atomic
def deposer_bordereau(par: Auteur, serie_id: UUID, *, pour: UUID | None = None) -> Document:
    """Draw the list of a party's numbered exhibits and deposit it in the party's folder "Bordereaux".

    `serie_id` is the party's folder "Pièces cotées". Raises Http404 when it is none that the person may deposit
    beside, ActeRefuse when deposits are closed or when there is no exhibit yet.
    """
    serie = Repertoire.objects.select_related("partie", "expertise").filter(
        pk=serie_id, dossier=Dossier.PARTIES, repertoire=PIECES, parent=None
    )
    found = serie.first()
    if found is None or found.partie is None:
        raise Http404
    folder = Repertoire.objects.get(partie=found.partie, repertoire=BORDEREAUX, parent=None)
    contexte = Contexte(pour=pour)
    folder = repertoire_de_depot(par, folder.pk, contexte)
    pieces = list(found.numerotes.select_related("fichier", "verrou").order_by("numero"))
    if not pieces:
        raise ActeRefuse(
            "Cette partie n’a encore déposé aucune pièce cotée\u00a0: le bordereau se dresse à partir d’elles."
        )
    now = timezone.localtime()
    name = f"Bordereau du {now:%d-%m-%Y} à {now:%Hh%Mm%S} ({len(pieces)} pièce{'s' if len(pieces) > 1 else ''}).pdf"
    fichier = ranger(recus.bordereau(found, pieces, complet=True), "application/pdf")
    document = creer_document(par.compte, folder, name, fichier, contexte)
    if pour:
        document.pour = Partie.objects.get(pk=pour)
    consigner(
        evenements.DEPOSE_POUR if pour else evenements.DEPOSE,
        par.acteur,
        chaine=folder.expertise_id,
        objet=document.pk,
        donnees=donnees_du_depot(document),
    )
    return document
