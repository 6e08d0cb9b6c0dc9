"""Receiving bytes: staging on disk, hashing on the way, taking up after a cut. Nothing of HTTP.

`Upload.recu` says how many bytes are synced; the staging file may be longer after a crash, never shorter.
Whoever writes it, moves it or removes it holds its lock.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import connection
from django.utils import timezone

from opalexe.coffre.models import Upload
from opalexe.socle.storage import RECEPTION

if TYPE_CHECKING:
    from hashlib import _Hash

BLOC = 256 * 1024
"""Bytes read at once: a worker serves others between two."""

SYNC = 16 * 1024 * 1024
"""Bytes after which what was received is synced and said to be; the disk stops the worker for that time."""

DUREE = timedelta(hours=24)
"""How long an upload waits for its next byte."""

MEMOIRE = 64
"""Hash states kept by a process; the others are computed again from the disk."""


class Occupe(Exception):
    """Another request is writing this upload."""


class TropLong(Exception):
    """The body holds more bytes than were announced."""


class SommeFausse(Exception):
    """The body's checksum is not the one announced; nothing of it is kept."""


def dossier() -> Path:
    """Return the folder of uploads under way, made if missing.

    It is on this node's disk: on the file system of a local storage, and whatever the storage is.
    """
    folder = Path(settings.OPALEXE_STORAGE) / RECEPTION
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def chemin(identifiant: UUID) -> Path:
    """Return the staging file of an upload."""
    return dossier() / str(identifiant)


def commencer(identifiant: UUID) -> None:
    """Make the empty staging file of a new upload."""
    os.close(os.open(chemin(identifiant), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


_etats: OrderedDict[UUID, tuple[int, _Hash]] = OrderedDict()


def _garder(identifiant: UUID, position: int, etat: _Hash) -> None:
    _etats[identifiant] = (position, etat)
    _etats.move_to_end(identifiant)
    while len(_etats) > MEMOIRE:
        _etats.popitem(last=False)


def empreinte(identifiant: UUID, position: int) -> _Hash:
    """Return the SHA-256 state of the first `position` bytes, from memory, or by reading them again."""
    known = _etats.pop(identifiant, None)
    if known is not None and known[0] == position:
        return known[1]
    digest = hashlib.sha256()
    left = position
    if left:
        rendre_connexion()
        with chemin(identifiant).open("rb") as file:
            for block in blocs(file, left):
                digest.update(block)
                left -= len(block)
    if left:
        raise OSError(f"staging file of {identifiant} is shorter than what was synced")
    return digest


def blocs(file: BinaryIO | File[bytes], longueur: int) -> Iterator[bytes]:
    """Read `longueur` bytes at most, in blocks, letting the worker serve others between two."""
    while longueur > 0 and (block := file.read(min(BLOC, longueur))):
        longueur -= len(block)
        yield block
        time.sleep(0)


@contextmanager
def verrou(identifiant: UUID) -> Iterator[int]:
    """Hold the staging file for oneself; yield its descriptor. The kernel frees it however the process ends.

    Raises Occupe when another request holds it, FileNotFoundError when it has left (adopted, or swept).
    """
    descriptor = os.open(chemin(identifiant), os.O_RDWR)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Occupe from error
        # It may have left its place between the opening and the lock: these are then a document's bytes.
        if not os.path.samestat(os.fstat(descriptor), chemin(identifiant).stat()):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(identifiant))
        yield descriptor
    finally:
        os.close(descriptor)


@dataclass
class Somme:
    """A checksum announced for a body (tus, checksum extension)."""

    calcul: _Hash
    attendue: bytes


def recevoir(
    upload: Upload, descriptor: int, read: Callable[[int], bytes], somme: Somme | None = None
) -> None:
    """Write what `read(n)` gives (b"" at the end) after what is there already, under `verrou`.

    `upload.recu` is kept true in the database as bytes are synced, also when `read` raises (connection cut):
    what was received stays. No database connection is held while bytes come. Raises TropLong or SommeFausse,
    of which nothing is kept.
    """
    debut = position = upload.recu
    rendre_connexion()
    digest = empreinte(upload.pk, position)
    os.ftruncate(descriptor, position)
    os.lseek(descriptor, position, os.SEEK_SET)
    refused: Exception | None = None
    try:
        while block := read(BLOC):
            if position + len(block) > upload.taille:
                refused = TropLong()
                break
            _ecrire(descriptor, block)
            digest.update(block)
            if somme:
                somme.calcul.update(block)
            position += len(block)
            if somme is None and position - upload.recu >= SYNC:
                _dire(upload, descriptor, position)
                rendre_connexion()
            time.sleep(0)
        if somme and refused is None and somme.calcul.digest() != somme.attendue:
            refused = SommeFausse()
    except BaseException:
        # A body whose checksum was announced is kept whole or not at all.
        if somme is None:
            _dire(upload, descriptor, position)
            _garder(upload.pk, position, digest)
        raise
    if refused:
        # What is said first, what is there afterwards: the file is never shorter than said.
        Upload.objects.filter(pk=upload.pk).update(recu=debut)
        upload.recu = debut
        os.ftruncate(descriptor, debut)
        raise refused
    _dire(upload, descriptor, position)
    _garder(upload.pk, position, digest)


def rendre_connexion() -> None:
    """Give the database connection back to the pool: slow senders and readers must not hold one for hours."""
    if not connection.in_atomic_block:
        connection.close()


def _ecrire(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]


def _dire(upload: Upload, descriptor: int, position: int) -> None:
    if position == upload.recu:
        return
    os.fdatasync(descriptor)
    # What comes, comes from someone alive: the wait starts again, also in the middle of a body of two days.
    upload.expire_le = timezone.now() + DUREE
    Upload.objects.filter(pk=upload.pk).update(recu=position, expire_le=upload.expire_le)
    upload.recu = position


def oublier(identifiant: UUID) -> None:
    """Drop the staging file and the hash state of an upload that is over."""
    _etats.pop(identifiant, None)
    chemin(identifiant).unlink(missing_ok=True)
