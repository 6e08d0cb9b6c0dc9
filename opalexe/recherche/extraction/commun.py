"""What the readers of formats share. They run in the confined program (`programme.py`): nothing of Django here."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

SIGNES = 2_000_000
"""Characters of text kept of a file: some 700 pages."""

DEPLIE = 300 * 1000**2
"""Bytes that an archive may unfold to."""

MEMBRES = 10_000
"""Files that an archive may hold."""

PAGES = 3_000
"""Pages of a PDF that is read."""


class Illisible(Exception):
    """The file gives no text; `raison` is a code of `models.Raison`."""

    def __init__(self, raison: str) -> None:
        """Say why."""
        super().__init__(raison)
        self.raison = raison


class Plein(Exception):
    """Enough text was read."""


class Recolte:
    """The text gathered so far, bounded."""

    def __init__(self, limite: int = SIGNES) -> None:
        """Begin with nothing."""
        self._parts: list[str] = []
        self._left = limite
        self.partiel = False

    def ajouter(self, text: str) -> None:
        """Add a piece of text. Raises Plein once the limit is reached."""
        if len(text) >= self._left:
            self._parts.append(text[: self._left])
            self._left = 0
            self.partiel = True
            raise Plein
        self._parts.append(text)
        self._left -= len(text)

    def texte(self) -> str:
        """Return what was gathered, cleaned."""
        return nettoyer("".join(self._parts))


_COUPURE = re.compile(
    r"(?<=[^\W\d_])(?:[-\u2010]|\u00ad)[ \t]*\r?\n[ \t]*(?=[a-zà-öø-ÿœ])|[\u00ad\u200b\ufeff]|[\x02\ufffe](?:\r?\n)?"
)
_COMMANDES = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")


def nettoyer(text: str) -> str:
    """Join words cut at a line's end, drop what cannot be stored, keep one sign for any run of blanks."""
    text = _COMMANDES.sub(" ", _COUPURE.sub("", text))
    text = re.sub(r"[ \t\f\r\u00a0\u202f\u2007]+", " ", text)
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def decoder(data: bytes) -> str:
    """Decode text of an unknown encoding: what its mark says, UTF-8, else that of French Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character cut by the limit of what is read is no sign of another encoding.
        if error.start >= len(data) - 3:
            return data.decode("utf-8-sig", "replace")
        return data.decode("cp1252", "replace")


def archive(path: Path) -> zipfile.ZipFile:
    """Open a zip of reasonable size. Raises Illisible: "abime", "protege", "trop_gros"."""
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Illisible("abime") from error
    members = opened.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Illisible("protege")
    # zipfile never gives more of a member than what is declared.
    if len(members) > MEMBRES or sum(member.file_size for member in members) > DEPLIE:
        raise Illisible("trop_gros")
    return opened


def membres(opened: zipfile.ZipFile, pattern: str) -> Iterator[str]:
    """Iterate over the names that match, in the order in which a reader meets them (page 2 before page 10)."""

    def rank(name: str) -> list[tuple[int, int | str]]:
        return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", name) if part]

    yield from sorted((name for name in opened.namelist() if re.fullmatch(pattern, name)), key=rank)
