"""The platform's main job, from end to end, in Chromium: a court designates an expert, documents pass."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from opalexe.essais.fichiers import docx, pdf
from opalexe.essais.navigateurs import chromium, fenetre, peupler, titulaire
from opalexe.essais.plateforme import Plateforme, plateforme_en_marche

VUES = Path("var/tests/vues")


@pytest.fixture(scope="module")
def plateforme() -> Iterator[Plateforme]:
    """A platform where nobody else is called Alain Cotte."""
    with plateforme_en_marche() as running:
        yield running


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("documents")
    contents = {
        "Ordonnance de désignation.pdf": pdf("Ordonnance", "Désignons Alain Cotte en qualité d’expert."),
        "Mission de l’expert.docx": docx("Mission", "Se rendre sur les lieux, décrire les désordres."),
        "Observations du magistrat.pdf": pdf("Observations", "Le délai est prorogé de deux mois."),
        "État des difficultés.docx": docx("État des difficultés", "Le bâtiment n’est pas accessible."),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents}


@pytest.fixture(scope="module")
def fenetres(plateforme: Plateforme) -> Iterator[dict[str, BrowserContext]]:
    [cotte], _ = peupler(plateforme, ("expert", "Alain", "Cotte"))
    magistrate = titulaire(plateforme, "Claire", "Fontaine")
    with chromium() as browser:
        yield {
            "expert": fenetre(browser, plateforme, cotte, accept_downloads=True),
            "magistrat": fenetre(browser, plateforme, magistrate, accept_downloads=True),
            "personne": fenetre(browser, plateforme, None),
        }


def voir(page: Page, nom: str) -> None:
    """Keep a picture of the page at desktop and phone widths, for whoever looks; nothing may overflow."""
    VUES.mkdir(parents=True, exist_ok=True)
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=VUES / f"{nom}-{width}.png", full_page=True)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{nom} overflows by {overflow} px at {width}"
    page.set_viewport_size({"width": 1280, "height": 900})


def envoyer_fichiers(page: Page, *paths: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Sélectionnez les fichiers").click()
    chooser.value.set_files(list(paths))
    page.get_by_role("dialog").get_by_role("button", name="Oui").click()


def designer(page: Page, documents: list[Path]) -> None:
    """From the home page to a designation sent to Alain Cotte."""
    page.goto("/")
    page.get_by_role("button", name="Désigner un expert").first.click()
    page.get_by_role("link", name="Chercher dans l’annuaire").click()
    page.get_by_label("Nom", exact=True).fill("cotte")
    page.get_by_role("button", name="Lancer la recherche").click()
    expect(page.get_by_role("button", name="Sélectionner")).to_be_disabled()
    page.get_by_role("radio", name=re.compile("COTTE Alain|Alain COTTE|Alain Cotte", re.IGNORECASE)).check()
    page.get_by_role("button", name="Sélectionner").click()
    expect(page.get_by_text("Alain Cotte").first).to_be_visible()
    envoyer_fichiers(page, *documents)
    for path in documents:
        expect(page.locator("#documents-joints")).to_contain_text(path.name)


def test_sans_certificat_une_page_explique(fenetres: dict[str, BrowserContext]) -> None:
    page = fenetres["personne"].new_page()
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_contain_text("certificat")
    voir(page, "01-sans-certificat")


def test_un_magistrat_s_inscrit(fenetres: dict[str, BrowserContext]) -> None:
    page = fenetres["magistrat"].new_page()
    page.goto("/")
    expect(page.get_by_role("heading", name="Nouveau certificat reconnu")).to_be_visible()
    voir(page, "02-nouveau-certificat")
    page.get_by_label("Non").check()
    page.get_by_role("button", name="Valider").click()
    submit = page.get_by_role("button", name="Valider")
    expect(submit).to_be_disabled()
    page.get_by_label("Magistrat").check()
    expect(page.get_by_label("Prénom")).to_have_value("Claire")
    page.get_by_label("Téléphone", exact=True).fill("01 99 00 12 34")
    expect(submit).to_be_disabled()
    voir(page, "03-inscription")
    page.get_by_role("checkbox", name=re.compile("conditions")).check()
    expect(submit).to_be_enabled()
    submit.click()
    voir(page, "04-bienvenue")
    page.get_by_role("link", name="Accéder à la plateforme").click()
    expect(page.get_by_role("heading", name="Bonjour, Claire Fontaine")).to_be_visible()
    voir(page, "05-accueil-vide")


def test_il_designe_alain_cotte_avec_deux_documents(
    fenetres: dict[str, BrowserContext], documents: dict[str, Path], plateforme: Plateforme
) -> None:
    page = fenetres["magistrat"].new_page()
    designer(page, [documents["Ordonnance de désignation.pdf"], documents["Mission de l’expert.docx"]])
    voir(page, "06-brouillon")
    # The draft survives a closed browser.
    address = page.url
    page.close()
    page = fenetres["magistrat"].new_page()
    page.goto(address)
    page.get_by_role("link", name="Envoyer").click()
    page.get_by_role("dialog").get_by_role("button", name="Oui").click()
    page.goto("/")
    panel = page.get_by_role("region", name="En attente")
    expect(panel).to_contain_text("Alain Cotte")
    expect(panel).to_contain_text("En attente de réponse")
    voir(page, "07-accueil-en-attente")
    [message] = plateforme.attendre(lambda: plateforme.boite.recus_par("alain.cotte@exemple.fr"))
    assert "Nouvelle désignation" in str(message["Subject"])


def test_l_expert_accepte(fenetres: dict[str, BrowserContext], plateforme: Plateforme) -> None:
    page = fenetres["expert"].new_page()
    page.goto("/")
    panel = page.get_by_role("region", name="Désignations en attente")
    expect(panel).to_contain_text("Claire Fontaine")
    panel.get_by_role("link", name="Désignation par Claire Fontaine").click()
    expect(page.get_by_role("main")).to_contain_text("Mission de l’expert.docx")
    voir(page, "08-designation-expert")
    page.get_by_role("link", name="Accepter").click()
    for label, value in {
        "Premier demandeur": "Poitou",
        "Premier défendeur": "Hartmann",
        "Juridiction": "TJ Bordeaux",
        "N° RG": "21/01234",
        "N° Mi": "568520",
        "Date de la décision": "2020-12-11",
    }.items():
        page.get_by_label(label).fill(value)
    name = "POITOU_HARTMANN_TJ-BORDEAUX_21-01234_COTTE_568520_11-12-2020"
    expect(page.get_by_text(name)).to_be_visible()
    voir(page, "09-repondre")
    page.get_by_role("button", name="Accepter la désignation").click()
    voir(page, "10-confirmer")
    page.get_by_role("button", name="Oui, accepter").click()
    expect(page.get_by_role("heading", name="POITOU c/ HARTMANN")).to_be_visible()
    voir(page, "11-expertise-expert")
    for address in ("claire.fontaine@exemple.fr", "alain.cotte@exemple.fr"):
        messages = plateforme.attendre(
            lambda address=address: [
                message for message in plateforme.boite.recus_par(address) if name in str(message["Subject"])
            ]
        )
        assert len(messages) == 1


def test_chacun_voit_l_expertise_et_les_documents_passent(
    fenetres: dict[str, BrowserContext], documents: dict[str, Path]
) -> None:
    judge, expert = fenetres["magistrat"].new_page(), fenetres["expert"].new_page()
    for page in (judge, expert):
        page.goto("/")
        expect(page.get_by_role("region", name="Liste des expertises")).to_contain_text("POITOU c/ HARTMANN")
        expect(page.get_by_role("region", name=re.compile("attente", re.IGNORECASE))).to_contain_text(
            "En attente de consignation"
        )
        page.get_by_role("region", name="Liste des expertises").get_by_role(
            "link", name="POITOU c/ HARTMANN"
        ).click()
    expect(judge.locator("#arbre")).not_to_contain_text("Désignation")
    for page, other, folder, name in (
        (judge, expert, "Documents Magistrat → Expert", "Observations du magistrat.pdf"),
        (expert, judge, "Documents Expert → Magistrat", "État des difficultés.docx"),
    ):
        page.locator("#arbre").get_by_role("link", name=folder).click()
        envoyer_fichiers(page, documents[name])
        expect(page.locator("#liste tbody")).to_contain_text(name)
        other.reload()
        other.locator("#arbre").get_by_role("link", name=folder).click()
        row = other.locator("#liste tbody tr", has_text=name)
        expect(row).to_contain_text("Nouveau")
        voir(other, f"12-dossier-{'expert' if other is expert else 'magistrat'}")
        with other.expect_download() as download:
            row.get_by_role("link", name=f"Télécharger {name}").click()
        assert download.value.suggested_filename == name
        assert download.value.path().read_bytes() == documents[name].read_bytes()
        other.reload()
        expect(row).not_to_contain_text("Nouveau")


def test_le_zip_garde_noms_et_contenus(
    fenetres: dict[str, BrowserContext], documents: dict[str, Path]
) -> None:
    page = fenetres["expert"].new_page()
    page.goto("/")
    page.get_by_role("region", name="Liste des expertises").get_by_role(
        "link", name="POITOU c/ HARTMANN"
    ).click()
    page.locator("#arbre").get_by_role("link", name=re.compile("^Désignation")).click()
    for name in ("Ordonnance de désignation.pdf", "Mission de l’expert.docx"):
        page.get_by_role("checkbox", name=f"Sélectionner {name}").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger", exact=True).click()
    assert download.value.suggested_filename.startswith("POITOU_HARTMANN")
    archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert archive.testzip() is None
    names = {Path(name).name: name for name in archive.namelist()}
    assert set(names) == {"Ordonnance de désignation.pdf", "Mission de l’expert.docx"}
    for name, path in names.items():
        assert archive.read(path) == documents[name].read_bytes()
    text = PdfReader(io.BytesIO(archive.read(names["Ordonnance de désignation.pdf"]))).pages[0].extract_text()
    assert "Alain Cotte" in text


def test_une_autre_designation_est_relancee_puis_retiree(
    fenetres: dict[str, BrowserContext], documents: dict[str, Path], plateforme: Plateforme
) -> None:
    page = fenetres["magistrat"].new_page()
    designer(page, [documents["Ordonnance de désignation.pdf"]])
    page.get_by_role("link", name="Envoyer").click()
    page.get_by_role("dialog").get_by_role("button", name="Oui").click()
    page.goto("/")
    page.get_by_role("region", name="En attente").get_by_role("link", name="Alain Cotte", exact=True).click()
    expect(page.get_by_role("button", name="Retirer la désignation")).to_be_disabled()
    voir(page, "13-suivi")
    page.get_by_role("link", name="Relancer l’expert").click()
    page.get_by_role("dialog").get_by_role("button", name="Oui").click()
    expect(page.get_by_role("main")).to_contain_text("1 relance")
    page.get_by_role("link", name="Retirer la désignation").click()
    page.get_by_role("dialog").get_by_role("button", name="Oui").click()
    expect(page.get_by_role("main")).to_contain_text("Vous avez retiré cette désignation")
    voir(page, "14-retiree")
    page.goto("/designations/")
    voir(page, "15-designations")
    page.goto("/expertises/")
    voir(page, "16-expertises")
    page.goto("/compte/")
    voir(page, "17-compte")

    def subjects() -> list[str]:
        return [str(message["Subject"]) for message in plateforme.boite.recus_par("alain.cotte@exemple.fr")]

    plateforme.attendre(lambda: any("retirée" in subject for subject in subjects()))
    assert sum("Relance" in subject for subject in subjects()) == 1
    other = fenetres["expert"].new_page()
    other.goto("/")
    expect(other.get_by_role("region", name="Désignations en attente")).not_to_contain_text(
        "envoyée aujourd’hui"
    )


def test_le_journal_a_tout_garde(plateforme: Plateforme) -> None:
    acts = {row[0] for row in plateforme.sql("SELECT DISTINCT acte FROM journal_entree")}
    assert acts >= {
        "compte.inscription",
        "compte.connexion",
        "designation.envoyee",
        "designation.acceptee",
        "designation.relancee",
        "designation.retiree",
        "expertise.ouverte",
        "document.depose",
        "document.lu",
    }
    anonymous = plateforme.sql(
        "SELECT acte FROM journal_entree WHERE acteur IS NULL OR certificat = '' OR adresse IS NULL"
    )
    assert anonymous == []
    checked = plateforme.django(
        "shell",
        "--verbosity=0",
        "--command",
        "from opalexe.journal.models import Chaine; from opalexe.journal.actes import verifier; "
        "print([verifier(chaine.pk) for chaine in Chaine.objects.all()])",
    )
    assert set(re.findall(r"\w+", checked)) == {"None"}
