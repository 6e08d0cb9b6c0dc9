"""Documents in a local folder."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from opalexe.socle.storage import RECEPTION, Objet

COPIE = 1024 * 1024


def _sync(path: Path, flags: int = os.O_RDONLY) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)  # a copy that a crash cut
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as reader, os.fdopen(descriptor, "wb") as writer:
        shutil.copyfileobj(reader, writer, COPIE)
        writer.flush()
        os.fsync(writer.fileno())


def _publish(source: Path, target: Path) -> None:
    """Give a file its final name, on one file system; never replace another file (a rename would)."""
    try:
        target.hardlink_to(source)
    except FileExistsError:
        # The same file under both names: a crash came between the link and what follows.
        if not target.samefile(source):
            raise
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            raise
        # This file system has no hard links.
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        source.rename(target)
        return
    source.unlink()


class LocalStorage(FileSystemStorage):
    """A local folder: what is adopted is synced to disk and never overwritten; its owner alone reads it."""

    def __init__(self, **options: Any) -> None:
        """Take Django's options, closed to the machine's other users unless they say otherwise."""
        options = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700, **options}
        super().__init__(**options)

    def adopter(self, staged: Path, key: str, *, sha256: str = "") -> None:
        """Take a staged file under a new key (see `Stockage`): bytes and name survive a power cut after it.

        `sha256` is not checked: the bytes stay on the disk where they were hashed.
        """
        del sha256
        target = Path(self.path(key))
        if not staged.exists() and target.exists():
            return
        # Deepest last: the mode given with `parents=True` is the last folder's only.
        root = Path(self.location)
        folders = [
            target.parent,
            *(folder for folder in target.parent.parents if root in folder.parents),
            root,
        ]
        for folder in reversed(folders):
            folder.mkdir(mode=0o700, exist_ok=True)
        staged.chmod(0o600)
        os.utime(staged)  # its age is counted from now
        _sync(staged)
        if staged.stat().st_dev == target.parent.stat().st_dev:
            _publish(staged, target)
        else:
            draft = target.with_name(f".{target.name}")
            _copy(staged, draft)
            _publish(draft, target)
            staged.unlink()
        # Folders that exist may have been made a moment ago by another process, and not be synced yet.
        for folder in folders:
            sync_folder(folder)

    def ouvrir(self, key: str) -> File[bytes]:
        """Open an object for reading. Raises FileNotFoundError."""
        return self.open(key, "rb")

    def supprimer(self, key: str) -> None:
        """Remove an object that nothing refers to; nothing happens when there is none."""
        with contextlib.suppress(FileNotFoundError):
            Path(self.path(key)).unlink()

    def objets(self) -> Iterator[Objet]:
        """Go through all objects: every file but staged ones and drafts."""
        for path in self._fichiers():
            if not path.name.startswith("."):
                with contextlib.suppress(FileNotFoundError):  # gone meanwhile
                    found = path.stat()
                    placed = datetime.fromtimestamp(found.st_mtime, UTC)
                    yield Objet(str(path.relative_to(self.location)), found.st_size, placed)

    def purger(self, avant: datetime) -> int:
        """Remove the copies that a crash cut before a date."""
        count = 0
        for path in self._fichiers():
            if path.name.startswith("."):
                with contextlib.suppress(FileNotFoundError):
                    if path.stat().st_mtime < avant.timestamp():
                        path.unlink()
                        count += 1
        return count

    def _fichiers(self) -> Iterator[Path]:
        for name, folders, files in os.walk(self.location):
            folder = Path(name)
            if folder == Path(self.location) and RECEPTION in folders:
                folders.remove(RECEPTION)
            yield from (folder / file for file in files)
