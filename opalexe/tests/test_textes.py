"""What people read: French typography in templates and in the sentences of the program."""

from __future__ import annotations

import re
import tokenize
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*") if path.suffix in (".html", ".txt"))
SOURCES = sorted(
    path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts and "migrations" not in path.parts
)

# A sign that takes a no-break space before it must not follow an ordinary one, nor a letter directly.
ORDINARY_SPACE = re.compile(r"[^\s{%#|] [:;?!»](?=[\s<\"'.,)]|$)|« ")
STRAIGHT_APOSTROPHE = re.compile(
    r"\b[cdjlmnstCDJLMNST]'[a-zéèêàâîôûœA-ZÉÈÊÀ]|\bqu'|\baujourd'hui", re.IGNORECASE
)
ENGLISH = re.compile(
    r"\b(submit|cancel|search|delete|upload|download|error|loading|next|previous|login|logout|password|sign in|"
    r"please|welcome|required|save|close|open)\b",
    re.IGNORECASE,
)


def _visible(template: str) -> str:
    """Return what a reader sees of a template: no tags, scripts, comments or variables."""
    text = re.sub(r"(?s){%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<(script|style).*?</\1>", "§", template)
    attributes = " ".join(re.findall(r"(?:aria-label|title|placeholder|alt|data-[a-z-]+)=\"([^\"]*)\"", text))
    return re.sub(r"(?s)<[^>]*>", "\n", text) + "\n" + attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_un_gabarit_est_en_francais_bien_compose(path: Path) -> None:
    text = _visible(path.read_text(encoding="utf-8"))
    assert not ORDINARY_SPACE.findall(text), ORDINARY_SPACE.findall(text)
    assert not STRAIGHT_APOSTROPHE.findall(text), STRAIGHT_APOSTROPHE.findall(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_un_gabarit_ne_dit_rien_en_anglais(path: Path) -> None:
    text = re.sub(r"(?s)<[^>]*>", "\n", _visible(path.read_text(encoding="utf-8")))
    assert not ENGLISH.findall(text), ENGLISH.findall(text)


def _strings(path: Path) -> list[str]:
    with path.open("rb") as file:
        tokens = list(tokenize.tokenize(file.readline))
    return [
        token.string
        for token in tokens
        if token.type == tokenize.STRING and not token.string.startswith(('"""', 'r"', "rb"))
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_les_phrases_du_programme_sont_bien_composees(path: Path) -> None:
    french = [string for string in _strings(path) if re.search(r"[éèàêùç’«]", string)]
    for string in french:
        assert not ORDINARY_SPACE.search(string), string
        assert not STRAIGHT_APOSTROPHE.search(string), string
