"""Text of PDF files and pictures; pages without any are read by Tesseract where it is installed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from opalexe.recherche.extraction.commun import PAGES, Illisible, Plein, Recolte

PAGES_RECONNUES = 60
"""Scanned pages read of a document: the first ones say what it is."""

POINTS = 25_000_000
"""Pixels of a picture given to Tesseract: an A3 page at 300 dpi, and a little."""

RESOLUTION = 220
"""Dots per inch."""

SECONDES = 40
"""That Tesseract may take for a page."""

PEU = 12
"""Letters under which a page is a picture (a scanner's stamp, a page number)."""


def _ouvrir(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Illisible("protege" if error.err_code == raw.FPDF_ERR_PASSWORD else "abime") from error


def pdf(path: Path, tesseract: str) -> Recolte:
    """Read a PDF. Raises Illisible: "protege", "abime", "trop_de_pages", "sans_texte" for a scan nobody reads."""
    document = _ouvrir(path)
    count = len(document)
    if count > PAGES:
        raise Illisible("trop_de_pages")
    recolte = Recolte()
    scanned = 0
    try:
        for number in range(count):
            text = _page(document, number)
            if sum(map(str.isalnum, text)) < PEU:
                if tesseract and scanned < PAGES_RECONNUES:
                    text = _reconnaitre_page(document, number, tesseract, path.parent) or text
                scanned += 1
            recolte.ajouter(f"{text}\n")
    except Plein:
        pass
    recolte.partiel |= scanned > (PAGES_RECONNUES if tesseract else 0)
    if sum(map(str.isalnum, recolte.texte()[:5000])) < PEU:
        raise Illisible("sans_texte")
    return recolte


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    """Return the text of a page, "" for one that is broken."""
    with contextlib.suppress(pypdfium2.PdfiumError):
        page = document[number]
        content = page.get_textpage()
        text: str = content.get_text_bounded(errors="ignore")
        content.close()
        page.close()
        return text
    return ""


def _reconnaitre_page(document: pypdfium2.PdfDocument, number: int, tesseract: str, folder: Path) -> str:
    page = document[number]
    width, height = page.get_size()
    scale = min(RESOLUTION / 72, (POINTS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    picture = folder / "page.pgm"
    rows = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
    with picture.open("wb") as file:
        file.write(f"P5 {bitmap.width} {bitmap.height} 255\n".encode())
        for row in range(bitmap.height):
            file.write(rows[row * bitmap.stride : row * bitmap.stride + bitmap.width])
    bitmap.close()
    page.close()
    return reconnaitre(picture, tesseract)


def reconnaitre(picture: Path, tesseract: str) -> str:
    """Return the text that Tesseract sees in a picture, "" when it fails or takes too long."""
    environ = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        "TMPDIR": str(picture.parent),
    }
    if "TESSDATA_PREFIX" in os.environ:
        environ["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    try:
        done = subprocess.run(  # noqa: S603 - the program that the service names, on a file of our own name
            [tesseract, picture.name, "stdout", "-l", "fra"],
            cwd=picture.parent,
            env=environ,
            capture_output=True,
            timeout=SECONDES,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def image(path: Path, tesseract: str) -> Recolte:
    """Read a picture. Raises Illisible "sans_texte" where nothing is read in it."""
    recolte = Recolte()
    text = reconnaitre(path, tesseract) if tesseract else ""
    if sum(map(str.isalnum, text)) < PEU:
        raise Illisible("sans_texte")
    with contextlib.suppress(Plein):
        recolte.ajouter(text)
    return recolte
