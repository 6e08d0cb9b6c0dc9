"""Sharing and confidential requests in a real browser: dialogs, the upload, pages that fit."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from opalexe.essais.navigateurs import Titulaire, chromium, fenetre, titulaire
from opalexe.essais.plateforme import Plateforme

TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
FILL = "import django; django.setup(); from opalexe.coffre.tests.scene_partage import main; main()"
SHOTS = os.environ.get("CAPTURES", "")


def peupler(platform: Plateforme, **people: Titulaire) -> dict[str, Any]:
    """Make the scene of these tests in the platform's database."""
    given = {
        name: [one.prenom, one.nom, base64.b64encode(one.credential.der).decode()]
        for name, one in people.items()
    }
    done = subprocess.run(
        [sys.executable, "-c", FILL],
        env=platform.environ,
        input=json.dumps(given).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def regarder(page: Page, name: str) -> None:
    """Check that the page fits; keep its picture where `CAPTURES` asks."""
    assert not page.evaluate(TOO_WIDE), name
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 375])
def test_partager_et_demander(plateforme: Plateforme, tmp_path: Path, width: int) -> None:
    expert, avocat, sapiteur = (
        titulaire(plateforme, prenom, f"{nom}{width}")
        for prenom, nom in (("Alain", "Cotte"), ("Léa", "Arnaud"), ("Serge", "Acoustique"))
    )
    case = peupler(plateforme, expert=expert, avocat=avocat, sapiteur=sapiteur)
    address = f"/expertises/{case['expertise']}"
    secret = tmp_path / "contrat.pdf"
    secret.write_bytes(b"%PDF-1.4 secret")
    view = {"width": width, "height": 900}
    faults: list[str] = []
    with chromium() as browser:

        def ouvrir(holder: Titulaire) -> Page:
            page = fenetre(browser, plateforme, holder, viewport=view).new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
            return page

        page = ouvrir(expert)
        chosen = "&".join(f"documents={pk}" for pk in case["documents"][:2])
        page.goto(f"{address}/partage/?{chosen}")
        regarder(page, "partage")
        page.get_by_role("button", name="Partager avec Serge").click()
        regarder(page, "partage-dialogue")
        page.get_by_role("dialog").get_by_role("button", name="Partager").click()
        expect(page.get_by_text(f"Serge Acoustique{width} a maintenant accès à 2 documents")).to_be_visible()
        regarder(page, "partage-fait")
        page.get_by_role("link", name="Voir tout ce qui est partagé").click()
        expect(page.get_by_role("heading", name="Partages en cours")).to_be_visible()
        regarder(page, "partage-en-cours")
        page.goto(f"/documents/{case['documents'][2]}/verrou/")
        regarder(page, "verrou")
        page.goto(f"{address}/confidentiels/")
        regarder(page, "confidentiels-vide")

        lawyer = ouvrir(avocat)
        lawyer.goto(f"{address}/confidentiels/")
        lawyer.get_by_role("link", name="Faire une demande").click()
        lawyer.get_by_label("Titre du document").fill("Contrat d’assurance multirisque")
        lawyer.get_by_label("Résumé").fill(
            "Le contrat en vigueur au jour du sinistre, sans ses conditions tarifaires."
        )
        lawyer.get_by_label("Raisons de la demande").fill("Les tarifs relèvent du secret des affaires.")
        regarder(lawyer, "demander")
        lawyer.get_by_role("button", name="Continuer").click()
        expect(lawyer.get_by_role("button", name="Sélectionnez les fichiers")).to_be_visible()
        regarder(lawyer, "envoi")
        lawyer.locator("input[type=file]").set_input_files(secret)
        lawyer.get_by_role("dialog").get_by_role("button", name="Oui").click()
        expect(lawyer.get_by_text("Votre demande est envoyée aux experts")).to_be_visible()
        regarder(lawyer, "envoye")
        lawyer.get_by_role("link", name="Revenir aux documents confidentiels").click()
        expect(lawyer.get_by_role("heading", name="Vos demandes")).to_be_visible()
        regarder(lawyer, "demandes")

        page.reload()
        regarder(page, "recues")
        page.get_by_role("button", name="Accepter…").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Raisons").fill("Le secret des affaires est établi.")
        regarder(page, "decision")
        dialog.get_by_role("button", name="Accepter la demande").click()
        expect(page.get_by_text("À informer par courrier : CPAM.")).to_be_visible()
        regarder(page, "acceptee")
        outside = ouvrir(sapiteur)
        outside.goto(f"{address}/confidentiels/")
        expect(outside.get_by_text("Contrat d’assurance multirisque")).to_be_visible()
        expect(outside.get_by_text("contrat.pdf")).to_have_count(0)
        regarder(outside, "inventaire")
    assert not faults
