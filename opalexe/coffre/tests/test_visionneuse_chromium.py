"""Documents looked at in a real Chromium: friendly ones are seen, hostile ones run nothing, each is read once."""

from __future__ import annotations

import base64
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, Error, Page, expect

from opalexe.coffre.tests.envoi import OFFSET, TUS
from opalexe.essais.fichiers import docx, pdf
from opalexe.essais.navigateurs import chromium, client_http, fenetre, peupler
from opalexe.essais.plateforme import Plateforme

VUES = Path("var/tests/vues")
SCRIPT = "<script>parent.document.title='PRIS';fetch('/compte/?PRIS')</script>"


def png() -> bytes:
    """Return a drawing of 320 × 200 points."""
    lines = b"".join(b"\x00" + b"".join(bytes((x % 256, y, 120)) for x in range(320)) for y in range(200))

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 320, 200, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(lines)) + part(b"IEND", b"")
    )


def pdf_hostile() -> bytes:
    """Return a PDF that runs a script and opens an address when it is opened."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R/Names<</JavaScript<</Names[(a)5 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>",
        b"<</S/JavaScript/JS(app.alert('PRIS'); this.submitForm('/compte/?PRIS'))>>",
        b"<</S/JavaScript/JS(app.launchURL('javascript:document.title=1'); app.alert('PRIS'))>>",
    ]
    content, offsets = b"%PDF-1.7\n", []
    for number, data in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj" % number + data + b"endobj\n"
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return content + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(content)


def lourd() -> bytes:
    """Return a PDF of some megabytes, which browsers read by pieces."""
    content = pdf("Rapport", "Un rapport lourd.")
    at = content.rindex(b"startxref")
    return content[:at] + b"% " + base64.b64encode(os.urandom(4_000_000)) + b"\n" + content[at:]


DOCUMENTS = {
    "Rapport.pdf": lourd(),
    "Lettre.txt": "Maître,\r\nVotre dire du 3 mars a été reçu : 12 €.".encode("cp1252"),
    "Fissure.png": png(),
    "Note.docx": docx("Note aux parties", "La réunion se tiendra le 3 mars."),
    "piège.pdf": pdf_hostile(),
    "piège.txt": f"Texte d’abord {SCRIPT}".encode(),
    "piège.html": f"<!DOCTYPE html>{SCRIPT}".encode(),
    "piège.svg": f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'.encode(),
    "piège.png": b"GIF89a/*" + SCRIPT.encode(),
    "relevés.zip": b"PK\x03\x04" + bytes(60),
}


@pytest.fixture(scope="module")
def fenetre_du_magistrat(plateforme: Plateforme) -> Iterator[BrowserContext]:
    [expert, magistrat], [expertise] = peupler(
        plateforme, ("expert", "Alain", "Voyant"), ("magistrat", "Claire", "Voyante"), expertises=[(0, 1)]
    )
    [(folder,)] = plateforme.sql(
        "SELECT id FROM coffre_repertoire WHERE expertise_id = %s AND repertoire = 'expert_vers_magistrat'",
        expertise,
    )
    with client_http(plateforme, expert) as http:
        for name, content in DOCUMENTS.items():
            told = f"filename {base64.b64encode(name.encode()).decode()}"
            created = http.post(
                f"/televersements/repertoire/{folder}/",
                headers={**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": told},
            )
            headers = {**TUS, "Upload-Offset": "0", "Content-Type": OFFSET}
            sent = http.patch(created.headers["Location"], headers=headers, content=content)
            assert sent.status_code == 204, sent.text
    with chromium() as browser:
        yield fenetre(browser, plateforme, magistrat)


def identifiant(platform: Plateforme, name: str) -> str:
    [(found,)] = platform.sql(
        "SELECT d.id FROM coffre_document d JOIN comptes_compte c ON c.id = d.depose_par_id"
        " WHERE d.nom = %s AND c.nom = 'Voyant'",
        name,
    )
    return str(found)


def lectures(platform: Plateforme, document: str) -> int:
    [(count,)] = platform.sql(
        "SELECT count(*) FROM journal_entree WHERE acte = 'document.lu' AND objet = %s", document
    )
    return int(count)


def ouvrir(window: BrowserContext, platform: Plateforme, name: str) -> tuple[Page, str]:
    page = window.new_page()
    document = identifiant(platform, name)
    page.goto(f"/documents/{document}/apercu/")
    return page, document


def voir(page: Page, name: str) -> None:
    """Keep a picture at desktop and phone widths, for whoever looks; nothing overflows."""
    VUES.mkdir(parents=True, exist_ok=True)
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        page.screenshot(path=VUES / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_heavy_pdf_is_shown_and_read_once(
    plateforme: Plateforme, fenetre_du_magistrat: BrowserContext
) -> None:
    page, document = ouvrir(fenetre_du_magistrat, plateforme, "Rapport.pdf")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    voir(page, "visionneuse-pdf")
    # Chromium shows a PDF by a part of its own, in a frame inside ours.
    assert any("chrome-extension://" in frame.url for frame in page.frames), [f.url for f in page.frames]
    assert lectures(plateforme, document) == 1
    page.reload()
    page.wait_for_load_state("networkidle")
    plateforme.attendre(lambda: lectures(plateforme, document) == 2)


def test_a_text_of_windows_and_an_image(plateforme: Plateforme, fenetre_du_magistrat: BrowserContext) -> None:
    page, document = ouvrir(fenetre_du_magistrat, plateforme, "Lettre.txt")
    frame = page.frame_locator("iframe.visionneuse-cadre")
    expect(frame.locator("body")).to_contain_text("Votre dire du 3 mars a été reçu : 12 €.")
    voir(page, "visionneuse-texte")
    assert lectures(plateforme, document) == 1
    page, document = ouvrir(fenetre_du_magistrat, plateforme, "Fissure.png")
    image = page.locator("img[data-visionneuse-document]")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") == 320
    voir(page, "visionneuse-image")
    assert lectures(plateforme, document) == 1


def test_an_office_file_comes_by_itself(plateforme: Plateforme, fenetre_du_magistrat: BrowserContext) -> None:
    page, document = ouvrir(fenetre_du_magistrat, plateforme, "Note.docx")
    expect(page.get_by_text("Préparation de l’aperçu")).to_be_visible()
    assert lectures(plateforme, document) == 0
    expect(page.locator("iframe.visionneuse-cadre")).to_be_visible(timeout=60_000)
    plateforme.attendre(lambda: lectures(plateforme, document))
    page.wait_for_timeout(1500)
    voir(page, "visionneuse-bureautique")
    assert lectures(plateforme, document) == 1


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.startswith("piège")])
def test_a_hostile_file_runs_nothing(
    plateforme: Plateforme, fenetre_du_magistrat: BrowserContext, name: str
) -> None:
    asked: list[str] = []
    said: list[str] = []

    def entendre(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    def ecouter(page: Page) -> None:
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", entendre)

    fenetre_du_magistrat.on("page", ecouter)
    page, document = ouvrir(fenetre_du_magistrat, plateforme, name)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    assert page.title().startswith(name)
    for suffix in ("contenu/", "?voir"):
        direct = fenetre_du_magistrat.new_page()
        try:
            answer = direct.goto(f"/documents/{document}/{suffix}")
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            continue  # nothing is shown
        assert answer is not None
        direct.wait_for_timeout(500)
        # Of a PDF, what is told here are the headers of the browser's own viewer.
        shut = name.endswith(".pdf") or "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.status == 404 or shut
        assert "PRIS" not in direct.title()
        direct.close()
    fenetre_du_magistrat.remove_listener("page", ecouter)
    assert asked
    assert not [url for url in asked if "PRIS" in url]
    # Chromium lets a PDF talk to its reader, by its own viewer's script engine: it reaches no page.
    assert not said or name.endswith(".pdf")
    if name.endswith((".html", ".svg")):
        expect(page.get_by_text("par sécurité")).to_be_visible()
        voir(page, "visionneuse-refus")


def test_the_keyboard_goes_from_one_to_the_next(
    plateforme: Plateforme, fenetre_du_magistrat: BrowserContext
) -> None:
    page, _ = ouvrir(fenetre_du_magistrat, plateforme, "relevés.zip")
    expect(page.get_by_text("Son type (archive zip)")).to_be_visible()
    page.get_by_role("link", name="Suivant").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("piège.png")


def test_the_rights_on_screen_and_on_paper(fenetre_du_magistrat: BrowserContext) -> None:
    page = fenetre_du_magistrat.new_page()
    page.goto("/droits/")
    expect(page.get_by_role("table", name="Magistrat")).to_be_visible()
    voir(page, "droits")
    page.locator("summary", has_text="Avocat").click()
    expect(page.get_by_role("table", name="Avocat")).to_be_visible()
    voir(page, "droits-ouvert")
    page.pdf(path=VUES / "droits.pdf")
