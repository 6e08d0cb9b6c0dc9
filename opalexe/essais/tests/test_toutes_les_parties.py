"""A whole expertise in Chromium: its parties come in, exhibits pass, a secret is kept, statuses open and close.

The expert opens it with two parties (one with a lawyer and a member, one without access). Each profile's picture is
kept in `var/tests/vues`, and its folders are asserted: those of the matrix, and none else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from opalexe.essais.fichiers import docx, pdf
from opalexe.essais.navigateurs import Titulaire, chromium, fenetre, peupler
from opalexe.essais.plateforme import Plateforme, plateforme_en_marche
from opalexe.essais.tests.test_bout_en_bout import envoyer_fichiers, voir

COMMUNS = {
    "Désignation",
    "Correspondance",
    "Notes aux parties",
    "Gestion financière de l’expertise",
    "Gestion administrative de l’expertise",
    "Acceptation de la dématérialisation",
    "Gestion des délais",
}
GREFFE = {
    "Rapport définitif",
    "Communication Expert-Parties vers Greffe",
    "Communication Greffe vers Expert-Parties",
}
MAGISTRAT = {"Documents Magistrat → Expert", "Documents Expert → Magistrat"}
PARTIE = {"Bordereaux", "Dires et annexes", "Pièces cotées"}
SECRET = {"Confidentiel accepté"}


@pytest.fixture(scope="module")
def plateforme() -> Iterator[Plateforme]:
    """A platform of its own: its people are looked for by name."""
    with plateforme_en_marche() as running:
        yield running


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def gens(plateforme: Plateforme) -> dict[str, Titulaire]:
    holders, _ = peupler(
        plateforme,
        ("expert", "Alain", "Cotte"),
        ("magistrat", "Claire", "Fontaine"),
        ("greffier", "Hugo", "Marchand"),
        ("avocat", "Léa", "Arnaud"),
    )
    return dict(zip(("expert", "magistrat", "greffier", "avocat"), holders, strict=True))


@pytest.fixture(scope="module")
def fenetres(
    plateforme: Plateforme, navigateur: Browser, gens: dict[str, Titulaire]
) -> dict[str, BrowserContext]:
    return {
        name: fenetre(navigateur, plateforme, holder, accept_downloads=True) for name, holder in gens.items()
    }


@pytest.fixture(scope="module")
def fichiers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pieces")
    contents = {
        "Dire n° 1.docx": docx("Dire", "La fissure est antérieure aux travaux."),
        "Constat.pdf": pdf("Constat", "Une fissure traverse le mur nord."),
        "Devis.pdf": pdf("Devis", "Reprise en sous-œuvre."),
        "Créance.pdf": pdf("Créance", "Débours de la caisse."),
        "Comptes.pdf": pdf("Comptes", "Chiffre d’affaires par client."),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents}


def dossiers(page: Page) -> set[str]:
    """Return the folders that the tree shows, folded ones among them."""
    names = page.locator("#arbre li[id^=branche-] > a .arbre-nom").all_text_contents()
    return {" ".join(name.split()) for name in names}


def entrer(window: BrowserContext) -> Page:
    """Open the case from the list of expertises."""
    page = window.new_page()
    page.goto("/expertises/")
    page.get_by_role("link", name="POITOU c/ CPAM").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("POITOU c/ CPAM")
    return page


def deplier(page: Page, section: str) -> Locator:
    """Unfold the folders of a party in the tree."""
    branch = page.locator("details.arbre-section", has=page.locator("summary", has_text=section))
    if branch.get_attribute("open") is None:
        branch.locator("summary").click()
    return branch


def aller(page: Page, section: str, nom: str) -> None:
    """Open a folder of a party."""
    deplier(page, section).get_by_role("link", name=nom).click()
    expect(page.locator("#titre-dossier")).to_have_text(nom)


def passer(page: Page, bouton: str) -> None:
    page.goto(page.url.split("?")[0])
    page.get_by_role("button", name=bouton).click()
    page.get_by_role("dialog").get_by_role("button", name="Oui", exact=True).click()


def test_01_l_expert_ouvre_l_expertise_et_ses_parties(fenetres: dict[str, BrowserContext]) -> None:
    page = fenetres["expert"].new_page()
    page.goto("/")
    page.get_by_role("link", name="Créer une expertise").click()
    page.get_by_label("Premier demandeur").fill("Poitou")
    page.get_by_label("Premier défendeur").fill("CPAM")
    page.get_by_label("Juridiction").fill("TJ Bordeaux")
    page.get_by_label("N° RG").fill("21/01234")
    page.get_by_label("Date de la décision").fill("2020-12-11")
    for nom, personne in (("fontaine", "Claire Fontaine"), ("marchand", "Hugo Marchand")):
        page.get_by_label("Chercher par nom").press_sequentially(nom)
        page.get_by_label(personne).check()
        page.get_by_label("Chercher par nom").fill("")
    page.get_by_role("button", name="Créer l’expertise").click()
    page.get_by_role("link", name="Ajouter une partie").click()
    for nom, cote, genre in (
        ("Poitou", "Demandeur", "Représentée : son avocat"),
        ("CPAM", "Défendeur", "Sans accès"),
    ):
        page.get_by_label("Nom de la partie").fill(nom)
        page.get_by_label(cote, exact=True).check()
        page.get_by_label(genre).check()
        page.get_by_role("button", name="Ajouter, puis une autre").click()
        expect(page.get_by_text(f"La partie {nom} est ajoutée")).to_be_visible()


def test_02_l_avocat_et_un_membre_entrent(
    fenetres: dict[str, BrowserContext], plateforme: Plateforme, navigateur: Browser, tmp_path: Path
) -> None:
    page = entrer(fenetres["expert"])
    page.get_by_role("link", name="Administration", exact=True).click()
    page.get_by_role("link", name="Ajouter un avocat").first.click()
    page.get_by_label("Nom de l’avocat").press_sequentially("arnaud")
    page.get_by_label(re.compile("Léa Arnaud")).check()
    page.get_by_label("Poitou", exact=True).check()
    voir(page, "parties-01-avocat")
    page.get_by_role("button", name="Ajouter l’avocat").click()
    expect(page.get_by_text("Léa Arnaud").first).to_be_visible()

    page.get_by_role("link", name="Administration", exact=True).first.click()
    page.get_by_role("link", name="Ajouter un membre à Poitou").first.click()
    page.get_by_label("Prénom").fill("Jeanne")
    page.get_by_label("Nom *").nth(1).fill("Poitou")
    page.get_by_label("E-mail").fill("jeanne.poitou@exemple.fr")
    page.get_by_role("button", name="Ajouter et envoyer le lien").click()
    expect(page.get_by_text("Lien envoyé le")).to_be_visible()

    def lien() -> str:
        for message in plateforme.boite.recus_par("jeanne.poitou@exemple.fr"):
            body = message.get_body(("plain",))
            found = re.search(r"https://\S+/certificat/\S+", body.get_content() if body else "")
            if found:
                return found[0]
        return ""

    window = fenetre(navigateur, plateforme, None, accept_downloads=True)
    fetch = window.new_page()
    fetch.goto(plateforme.attendre(lien))
    fetch.get_by_role("button", name="Créer mon certificat").click()
    code = fetch.locator("#code-du-certificat").inner_text()
    with fetch.expect_download() as download:
        fetch.get_by_role("link", name="Télécharger le certificat").click()
    p12 = tmp_path / "jeanne.p12"
    download.value.save_as(p12)
    fenetres["membre"] = fenetre(
        navigateur,
        plateforme,
        None,
        accept_downloads=True,
        client_certificates=[{"origin": plateforme.url, "pfxPath": str(p12), "passphrase": code}],
    )
    mine = fenetres["membre"].new_page()
    mine.goto("/")
    mine.get_by_label("J’accepte").check()
    mine.get_by_role("button", name="Accepter et entrer").click()
    # One expertise: she lands in it, and nothing is open to her before it begins.
    expect(mine.get_by_role("heading", level=1)).to_have_text("POITOU c/ CPAM")
    assert dossiers(mine) == set()
    voir(mine, "parties-02-membre-en-creation")


def test_03_dires_et_pieces_passent(fenetres: dict[str, BrowserContext], fichiers: dict[str, Path]) -> None:
    page = entrer(fenetres["expert"])
    passer(page, "Passer « En cours »")

    lawyer = entrer(fenetres["avocat"])
    aller(lawyer, "Poitou", "Pièces cotées")
    with lawyer.expect_file_chooser() as chooser:
        lawyer.get_by_role("button", name="Sélectionnez les fichiers").click()
    chooser.value.set_files([fichiers["Constat.pdf"], fichiers["Devis.pdf"]])
    dialog = lawyer.get_by_role("dialog")
    for reader in ("Alain Cotte", "Jeanne Poitou"):
        expect(dialog).to_contain_text(reader)
    expect(dialog).to_contain_text("À informer par courrier")
    expect(dialog).to_contain_text("CPAM")
    expect(dialog).to_contain_text("sauf décision de l’expert")
    voir(lawyer, "parties-03-confirmation")
    dialog.get_by_role("button", name="Oui").click()
    expect(lawyer.locator("[data-role=bilan]")).to_have_text("2 documents déposés", timeout=30_000)
    expect(lawyer.locator("#liste")).to_contain_text("Pièce n° 1")
    expect(lawyer.locator("#liste")).to_contain_text("Pièce n° 2")
    with lawyer.expect_download() as download:
        lawyer.get_by_role("link", name="Reçu du dépôt").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    lawyer.reload()
    lawyer.get_by_role("button", name="Déposer le bordereau").click()
    lawyer.get_by_role("dialog").get_by_role("button", name="Oui").click()
    expect(lawyer.locator("#titre-dossier")).to_have_text("Bordereaux")
    expect(lawyer.locator("#liste")).to_contain_text("2 pièces")
    aller(lawyer, "Poitou", "Dires et annexes")
    envoyer_fichiers(lawyer, fichiers["Dire n° 1.docx"])
    expect(lawyer.locator("#liste")).to_contain_text("Dire n° 1", timeout=30_000)

    # The expert gives what the party without access has sent on paper: always said to be for it.
    page = entrer(fenetres["expert"])
    deplier(page, "CPAM").get_by_role("link", name="Agir pour CPAM").click()
    expect(page.get_by_text("Vous agissez pour CPAM")).to_be_visible()
    assert dossiers(page) == COMMUNS | GREFFE | PARTIE | SECRET
    aller(page, "CPAM", "Dires et annexes")
    voir(page, "parties-04-agir-pour")
    envoyer_fichiers(page, fichiers["Créance.pdf"])
    expect(page.locator("#liste")).to_contain_text("pour CPAM (partie sans accès)", timeout=30_000)
    page.get_by_role("link", name="Quitter").click()

    member = entrer(fenetres["membre"])
    aller(member, "CPAM", "Dires et annexes")
    expect(member.locator("#liste")).to_contain_text("pour CPAM (partie sans accès)")
    aller(member, "Poitou", "Pièces cotées")
    expect(member.locator(".nouveau")).to_have_count(2)
    expect(member.get_by_role("button", name="Sélectionnez les fichiers")).to_have_count(0)
    member.get_by_role("link", name="Constat.pdf", exact=True).click()
    expect(member.get_by_role("heading", name="Constat.pdf")).to_be_visible()
    member.wait_for_timeout(1500)
    member.go_back()
    member.reload()
    expect(member.locator(".nouveau")).to_have_count(1)


def test_04_un_secret_n_est_partage_qu_avec_le_magistrat(
    fenetres: dict[str, BrowserContext], fichiers: dict[str, Path]
) -> None:
    lawyer = entrer(fenetres["avocat"])
    aller(lawyer, "Poitou", "Confidentiel accepté")
    lawyer.get_by_role("link", name="Demander la confidentialité").click()
    lawyer.get_by_label("Titre du document").fill("Comptes de l’exercice")
    lawyer.get_by_label("Résumé").fill("Les comptes de l’exercice, sans le détail des clients.")
    lawyer.get_by_label("Raisons de la demande").fill("Secret des affaires.")
    lawyer.get_by_role("button", name="Continuer").click()
    envoyer_fichiers(lawyer, fichiers["Comptes.pdf"])
    expect(lawyer.get_by_text("Votre demande est envoyée aux experts")).to_be_visible()

    page = entrer(fenetres["expert"])
    page.get_by_role("link", name="Confidentiels").click()
    page.get_by_role("button", name="Accepter…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Raisons").fill("Le secret des affaires est établi.")
    dialog.get_by_role("button", name="Accepter la demande").click()
    page.get_by_role("link", name="Documents", exact=True).click()
    aller(page, "Poitou", "Confidentiel accepté")
    page.get_by_role("checkbox", name="Sélectionner Comptes.pdf").check()
    page.get_by_role("button", name="Partager").click()
    page.get_by_role("button", name=re.compile("Partager avec Claire")).click()
    page.get_by_role("dialog").get_by_role("button", name="Partager").click()
    expect(page.get_by_text("Claire Fontaine a maintenant accès")).to_be_visible()

    judge = entrer(fenetres["magistrat"])
    assert dossiers(judge) == MAGISTRAT | GREFFE | SECRET
    aller(judge, "Poitou", "Confidentiel accepté")
    expect(judge.locator("#liste")).to_contain_text("Comptes.pdf")
    voir(judge, "parties-05-magistrat")
    clerk = entrer(fenetres["greffier"])
    assert dossiers(clerk) == MAGISTRAT | GREFFE
    expect(clerk.locator("#liste")).not_to_contain_text("Comptes.pdf")
    voir(clerk, "parties-06-greffier")


def test_05_chacun_ne_voit_que_ses_dossiers(fenetres: dict[str, BrowserContext]) -> None:
    seen = {name: entrer(window) for name, window in fenetres.items()}
    assert dossiers(seen["expert"]) == COMMUNS | MAGISTRAT | GREFFE | PARTIE | SECRET
    assert dossiers(seen["avocat"]) == COMMUNS | GREFFE | PARTIE | SECRET
    assert dossiers(seen["membre"]) == COMMUNS | GREFFE | PARTIE | SECRET
    for name in ("avocat", "membre"):
        # The secret folder is one's own party's: the other party's does not exist.
        assert seen[name].locator("#arbre .arbre-nom", has_text="Confidentiel accepté").count() == 1
    for name, page in seen.items():
        voir(page, f"parties-07-{name}")


def test_06_la_pause_ferme_la_reprise_rouvre_la_fin_garde(fenetres: dict[str, BrowserContext]) -> None:
    page = entrer(fenetres["expert"])
    passer(page, "Mettre en pause")
    for name in ("avocat", "membre"):
        assert dossiers(entrer(fenetres[name])) == set()
    assert dossiers(entrer(fenetres["magistrat"])) == MAGISTRAT | GREFFE | SECRET
    passer(page, re.compile("Reprendre|En cours"))  # type: ignore[arg-type]  # a pattern, as Playwright takes it
    assert dossiers(entrer(fenetres["avocat"])) == COMMUNS | GREFFE | PARTIE | SECRET
    passer(page, "Terminer l’expertise")
    for name in ("expert", "avocat", "membre"):
        last = entrer(fenetres[name])
        assert dossiers(last) >= COMMUNS | PARTIE
        aller(last, "Poitou", "Pièces cotées")
        expect(last.locator("#liste")).to_contain_text("Constat.pdf")
        expect(last.get_by_role("button", name="Sélectionnez les fichiers")).to_have_count(0)
        voir(last, f"parties-08-terminee-{name}")
