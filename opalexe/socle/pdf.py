"""PDF/A documents, composed by typst from a template of a room and data that stay data.

They conform to PDF/A-2a (to be kept for as long as a case: ISO 19005-2) and PDF/UA-1 (read aloud: ISO 14289-1), with
typst's own fonts only, so that a document is the same wherever it is made, byte for byte.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

import typst
from django.conf import settings

from opalexe.configuration import ROOT

PAQUET = ROOT / "opalexe"
"""What templates may import from: typst reads nothing outside of it."""

_FAMILIERS = re.compile(r"[ -~\u00a0-\u00ac\u00ae-\u017e‘’“”–—…•€\u202f]*")
"""What the fonts surely hold: the rest is tried."""

_INVISIBLES = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of Unicode with nothing to see, or that turn the order of the rest: shown as a code."""

_LONG = re.compile(r"\S{41,}")
_EMPREINTE = re.compile(r"[0-9a-f]{64}")
_MORCEAU = re.compile(r"(?:\[U\+[0-9A-F]{4,6}\]|.[\u0300-\u036f]*){1,8}", re.DOTALL)
_COUPURE = "\u200b"


def composer(gabarit: str, donnees: Mapping[str, object], *, le: datetime) -> bytes:
    """Return the PDF of a template ("coffre/recu.typ": file `opalexe/coffre/pdf/recu.typ`) with its data.

    The data are made of mappings, lists, texts, numbers and None, and reach the template as JSON: no text of
    theirs can be read as markup. A sign that the fonts cannot draw is written as its code, "[U+1F600]", for a
    receipt must neither fail nor hide what a name is. The name of the service is added to the data as `marque`.
    `le` (aware) is the document's date in its metadata, which PDF/A wants: the same data and date give the same
    bytes. Raises typst.TypstError for a template that is wrong.
    """
    room, _, name = gabarit.partition("/")
    values = {"marque": settings.OPALEXE_BRAND, **donnees}
    try:
        return _compiler(f"{room}/pdf/{name}", _partout(values, _lisible), le)
    except typst.TypstError:
        # Signs that can each be drawn, but not in this combination.
        return _compiler(f"{room}/pdf/{name}", _partout(values, _code), le)


def _compiler(path: str, values: object, le: datetime) -> bytes:
    made = typst.compile(
        str(PAQUET / path),
        root=str(PAQUET),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(le.timestamp()),
        sys_inputs={"donnees": json.dumps(values)},
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gives one PDF")
    return made


def _partout(value: object, change: Callable[[str], str]) -> object:
    """Return data with each text changed, keys excepted: those are the template's."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _partout(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_partout(inner, change) for inner in value]
    return value


def _lisible(texte: str) -> str:
    if not _FAMILIERS.fullmatch(texte):
        texte = "".join(sign if _se_dessine(sign) else _point(sign) for sign in texte)
    return _secable(texte)


def _code(texte: str) -> str:
    return _secable("".join(sign if _FAMILIERS.fullmatch(sign) else _point(sign) for sign in texte))


def _point(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"


def _secable(texte: str) -> str:
    """Let a run of signs without space go to the next line, but a hash, which is copied whole."""

    def cut(match: re.Match[str]) -> str:
        return match[0] if _EMPREINTE.fullmatch(match[0]) else _COUPURE.join(_MORCEAU.findall(match[0]))

    return _LONG.sub(cut, texte)


@lru_cache(maxsize=4096)
def _se_dessine(sign: str) -> bool:
    """Tell whether typst can draw a sign with its fonts: only trying tells, and it takes a millisecond."""
    if _FAMILIERS.fullmatch(sign):
        return True
    if unicodedata.category(sign) in _INVISIBLES:
        return False
    try:
        _essai().compile(_ESSAI, sys_inputs={"signe": sign}, pdf_standards=["a-2a", "ua-1"], timestamp=0)
    except typst.TypstError:
        return False
    return True


_ESSAI = b'#set document(title: "-")\n#set text(lang: "fr", font: "Libertinus Serif")\n#sys.inputs.signe'


@lru_cache(maxsize=1)
def _essai() -> typst.Compiler:
    return typst.Compiler(_ESSAI, ignore_system_fonts=True)
