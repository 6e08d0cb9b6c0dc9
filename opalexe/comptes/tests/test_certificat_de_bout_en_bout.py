"""From the e-mail to the platform: the link in a real browser, the file in openssl and in TLS handshakes."""

from __future__ import annotations

import re
import ssl
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from opalexe.essais.autorite import BUNDLE
from opalexe.essais.navigateurs import chromium, fenetre
from opalexe.essais.plateforme import Plateforme

ENVOYER = """
from opalexe.comptes import actes
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import auteur, expert
leader = Compte.objects.filter(role="expert", nom="Cotte").first() or expert("Alain", "Cotte")
person = Compte.objects.filter(courriel={courriel!r}).first() or actes.creer_compte(
    auteur(leader), role=Role.PARTIE, nom="Hartmann", prenom="Zoé", courriel={courriel!r}, mobile="0612345678")
actes.envoyer_lien(auteur(leader), person)
"""


def lien(platform: Plateforme, courriel: str) -> str:
    """Have the expert send a link, and read it in the mailbox that receives it."""
    before = len(platform.boite.recus_par(courriel))
    platform.django("shell", "--verbosity=0", "-c", ENVOYER.format(courriel=courriel))
    mails = platform.attendre(lambda: platform.boite.recus_par(courriel)[before:])
    assert "Votre certificat pour accéder à Opalexe" in str(mails[0]["Subject"])
    body = mails[0].get_body(("plain",))
    assert body is not None
    found = re.search(rf"{platform.url}/certificat/[0-9a-f-]{{36}}/[\w-]{{43}}/", body.get_content())
    assert found
    return found[0]


def tls(pem: Path | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(BUNDLE))
    if pem:
        context.load_cert_chain(pem)
    return context


def en_pem(p12: Path, code: str) -> Path:
    """Open the file with openssl, as its holder's system would; the key goes beside it, in the clear."""
    pem = p12.with_suffix(".pem")
    command = ["openssl", "pkcs12", "-in", str(p12), "-passin", f"pass:{code}", "-noenc", "-out", str(pem)]
    subprocess.run(command, check=True, capture_output=True)
    return pem


def demander(address: str) -> httpx.Response:
    """Press the button of a link's page, without a browser."""
    with httpx.Client(verify=tls(), timeout=60) as browser:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(address).text)
        assert token
        return browser.post(address, data={"csrfmiddlewaretoken": token[1]}, headers={"Referer": address})


def nothing_sticks_out(page: Page) -> None:
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("largeur", [1280, 375])
def test_a_person_fetches_a_certificate_and_enters(
    plateforme: Plateforme, tmp_path: Path, largeur: int
) -> None:
    address = lien(plateforme, f"zoe{largeur}@exemple.fr")
    size = {"width": largeur, "height": 800}
    with chromium() as browser:
        window = fenetre(browser, plateforme, None, viewport=size, accept_downloads=True)
        window.grant_permissions(["clipboard-read", "clipboard-write"])
        page = window.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(address)
        expect(page.get_by_role("heading", name="Obtenez votre certificat")).to_be_visible()
        page.get_by_text("iPhone ou iPad, avec Safari").click()
        expect(page.get_by_text("Profil téléchargé »").first).to_be_visible()
        nothing_sticks_out(page)
        page.screenshot(path=tmp_path / "lien.png", full_page=True)
        page.get_by_role("button", name="Créer mon certificat").click()
        expect(page.get_by_role("heading", name="Votre certificat est prêt")).to_be_visible()
        page.get_by_text("Windows, avec Chrome ou Edge").click()
        nothing_sticks_out(page)
        page.screenshot(path=tmp_path / "certificat.png", full_page=True)
        page.get_by_role("button", name="Copier le code").click()
        expect(page.get_by_text("Copié.")).to_be_visible()
        code = page.evaluate("navigator.clipboard.readText()")
        assert code == page.locator("#code-du-certificat").inner_text()
        with page.expect_download() as download:
            page.get_by_role("link", name="Télécharger le certificat").click()
        assert download.value.suggested_filename == "certificat-opalexe-hartmann.p12"
        p12 = tmp_path / "certificat.p12"
        download.value.save_as(p12)
        assert faults == []
        page.goto(address)
        expect(page.get_by_role("heading", name="Ce lien a déjà servi")).to_be_visible()
        nothing_sticks_out(page)
        page.screenshot(path=tmp_path / "utilise.png", full_page=True)

        mine = fenetre(
            browser,
            plateforme,
            None,
            viewport=size,
            client_certificates=[{"origin": plateforme.url, "pfxPath": str(p12), "passphrase": code}],
        ).new_page()
        mine.goto("/")
        expect(mine.get_by_role("heading", name="Bienvenue, Zoé Hartmann")).to_be_visible()
        nothing_sticks_out(mine)
        mine.screenshot(path=tmp_path / "premiere.png", full_page=True)
        mine.get_by_role("button", name="Refuser").click()
        expect(mine.get_by_role("heading", name="Vous n’avez pas accepté les conditions")).to_be_visible()
        mine.screenshot(path=tmp_path / "refus.png", full_page=True)
        mine.get_by_role("link", name="revenez à la page précédente").click()
        mine.get_by_label("J’accepte").check()
        mine.get_by_role("button", name="Accepter et entrer").click()
        expect(mine.get_by_role("link", name="Zoé Hartmann")).to_be_visible()
        mine.screenshot(path=tmp_path / "accueil.png", full_page=True)


def test_openssl_opens_the_file_and_a_new_one_ends_a_live_connection(
    plateforme: Plateforme, tmp_path: Path
) -> None:
    mail = "zoe@exemple.fr"
    address = lien(plateforme, mail)
    with ThreadPoolExecutor(4) as together:
        answers = list(together.map(demander, [address] * 4))
    assert sorted(answer.status_code for answer in answers) == [200, 410, 410, 410]
    assert plateforme.sql(
        "SELECT count(*) FROM comptes_certificat c JOIN comptes_compte p ON p.id = c.compte_id"
        " WHERE p.courriel = %s",
        mail,
    ) == [(1,)]
    [made] = [answer for answer in answers if answer.status_code == 200]
    code = re.search(r'id="code-du-certificat">([^<]+)<', made.text)
    assert code
    p12 = tmp_path / "certificat.p12"
    p12.write_bytes(httpx.get(address + "fichier/", verify=tls()).content)
    pem = en_pem(p12, code[1])
    with httpx.Client(base_url=plateforme.url, verify=tls(pem), timeout=60) as live:
        assert live.get("/").headers["Location"] == "/compte/premiere-connexion/"
        assert live.get("/compte/premiere-connexion/").status_code == 200
        assert demander(lien(plateforme, mail)).status_code == 200
        refused = live.get("/compte/premiere-connexion/")
        assert refused.status_code == 403
        assert "Ce certificat a été révoqué" in refused.text
    folder = plateforme.var / "autorites"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "certificats").stat().st_mode & 0o777 == 0o700
    assert (folder / "certificats" / "autorite.key").stat().st_mode & 0o777 == 0o600
