"""A local folder: what is adopted is synced under its key, and closed to others."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation

from opalexe.socle.identifiers import uuid7
from opalexe.socle.storage_local import LocalStorage

KEY = "ab/cd/objet"


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    (tmp_path / "coffre").mkdir()
    return LocalStorage(location=tmp_path / "coffre")


def staged(folder: Path, content: bytes = b"le rapport") -> Path:
    path = folder / "en attente"
    path.write_bytes(content)
    path.chmod(0o644)
    return path


def content(storage: LocalStorage, key: str = KEY) -> bytes:
    with storage.ouvrir(key) as file:
        return bytes(file.read())


def test_bytes_and_names_are_synced_before_it_returns(
    storage: LocalStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    really = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink().relative_to(tmp_path)))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    storage.adopter(staged(tmp_path), KEY)
    assert synced == ["en attente", "coffre/ab/cd", "coffre/ab", "coffre"]
    assert content(storage) == b"le rapport"
    assert not (tmp_path / "en attente").exists()


def test_only_its_owner_reads_it(storage: LocalStorage, tmp_path: Path) -> None:
    storage.adopter(staged(tmp_path), KEY)
    modes = [Path(storage.path(place)).stat().st_mode for place in (KEY, "ab/cd", "ab")]
    assert [stat.S_IMODE(mode) for mode in modes] == [0o600, 0o700, 0o700]


def test_it_can_be_taken_up_after_a_crash_at_any_moment(storage: LocalStorage, tmp_path: Path) -> None:
    waiting = staged(tmp_path)
    storage.adopter(waiting, KEY)
    storage.adopter(waiting, KEY)  # all was done
    waiting.hardlink_to(storage.path(KEY))  # between the new name and the end of the old one
    storage.adopter(waiting, KEY)
    assert not waiting.exists()
    assert content(storage) == b"le rapport"


def test_a_staging_folder_on_another_file_system(storage: LocalStorage) -> None:
    waiting = Path("/dev/shm") / f"opalexe-{uuid7()}"  # noqa: S108 - the one other file system of every Linux
    waiting.write_bytes(b"le rapport")
    assert waiting.stat().st_dev != Path(storage.location).stat().st_dev
    draft = Path(storage.path("ab/cd/.objet"))
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"copie que la coupure a interrompue, plus longue que le fichier")
    storage.adopter(waiting, KEY)
    assert content(storage) == b"le rapport"
    assert not waiting.exists()
    assert not draft.exists()
    assert stat.S_IMODE(Path(storage.path(KEY)).stat().st_mode) == 0o600


def test_a_key_never_leaves_the_folder(storage: LocalStorage) -> None:
    with pytest.raises(SuspiciousFileOperation):
        storage.ouvrir("../ailleurs")


def test_staged_files_and_drafts_are_no_objects(storage: LocalStorage, tmp_path: Path) -> None:
    storage.adopter(staged(tmp_path), KEY)
    waiting, draft = tmp_path / "coffre/reception/x", Path(storage.path("ab/cd/.autre"))
    waiting.parent.mkdir()
    for path in (waiting, draft):
        path.write_bytes(b"octets")
    assert [(found.cle, found.taille) for found in storage.objets()] == [(KEY, 10)]
    assert storage.purger(datetime.now(UTC) - timedelta(minutes=1)) == 0
    assert storage.purger(datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert (waiting.exists(), draft.exists()) == (True, False)
