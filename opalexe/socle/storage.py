"""What the rooms ask of a storage of documents, under keys that say nothing of them.

Two kinds offer it, chosen by settings alone: a local folder (`storage_local.py`), S3 (`storage_s3.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.core.files.base import File

RECEPTION = "reception"
"""Folder of uploads under way, beside the objects of a local storage: no key begins so."""


def key_of(identifier: UUID) -> str:
    """Return the key of a new object: two levels of folders, so that none grows too large."""
    # The end of a UUIDv7 is random: its beginning is a date, the same for a whole day.
    text = str(identifier)
    return f"{text[-2:]}/{text[-4:-2]}/{text}"


def identifier_of(key: str) -> UUID | None:
    """Return what `key_of` made a key from; None when the key is not ours."""
    try:
        identifier = UUID(key.rpartition("/")[2])
    except ValueError:
        return None
    return identifier if key_of(identifier) == key else None


class StockageIndisponible(OSError):
    """The storage does not answer, or refuses us; its text is for the operator, in French."""


@dataclass(frozen=True)
class Objet:
    """An object of a storage: its key, its size in bytes, when it was put there (with a time zone)."""

    cle: str
    taille: int
    pose_le: datetime


class Stockage(Protocol):
    """Where the bytes of documents are kept. Each function may raise StockageIndisponible."""

    def adopter(self, staged: Path, key: str, *, sha256: str = "") -> None:
        """Take a staged file under a new key; it leaves its place once its bytes are safe.

        `sha256` (lower hex) is what the bytes must be, when the caller knows: a storage where they travel
        checks it. Adopting again what was adopted does nothing, so that an adoption which a crash has cut,
        at whatever point, can be taken up. Two callers never adopt the same key at once: they hold a lock.
        Raises FileExistsError when the key holds other bytes, FileNotFoundError when there is neither.
        """

    def ouvrir(self, key: str) -> File[bytes]:
        """Open an object for reading, without bringing it whole into memory. Raises FileNotFoundError."""

    def supprimer(self, key: str) -> None:
        """Remove an object that nothing refers to; nothing happens when there is none."""

    def objets(self) -> Iterator[Objet]:
        """Go through all objects, in no order. What comes or goes meanwhile may be told or not."""

    def purger(self, avant: datetime) -> int:
        """Remove what adoptions cut before a date have left unfinished; return how many."""
