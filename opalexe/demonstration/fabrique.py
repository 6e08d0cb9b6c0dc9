"""From what a document says to the bytes of a real file: PDF and PNG by typst, DOCX and XLSX by their libraries."""

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

PHOTO = r"""
#let piece = json(bytes(sys.inputs.piece))
#let ecart = calc.rem(piece.numero * 7, 5)
#set page(width: 12cm, height: 9cm, margin: 0pt, fill: gradient.linear(angle: 90deg, rgb("#bcd3e6"), rgb("#eef2f0")))
#set text(lang: "fr", size: 7pt)
#let sol(couleur) = place(bottom, rect(width: 100%, height: 5.6cm, fill: couleur))
#if piece.scene == "champ" {
  sol(gradient.linear(angle: 90deg, rgb("#a98a5c"), rgb("#6f5636")))
  for rang in range(7) {
    let y = 3.7cm + rang * rang * 0.1cm
    for pied in range(18) {
      if calc.rem(pied * (rang + 3) + piece.numero * 11, 4 + ecart) > 1 {
        place(dx: pied * 0.68cm + calc.rem(rang * 5, 3) * 0.15cm, dy: y, ellipse(
          width: 0.1cm + rang * 0.03cm, height: 0.2cm + rang * 0.07cm, fill: rgb("#4d7c3a"),
        ))
      }
    }
  }
} else {
  place(bottom, rect(width: 100%, height: 8.2cm, fill: gradient.linear(rgb("#d9cfbd"), rgb("#c6b9a2"))))
  for assise in range(6) {
    place(dy: 1.4cm + assise * 1.25cm, line(length: 100%, stroke: 0.4pt + rgb("#b0a48c")))
  }
  let points = range(9).map(i => (
    3.2cm + ecart * 0.9cm + i * 0.5cm + calc.rem(i * (piece.numero + 3), 3) * 0.35cm, 0.9cm + i * 0.9cm,
  ))
  place(curve(
    stroke: 1.6pt + rgb("#4a4136"), curve.move(points.first()), ..points.slice(1).map(point => curve.line(point)),
  ))
  place(dx: 8.6cm, dy: 4.2cm, rect(width: 2.2cm, height: 0.4cm, fill: white, stroke: 0.4pt)[2,4 mm])
}
#place(bottom, block(width: 100%, fill: white, inset: 4pt)[#piece.titre. #piece.avertissement])
"""
"""A drawing in the place of a photograph, of a field or of a wall."""


@cache
def _photographe() -> typst.Compiler:
    return typst.Compiler(PHOTO.encode(), ignore_system_fonts=True)


def _png(piece: Piece, le: datetime) -> bytes:
    del le  # an image says when it was taken in its caption
    values = {
        "titre": piece.titre,
        "scene": piece.scene,
        "numero": piece.numero,
        "avertissement": AVERTISSEMENT,
    }
    made = _photographe().compile(
        PHOTO.encode(), format="png", ppi=140, sys_inputs={"piece": json.dumps(values)}
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gives one image")
    return made


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
    sheet.title = "Détail"
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
    makers = {"pdf": _pdf, "png": _png, "docx": _docx, "xlsx": _xlsx}
    extension = piece.nom.rpartition(".")[2]
    if extension not in makers:
        raise ValueError(f"no maker of .{extension} files")
    return makers[extension](piece, le)
