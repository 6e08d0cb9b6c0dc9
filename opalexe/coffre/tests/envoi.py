"""What a tus client sends, byte by byte, through Django's test client."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django.test import Client

from opalexe.coffre.models import Document, Repertoire, Upload
from opalexe.comptes.models import Compte
from opalexe.essais.personnes import client

TUS = {"Tus-Resumable": "1.0.0"}
OFFSET = "application/offset+octet-stream"


def nom_code(nom: str) -> str:
    """Return the metadata header that names a file."""
    return metadonnees(filename=nom)


def metadonnees(**values: str) -> str:
    """Return an `Upload-Metadata` header."""
    coded = {
        name: base64.b64encode(value.encode("utf-8", "surrogatepass")).decode()
        for name, value in values.items()
    }
    return ",".join(f"{name} {value}" for name, value in coded.items())


def annoncer(
    browser: Client, target: Repertoire | UUID, name: str, size: object, genre: str = "repertoire"
) -> Any:
    """Announce a file to a folder, or to a target of another kind."""
    return browser.post(
        f"/televersements/{genre}/{getattr(target, 'pk', target)}/",
        headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": nom_code(name)},
    )


def envoyer(browser: Client, place: str, offset: object, content: bytes, **headers: str) -> Any:
    """Send a piece of a file."""
    # Django's client says nothing of the type of an empty body.
    told = {**TUS, "Content-Type": OFFSET, "Upload-Offset": str(offset)}
    return browser.patch(place, content, headers={**told, **headers})


def demander(browser: Client, place: str) -> Any:
    """Ask where an upload stands."""
    return browser.head(place, headers=TUS)


def ouvrir(
    browser: Client, folder: Repertoire, name: str = "pièce.pdf", size: int = 10
) -> tuple[str, Upload]:
    """Announce a file that is accepted; return its address and its row."""
    answer = annoncer(browser, folder, name, size)
    assert answer.status_code == 201, answer.content.decode()
    place: str = answer.headers["Location"]
    return place, Upload.objects.get(pk=place.split("/")[-2])


def deposer(person: Compte, folder: Repertoire, name: str, content: bytes) -> Document:
    """Deposit a whole file, by the way of every upload."""
    browser = client(person)
    place, upload = ouvrir(browser, folder, name, len(content))
    assert envoyer(browser, place, 0, content).status_code == 204
    upload.refresh_from_db()
    return Document.objects.get(fichier=upload.fichier)
