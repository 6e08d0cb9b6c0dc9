"""Telephone numbers as people type them, and as pages show them."""

from __future__ import annotations

import re
import unicodedata

LONGUEUR = 20
"""What the columns hold: an international number (E.164, 15 digits) and its spaces."""

_SEPARATORS = re.compile(r"[ .\-/()]+")
_ALLOWED = re.compile(r"\+?[0-9 .\-/()]+")


def normaliser_telephone(texte: str) -> str:
    """Return the number in groups: pairs for a French one, the groups typed for a foreign one; "" for "".

    Takes the national form (01 23 45 67 89) and the international ones (+33…, 0033…, +32…). Raises ValueError
    for anything else (numbering plan of ARCEP: ten digits, the first a 0; E.164: fifteen digits at most).
    """
    text = " ".join(unicodedata.normalize("NFKC", texte).split())
    if not text:
        return ""
    if not _ALLOWED.fullmatch(text):
        raise ValueError("not a telephone number")
    if text.startswith("00"):
        text = "+" + text[2:].lstrip(" .-")
    if not text.startswith("+"):
        return _french(_digits(text), prefix="0")
    text = text.replace("(0)", " ")
    digits = _digits(text)
    if digits.startswith("33"):
        return _french("0" + digits[2:].removeprefix("0"), prefix="+33 ")
    if not 7 <= len(digits) <= 15 or digits.startswith("0"):
        raise ValueError("not an international number")
    groups = "+" + _SEPARATORS.sub(" ", text[1:]).strip()
    return groups if len(groups) <= LONGUEUR else f"+{digits}"


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _french(digits: str, *, prefix: str) -> str:
    if not re.fullmatch(r"0[1-9][0-9]{8}", digits):
        raise ValueError("not a French number")
    return f"{prefix}{digits[1]} " + " ".join(digits[index : index + 2] for index in range(2, 10, 2))
