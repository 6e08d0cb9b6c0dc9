"""S3: bytes that are checked before the staged ones go, cuts at every point, errors in plain words."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from opalexe.essais.stockages import compartiment, reglages_s3
from opalexe.socle import s3_flux
from opalexe.socle.identifiers import uuid7
from opalexe.socle.storage import StockageIndisponible
from opalexe.socle.storage_s3 import S3Storage

KEY = "ab/cd/objet"
MIO = 2**20
SEVERAL = secrets.token_bytes(5 * MIO + 5)


@pytest.fixture(params=["", "ancien-"])
def storage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Storage]:
    """Give a bucket of a service that verifies SHA-256, then of one that has never heard of it."""
    monkeypatch.setattr(s3_flux, "PARTIE", 5 * MIO)
    with compartiment(bucket=f"{request.param}{uuid7()}") as made:
        yield made


def staged(folder: Path, content: bytes) -> Path:
    path = folder / "en attente"
    path.write_bytes(content)
    return path


def content(storage: S3Storage) -> bytes:
    with storage.ouvrir(KEY) as file:
        return bytes(file.read())


def once(monkeypatch: pytest.MonkeyPatch, storage: S3Storage, name: str, *, after: bool) -> None:
    """Make the process be killed at its next request of a kind, before or after the service has done it."""
    really = getattr(storage.client, name)

    def call(**named: Any) -> Any:
        monkeypatch.setattr(storage.client, name, really)
        if after:
            really(**named)
        raise KeyboardInterrupt

    monkeypatch.setattr(storage.client, name, call)


@pytest.mark.parametrize("size", [10, len(SEVERAL)])
@pytest.mark.parametrize(
    ("one", "several", "after"),
    [
        ("put_object", "create_multipart_upload", True),
        ("put_object", "upload_part", False),
        ("put_object", "upload_part", True),
        ("put_object", "complete_multipart_upload", False),
        ("put_object", "complete_multipart_upload", True),
    ],
)
def test_it_can_be_taken_up_after_a_crash_at_any_moment(
    storage: S3Storage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    one: str,
    several: str,
    after: bool,
) -> None:
    waiting = staged(tmp_path, SEVERAL[:size])
    once(monkeypatch, storage, one if size == 10 else several, after=after)
    with pytest.raises(KeyboardInterrupt):
        storage.adopter(waiting, KEY)
    assert waiting.exists()
    storage.adopter(waiting, KEY)
    assert not waiting.exists()
    assert content(storage) == SEVERAL[:size]
    assert storage.purger(datetime.now(UTC) + timedelta(minutes=1)) <= 1
    assert not storage.client.list_multipart_uploads(Bucket=storage.bucket).get("Uploads")


@pytest.mark.parametrize("done", [True, False])
def test_a_multipart_upload_that_the_service_no_longer_knows(
    storage: S3Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    """Completed, and its answer lost, so that the client asks again; or dropped before that."""
    really = storage.client.complete_multipart_upload

    def unknown(**named: Any) -> Any:
        monkeypatch.setattr(storage.client, "complete_multipart_upload", really)
        if done:
            really(**named)
        raise ClientError({"Error": {"Code": "NoSuchUpload"}}, "CompleteMultipartUpload")

    monkeypatch.setattr(storage.client, "complete_multipart_upload", unknown)
    waiting = staged(tmp_path, SEVERAL)
    storage.adopter(waiting, KEY)
    assert not waiting.exists()
    assert content(storage) == SEVERAL


@pytest.mark.parametrize("size", [10, len(SEVERAL)])
def test_bytes_are_read_again_where_the_service_verifies_none(
    storage: S3Storage, tmp_path: Path, size: int
) -> None:
    asked = []
    storage.client.meta.events.register("before-call.s3.GetObject", lambda **named: asked.append(named))
    storage.adopter(staged(tmp_path, SEVERAL[:size]), KEY)
    assert bool(asked) is storage.bucket.startswith("ancien-")


def test_bytes_that_the_way_has_altered(
    storage: S3Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = storage.client.put_object

    def altered(**named: Any) -> Any:
        monkeypatch.setattr(storage.client, "put_object", really)
        return really(**{**named, "Body": b"x" * 10})

    monkeypatch.setattr(storage.client, "put_object", altered)
    waiting = staged(tmp_path, b"le rapport")
    if not storage.bucket.startswith("ancien-"):
        with pytest.raises(StockageIndisponible, match="BadDigest"):
            storage.adopter(waiting, KEY)
        assert not storage.exists(KEY)
        assert waiting.exists()
    storage.adopter(waiting, KEY)  # a service that has not refused them: they are read, removed, sent again
    assert content(storage) == b"le rapport"


def test_a_staged_file_that_is_not_what_was_received_stays(storage: S3Storage, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="not what was received"):
        storage.adopter(staged(tmp_path, b"le rapport"), KEY, sha256="0" * 64)
    assert (tmp_path / "en attente").exists()
    assert not storage.exists(KEY)


def test_a_reading_that_is_cut_goes_on_from_there(
    storage: S3Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.adopter(staged(tmp_path, SEVERAL), KEY)
    really, asked = storage.client.get_object, []

    class Cut:
        """An answer that dies after some bytes."""

        def __init__(self, body: Any) -> None:
            self.body, self.left = body, 3

        def read(self, size: int) -> bytes:
            self.left -= 1
            if not self.left:
                raise ReadTimeoutError(endpoint_url="x")
            return bytes(self.body.read(min(size, 100_000)))

        def close(self) -> None:
            self.body.close()

    def get(**named: Any) -> Any:
        asked.append(named["Range"])
        answer = really(**named)
        return {**answer, "Body": Cut(answer["Body"])} if len(asked) % 3 == 0 else answer

    monkeypatch.setattr(storage.client, "get_object", get)
    monkeypatch.setattr(s3_flux, "PATIENCE", 0)
    assert content(storage) == SEVERAL
    assert asked[0] == f"bytes=0-{256 * 1024 - 1}", "little for who reads little"


def test_a_small_reading_brings_little(storage: S3Storage, tmp_path: Path) -> None:
    storage.adopter(staged(tmp_path, SEVERAL), KEY)
    asked = []
    storage.client.meta.events.register("before-call.s3.GetObject", lambda **named: asked.append(named))
    with storage.ouvrir(KEY) as file:
        file.seek(-3, os.SEEK_END)
        assert file.read() == SEVERAL[-3:]
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"bucket": "jamais-cree"}, "compartiment nommé par OPALEXE_S3_BUCKET n’existe pas"),
        ({"access_key": "AUTRE"}, "refuse l’accès"),
        ({"endpoint": "http://127.0.0.1:9"}, "ne répond pas"),
    ],
)
def test_errors_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], sentence: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    storage = S3Storage(**reglages_s3(**changes))
    for act in (
        lambda: storage.adopter(staged(tmp_path, b"le rapport"), KEY),
        lambda: list(storage.objets()),
    ):
        with pytest.raises(StockageIndisponible, match=sentence):
            act()
    assert (tmp_path / "en attente").exists()
    storage.client.close()
