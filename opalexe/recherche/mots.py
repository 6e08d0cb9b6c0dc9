"""The words of a text in the form in which they are compared: without accents or case, and by their French stem.

A word gives itself, folded, and its stems (Snowball, by PostgreSQL's own `french_stem`), taken with and without the
accents, since headings are often written in capitals without them. A number keeps its separators ("21/01234"), a
sum loses its spaces ("12 450" is also 12450), a date in words is also in figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

VERSION = 1
"""Of the rules below: a row made by older ones is made again by `indexer`."""

LONGUEUR = 60
"""Signs of the longest word: beyond, it is no word."""

POSITIONS = 30
"""Occurrences of a word that count in the rank."""

VECTEUR = 900_000
"""Bytes of a `tsvector`, whose own limit is 1 MiB."""

DERNIERE_POSITION = 16_383
"""The largest place that a `tsvector` holds."""

_PLIS = {
    code: base
    for code in range(0xC0, 0x250)
    if len(base := unicodedata.normalize("NFKD", chr(code))[0]) == 1 and base.isalpha() and base.isascii()
}
MOIS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_UNITES = re.compile(
    r"(?P<date>\b\d{1,2}(?:er)?[ \n](?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre"
    r"|novembre|d[ée]cembre)[ \n]\d{4}\b)"
    r"|(?P<telephone>\b0\d(?:[ .]\d\d){4}\b)"
    r"|(?P<somme>(?<![\d/.-])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d))"
    r"|(?P<compose>[^\W_]*\d[^\W_]*(?:[/.-][^\W_]*\d[^\W_]*)+)"
    r"|(?P<trait>[^\W\d_]{2,}(?:-[^\W\d_]{2,})+)"
    r"|(?P<mot>[^\W_]+)",
    re.IGNORECASE,
)
_IRREGULIERS = {
    "travaux": "travail",
    "baux": "bail",
    "vitraux": "vitrail",
    "soupiraux": "soupirail",
    "yeux": "oeil",
}

_radicaux: dict[str, tuple[str, ...]] = {}
_RADICAUX_GARDES = 50_000


def plier(texte: str) -> str:
    """Return the text in lower case without accents, ligatures opened.

    `texte` is composed (NFC): see `composer`.
    """
    return texte.lower().translate(_PLIS).replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")


def plier_sur_place(texte: str) -> str:
    """Return a composed text folded, every sign in its place: ligatures give their first letter only."""
    folded = texte.lower()
    if len(folded) != len(texte):  # a rare capital has a longer small form
        folded = "".join(sign.lower()[0] for sign in texte)
    return folded.translate(_PLIS).replace("œ", "o").replace("æ", "a").replace("ß", "s")


def composer(texte: str) -> str:
    """Return the text with each accented letter as one sign, and typographic ligatures (ﬁ) opened."""
    text = unicodedata.normalize("NFC", texte)
    for sign, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        text = text.replace(sign, letters)
    return text


@dataclass(frozen=True)
class Unite:
    """A word or a number of a text: what it is, as written, and where."""

    genre: str
    """"mot", "trait" (hyphenated), "compose", "somme", "telephone", "date": see `_UNITES`."""
    source: str
    debut: int
    fin: int


def unites(texte: str) -> Iterator[Unite]:
    """Iterate over the words and numbers of a composed text."""
    for found in _UNITES.finditer(texte):
        if found.end() - found.start() <= LONGUEUR:
            yield Unite(str(found.lastgroup), found[0], found.start(), found.end())


def nombres(unite: Unite) -> list[str]:
    """Return the forms of a number as a whole, the first the most faithful; none for a word."""
    match unite.genre:
        case "date":
            day, month, year = re.split(r"\s", unite.source)
            place = MOIS.index(plier(month)) + 1
            return [f"{int(re.sub(r'[^0-9]', '', day)):02}/{place:02}/{year}"]
        case "telephone" | "somme":
            return [re.sub(r"\D", "", unite.source)]
        case "compose":
            parts = re.split(r"[/.-]", plier(unite.source))
            forms = ["/".join(parts)]
            if len(parts) == 3 and all(part.isdigit() for part in parts) and len(parts[2]) == 4:
                forms.append(f"{parts[0]:0>2}/{parts[1]:0>2}/{parts[2]}")
            forms.append("/".join(part.lstrip("0") or "0" for part in parts))
            forms.append("/".join([re.sub(r"^[a-z]+(?=\d)", "", parts[0]), *parts[1:]]))  # "RG21/01234"
            return list(dict.fromkeys(forms))
    return []


def morceaux(unite: Unite) -> list[str]:
    """Return the plain words that a unit is made of, in lower case, accents kept."""
    if unite.genre == "mot" and (unite.source.isalpha() or unite.source.isdigit()):
        return [unite.source.lower()]
    words = [part.lower() for part in re.findall(r"[^\W_]+", unite.source)]
    if unite.genre == "trait":
        return [*words, soude(unite)]
    for word in list(words):
        if not word.isalpha() and not word.isdigit():
            words += re.findall(r"\d+|[^\W\d_]+", word)
    return words


def soude(unite: Unite) -> str:
    """Return a hyphenated word in one ("pré-rapport" → "prérapport")."""
    return unite.source.replace("-", "").lower()


def apprendre(words: Collection[str]) -> None:
    """Ask PostgreSQL for the stems of the words that are not known yet, in one query."""
    if len(_radicaux) > _RADICAUX_GARDES:
        _radicaux.clear()
    unknown = sorted({word for word in words if word not in _radicaux and word.isalpha()})
    if not unknown:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mot, ts_lexize('pg_catalog.french_stem', mot), ts_lexize('pg_catalog.french_stem', plie)"
            " FROM unnest(%s::text[], %s::text[]) AS t (mot, plie)",
            [unknown, [plier(_IRREGULIERS.get(word, word)) for word in unknown]],
        )
        for word, accented, plain in cursor.fetchall():
            # A word without meaning of its own ("le", "dans") has no stem.
            stems = [plier(stem) for stem in [*accented, *plain]] if accented else []
            _radicaux[word] = tuple(dict.fromkeys(stems))


def radicaux(word: str) -> tuple[str, ...]:
    """Return the stems of a word in lower case: none for an empty word, itself for a number."""
    if word.isdigit():
        # "01234" is also found by "1234".
        return tuple(dict.fromkeys((word, word.lstrip("0") or "0"))) if len(word) > 2 else (word,)
    if not word.isalpha():
        return (plier(word),)
    if word not in _radicaux:
        apprendre([word])
    return _radicaux.get(word, (plier(word),))


def lexemes(unite: Unite) -> set[str]:
    """Return all the forms under which a unit of a text is found."""
    found = set(nombres(unite))
    for word in morceaux(unite):
        stems = radicaux(word)
        if stems and (len(word) > 1 or word.isdigit()):
            found |= {*stems, plier(word)}
    return found


def _litteral(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass
class Champ:
    """A text to index, with its weight: A counts most, D least."""

    texte: str
    poids: str = "D"


def vecteur(champs: Iterable[Champ]) -> tuple[str, bool]:
    """Return the `tsvector` of some texts, as PostgreSQL reads it, and whether not all of it fitted."""
    positions: dict[str, list[str]] = {}
    place, size = 0, 0
    for champ in champs:
        found = list(unites(composer(champ.texte)))
        apprendre({word for unite in found for word in morceaux(unite)})
        suffix = "" if champ.poids == "D" else champ.poids
        for unite in found:
            place += 1
            where = f"{min(place, DERNIERE_POSITION)}{suffix}"
            for lexeme in lexemes(unite):
                known = positions.get(lexeme)
                if known is None:
                    size += len(lexeme.encode()) + 8
                    if size > VECTEUR:
                        return _vecteur(positions), True
                    positions[lexeme] = [where]
                elif len(known) < POSITIONS and known[-1] != where:
                    size += 2
                    known.append(where)
        place += 20  # words of two texts are not near each other
    return _vecteur(positions), False


def _vecteur(positions: dict[str, list[str]]) -> str:
    return " ".join(f"{_litteral(lexeme)}:{','.join(places)}" for lexeme, places in positions.items())
