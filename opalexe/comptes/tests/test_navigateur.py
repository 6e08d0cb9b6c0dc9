"""First connection in a real browser: a certificate, the form that wakes up as it is filled, the account."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from opalexe.essais.navigateurs import chromium, fenetre, titulaire
from opalexe.essais.plateforme import Plateforme


@pytest.mark.parametrize("largeur", [1280, 375])
def test_an_expert_registers(plateforme: Plateforme, largeur: int) -> None:
    holder = titulaire(plateforme, "Agathe", f"Venant{largeur}")
    with chromium() as browser:
        page = fenetre(browser, plateforme, holder, viewport={"width": largeur, "height": 800}).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

        page.goto("/inscription/")
        expect(page.get_by_role("heading", name="Nouveau certificat reconnu")).to_be_visible()
        expect(page.get_by_role("button", name="Valider")).to_be_disabled()
        page.get_by_label("Non, je ne dispose pas encore de compte").check()
        page.get_by_role("button", name="Valider").click()

        submit = page.get_by_role("button", name="Valider")
        city = page.get_by_label("Ville")
        expect(page.get_by_label("Prénom")).to_have_value("Agathe")
        expect(city).to_be_hidden()
        page.get_by_label("Greffier").check()
        expect(submit).to_be_disabled()
        page.get_by_label("J’accepte").check()
        expect(submit).to_be_enabled()
        page.get_by_label("Expert", exact=True).check()
        expect(city).to_be_visible()
        expect(submit).to_be_disabled()
        page.get_by_label("Adresse postale").fill("1 rue du Palais\n69000 Lyon")
        page.get_by_label("Cour d’appel").select_option("Lyon")
        city.fill("Lyon")
        expect(submit).to_be_disabled()
        page.get_by_label("Filtrer les spécialités").fill("BATIMENT archi")
        expect(page.get_by_text("Aucune spécialité trouvée")).to_be_visible()
        page.get_by_label("Filtrer les spécialités").fill("ARCHITECTURE")
        page.get_by_label("C.1.2 Architecture").check()
        expect(submit).to_be_enabled()
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), "nothing sticks out of the page"
        submit.click()

        expect(page.get_by_role("heading", name="Votre compte est ouvert")).to_be_visible()
        expect(page.get_by_role("link", name="Accéder à la plateforme")).to_be_visible()
        page.goto("/compte/")
        page.get_by_text("Détails du certificat").click()
        expect(page.get_by_text("C.1.2 Architecture")).to_be_visible()
        expect(page.get_by_text(f"{holder.credential.certificate.serial_number:X}")).to_be_visible()
        assert faults == []
