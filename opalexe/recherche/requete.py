"""What a person types, understood: words that must be there, "exact expressions", -excluded ones.

Word forms and accents do not matter; a number is found by its beginning, and so is the last word typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from opalexe.recherche import mots
from opalexe.recherche.mots import Unite
from opalexe.socle.texte import normaliser

LONGUEUR = 200
"""Signs that are read of what is typed."""

TERMES = 12
"""Words that are looked for."""

_GUILLEMETS = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " "})
_MORCEAU = re.compile(
    r'(?P<moins>(?<!\S)-)?(?:"(?P<expression>[^"]*)(?:"|$)|(?P<libre>[^"\s]+(?:\s+(?!-)[^"\s]+)*))'
)
_SIGLES = {"rg", "mi", "n", "no", "nr", "numero", "minute"}
"""Words that announce a number, and say nothing when it is found."""


@dataclass(frozen=True)
class Terme:
    """One thing that must be found: under any of its `formes` (lexemes), or by the beginning of a word."""

    formes: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    ensemble: tuple[Terme, ...] = ()
    """Or all of these together: the parts of what may be one number or several."""

    def tsquery(self) -> str:
        """Return it as PostgreSQL reads it."""
        parts = [mots._litteral(form) for form in self.formes]
        parts += [f"{mots._litteral(form)}:*" for form in self.prefixes]
        if self.ensemble:
            parts.append(f"({' & '.join(term.tsquery() for term in self.ensemble)})")
        return f"({' | '.join(parts)})"

    def exact(self) -> Terme:
        """Return it without what it finds by its beginning, where something is left."""
        return Terme(self.formes, (), self.ensemble) if self.formes or self.ensemble else self

    def trouve(self, lexemes: set[str]) -> bool:
        """Tell whether one of these forms of a word is this term (for extracts)."""
        return (
            not lexemes.isdisjoint(self.formes)
            or any(lexeme.startswith(self.prefixes) for lexeme in lexemes)
            or any(term.trouve(lexemes) for term in self.ensemble)
        )


@dataclass
class Requete:
    """A search, understood."""

    texte: str
    termes: list[Terme] = field(default_factory=list)
    expressions: list[list[str]] = field(default_factory=list)
    """Each one the folded words that follow each other."""
    exclus: list[Terme] = field(default_factory=list)
    expressions_exclues: list[list[str]] = field(default_factory=list)

    @property
    def refus(self) -> str:
        """Why nothing is looked for, in a sentence; "" when something is."""
        if not self.texte:
            return "Écrivez ce que vous cherchez\u00a0: un nom, un numéro, un mot d’un document."
        if len(normaliser(self.texte).replace(" ", "")) < 3:
            return "Écrivez au moins trois lettres ou chiffres."
        if not self.termes:
            if self.exclus or self.expressions_exclues:
                return "Indiquez aussi un mot à trouver, en plus de ceux à écarter."
            return "Ces mots sont trop courants pour être cherchés\u00a0: ajoutez un nom, un numéro ou un mot précis."
        return ""

    @property
    def positive(self) -> str:
        """The `tsquery` of what must be there; it holds for a text if it holds for a part of it."""
        return " & ".join(term.tsquery() for term in self.termes)

    @property
    def exacte(self) -> str:
        """The same, without what is found by its beginning: what the rank is computed with."""
        return " & ".join(term.exact().tsquery() for term in self.termes)

    @property
    def elargie(self) -> str:
        """The `tsquery` of all that must be there but one word, "" when there is nothing to leave out."""
        if len(self.termes) < 2 or self.exclus or self.expressions or self.expressions_exclues:
            return ""
        parts = [term.tsquery() for term in self.termes]
        return " | ".join(
            f"({' & '.join(parts[:place] + parts[place + 1 :])})" for place in range(len(parts))
        )

    @property
    def entiere(self) -> str:
        """The `tsquery` of what must be there and what must not."""
        return " & ".join([self.positive, *(f"!{term.tsquery()}" for term in self.exclus)])


def _terme(unite: Unite, *, dernier: bool) -> Terme | None:
    """Return what a unit typed looks for; None for a word without meaning. `dernier`: found by its beginning."""
    whole = mots.nombres(unite)
    if whole:
        parts = tuple(
            term for word in mots.morceaux(unite) if (term := _mot(word, prefixe=False)) is not None
        )
        if unite.genre == "compose":
            return Terme((), tuple(whole))
        return Terme((), tuple(whole), parts) if unite.genre == "somme" else Terme(tuple(whole), (), parts)
    words = mots.morceaux(unite)
    if unite.genre == "trait":
        return _trait(unite, words[:-1], dernier=dernier)
    return _mot(words[0], prefixe=dernier or any(sign.isdigit() for sign in unite.source))


def _trait(unite: Unite, words: list[str], *, dernier: bool) -> Terme | None:
    """Return what a hyphenated word looks for: it in one, or its parts."""
    parts = [_mot(word, prefixe=dernier and word is words[-1]) for word in words]
    kept = tuple(term for term in parts if term is not None and (term.formes or term.prefixes))
    joined = mots.plier(mots.soude(unite))
    return Terme(mots.radicaux(mots.soude(unite)), (joined,) if dernier else (), kept)


def _mot(word: str, *, prefixe: bool) -> Terme | None:
    stems = mots.radicaux(word)
    folded = mots.plier(word)
    if not stems:
        # "mes" may be the beginning of "mesures".
        return Terme((), (folded,)) if prefixe and len(folded) >= 3 else None
    if len(word) == 1 and not word.isdigit():
        return None
    return Terme(stems, (folded,) if prefixe and len(folded) >= 3 else ())


def _termes(text: str, *, ouvert: bool) -> list[Terme]:
    """Return the terms of some words; `ouvert`: the last one may not be ended yet."""
    found = list(mots.unites(text))
    mots.apprendre({word for unite in found for word in mots.morceaux(unite)})
    terms = []
    for place, unite in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        if (
            mots.plier(unite.source) in _SIGLES
            and following is not None
            and any(sign.isdigit() for sign in following.source)
        ):
            continue
        if (term := _terme(unite, dernier=ouvert and following is None)) is not None:
            terms.append(term)
    return terms


def comprendre(saisie: str) -> Requete:
    """Read what a person typed; never refuses: `Requete.refus` says what is missing."""
    text = mots.composer(saisie.replace("\0", "")[:LONGUEUR].translate(_GUILLEMETS))
    request = Requete(" ".join(text.split()))
    open_ended = not text.endswith((" ", '"'))
    for found in _MORCEAU.finditer(text):
        last = open_ended and found.end() == len(text)
        if found["expression"] is not None:
            words = [mots.plier(word) for word in re.findall(r"[^\W_]+", found["expression"])]
            terms = _termes(found["expression"], ouvert=False)
            target, phrases = (
                (request.exclus, request.expressions_exclues)
                if found["moins"]
                else (request.termes, request.expressions)
            )
            if len(words) > 1:
                phrases.append(words[:TERMES])
                if not found["moins"]:
                    target += terms
            else:
                target += terms
        elif found["moins"]:
            first, _, rest = found["libre"].partition(" ")
            request.exclus += [Terme(term.formes or term.prefixes) for term in _termes(first, ouvert=False)]
            request.termes += _termes(rest, ouvert=last) if rest else []
        else:
            request.termes += _termes(found["libre"], ouvert=last)
    # The beginning of "mesures" when it is all there is to look for; in "rapport et mes", a word not ended yet.
    named = [
        term for term in request.termes if term.formes or term.ensemble or not term.prefixes[0].isalpha()
    ]
    request.termes = (named or request.termes)[:TERMES]
    del request.exclus[TERMES:]
    return request


def motif(words: list[str]) -> str:
    """Return the PostgreSQL regular expression that finds words following each other, whatever their accents.

    It assumes nothing of the database's locale: each letter is listed with its accented forms, in both cases.
    """
    return (
        r"\m"
        + r"[^[:alnum:]]+".join("".join(_VARIANTES.get(sign, sign) for sign in word) for word in words)
        + r"\M"
    )


def _variantes() -> dict[str, str]:
    found: dict[str, str] = {}
    for base in "abcdefghijklmnopqrstuvwxyz":
        accented = "".join(chr(code) for code in range(0xC0, 0x180) if mots.plier(chr(code)) == base)
        found[base] = f"[{base}{base.upper()}{accented}]"
    return found


_VARIANTES = _variantes()
