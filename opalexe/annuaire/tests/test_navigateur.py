"""The search of the directory in a real browser: live results, an address that finds them again."""

from __future__ import annotations

from playwright.sync_api import expect

from opalexe.essais.navigateurs import chromium, fenetre, peupler
from opalexe.essais.plateforme import Plateforme


def test_a_clerk_searches(plateforme: Plateforme) -> None:
    (_expert, clerk), _ = peupler(plateforme, ("expert", "Eloi", "Queneherve"), ("greffier", "Ida", "Rouvre"))
    with chromium() as browser:
        page = fenetre(browser, plateforme, clerk).new_page()
        page.goto("/annuaire/experts/")
        expect(page.get_by_text("Choisissez un ou plusieurs critères")).to_be_visible()
        page.get_by_label("Nom", exact=True).fill("QUÉNÉ")
        page.get_by_label("Filtrer les spécialités").fill("améliorations")
        expect(page.get_by_label("A.1.1 Améliorations foncières")).to_be_visible()
        expect(page.get_by_label("C.1.2 Architecture")).to_be_hidden()
        page.get_by_label("Filtrer les spécialités").press("Enter")
        page.get_by_label("Toute la branche A").check()
        page.get_by_role("button", name="Lancer la recherche").click()
        expect(page.get_by_text("QUENEHERVE Eloi")).to_be_visible()
        expect(page.locator("mark", has_text="A.1 Agriculture")).to_be_visible()

        page.reload()
        expect(page.get_by_text("QUENEHERVE Eloi")).to_be_visible()
        expect(page.get_by_label("Toute la branche A")).to_be_checked()
        page.get_by_role("link", name="Ré-initialiser").click()
        expect(page.get_by_text("Choisissez un ou plusieurs critères")).to_be_visible()
        expect(page.get_by_label("Nom", exact=True)).to_have_value("")
