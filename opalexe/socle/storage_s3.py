"""Documents in a bucket of an S3 service: Amazon's, or any that speaks its protocol.

boto3's client alone: django-storages brings a whole object to the disk before its first byte is read, and
replaces an object that has the same key. No call here holds more than a block of an object in memory.
"""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256 as new_hash
from pathlib import Path
from typing import IO, Any, cast

import boto3
from botocore.config import Config
from django.core.files.base import File
from django.core.files.storage import Storage

from opalexe.socle.s3_flux import (
    BLOC,
    Empreintes,
    Lecture,
    Partie,
    base64_de,
    compris,
    empreintes,
    taille_de_partie,
)
from opalexe.socle.storage import Objet, StockageIndisponible

ENVOIS = 2
"""Times that a file is sent before the service is said not to keep it."""


class S3Storage(Storage):
    """A bucket, or what is under a prefix of it: an object that is adopted is checked there, never replaced."""

    def __init__(
        self,
        *,
        bucket: str,
        endpoint: str = "",
        region: str = "",
        access_key: str,
        secret_key: str,
        prefix: str = "",
    ) -> None:
        """Take the settings; nothing is asked of the service before the first use."""
        self.bucket, self.prefix = bucket, prefix
        self.reglages = {
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "aws_access_key_id": access_key,
            "aws_secret_access_key": secret_key,
        }
        self._path_style = bool(endpoint)
        self._client: Any = None
        self._lock = threading.Lock()

    @property
    def client(self) -> Any:
        """The client, one for a process: its connections are kept and shared."""
        with self._lock:
            if self._client is None:
                config = Config(
                    connect_timeout=10,
                    read_timeout=60,
                    retries={"mode": "standard", "total_max_attempts": 4},
                    max_pool_connections=50,
                    # What is checked is said below: other services than Amazon's do not know of its new defaults.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                    s3={"addressing_style": "path" if self._path_style else "auto"},
                )
                session = boto3.session.Session(
                    aws_access_key_id=self.reglages["aws_access_key_id"],
                    aws_secret_access_key=self.reglages["aws_secret_access_key"],
                )
                self._client = session.client("s3", config=config, **self.reglages)
            return self._client

    def designer(self, key: str) -> dict[str, str]:
        """Return what names an object in a request."""
        return {"Bucket": self.bucket, "Key": self.prefix + key}

    def _tete(self, key: str) -> dict[str, Any] | None:
        try:
            with compris(key):
                found = self.client.head_object(**self.designer(key), ChecksumMode="ENABLED")
        except FileNotFoundError:
            return None
        return cast("dict[str, Any]", found)

    # --- What the rooms ask ---

    def adopter(self, staged: Path, key: str, *, sha256: str = "") -> None:
        """Send a staged file under a new key (see `Stockage`).

        The staged file goes only when the bucket is known to hold its bytes: by the SHA-256 that the service
        has verified, or by reading them again where it verifies none.
        """
        try:
            descriptor = os.open(staged, os.O_RDONLY)
        except FileNotFoundError:
            if self._tete(key) is None:
                raise
            return
        try:
            sums = empreintes(descriptor, os.fstat(descriptor).st_size)
            if sha256 and sums.entiere.hex() != sha256:
                raise OSError(f"staging file of {key} is not what was received")
            for _ in range(ENVOIS):
                if self._deja(key, sums):
                    break
                # There is something now: our own sending, whose answer was lost, or another's. Look again.
                # Or the multipart upload is no more: completed, and its answer lost, or dropped by the service.
                with suppress(FileExistsError, FileNotFoundError):
                    self._envoyer(descriptor, key, sums)
            else:
                if not self._deja(key, sums):
                    raise StockageIndisponible(
                        "Le stockage S3 n’a pas gardé les octets envoyés\u00a0: prévenez son exploitant."
                    )
        finally:
            os.close(descriptor)
        staged.unlink()

    def _deja(self, key: str, sums: Empreintes) -> bool:
        """Tell whether an object is there whole; remove it when it is ours and damaged.

        Raises FileExistsError when it is another's: ours bears the hash that was announced for it.
        """
        found = self._tete(key)
        if found is None:
            return False
        if found.get("Metadata", {}).get("sha256") != sums.entiere.hex():
            raise FileExistsError(key)
        if self._intact(key, found, sums):
            return True
        self.supprimer(key)
        return False

    def _intact(self, key: str, found: dict[str, Any], sums: Empreintes) -> bool:
        """Tell whether an object holds the bytes expected."""
        if found["ContentLength"] != sums.taille:
            return False
        if told := found.get("ChecksumSHA256"):
            return sums.convient(told)
        digest = new_hash()
        with self.ouvrir(key) as file:
            while block := file.read(BLOC):
                digest.update(block)
                time.sleep(0)
        return digest.digest() == sums.entiere

    def _envoyer(self, descriptor: int, key: str, sums: Empreintes) -> None:
        named = self.designer(key)
        about = {"Metadata": {"sha256": sums.entiere.hex()}, "ContentType": "application/octet-stream"}
        if len(sums.parties) <= 1:
            with compris(key):
                self.client.put_object(
                    **named,
                    **about,
                    Body=Partie(descriptor, 0, sums.taille),
                    ChecksumAlgorithm="SHA256",
                    ChecksumSHA256=base64_de(sums.entiere),
                    IfNoneMatch="*",
                )
            return
        with compris(key):
            begun = self.client.create_multipart_upload(**named, **about, ChecksumAlgorithm="SHA256")
        named["UploadId"] = begun["UploadId"]
        step = taille_de_partie(sums.taille)
        sent = []
        try:
            for number, digest in enumerate(sums.parties, 1):
                start = (number - 1) * step
                with compris(key):
                    answer = self.client.upload_part(
                        **named,
                        PartNumber=number,
                        Body=Partie(descriptor, start, min(step, sums.taille - start)),
                        ChecksumAlgorithm="SHA256",
                        ChecksumSHA256=base64_de(digest),
                    )
                part = {"PartNumber": number, "ETag": answer["ETag"]}
                if "ChecksumSHA256" in answer:
                    part["ChecksumSHA256"] = answer["ChecksumSHA256"]
                sent.append(part)
            with compris(key):
                self.client.complete_multipart_upload(
                    **named, MultipartUpload={"Parts": sent}, IfNoneMatch="*"
                )
        except Exception:
            # Parts are paid for: `purger` takes away those of a process that was killed.
            with suppress(OSError), compris(key):
                self.client.abort_multipart_upload(**named)
            raise

    def ouvrir(self, key: str) -> File[bytes]:
        """Open an object for reading, by ranges asked as it is read. Raises FileNotFoundError."""
        found = self._tete(key)
        if found is None:
            raise FileNotFoundError(key)
        raw = Lecture(self.client.get_object, self.designer(key), found["ContentLength"])
        return File(cast("IO[bytes]", io.BufferedReader(raw, BLOC)), name=key)

    def supprimer(self, key: str) -> None:
        """Remove an object that nothing refers to; nothing happens when there is none."""
        with suppress(FileNotFoundError), compris(key):
            self.client.delete_object(**self.designer(key))

    def objets(self) -> Iterator[Objet]:
        """Go through all objects of the prefix, a thousand by request."""
        with compris():
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield Objet(found["Key"].removeprefix(self.prefix), found["Size"], found["LastModified"])

    def purger(self, avant: datetime) -> int:
        """Drop the multipart uploads begun before a date."""
        count = 0
        with compris():
            pages = self.client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.bucket, Prefix=self.prefix
            )
            for page in pages:
                for begun in page.get("Uploads", ()):
                    if begun["Initiated"] < avant:
                        with suppress(FileNotFoundError), compris(begun["Key"]):
                            self.client.abort_multipart_upload(
                                Bucket=self.bucket, Key=begun["Key"], UploadId=begun["UploadId"]
                            )
                            count += 1
        return count

    # --- What Django asks of a storage ---

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            raise ValueError("objects are only read")
        return self.ouvrir(name)

    def _save(self, name: str, content: File[bytes]) -> str:
        """Put a small file, given whole; documents come by `adopter`."""
        data = content.read()
        with compris(name):
            self.client.put_object(**self.designer(name), Body=data, IfNoneMatch="*")
        return name

    def delete(self, name: str) -> None:
        """Remove an object."""
        self.supprimer(name)

    def exists(self, name: str) -> bool:
        """Tell whether there is an object under a key."""
        return self._tete(name) is not None

    def size(self, name: str) -> int:
        """Return the bytes of an object. Raises FileNotFoundError."""
        found = self._tete(name)
        if found is None:
            raise FileNotFoundError(name)
        return int(found["ContentLength"])
