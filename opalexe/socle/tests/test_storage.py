"""What both kinds of storage promise, on a folder and on a real S3 service."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from opalexe.essais.stockages import Coffre
from opalexe.socle.identifiers import uuid7
from opalexe.socle.storage import identifier_of, key_of

KEY = "ab/cd/objet"
CONTENT = bytes(range(256)) * 5000


def staged(folder: Path, content: bytes = b"le rapport") -> Path:
    path = folder / "en attente"
    path.write_bytes(content)
    return path


def test_keys_spread_and_say_nothing() -> None:
    identifier = UUID("0192f0c1-2345-7abc-8def-0123456789ab")
    assert key_of(identifier) == f"ab/89/{identifier}"
    assert identifier_of(key_of(identifier)) == identifier
    assert identifier_of(f"89/ab/{identifier}") is identifier_of("sauvegarde.tar") is None
    assert len({key_of(uuid7())[:5] for _ in range(200)}) > 150


def test_what_is_adopted_is_read_from_any_place(coffre: Coffre, tmp_path: Path) -> None:
    waiting = staged(tmp_path, CONTENT)
    coffre.stockage.adopter(waiting, KEY, sha256=hashlib.sha256(CONTENT).hexdigest())
    assert not waiting.exists()
    with coffre.stockage.ouvrir(KEY) as file:
        assert file.read(10) == CONTENT[:10]
        for place in (len(CONTENT) - 5, 700_001, 0, 300_000):
            file.seek(place)
            assert file.read(400_000) == CONTENT[place : place + 400_000]
        file.seek(len(CONTENT))
        assert file.read(1) == b""
    assert coffre.lire(KEY) == CONTENT


def test_another_file_never_takes_the_place(coffre: Coffre, tmp_path: Path) -> None:
    coffre.stockage.adopter(staged(tmp_path), KEY)
    for other in (b"un autre", b"LE RAPPORT"):
        with pytest.raises(FileExistsError):
            coffre.stockage.adopter(staged(tmp_path, other), KEY)
        assert coffre.lire(KEY) == b"le rapport"
        assert (tmp_path / "en attente").read_bytes() == other


def test_adopting_again_does_nothing(coffre: Coffre, tmp_path: Path) -> None:
    waiting = staged(tmp_path)
    coffre.stockage.adopter(waiting, KEY)
    coffre.stockage.adopter(waiting, KEY)
    with pytest.raises(FileNotFoundError):
        coffre.stockage.adopter(waiting, "ab/cd/jamais reçu")
    assert coffre.lire(KEY) == b"le rapport"


def test_removing_what_is_not_there(coffre: Coffre, tmp_path: Path) -> None:
    coffre.stockage.adopter(staged(tmp_path), KEY)
    coffre.stockage.supprimer(KEY)
    coffre.stockage.supprimer(KEY)
    with pytest.raises(FileNotFoundError):
        coffre.stockage.ouvrir(KEY)


def test_going_through_all(coffre: Coffre, tmp_path: Path) -> None:
    assert list(coffre.stockage.objets()) == []
    keys = [key_of(uuid7()) for _ in range(3)]
    for key in keys:
        coffre.stockage.adopter(staged(tmp_path), key)
    found = list(coffre.stockage.objets())
    assert sorted(row.cle for row in found) == sorted(keys)
    assert {row.taille for row in found} == {10}
    now = datetime.now(UTC)
    assert all(abs(row.pose_le - now) < timedelta(minutes=1) for row in found)
