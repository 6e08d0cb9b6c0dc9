"""The administration of an expertise in a real browser, keyboard first, at the desk and on a phone."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from opalexe.essais.navigateurs import chromium, fenetre, peupler
from opalexe.essais.plateforme import Plateforme


def ajouter_partie(page: Page, nom: str, cote: str, genre: str) -> None:
    page.get_by_label("Nom de la partie").fill(nom)
    page.get_by_label(cote, exact=True).check()
    page.get_by_label(genre).check()


def photographier(page: Page, nom: str) -> None:
    """Keep a picture where CAPTURES says, to be judged by eye; nothing may overflow sideways."""
    folder = os.environ.get("CAPTURES")
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (nom, width)
        if folder:
            page.screenshot(path=Path(folder) / f"{nom}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_un_expert_compose_son_expertise(plateforme: Plateforme) -> None:
    (leader, _clerk, _judge, _other), _ = peupler(
        plateforme,
        ("expert", "Ariane", "Delorme"),
        ("greffier", "Ida", "Quentinet"),
        ("magistrat", "Paul", "Quentinois"),
        ("expert", "Basile", "Zurbach"),
    )
    with chromium() as browser:
        page = fenetre(browser, plateforme, leader).new_page()
        page.goto("/")
        page.get_by_role("link", name="Créer une expertise").click()
        page.get_by_label("Premier demandeur").fill("Poitou")
        page.get_by_label("Premier défendeur").fill("Hartmann")
        expect(page.locator("#apercu")).to_contain_text("POITOU_HARTMANN_DELORME")
        page.get_by_label("Juridiction").fill("TJ Bordeaux")
        page.get_by_label("N° RG").fill("21/01234")
        page.get_by_label("Date de la décision").fill("2020-12-11")
        page.get_by_label("Chercher par nom").press_sequentially("quent")
        page.get_by_label("Ida Quentinet").check()
        page.get_by_label("Chercher par nom").fill("quentino")
        expect(page.get_by_label("Ida Quentinet")).to_be_checked()
        page.get_by_label("Paul Quentinois").check()
        photographier(page, "nouvelle")
        page.get_by_role("button", name="Créer l’expertise").click()
        expect(page.get_by_text("L’expertise est créée.")).to_be_visible()
        expect(page.get_by_text("Magistrat, chargé du contrôle")).to_be_visible()

        page.get_by_role("link", name="Ajouter une partie").click()
        ajouter_partie(page, "Poitou", "Demandeur", "Représentée : son avocat")
        photographier(page, "partie-ajouter")
        page.get_by_role("button", name="Ajouter, puis une autre").click()
        expect(page.get_by_text("La partie Poitou est ajoutée")).to_be_visible()
        ajouter_partie(page, "CPAM de la Gironde", "Intervenant", "Sans accès")
        page.get_by_role("button", name="Ajouter, puis une autre").click()
        expect(page.get_by_text("La partie CPAM de la Gironde est ajoutée")).to_be_visible()
        ajouter_partie(page, "Hartmann", "Défendeur", "Non représentée")
        page.get_by_role("button", name="Ajouter la partie").click()
        page.get_by_role("link", name="Ajouter un membre").click()
        page.get_by_label("Prénom").fill("Louis")
        page.get_by_label("Nom *").nth(1).fill("Hartmann")
        page.get_by_label("E-mail").fill("louis.hartmann@exemple.fr")
        photographier(page, "membre")
        page.get_by_role("button", name="Ajouter et envoyer le lien").click()
        expect(page.get_by_text("Lien envoyé le")).to_be_visible()
        photographier(page, "partie")

        page.get_by_role("link", name="Administration", exact=True).first.click()
        page.get_by_role("link", name="Ajouter un co-expert").click()
        page.get_by_label("Nom", exact=True).fill("zurb")
        page.get_by_role("button", name="Lancer la recherche").click()
        page.get_by_label("ZURBACH Basile").check()
        photographier(page, "co-expert")
        page.get_by_role("button", name="Sélectionner").click()
        expect(page.get_by_text("Basile Zurbach participe à l’expertise.")).to_be_visible()
        photographier(page, "administration")

        page.get_by_role("link", name="Gérer Louis Hartmann").click()
        photographier(page, "participant")
        page.get_by_role("button", name="Désactiver").press("Enter")
        expect(page.get_by_text("Retirer l’accès de cette personne ?")).to_be_visible()
        page.get_by_role("button", name="Oui, désactiver").press("Enter")
        expect(page.get_by_text("inactif : sans accès à l’expertise")).to_be_visible()

        page.get_by_role("link", name="Participants").click()
        expect(page.get_by_text("À informer par courrier")).to_be_visible()
        photographier(page, "participants")
        page.get_by_role("link", name="Documents", exact=True).click()
        expect(
            page.get_by_text("Aucun document").or_(page.get_by_text("Tous les documents")).first
        ).to_be_visible()
        photographier(page, "documents")
        page.get_by_role("button", name="Passer « En cours »").click()
        expect(page.get_by_text("L’expert peut remettre son rapport définitif au greffe.")).to_be_visible()
        photographier(page, "statut")
