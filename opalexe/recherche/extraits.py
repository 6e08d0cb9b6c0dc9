"""Extracts of what is found, with the words searched marked: <mark> around text that is always escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models.functions import Left
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from opalexe.recherche import mots
from opalexe.recherche.models import DocumentIndexe
from opalexe.recherche.requete import Requete, Terme

EXTRAIT = 240
"""Signs of an extract, about."""

LU = 300_000
"""Characters of a content in which an extract is looked for: the first hundred pages."""

TOUCHES = 400
"""Words that are looked at closely in a content."""


def _amorces(termes: Iterable[Terme]) -> set[str]:
    """Return how words that may be found begin, folded: what a quick look goes by."""
    found: set[str] = set()
    for term in termes:
        for form in (*term.formes, *term.prefixes):
            first = re.split(r"[^a-z0-9]", form)[0]
            # A stem may change the end of a word ("travaux" gives "traval"), and a sum is written in pieces.
            found.add(first[:1] if first.isdigit() else first[: max(3, len(first) - 3)])
        found |= _amorces(term.ensemble)
    return {start for start in found if start}


def _motif(word: str) -> str:
    """Return the expression that finds a folded word in a text folded in place, where œ is an o."""
    return re.escape(word).replace("oe", "oe?").replace("ae", "ae?")


class Surligneur:
    """Marks the words of one search in texts."""

    def __init__(self, requete: Requete) -> None:
        """Prepare the search's words."""
        self._termes = requete.termes
        self._expressions = [
            re.compile(r"[^a-z0-9]+".join(map(_motif, words))) for words in requete.expressions
        ]
        starts = sorted(_amorces(requete.termes), key=len, reverse=True)
        self._amorce = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(_motif, starts))})") if starts else None

    def _places(self, text: str) -> list[tuple[int, int]]:
        """Return where the words searched are in a composed text, in order."""
        folded = mots.plier_sur_place(text)
        if self._amorce is None:
            return []
        found: list[tuple[int, int]] = []
        for expression in self._expressions:
            found += [hit.span() for hit in list(expression.finditer(folded))[:20]]
        end = 0
        for looked, hit in enumerate(self._amorce.finditer(folded)):
            if looked >= TOUCHES:
                break
            if hit.start() < end:
                continue
            unite = next(mots.unites(text[hit.start() : hit.start() + mots.LONGUEUR * 2]), None)
            if unite is None or unite.debut:
                continue
            if any(term.trouve(mots.lexemes(unite)) for term in self._termes):
                end = hit.start() + unite.fin
                found.append((hit.start(), end))
        return _fondre(found)

    def marquer(self, text: str) -> SafeString:
        """Return the whole text, escaped, its words marked."""
        text = mots.composer(text)
        return _marquer(text, self._places(text))

    def extrait(self, text: str) -> SafeString:
        """Return the part of a text that shows most of the words searched, marked; its beginning for none."""
        text = mots.composer(text)
        places = self._places(text)
        start, end = _fenetre(text, places)
        inside = [(first - start, last - start) for first, last in places if first >= start and last <= end]
        part = _marquer(text[start:end].replace("\n", " "), inside)
        return format_html("{}{}{}", "… " if start else "", part, " …" if end < len(text) else "")


def _fondre(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _fenetre(text: str, places: list[tuple[int, int]]) -> tuple[int, int]:
    """Choose a window of the text: where the most different words stand, the earliest of equals."""
    best, score = 0, 0
    for place, (first, _last) in enumerate(places):
        inside = {
            mots.plier(text[a:b])[:5] for a, b in places[place : place + 12] if b - first <= EXTRAIT - 60
        }
        if len(inside) > score:
            best, score = first, len(inside)
    start = max(0, best - 60)
    if start:  # from the beginning of a word
        start = text.find(" ", start, best) + 1 or best
    end = min(len(text), start + EXTRAIT)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + EXTRAIT // 2)
    return start, end


def _marquer(text: str, places: list[tuple[int, int]]) -> SafeString:
    pieces: list[tuple[SafeString]] = []
    end = 0
    for first, last in places:
        pieces.append((conditional_escape(text[end:first]),))
        pieces.append((format_html("<mark>{}</mark>", text[first:last]),))
        end = last
    pieces.append((conditional_escape(text[end:]),))
    return format_html_join("", "{}", pieces)


def textes(rows: Iterable[DocumentIndexe]) -> dict[object, str]:
    """Return the beginning of the contents of some rows, in one query; none for what may not be read."""
    readable = [row.pk for row in rows if not row.masque]  # type: ignore[attr-defined]  # annotated
    return dict(
        DocumentIndexe.objects.filter(pk__in=readable).values_list("pk", Left("texte", LU)),
    )
