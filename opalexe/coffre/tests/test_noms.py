"""Names of files: what is a matter of form is mended, what could deceive is refused, one name is one name."""

from __future__ import annotations

import unicodedata

import pytest

from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.file_names import cle, nettoyer


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Rapport d’expertise n° 3 – été.pdf", "Rapport d’expertise n° 3 – été.pdf"),
        (unicodedata.normalize("NFD", "pièce jointe.pdf"), "pièce jointe.pdf"),
        ("  pièce.pdf ", "pièce.pdf"),
        ("pièce.pdf.", "pièce.pdf"),
        ("pièce.pdf. . ", "pièce.pdf"),
        ("pièce.\u00a0.", "pièce"),
        ("pièce.pdf\n", "pièce.pdf"),
        (".htaccess", ".htaccess"),
        ("sans extension", "sans extension"),
        ("conclusions.pdf", "conclusions.pdf"),
        ("契約書.pdf", "契約書.pdf"),
        ("plan ❤️.png", "plan ❤️.png"),
        ("a" * 251 + ".pdf", "a" * 251 + ".pdf"),
    ],
)
def test_what_is_kept(given: str, kept: str) -> None:
    assert nettoyer(given) == kept


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "n’a pas de nom"),
        (" . .. ", "n’a pas de nom"),
        ("\ufe0f", "n’a pas de nom"),
        ("../../etc/passwd", "contient une barre"),
        ("C:\\Users\\durand\\pièce.pdf", "contient une barre"),
        ("..", "n’a pas de nom"),
        ("dossier/pièce.pdf", "contient une barre"),
        ("pièce\x00.pdf", "signe invisible"),
        ("pièce\r\nX-Entete: oui", "signe invisible"),
        ("pièce\x7f.pdf", "signe invisible"),
        ("facture\u202efdp.exe", "signe invisible"),
        ("facture\u2066fdp.exe", "signe invisible"),
        ("pièce\u200b.pdf", "signe invisible"),
        ("pièce\ufeff.pdf", "signe invisible"),
        ("pièce\u3164.pdf", "signe invisible"),
        ("pièce\u2028.pdf", "signe invisible"),
        ("\udcff.pdf", "signe invisible"),
        ("pièce?.pdf", "Windows n’accepte pas"),
        ('le "rapport".pdf', "Windows n’accepte pas"),
        ("flux:caché.txt", "Windows n’accepte pas"),
        ("con", "Windows réserve"),
        ("NUL.pdf", "Windows réserve"),
        ("Com1 .tar.gz", "Windows réserve"),
        ("LPT².txt", "Windows réserve"),
        ("a" * 300, "trop long"),
        ("é" * 128, "il compte 256 signes, et 255 au plus"),
    ],
)
def test_what_is_refused_says_what_to_do(name: str, sentence: str) -> None:
    with pytest.raises(ActeRefuse) as refusal:
        nettoyer(name)
    assert sentence in refusal.value.message
    assert "ez" in refusal.value.message, "it tells the person to do something"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pièce.PDF", "pièce.pdf"),
        ("pièce.pdf", unicodedata.normalize("NFD", "pièce.pdf")),
        ("STRASSE.pdf", "straße.pdf"),
        ("❤.png", "❤️.png"),
    ],
)
def test_one_name(one: str, other: str) -> None:
    assert cle(one) == cle(other)


@pytest.mark.parametrize(
    ("one", "other"), [("pièce.pdf", "piece.pdf"), ("pièce 1", "pièce 2"), ("a b", "ab")]
)
def test_two_names(one: str, other: str) -> None:
    assert cle(one) != cle(other)


def test_a_key_fits_its_column() -> None:
    assert len(cle("ΐ" * 127)) <= 255
