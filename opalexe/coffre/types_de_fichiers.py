"""What a file is, from its content: its name and what the browser says of it count for nothing."""

from __future__ import annotations

import re
from typing import BinaryIO

import puremagic

INCONNU = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument"
EXTRAIT = 64 * 1024

HTML = re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe|title)[\s>]", re.IGNORECASE)
SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
XML = re.compile(rb"<\?xml\s")
DECLARE = re.compile(rb"application/(vnd\.[\w.+-]+|epub\+zip)")
BOM = b"\xef\xbb\xbf"
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
)


def _archive(head: bytes, tail: bytes) -> str:
    """Tell an office file from another zip by the names that its directory holds."""
    if head[30:38] == b"mimetype":
        declared = DECLARE.match(head[38:200])
        if declared:
            return declared[0].split(b"PK")[0].decode("ascii")
    names = head + tail
    if b"[Content_Types].xml" in names:
        for folder, kind in ((b"word/", "wordprocessingml.document"), (b"xl/", "spreadsheetml.sheet")):
            if folder in names:
                return f"{OFFICE}.{kind}"
        if b"ppt/" in names:
            return f"{OFFICE}.presentationml.presentation"
    return "application/zip"


def _texte(head: bytes) -> str:
    if b"\x00" in head:
        return ""
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError:
        if any(byte < 9 or 13 < byte < 27 for byte in head):
            return ""
    start = head.removeprefix(BOM).lstrip()[:4096]
    if not start.startswith(b"<"):
        return "text/plain"
    for form, kind in ((SVG, "image/svg+xml"), (HTML, "text/html")):
        if form.search(start):
            return kind
    return "application/xml" if XML.match(start) else "text/plain"


def detecter(file: BinaryIO, taille: int) -> str:
    """Return the media type of a file of `taille` bytes, `INCONNU` when nothing tells it; reads extracts."""
    file.seek(0)
    head = file.read(EXTRAIT)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"PK\x03\x04"):
        file.seek(max(0, taille - EXTRAIT))
        return _archive(head, file.read(EXTRAIT))
    if text := _texte(head):
        return text
    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return INCONNU
    return found if re.fullmatch(r"[\w.+-]+/[\w.+-]+", found or "") else INCONNU
