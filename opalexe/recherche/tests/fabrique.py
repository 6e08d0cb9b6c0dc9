"""Real files of every format, and hostile ones."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from email.message import EmailMessage

from openpyxl import Workbook
from pypdf import PdfReader, PdfWriter

from opalexe.essais.fichiers import docx, pdf

PHRASE = "L’étanchéité de la toiture-terrasse est défaillante, facture 21/01234 de 12 450 €."


def odt(texte: str, fichier: str = "text") -> bytes:
    """Return an OpenDocument file, text or spreadsheet."""
    body = (
        f"<office:text><text:h>Rapport</text:h><text:p>Un <text:span>mot</text:span> puis"
        f"<text:s/><text:span>{texte}</text:span> fin</text:p></office:text>"
        if fichier == "text"
        else f"<office:spreadsheet><table:table><table:table-row><table:table-cell><text:p>{texte}</text:p>"
        "</table:table-cell></table:table-row></table:table></office:spreadsheet>"
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body>{body}</office:body></office:document-content>"
    )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{fichier}", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return output.getvalue()


def xlsx(texte: str) -> bytes:
    """Return a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Poste", "Montant"])
    sheet.append([texte, 12450.5])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def rtf(texte: str) -> bytes:
    """Return a Rich Text file."""
    coded = "".join(sign if ord(sign) < 128 else f"\\u{ord(sign)}?" for sign in texte)
    picture = "{\\pict\\pngblip " + "89504e47" * 2000 + "}"
    return f"{{\\rtf1\\ansi\\ansicpg1252 {coded}\\par {picture}}}".encode("ascii")


def tableau_csv(texte: str) -> bytes:
    """Return a CSV file as a French Excel writes it."""
    output = io.StringIO()
    csv.writer(output, delimiter=";").writerows([["Poste", "Montant"], [texte, "12,5"]])
    return output.getvalue().encode("cp1252")


def eml(texte: str) -> bytes:
    """Return a message with an HTML alternative and an attached file."""
    message = EmailMessage()
    message["From"] = "Maître Arnaud <c.arnaud@exemple.fr>"
    message["To"] = "a.cotte@exemple.fr"
    message["Subject"] = "Réunion du 12 mars, accès au chantier"
    message.set_content(texte)
    message.add_alternative(f"<html><head><title>non</title></head><p>{texte}</p></html>", subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="Plan de façade.pdf")
    return bytes(message)


def ole(streams: dict[str, bytes]) -> bytes:
    """Return a compound file ([MS-CFB], version 3) with these streams in its root."""
    size, free, end, fat = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    # Streams of 4096 bytes and more stand in ordinary sectors: the others are filled up.
    contents = [(name, content.ljust(4096, b"\0")) for name, content in sorted(streams.items())]
    table: list[int] = [fat]
    directory_sectors = (len(contents) + 1 + 3) // 4
    table += [*range(2, directory_sectors + 1), end]
    sectors, entries = b"", []
    for name, content in contents:
        count = -(-len(content) // size)
        start = len(table)
        table += [*range(start + 1, start + count), end]
        sectors += content.ljust(count * size, b"\0")
        entries.append((name, start, len(content)))
    assert len(table) <= 128

    def entry(name: str, kind: int, child: int, right: int, start: int, length: int) -> bytes:
        coded = name.encode("utf-16-le")
        head = coded.ljust(64, b"\0") + struct.pack("<HBBIII", len(coded) + 2, kind, 1, free, right, child)
        return head + b"\0" * 16 + struct.pack("<I", 0) + b"\0" * 16 + struct.pack("<IQ", start, length)

    directory = entry("Root Entry", 5, 1, free, end, 0)
    for place, (name, start, length) in enumerate(entries, 1):
        following = place + 1 if place < len(entries) else free
        directory += entry(name, 2, free, following, start, length)
    directory = directory.ljust(directory_sectors * size, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    allocation = b"".join(struct.pack("<I", value) for value in [*table, *[free] * (128 - len(table))])
    return header + allocation + directory + sectors


def msg(texte: str) -> bytes:
    """Return an Outlook message."""
    return ole(
        {
            "__properties_version1.0": b"\0" * 64,
            "__substg1.0_0037001F": "Accès au chantier".encode("utf-16-le"),
            "__substg1.0_1000001F": texte.encode("utf-16-le"),
        }
    )


FORMATS: dict[str, bytes] = {
    "note.pdf": pdf("Rapport", PHRASE),
    "note.docx": docx("Rapport", PHRASE),
    "note.odt": odt(PHRASE),
    "note.ods": odt(PHRASE, "spreadsheet"),
    "note.xlsx": xlsx(PHRASE),
    "note.rtf": rtf(PHRASE),
    "note.txt": PHRASE.encode(),
    "ancienne.txt": PHRASE.encode("cp1252"),
    "note.csv": tableau_csv(PHRASE),
    "note.eml": eml(PHRASE),
    "note.msg": msg(PHRASE),
}
"""A file of each format that says `PHRASE`."""


def bombe(unfolded: int = 400 * 1000**2, *, avouee: bool = True) -> bytes:
    """Return a DOCX that unfolds to hundreds of megabytes; not `avouee`, its directory says a few bytes."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as file,
    ):
        file.write(b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>")
        for _ in range(unfolded // 1000**2):
            file.write(b"A" * 1000**2)
    data = bytearray(output.getvalue())
    if not avouee:
        place = data.rindex(b"PK\x01\x02")
        data[place + 24 : place + 28] = struct.pack("<I", 1000)
    return bytes(data)


def pages_vides(count: int) -> bytes:
    """Return a PDF of many pages."""
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(200, 200)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def pdf_protege() -> bytes:
    """Return a PDF that a password closes."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Secret", PHRASE))))
    writer.encrypt("ouvre-toi", algorithm="AES-256")
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def imbrique() -> bytes:
    """Return a DOCX whose XML defines entities that expand a billion times."""
    lines = ['<!ENTITY a0 "rire">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))]
    source = f"<?xml version='1.0'?><!DOCTYPE d [{''.join(lines)}]><d>&a9;</d>"
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", source)
    return output.getvalue()


def tableau_sans_fond() -> bytes:
    """Return a workbook whose only cell is the very last one of a sheet."""
    source = io.BytesIO(xlsx("rien"))
    output = io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(output, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b'r="2"', b'r="1048576"').replace(b"A2", b"XFC1048576")
                content = content.replace(b"B2", b"XFD1048576")
            after.writestr(name, content)
    return output.getvalue()


HOSTILES: dict[str, tuple[bytes, set[str]]] = {
    "bombe.docx": (bombe(), {"trop_gros"}),
    "bombe menteuse.docx": (bombe(avouee=False), {"abime"}),
    "dix mille pages.pdf": (pages_vides(10_000), {"trop_de_pages"}),
    "chiffré.pdf": (pdf_protege(), {"protege"}),
    "chiffré.docx": (ole({"EncryptedPackage": b"x" * 100, "EncryptionInfo": b"y"}), {"protege"}),
    "ancien.doc": (ole({"WordDocument": b"x" * 100}), {"type"}),
    "image.pdf": (pages_vides(2), {"sans_texte"}),
    "faux.pdf": (bytes(range(256)) * 40, {"type"}),
    "coupé.pdf": (FORMATS["note.pdf"][:400], {"abime", "sans_texte"}),
    "coupé.docx": (FORMATS["note.docx"][:-300], {"abime"}),
    "coupé.xlsx": (FORMATS["note.xlsx"][: len(FORMATS["note.xlsx"]) // 2], {"abime"}),
    "coupé.msg": (FORMATS["note.msg"][:600], {"abime"}),
    "rires.docx": (imbrique(), {"abime", "sans_texte"}),
    "archive.zip": (bombe(10_000), {"abime", "sans_texte"}),
    "pixel.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, {"sans_texte"}),
}
"""Files that give no text, and the reasons that may be told of each."""
