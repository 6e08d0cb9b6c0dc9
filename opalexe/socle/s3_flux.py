"""What passes between the platform and an S3 service: errors, parts of a file sent, an object read by ranges."""

from __future__ import annotations

import io
import os
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256 as new_hash
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from opalexe.socle.storage import StockageIndisponible

BLOC = 256 * 1024
"""Bytes read at once; other greenlets of the worker run between two."""

PARTIE = 16 * 1024 * 1024
"""Bytes of a part of a multipart upload; S3 wants 5 MiB at least."""

PARTIES = 9000
"""Parts at most; S3 takes 10,000."""

FENETRE = 16 * 1024 * 1024
"""Bytes asked at once by a long reading: a reader who is slow does not hold one answer for hours."""

ESSAIS = 4
"""Times that a reading is taken up again where it was cut, without a byte between."""

PATIENCE = 0.2
"""Seconds before the first of these; twice as long before each other."""

ABSENT = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}
OCCUPE = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
DROITS = {
    "403",
    "AccessDenied",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "AuthorizationHeaderMalformed",
}


@contextmanager
def compris(key: str = "") -> Iterator[None]:
    """Turn the client's errors into those that a storage may raise."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in ABSENT:
            raise FileNotFoundError(key) from error
        if code in OCCUPE:
            raise FileExistsError(key) from error
        if code == "NoSuchBucket":
            raise StockageIndisponible(
                "Le compartiment nommé par OPALEXE_S3_BUCKET n’existe pas\u00a0: créez-le, ou corrigez son nom."
            ) from error
        if code in DROITS:
            raise StockageIndisponible(
                "Le stockage S3 refuse l’accès\u00a0: vérifiez OPALEXE_S3_ACCESS_KEY, OPALEXE_S3_SECRET_KEY, "
                "OPALEXE_S3_REGION et les droits de cette clé."
            ) from error
        raise StockageIndisponible(f"Le stockage S3 a répondu «\u00a0{code}\u00a0».") from error
    except BotoCoreError as error:
        raise StockageIndisponible(
            "Le stockage S3 ne répond pas\u00a0: vérifiez OPALEXE_S3_ENDPOINT et le réseau."
        ) from error


@dataclass(frozen=True)
class Empreintes:
    """The SHA-256 of a file, and those of its parts, as S3 wants them told."""

    taille: int
    entiere: bytes
    parties: list[bytes]

    def convient(self, told: str) -> bool:
        """Tell whether a checksum that S3 has computed is of these bytes: the file's, or that of its parts'."""
        whole = base64_de(self.entiere)
        parts = base64_de(new_hash(b"".join(self.parties)).digest())
        return told in (whole, parts, f"{parts}-{len(self.parties)}")


def base64_de(digest: bytes) -> str:
    """Return a digest as S3's headers want it."""
    return b64encode(digest).decode("ascii")


def taille_de_partie(size: int) -> int:
    """Return the bytes of a part of a file of `size` bytes: it is always the same for the same size."""
    return max(PARTIE, -(-size // PARTIES))


class Partie(io.RawIOBase):
    """A part of a file on disk, as a file: nothing of it stays in memory."""

    def __init__(self, descriptor: int, start: int, length: int) -> None:
        self._descriptor, self._start, self._length, self._position = descriptor, start, length, 0

    def readable(self) -> bool:
        """It is only read."""
        return True

    def seekable(self) -> bool:
        """Any position can be read."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a position; return it."""
        self._position = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._position}.get(whence, self._length)
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer, or a part of it; return how much, 0 at the end."""
        view = memoryview(buffer)[: max(0, self._length - self._position)]
        count = os.preadv(self._descriptor, [view], self._start + self._position) if len(view) else 0
        self._position += count
        time.sleep(0)
        return count


def empreintes(descriptor: int, size: int) -> Empreintes:
    """Read a file of `size` bytes once; return its SHA-256 and those of its parts."""
    step = taille_de_partie(size)
    whole, parts = new_hash(), []
    for start in range(0, size, step):
        part, length = new_hash(), min(step, size - start)
        reader = Partie(descriptor, start, length)
        while block := reader.read(BLOC):
            whole.update(block)
            part.update(block)
        parts.append(part.digest())
    return Empreintes(size, whole.digest(), parts)


class Lecture(io.RawIOBase):
    """An object being read: short answers first, longer ones as the reader goes on, taken up when cut."""

    def __init__(self, ask: Callable[..., dict[str, Any]], named: dict[str, str], size: int) -> None:
        """Read with `ask` (the client's `get_object`) the object of `size` bytes that `named` designates."""
        self._ask, self._named, self._size = ask, named, size
        self._position = 0
        self._window = BLOC
        self._answer: Any = None

    def readable(self) -> bool:
        """It is only read."""
        return True

    def seekable(self) -> bool:
        """Any position can be read."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a position; return it."""
        position = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._position}.get(whence, self._size)
        if position != self._position:
            self._fermer()
            self._position, self._window = position, BLOC
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer, or a part of it; return how much, 0 at the end."""
        view = memoryview(buffer)
        attempt = 0
        while self._position < self._size and len(view):
            try:
                with compris(self._named["Key"]):
                    if self._answer is None:
                        self._answer = self._demander()
                    block = self._answer.read(len(view))
            except StockageIndisponible:
                self._fermer()
                attempt += 1
                if attempt == ESSAIS:
                    raise
                time.sleep(PATIENCE * 2**attempt)
                continue
            if block:
                view[: len(block)] = block
                self._position += len(block)
                return len(block)
            self._fermer()
            self._window = min(self._window * 4, FENETRE)
        return 0

    def _demander(self) -> Any:
        last = min(self._position + self._window, self._size) - 1
        return self._ask(**self._named, Range=f"bytes={self._position}-{last}")["Body"]

    def _fermer(self) -> None:
        if self._answer is not None:
            self._answer.close()
            self._answer = None

    def close(self) -> None:
        """Let the answer under way go."""
        self._fermer()
        super().close()
