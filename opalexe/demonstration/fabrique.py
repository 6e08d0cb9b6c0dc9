"""From what a document says to the bytes of a real file: PDF by typst, DOCX and XLSX by their libraries."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from io import BytesIO

import typst
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Font

from opalexe.demonstration.pieces import Piece

AVERTISSEMENT = "Document fictif, produit pour la démonstration d’Opalexe. Personnes et faits sont inventés."

MODELE = r"""
#let piece = json(bytes(sys.inputs.piece))
#set document(title: piece.titre, author: piece.entete)
#set page(
  paper: "a4", margin: 2.6cm,
  footer: align(center, text(size: 8pt, fill: luma(90), piece.avertissement)),
)
#set text(lang: "fr", size: 11pt)
#set par(justify: true, leading: 0.7em, spacing: 1.1em)
#strong(piece.entete)
#v(0.6em)
#for ligne in piece.references [#text(size: 10pt, ligne) #linebreak()]
#v(1.4em)
#align(center, heading(level: 1, piece.titre))
#v(1.2em)
#for bloc in piece.corps {
  if type(bloc) == str { par(bloc) } else { enum(..bloc) }
}
#v(2em)
#align(right, piece.signature)
"""


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(MODELE.encode(), ignore_system_fonts=True)


def _pdf(piece: Piece, le: datetime) -> bytes:
    values = {
        "entete": piece.entete,
        "titre": piece.titre,
        "references": piece.references,
        "corps": piece.corps,
        "signature": piece.signature,
        "avertissement": AVERTISSEMENT,
    }
    made = _compiler().compile(
        MODELE.encode(), sys_inputs={"piece": json.dumps(values)}, timestamp=int(le.timestamp())
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gives one PDF")
    return made


def _docx(piece: Piece, le: datetime) -> bytes:
    document = Document()
    document.core_properties.author = piece.entete
    document.core_properties.title = piece.titre
    document.core_properties.created = document.core_properties.modified = le.replace(tzinfo=None)
    document.add_paragraph(piece.entete)
    document.add_paragraph("\n".join(piece.references))
    document.add_heading(piece.titre, level=1)
    for block in piece.corps:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            for item in block:
                document.add_paragraph(item, style="List Number")
    document.add_paragraph(piece.signature)
    document.sections[0].footer.paragraphs[0].text = AVERTISSEMENT
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def _xlsx(piece: Piece, le: datetime) -> bytes:
    book = Workbook()
    book.properties.created = le.replace(tzinfo=None)
    book.properties.creator = piece.entete
    sheet = book.active
    sheet.title = "Honoraires"
    sheet.append([piece.titre])
    for reference in piece.references:
        sheet.append([reference])
    sheet.append([])
    first = sheet.max_row + 1
    for place, cells in enumerate(piece.tableau):
        line = first + place
        sheet.append([*cells, "Total (€)" if place == 0 else f"=B{line}*C{line}"])
    last = first + len(piece.tableau) - 1
    sheet.append(["Total", None, None, f"=SUM(D{first + 1}:D{last})"])
    sheet.append([])
    sheet.append([AVERTISSEMENT])
    for cell in (sheet["A1"], *sheet[first], *sheet[last + 1]):
        cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width = 34
    for column in "BCD":
        sheet.column_dimensions[column].width = 18
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def produire(piece: Piece, le: datetime) -> bytes:
    """Return the file that the name of the document announces, dated inside too.

    Raises ValueError for another extension than those of the demonstration.
    """
    makers = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx}
    extension = piece.nom.rpartition(".")[2]
    if extension not in makers:
        raise ValueError(f"no maker of .{extension} files")
    return makers[extension](piece, le)
