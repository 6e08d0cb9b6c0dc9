"""Sending files from a real browser to a running platform: several, refused, cut, paused, taken up again."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Dialog, Page, Request, expect

from opalexe.essais.navigateurs import Titulaire, chromium, fenetre, peupler
from opalexe.essais.plateforme import Plateforme

MIO = 1024 * 1024


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def scene(plateforme: Plateforme) -> tuple[Titulaire, Titulaire, str]:
    (expert, magistrat), (expertise,) = peupler(
        plateforme, ("expert", "Alain", "Cotte"), ("magistrat", "Bernard", "Dupuy"), expertises=[(0, 1)]
    )
    return expert, magistrat, f"/expertises/{expertise}/"


@pytest.fixture
def window(
    browser: Browser, plateforme: Plateforme, scene: tuple[Titulaire, Titulaire, str]
) -> Iterator[BrowserContext]:
    context = fenetre(browser, plateforme, scene[0])
    yield context
    context.close()


def ouvrir(context: BrowserContext, address: str, folder: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.locator("#arbre").get_by_role("link", name=folder).click()
    return page


def choisir(page: Page, *files: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Sélectionnez les fichiers").click()
    chooser.value.set_files(list(files))


def fichier(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def ralentir(context: BrowserContext, page: Page, octets_par_seconde: int) -> CDPSession:
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {
        "offline": False,
        "latency": 5,
        "downloadThroughput": -1,
        "uploadThroughput": octets_par_seconde,
    }
    session.send("Network.emulateNetworkConditions", conditions)
    return session


def test_depot_de_plusieurs_fichiers(
    window: BrowserContext,
    scene: tuple[Titulaire, Titulaire, str],
    tmp_path: Path,
    browser: Browser,
    plateforme: Plateforme,
) -> None:
    """One refused file costs nothing to the others; nothing goes without "Oui"; the list follows."""
    page = ouvrir(window, scene[2], "Documents Expert → Magistrat")
    files = [
        fichier(tmp_path, "État des difficultés.pdf", b"%PDF-1.7\n" + b"x" * 54_000),
        fichier(tmp_path, "vide.pdf", b""),
        fichier(tmp_path, "annexe.txt", b"texte"),
    ]
    choisir(page, *files)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Déposer ces 2 documents dans «\u00a0Documents Expert → Magistrat\u00a0»")
    expect(dialog).to_contain_text("Bernard Dupuy")
    expect(dialog).to_contain_text("ne peut être ni modifié ni supprimé")
    expect(page.locator("[data-role=ecartes]")).to_contain_text("vide.pdf")
    dialog.get_by_role("button", name="Non").click()
    expect(page.get_by_role("button", name="Sélectionnez les fichiers")).to_be_focused()
    expect(page.locator("#liste")).to_contain_text("aucun document")

    choisir(page, *files)
    dialog.get_by_role("button", name="Oui").click()
    expect(page.locator("[data-role=bilan]")).to_have_text("2 documents déposés")
    expect(page.locator("#liste tbody tr")).to_have_count(2)

    choisir(page, files[2], fichier(tmp_path, "suite.txt", b"suite"))
    dialog.get_by_role("button", name="Oui").click()
    expect(page.locator("[data-role=bilan]")).to_have_text("1 document déposé, 1 refusé")
    expect(page.locator(".envoi[data-etat=refuse]")).to_contain_text("porte déjà le nom")

    other = fenetre(browser, plateforme, scene[1])
    reader = ouvrir(other, scene[2], "Documents Expert → Magistrat")
    expect(reader.locator(".nouveau")).to_have_count(3)
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Télécharger suite.txt", exact=True).click()
    assert download.value.path().read_bytes() == b"suite"
    expect(reader.locator(".nouveau")).to_have_count(2)  # the refresh that follows a reading
    other.close()


def test_coupure_pause_et_navigateur_ferme(
    window: BrowserContext, scene: tuple[Titulaire, Titulaire, str], tmp_path: Path, plateforme: Plateforme
) -> None:
    """A killed server, a pause, a closed page: the file arrives whole, nothing being visible before."""
    content = os.urandom(160 * MIO)  # three pieces of 64 MiB at most
    path = fichier(tmp_path, "plans.bin", content)
    page = ouvrir(window, scene[2], "Communication Expert-Parties vers Greffe")
    session = ralentir(window, page, 32 * MIO)
    choisir(page, path)
    page.get_by_role("dialog").get_by_role("button", name="Oui").click()
    state = page.locator(".envoi [data-role=etat]")
    expect(state).to_have_text("en cours")
    expect(page.locator(".envoi progress")).not_to_have_js_property("value", 0)

    session.send(
        "Network.setBlockedURLs", {"urls": ["*/televersements/*"]}
    )  # from the next piece on, nothing passes
    expect(state).to_have_text("interrompu, reprise automatique", timeout=30_000)
    plateforme.tuer("web")
    plateforme.demarrer_web()
    session.send("Network.setBlockedURLs", {"urls": []})
    expect(state).to_have_text("en cours", timeout=30_000)

    page.get_by_role("button", name="Suspendre les envois").click()
    expect(state).to_have_text("suspendu")
    page.get_by_role("button", name="Reprendre les envois").click()
    expect(state).to_have_text("en cours")

    warned: list[str] = []

    def partir(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.accept()

    page.on("dialog", partir)
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert warned == ["beforeunload"]

    page = ouvrir(window, scene[2], "Communication Expert-Parties vers Greffe")
    expect(page.locator("#liste")).to_contain_text("aucun document")
    expect(page.locator("[data-role=reprise]")).to_contain_text("plans.bin")
    offsets: list[int] = []

    def noter(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", noter)
    choisir(page, path)
    page.get_by_role("dialog").get_by_role("button", name="Oui").click()
    expect(page.locator("[data-role=bilan]")).to_have_text("1 document déposé", timeout=30_000)
    assert offsets
    assert offsets[0] > 0
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger plans.bin", exact=True).click()
    assert download.value.path().read_bytes() == content
    assert page.evaluate("localStorage.length") == 0


def test_annuler_avant_et_pendant_l_envoi(
    window: BrowserContext, scene: tuple[Titulaire, Titulaire, str], tmp_path: Path, plateforme: Plateforme
) -> None:
    """What is cancelled leaves nothing behind, and the others go on."""
    page = ouvrir(window, scene[2], "Notes aux parties")
    ralentir(window, page, 4 * MIO)
    choisir(
        page,
        fichier(tmp_path, "grand.bin", b"\0" * (48 * MIO)),
        fichier(tmp_path, "petit.txt", b"petit"),
        fichier(tmp_path, "autre.txt", b"autre"),
    )
    page.get_by_role("dialog").get_by_role("button", name="Oui").click()
    expect(page.locator(".envoi progress").first).not_to_have_js_property("value", 0)
    page.get_by_role("button", name="Annuler l’envoi de petit.txt").click()
    page.get_by_role("button", name="Annuler l’envoi de grand.bin").click()
    expect(page.locator("[data-role=bilan]")).to_have_text("1 document déposé, 2 annulés")
    expect(page.locator("#liste tbody tr")).to_have_count(1)
    left = "SELECT count(*) FROM coffre_upload WHERE nom = 'grand.bin'"
    plateforme.attendre(lambda: plateforme.sql(left)[0][0] == 0)


def test_selection_gardee_pendant_un_rafraichissement(
    window: BrowserContext, scene: tuple[Titulaire, Titulaire, str]
) -> None:
    """Ticked boxes and focus survive; several documents come as one zip."""
    page = ouvrir(window, scene[2], "Documents Expert → Magistrat")
    boxes = page.locator("#liste tbody input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).focus()
    with page.expect_response(re.compile(r"/dossiers/")):
        page.evaluate("htmx.trigger('#liste', 'rafraichir')")
    page.wait_for_timeout(300)
    expect(boxes.nth(0)).to_be_checked()
    expect(boxes.nth(1)).to_be_focused()
    boxes.nth(1).check()
    expect(page.locator("[data-selection-dite]")).to_contain_text("2 documents (")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger", exact=True).click()
    assert download.value.suggested_filename.startswith("POITOU_HARTMANN")


def test_un_dossier_entier_garde_son_arborescence(
    window: BrowserContext, scene: tuple[Titulaire, Titulaire, str], tmp_path: Path
) -> None:
    """Sub-folders are made, what systems leave there is set aside and said, and one receipt tells the whole."""
    dropped = tmp_path / "Annexes"
    (dropped / "photos").mkdir(parents=True)
    for number in range(120):  # more than a reader of folders gives at once
        fichier(dropped / "photos", f"Vue {number}.txt", b"vue")
    fichier(dropped, "plan.txt", b"plan")
    fichier(dropped, "vide.txt", b"")
    fichier(dropped, ".DS_Store", b"poussiere")
    page = ouvrir(window, scene[2], "Correspondance")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Un dossier entier").click()
    chooser.value.set_files(dropped)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("121 fichiers")
    expect(dialog).to_contain_text("Annexes/photos/Vue 7.txt")
    expect(page.locator("[data-role=ecartes]")).to_contain_text("Annexes/vide.txt")
    expect(page.locator("[data-role=ecartes]")).to_contain_text("1 fichier du système d’exploitation")
    dialog.get_by_role("button", name="Oui").click()
    expect(page.locator("[data-role=bilan]")).to_have_text("121 documents déposés", timeout=90_000)
    receipt = page.get_by_role("link", name="Reçu du dépôt (PDF)").get_attribute("href")
    assert window.request.get(str(receipt)).body().startswith(b"%PDF")
    page.locator("#liste").get_by_role("link", name="Annexes").click()
    expect(page.locator("#liste")).to_contain_text("plan.txt")
    page.locator("#liste").get_by_role("link", name="photos").click()
    expect(page.locator(".liste-nombre")).to_have_text("120 documents")
    page.get_by_role("link", name="Vue 7.txt", exact=True).click()
    expect(page.locator("#visionneuse-titre")).to_have_text("Vue 7.txt")  # beside the list, on a wide screen
    expect(page.locator("#arbre")).to_be_hidden()
    page.get_by_role("button", name="Fermer le document").click()
    expect(page.locator("#arbre")).to_be_visible()
