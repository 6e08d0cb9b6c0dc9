"""The program that reads a hostile file: `python -I programme.py FOLDER NAME TESSERACT`.

The file is FOLDER/source. It writes its text in FOLDER/texte and what it thinks of it in FOLDER/dit (JSON:
`raison`, `partiel`). Shut in once its libraries are loaded, before the first byte of the file is read: no network,
nothing of the disk but the system's programs, its own libraries and FOLDER, a bounded memory and processor time.
"""

from __future__ import annotations

import json
import resource
import site
import sys
from collections.abc import Callable
from pathlib import Path

MEMOIRE = 1536 * 1024**2
"""Bytes of address space."""

PROCESSEUR = 60
"""Seconds of processor time, its own and, each for itself, of the programs that it starts."""

ECRIT = 128 * 1024**2
"""Bytes of a file written."""

TETE = 64 * 1024

PAQUET = Path(__file__).resolve().parents[2]


def _enfermer(folder: Path) -> None:
    from opalexe.coffre import confinement

    confinement._exiger(confinement._libc.prctl(confinement._PR_SET_PDEATHSIG, 9, 0, 0, 0), "pdeathsig")
    confinement._exiger(confinement._libc.prctl(confinement._PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    limits = (
        (resource.RLIMIT_AS, MEMOIRE),
        (resource.RLIMIT_CPU, PROCESSEUR),
        (resource.RLIMIT_FSIZE, ECRIT),
    )
    for kind, value in (*limits, (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
    libraries = (*site.getsitepackages(), str(Path(json.__file__).parents[1]), str(PAQUET))
    confinement._cacher_le_disque(str(folder), (*confinement.SYSTEME, *libraries))
    confinement._couper_le_reseau()


def _lecteur(head: bytes, name: str, tesseract: str) -> Callable[[Path], object]:
    """Return what reads a file, from its first bytes; its name only tells one text from another.

    Raises Illisible "type" for what is not read.
    """
    from opalexe.recherche.extraction import bureautique, courriels, pdf
    from opalexe.recherche.extraction.commun import Illisible

    if b"%PDF-" in head[:1024]:
        return lambda path: pdf.pdf(path, tesseract)
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")):
        return lambda path: pdf.image(path, tesseract)
    if head.startswith(b"PK\x03\x04"):
        return _archive
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return courriels.ole
    if head.startswith(b"{\\rtf"):
        return bureautique.rtf
    binary = b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if binary or sum(byte < 9 or 13 < byte < 27 for byte in head) > len(head) // 100:
        raise Illisible("type")
    if name.lower().endswith(".eml") or courriels.est_un_courriel(head):
        return courriels.eml
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1024].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return courriels.page_html
    return bureautique.texte


def _archive(path: Path) -> object:
    """Read an office file by what its archive holds. Raises Illisible "type" for any other zip."""
    from opalexe.recherche.extraction import bureautique
    from opalexe.recherche.extraction.commun import Illisible, archive

    with archive(path) as opened:
        names = set(opened.namelist())
    if "word/document.xml" in names:
        return bureautique.docx(path)
    if "xl/workbook.xml" in names:
        return bureautique.xlsx(path)
    if "ppt/presentation.xml" in names:
        return bureautique.pptx(path)
    if "content.xml" in names:
        return bureautique.opendocument(path)
    raise Illisible("type")


def lire(source: Path, name: str, tesseract: str) -> tuple[str, str, bool]:
    """Return the text of a file, why there is none ("" otherwise), and whether it is only a part of it."""
    from opalexe.recherche.extraction.commun import Illisible, Recolte

    with source.open("rb") as file:
        head = file.read(TETE)
    try:
        recolte = _lecteur(head, name, tesseract)(source)
        assert isinstance(recolte, Recolte)  # noqa: S101 - narrows the type of the readers
        text = recolte.texte()
    except Illisible as refusal:
        return "", refusal.raison, False
    except MemoryError:
        return "", "trop_lourd", False
    except RecursionError:
        return "", "abime", False
    return (text, "", recolte.partiel) if text else ("", "sans_texte", False)


def main() -> None:
    """Shut oneself in, read, write."""
    sys.path.insert(0, str(PAQUET.parent))
    # Loaded while the disk is still there to load them from.
    from opalexe.recherche.extraction import bureautique, courriels, pdf  # noqa: F401

    folder = Path(sys.argv[1])
    _enfermer(folder)
    text, reason, partial = lire(folder / "source", sys.argv[2], sys.argv[3])
    (folder / "texte").write_text(text, encoding="utf-8", errors="replace")
    (folder / "dit").write_text(json.dumps({"raison": reason, "partiel": partial}), encoding="utf-8")


if __name__ == "__main__":
    main()
