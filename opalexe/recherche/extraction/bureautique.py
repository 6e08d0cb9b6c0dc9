"""Text of office files: Word, Excel, PowerPoint since 2007, OpenDocument, RTF."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path

from lxml import etree
from openpyxl import load_workbook
from striprtf.striprtf import rtf_to_text

from opalexe.recherche.extraction.commun import SIGNES, Illisible, Plein, Recolte, archive, decoder, membres

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

_LIGNES = {f"{_W}p": "\n", f"{_A}p": "\n", f"{_TEXT}p": "\n", f"{_TEXT}h": "\n", f"{_W}tr": "\n"}
_BLANCS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_A}br": "\n"} | {
    f"{_TEXT}tab": " ",
    f"{_TEXT}line-break": "\n",
    f"{_TEXT}s": " ",
}
_TUS = {f"{_W}instrText", f"{_W}delText", f"{_TEXT}tracked-changes"}
_OFFICE_TEXTE = {f"{_W}t", f"{_A}t"}


def _xml(opened: zipfile.ZipFile, name: str, recolte: Recolte, *, open_document: bool = False) -> None:
    """Gather the text of one XML file as it is read: neither the file nor its tree is ever whole in memory.

    In Office files only some elements hold text, in OpenDocument every one may. Entities are never resolved.
    """
    silent = 0
    with opened.open(name) as file:
        for event, node in etree.iterparse(
            file,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
        ):
            if event == "start":
                silent += node.tag in _TUS
                continue
            silent -= node.tag in _TUS
            parts = []
            if open_document:
                # What is inside was gathered with the children, whose tails follow them.
                parts = [_dedans(node)] if not silent else []
            elif node.tag in _OFFICE_TEXTE:
                parts = [node.text or ""]
            parts += [_BLANCS.get(node.tag, ""), _LIGNES.get(node.tag, "")]
            recolte.ajouter("".join(parts))
            if not open_document:
                node.clear()
            elif node.tag in _LIGNES or node.tag == f"{_TABLE}table-row":
                node.clear(keep_tail=True)


def _dedans(node: etree._Element) -> str:
    """Return the whole text of an OpenDocument paragraph, once it is closed."""
    if node.tag not in (f"{_TEXT}p", f"{_TEXT}h"):
        return ""
    out: list[str] = []
    for event, child in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            out += [_BLANCS.get(child.tag, ""), child.text or ""]
        elif child is not node:
            out.append(child.tail or "")
    return "".join(out)


def _parties(path: Path, patterns: tuple[str, ...], *, open_document: bool = False) -> Recolte:
    recolte = Recolte()
    try:
        with archive(path) as opened:
            names = [name for pattern in patterns for name in membres(opened, pattern)]
            if not names:
                raise Illisible("abime")
            _remplir(recolte, opened, names, open_document=open_document)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, OSError, NotImplementedError) as error:
        raise Illisible("abime") from error
    return recolte


def _remplir(recolte: Recolte, opened: zipfile.ZipFile, names: list[str], *, open_document: bool) -> None:
    try:
        for name in names:
            _xml(opened, name, recolte, open_document=open_document)
            recolte.ajouter("\n")
    except Plein:
        return


def docx(path: Path) -> Recolte:
    """Read the body, then the notes, headings and comments of a Word file."""
    return _parties(
        path,
        (
            r"word/document\.xml",
            r"word/(footnotes|endnotes|comments)\.xml",
            r"word/(header|footer)\d*\.xml",
        ),
    )


def pptx(path: Path) -> Recolte:
    """Read the slides of a PowerPoint file and their notes."""
    return _parties(path, (r"ppt/slides/slide\d+\.xml", r"ppt/notesSlides/notesSlide\d+\.xml"))


def opendocument(path: Path) -> Recolte:
    """Read an OpenDocument text, sheet or presentation. Raises Illisible "protege" for one with a password."""
    with archive(path) as opened:
        if "META-INF/manifest.xml" in opened.namelist():
            try:
                if b"encryption-data" in opened.read("META-INF/manifest.xml"):
                    raise Illisible("protege")
            except (zipfile.BadZipFile, EOFError) as error:
                raise Illisible("abime") from error
    return _parties(path, (r"content\.xml", r"styles\.xml"), open_document=True)


def _cellule(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return str(value)


def xlsx(path: Path) -> Recolte:
    """Read the cells of an Excel file, one line a row."""
    archive(path).close()
    recolte = Recolte()
    try:
        # Given open: of a path, openpyxl looks at the extension.
        book = load_workbook(path.open("rb"), read_only=True, data_only=True)
        for sheet in book.worksheets:
            recolte.ajouter(f"{sheet.title}\n")
            sheet.reset_dimensions()  # what the file says of them is not to be believed
            for row in sheet.iter_rows(values_only=True):
                line = " ".join(_cellule(value) for value in row if value is not None)
                if line:
                    recolte.ajouter(f"{line}\n")
    except Plein:
        pass
    except MemoryError:
        raise
    except Exception as error:  # openpyxl lets through whatever a broken file makes it meet
        raise Illisible("abime") from error
    return recolte


def rtf(path: Path) -> Recolte:
    """Read a Rich Text file, without the pictures in it."""
    data = path.read_bytes()
    # Pictures are hexadecimal digits by the megabyte.
    data = re.sub(rb"[0-9a-fA-F\r\n]{2000,}", b"", data)[: 20 * SIGNES]
    recolte = Recolte(SIGNES + 1)
    try:
        source = data.decode("cp1252", "replace")
        text: str = rtf_to_text(source, encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]  # untyped
        recolte.ajouter(text[:SIGNES])
    except (ValueError, IndexError, KeyError, LookupError) as error:
        raise Illisible("abime") from error
    return recolte


def texte(path: Path) -> Recolte:
    """Read plain text or CSV."""
    with path.open("rb") as file:
        data = file.read(4 * SIGNES)
    recolte = Recolte(SIGNES + 1)
    text = decoder(data)
    recolte.ajouter(text[:SIGNES])
    recolte.partiel = len(text) > SIGNES
    return recolte
