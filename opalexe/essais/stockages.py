"""Both kinds of storage, for the tests that must pass on each of them."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import override_settings

from opalexe.essais.environnement import ROOT
from opalexe.essais.plateforme import port_libre
from opalexe.essais.serveur_s3 import ACCESS_KEY, SECRET_KEY
from opalexe.socle import storage_local, storage_s3
from opalexe.socle.identifiers import uuid7
from opalexe.socle.storage import Objet


@cache
def serveur_s3() -> str:
    """Start the S3 service, once for a process of tests; return its address."""
    port = port_libre()
    process = subprocess.Popen(
        [sys.executable, "-m", "opalexe.essais.serveur_s3", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(process.kill)
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return f"http://127.0.0.1:{port}"


def reglages_s3(bucket: str = "", **changes: str) -> dict[str, str]:
    """Return what makes an `S3Storage` in a bucket of its own, under a prefix."""
    settings = {
        "bucket": bucket or f"essai-{uuid7()}",
        "endpoint": serveur_s3(),
        "region": "us-east-1",
        "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
        "prefix": "ta/essai/",
    }
    return {**settings, **changes}


@contextmanager
def compartiment(**changes: str) -> Iterator[storage_s3.S3Storage]:
    """Give a storage in a new bucket, for the time of a block."""
    storage = storage_s3.S3Storage(**reglages_s3(**changes))
    storage.client.create_bucket(Bucket=storage.bucket)
    try:
        yield storage
    finally:
        for found in storage.objets():
            storage.supprimer(found.cle)
        storage.client.close()


class Coffre:
    """The storage that the platform uses in a test, whatever its kind; `vieillir` makes an object older."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ages: dict[str, datetime] = {}
        self._monkeypatch = monkeypatch

    @property
    def stockage(self) -> Any:
        """The storage itself."""
        return storages["default"]

    @property
    def est_s3(self) -> bool:
        """Tell whether it is S3."""
        return isinstance(self.stockage, storage_s3.S3Storage)

    def poser(self, key: str, content: bytes) -> None:
        """Put an object, in place of the one that was there if any: what no part of the platform does."""
        if self.est_s3:
            self.stockage.client.put_object(**self.stockage.designer(key), Body=content)
            return
        path = Path(self.stockage.path(key))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def lire(self, key: str) -> bytes:
        """Return the bytes of an object."""
        with self.stockage.ouvrir(key) as file:
            return bytes(file.read())

    def existe(self, key: str) -> bool:
        """Tell whether there is an object."""
        return bool(self.stockage.exists(key))

    def vieillir(self, key: str, to: datetime) -> None:
        """Say that an object was put there at a date: S3 has no way to, so the listing is told."""
        if not self.est_s3:
            os.utime(self.stockage.path(key), (to.timestamp(), to.timestamp()))
            return
        self.ages[key] = to
        really = storage_s3.S3Storage.objets

        def objets(storage: storage_s3.S3Storage) -> Iterator[Objet]:
            for found in really(storage):
                yield Objet(found.cle, found.taille, self.ages.get(found.cle, found.pose_le))

        if len(self.ages) == 1:
            self._monkeypatch.setattr(storage_s3.S3Storage, "objets", objets)


@pytest.fixture(params=["local", "s3"])
def coffre(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Coffre]:
    """Make the platform keep its documents in a new local folder, then in a new bucket."""
    backend: dict[str, Any]
    if request.param == "local":
        folder = str(tmp_path / "coffre")
        backend = {"BACKEND": f"{storage_local.__name__}.LocalStorage", "OPTIONS": {"location": folder}}
    else:
        options = reglages_s3()
        backend = {"BACKEND": f"{storage_s3.__name__}.S3Storage", "OPTIONS": options}
    with override_settings(STORAGES={**settings.STORAGES, "default": backend}):
        kept = Coffre(monkeypatch)
        if request.param == "s3":
            kept.stockage.client.create_bucket(Bucket=options["bucket"])
        yield kept
        if kept.est_s3:
            kept.stockage.client.close()
