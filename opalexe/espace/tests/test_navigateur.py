"""The workspace in a real browser: it fits, it filters as one types, it sends once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from opalexe.essais.navigateurs import chromium, fenetre, peupler
from opalexe.essais.plateforme import Plateforme

SENT_THRICE = """() => {
  const form = document.querySelector("form[action='/designations/nouvelle/']");
  for (let i = 0; i < 3; i++) form.requestSubmit();
}"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [1280, 320])
def test_le_greffier_travaille(plateforme: Plateforme, width: int) -> None:
    people = [("expert", "Alain", f"Cotte{width}"), ("greffier", "Agathe", f"Marchand{width}")]
    (_expert, clerk), _cases = peupler(plateforme, *people, expertises=[(0, 1), (0, 1)])
    with chromium() as browser:
        page = fenetre(browser, plateforme, clerk, viewport={"width": width, "height": 800}).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

        page.goto("/")
        expect(page.get_by_role("heading", name=f"Bonjour, Agathe Marchand{width}")).to_be_visible()
        assert not page.evaluate(TOO_WIDE)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
        page.get_by_role("link", name="Toutes les expertises").click()

        field = page.get_by_label("Nom, RG ou Mi")
        expect(page.get_by_role("heading", name="2 expertises")).to_be_visible()
        field.press_sequentially("poitoux", delay=20)
        expect(page.get_by_text("Aucune de vos expertises ne répond à ces critères.")).to_be_visible()
        expect(page.locator("#nombre-en_creation")).to_have_text("0")
        expect(field).to_be_focused()
        expect(field).to_have_value("poitoux")
        field.press("Backspace")
        expect(page.get_by_role("heading", name="2 expertises")).to_be_visible()
        page.get_by_label("En création").check()
        page.wait_for_url("**/expertises/?texte=poitou&tri=nom&statut=en_creation")
        page.reload()
        expect(page.get_by_label("En création")).to_be_checked()
        assert not page.evaluate(TOO_WIDE)

        page.goto("/")
        page.evaluate(SENT_THRICE)
        page.wait_for_url("**/designations/*-*/")
        page.goto("/")
        expect(page.get_by_role("link", name="Expert à choisir")).to_have_count(1)
        assert faults == []
