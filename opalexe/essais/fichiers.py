"""Real small files for tests."""

from __future__ import annotations

import io

import typst
from docx import Document


def pdf(titre: str, texte: str) -> bytes:
    """Return a one-page PDF."""
    source = f'#set text(lang: "fr")\n= {titre}\n\n{texte}\n'
    return bytes(typst.compile(source.encode(), format="pdf"))


def docx(titre: str, texte: str) -> bytes:
    """Return a one-page DOCX."""
    document = Document()
    document.add_heading(titre)
    document.add_paragraph(texte)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()
