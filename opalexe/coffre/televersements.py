"""Uploads as acts: announced, completed, dropped. The protocol is in `tus.py`, bytes in `reception.py`."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from opalexe.coffre import reception
from opalexe.coffre.destinations import Contexte, destination
from opalexe.coffre.models import Fichier, Upload
from opalexe.coffre.types_de_fichiers import detecter
from opalexe.comptes.auteur import Auteur
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.file_names import cle, nettoyer
from opalexe.socle.storage import Stockage, key_of
from opalexe.socle.templatetags.opalexe import taille as en_clair


class TropGros(ActeRefuse):
    """The file is larger than the platform takes."""


def stockage() -> Stockage:
    """Return the storage of documents: the one that the settings choose."""
    return cast(Stockage, default_storage)


def annoncer(
    par: Auteur, genre: str, cible: UUID, nom: str, taille: int, contexte: Contexte | None = None
) -> Upload:
    """Begin an upload of `taille` bytes to a destination.

    Raises Http404 when the destination does not exist for the person, ActeRefuse when it would refuse the
    file, for its name, its size (empty or over the limit) or its own reasons.
    """
    receiver = destination(genre)
    if receiver is None:
        raise Http404
    if taille == 0:
        raise ActeRefuse("Ce fichier est vide\u00a0: vérifiez-le, puis déposez-le de nouveau.")
    if taille > settings.OPALEXE_UPLOAD_LIMIT:
        raise TropGros(
            f"Ce fichier dépasse {en_clair(settings.OPALEXE_UPLOAD_LIMIT)}, le plus que la plateforme "
            "accepte\u00a0: partagez-le en plusieurs fichiers."
        )
    name = nettoyer(nom)
    contexte = contexte or Contexte()
    receiver.verifier(par, cible, name, taille, contexte)
    upload = Upload(
        compte=par.compte,
        destination_genre=genre,
        destination=cible,
        nom=name,
        cle_nom=cle(name),
        taille=taille,
        expire_le=timezone.now() + reception.DUREE,
        pour_id=contexte.pour,
        lot=contexte.lot,
        sous_dossiers=list(contexte.sous_dossiers),
    )
    reception.commencer(upload.pk)
    upload.save(force_insert=True)
    return upload


def prolonger(upload: Upload) -> None:
    """Give an upload its whole time again: someone asks for it."""
    upload.expire_le = timezone.now() + reception.DUREE
    Upload.objects.filter(pk=upload.pk).update(expire_le=upload.expire_le)


def abandonner(upload: Upload, *, expire_avant: datetime | None = None) -> bool:
    """Drop an upload and what was received of it; tell whether it was still there to be dropped.

    One that is complete and visible stays, as does, with `expire_avant`, one that has been taken up since.
    Whoever calls holds its lock, or has seen that its staging file is gone.
    """
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(pk=upload.pk, fichier=None).first()
        if row is None or (expire_avant is not None and row.expire_le >= expire_avant):
            return False
        row.delete()
    _effacer(upload)
    return True


def _effacer(upload: Upload) -> None:
    """Remove the bytes of an upload whose row is gone: with no row, nothing can make them visible."""
    reception.oublier(upload.pk)
    stockage().supprimer(key_of(upload.pk))


def _mettre_en_place(upload: Upload, key: str) -> tuple[str, str]:
    """Put the bytes in the storage, unless they are there already; return their SHA-256 and their type.

    Raises Occupe when another request is at it, FileNotFoundError when the upload has been dropped.
    """
    try:
        with reception.verrou(upload.pk):
            reception.rendre_connexion()  # sending a large file to a distant storage takes minutes
            digest = reception.empreinte(upload.pk, upload.taille)
            stockage().adopter(reception.chemin(upload.pk), key, sha256=digest.hexdigest())
    except FileNotFoundError:  # adopted, then a crash
        digest = hashlib.sha256()
        reception.rendre_connexion()
        with stockage().ouvrir(key) as file:
            for block in reception.blocs(file, upload.taille):
                digest.update(block)
    with stockage().ouvrir(key) as file:
        return digest.hexdigest(), detecter(cast(BinaryIO, file), upload.taille)


def achever(par: Auteur, upload: Upload) -> None:
    """Make a whole upload visible; doing it again does nothing.

    Bytes first, synced under their new key, then one transaction: a crash between leaves an object that
    nothing shows, and the next question of the client comes back here. Who ends the upload, this way or by
    dropping it, holds its row: two requests never decide differently.

    Raises ActeRefuse (or Http404) when the destination no longer takes the file: the upload is dropped.
    Raises Http404 when it has been dropped meanwhile, Occupe when another request is completing it.
    """
    key = key_of(upload.pk)
    try:
        sha256, kind = _mettre_en_place(upload, key)
    except FileNotFoundError:
        if Upload.objects.filter(pk=upload.pk).exists():
            raise
        raise Http404 from None
    refusal: ActeRefuse | Http404 | None = None
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if row is None:
            raise Http404
        if row.fichier_id is None:
            fichier = Fichier(
                pk=row.pk, cle=key, taille=row.taille, sha256=sha256, type_mime=kind, recu_le=timezone.now()
            )
            try:
                _recevoir(par, row, fichier)
            except (ActeRefuse, Http404) as error:
                refusal = error
                row.delete()
    if refusal is not None:
        _effacer(upload)
        raise refusal
    upload.fichier_id = row.fichier_id


@transaction.atomic
def _recevoir(par: Auteur, row: Upload, fichier: Fichier) -> None:
    receiver = destination(row.destination_genre)
    if receiver is None:
        raise Http404
    fichier.save(force_insert=True)
    contexte = Contexte(row.pour_id, row.lot, tuple(row.sous_dossiers))
    receiver.recevoir(par, row.destination, row.nom, fichier, contexte)
    row.fichier = fichier
    row.save(update_fields=["fichier"])
