"""Texts compared and sorted the same on every server: no collation or extension of the database is assumed."""

import re
import unicodedata


def normaliser(texte: str) -> str:
    """Return the text in lower case, without accents, ligatures opened, every run of other signs one space.

    It is the key by which names are sorted and searched ("Éric Lœb-Martin" → "eric loeb martin").
    """
    opened = texte.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    decomposed = unicodedata.normalize("NFKD", opened)
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", letters.casefold()).strip()
