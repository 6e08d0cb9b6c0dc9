"""People in front of a running platform: their certificate files, plain HTTP clients, and real browsers."""

from __future__ import annotations

import base64
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from opalexe.essais.autorite import BUNDLE, emettre
from opalexe.essais.plateforme import Plateforme
from opalexe.socle import pki
from opalexe.socle.texte import normaliser

CODE = "essai"


@dataclass(frozen=True)
class Titulaire:
    """The holder of a certificate, with its files."""

    prenom: str
    nom: str
    courriel: str
    credential: pki.Credential
    pem: Path
    key: Path
    p12: Path


def titulaire(platform: Plateforme, prenom: str, nom: str) -> Titulaire:
    """Issue a certificate to a person, and write its files in the platform's folder."""
    courriel = f"{normaliser(prenom)}.{normaliser(nom)}@exemple.fr".replace(" ", "-")
    credential = emettre(prenom, nom, courriel=courriel)
    base = platform.var / f"{prenom}-{nom}"
    pem, key, p12 = base.with_suffix(".pem"), base.with_suffix(".key"), base.with_suffix(".p12")
    pki.save(credential, pem, key)
    p12.write_bytes(pki.to_p12(credential.certificate, credential.key, credential.chain, CODE))
    return Titulaire(prenom, nom, courriel, credential, pem, key, p12)


def peupler(
    platform: Plateforme, *people: tuple[str, str, str], expertises: Sequence[tuple[int, int]] = ()
) -> tuple[list[Titulaire], list[str]]:
    """Make accounts (role, first name, name) and expertises (expert, court) in the platform's database.

    Return the holders, and the identifiers of the expertises.
    """
    holders = [titulaire(platform, prenom, nom) for _role, prenom, nom in people]
    lines = [
        {
            "role": role,
            "prenom": holder.prenom,
            "nom": holder.nom,
            "courriel": holder.courriel,
            "der": base64.b64encode(holder.credential.der).decode(),
        }
        for (role, _prenom, _nom), holder in zip(people, holders, strict=True)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "opalexe.essais.peupler"],
        env=platform.environ,
        input=json.dumps({"personnes": lines, "expertises": expertises}).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return holders, json.loads(done.stdout)["expertises"]


def contexte_tls(holder: Titulaire | None) -> ssl.SSLContext:
    """Return a client's TLS context, with the holder's certificate."""
    context = ssl.create_default_context(cafile=str(BUNDLE))
    if holder:
        context.load_cert_chain(holder.pem, holder.key)
    return context


def client_http(platform: Plateforme, holder: Titulaire | None, **options: Any) -> httpx.Client:
    """Return a plain HTTP client that holds the person's certificate."""
    return httpx.Client(base_url=platform.url, verify=contexte_tls(holder), timeout=60, **options)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def fenetre(
    browser: Browser, platform: Plateforme, holder: Titulaire | None, **options: Any
) -> BrowserContext:
    """Open a window of the browser in which the person's certificate is plugged in."""
    if holder:
        options["client_certificates"] = [
            {"origin": platform.url, "pfxPath": str(holder.p12), "passphrase": CODE},
        ]
    options.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(
        base_url=platform.url, ignore_https_errors=True, locale="fr-FR", timezone_id="Europe/Paris", **options
    )
    context.set_default_timeout(15_000)
    return context
