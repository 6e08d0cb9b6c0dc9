"""PDF/A documents: what they declare, what they say, and that nobody's text is ever a program."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from opalexe.socle import pdf

LE = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
GABARIT = """#import "/socle/pdf/commun.typ": *
#show: page-commune.with(donnees)
#fiche(donnees.lignes)
#tableau((auto, 1fr), ("N°", "Nom"), donnees.pieces)
#empreinte(donnees.sha256)
#note(donnees.notes)
"""


@pytest.fixture(autouse=True)
def gabarit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A house of one template, with the real common file."""
    common = pdf.PAQUET / "socle" / "pdf" / "commun.typ"
    for place, content in {"socle": common.read_text("utf-8"), "essai": GABARIT}.items():
        folder = tmp_path / "paquet" / place / "pdf"
        folder.mkdir(parents=True)
        (folder / ("commun.typ" if place == "socle" else "essai.typ")).write_text(content, "utf-8")
    monkeypatch.setattr(pdf, "PAQUET", tmp_path / "paquet")


def donnees(nom: str = "Contrat.pdf") -> dict[str, object]:
    return {
        "titre": "Reçu d’essai",
        "sous_titre": "POITOU c/ HARTMANN",
        "pied": "Établi le 03/03/2026",
        "lignes": [("Nom", nom), ("Vide", "")],
        "pieces": [(str(number), nom) for number in range(1, 4)],
        "sha256": "0123456789abcdef" * 4,
        "notes": ["Gardez ce reçu."],
    }


def lu(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_un_pdf_a_accessible_qui_dit_ce_qu_on_lui_donne(settings: Settings) -> None:
    settings.OPALEXE_BRAND = "Cour d’essai"
    made = pdf.composer("essai/essai.typ", donnees(), le=LE)
    reader = PdfReader(io.BytesIO(made))
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert (xmp.pdfaid_part, xmp.pdfaid_conformance) == ("2", "A")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in xmp.stream.get_data()
    root = reader.root_object
    assert str(root["/Lang"]).startswith("fr")
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.creation_date) == ("Reçu d’essai", LE)
    text = lu(made)
    for said in ("Cour d’essai", "POITOU c/ HARTMANN", "Contrat.pdf", "0123456789abcdef" * 4, "page 1/1"):
        assert said in text
    assert "Vide" not in text


def test_les_memes_donnees_font_les_memes_octets() -> None:
    assert pdf.composer("essai/essai.typ", donnees(), le=LE) == pdf.composer(
        "essai/essai.typ", donnees(), le=LE
    )


@pytest.mark.parametrize(
    "nom",
    [
        '#read("/etc/passwd")',
        "#panic() *gras* _x_ $x^2$ `code` <a> @b \\ // /* */",
        "= Titre [a] {b} ~ -- --- ... 'x' \"y\"",
        "Pièce n° 3 – l’œuvre « à l’État » 12 € ½.pdf",
        "שלום.pdf",
    ],
)
def test_un_nom_hostile_est_montre_tel_quel(nom: str) -> None:
    text = lu(pdf.composer("essai/essai.typ", donnees(nom), le=LE))
    assert "root:" not in text
    assert text.count(nom) == 4


@pytest.mark.parametrize(
    ("nom", "montre"),
    [
        ("photo 😀.jpg", "photo [U+1F600].jpg"),
        ("契約.pdf", "[U+5951][U+7D04].pdf"),
        ("facture\u202efdp.exe", "facture[U+202E]fdp.exe"),
        ("a\x00b\x07\n\ud800\ue000", "a[U+0000]b[U+0007][U+000A][U+D800][U+E000]"),
    ],
)
def test_un_signe_sans_dessin_est_montre_par_son_code(nom: str, montre: str) -> None:
    assert lu(pdf.composer("essai/essai.typ", donnees(nom), le=LE)).count(montre) == 4


def test_un_nom_tres_long_va_a_la_ligne_et_rien_ne_deborde() -> None:
    nom = "x" * 250 + ".pdf"
    made = pdf.composer("essai/essai.typ", donnees(nom), le=LE)
    assert nom in lu(made).replace("\n", "").replace("\u200b", "")
    assert max(map(len, lu(made).splitlines())) < 150


def test_cinq_mille_lignes_tiennent_sur_des_pages_numerotees() -> None:
    many = donnees() | {"pieces": [(str(number), f"Pièce {number}.pdf") for number in range(1, 5001)]}
    reader = PdfReader(io.BytesIO(pdf.composer("essai/essai.typ", many, le=LE)))
    last = reader.pages[-1].extract_text()
    assert f"page {len(reader.pages)}/{len(reader.pages)}" in last
    assert "Pièce 5000.pdf" in last


def test_un_gabarit_ne_lit_rien_hors_du_paquet(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "paquet" / "essai" / "pdf" / "curieux.typ").write_text('#read("../../../secret.txt")')
    with pytest.raises(Exception, match=r"root|outside|denied"):
        pdf.composer("essai/curieux.typ", donnees(), le=LE)
