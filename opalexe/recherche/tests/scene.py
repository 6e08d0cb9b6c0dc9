"""Documents with a content, deposited by the act itself, for the tests of search."""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
from html import unescape
from pathlib import Path
from typing import Any

from django.test import Client

from opalexe.coffre import actes
from opalexe.coffre.models import Document, Fichier, Repertoire
from opalexe.coffre.televersements import stockage
from opalexe.coffre.types_de_fichiers import detecter
from opalexe.comptes.models import Compte
from opalexe.essais.personnes import auteur, client
from opalexe.expertises.models import Expertise
from opalexe.recherche import indexation
from opalexe.socle.identifiers import uuid7
from opalexe.socle.storage import key_of


def dossier(case: Expertise, top: str, code: str, **champs: object) -> Repertoire:
    """Return a folder of the matrix by its codes."""
    return Repertoire.objects.get(expertise=case, dossier=top, repertoire=code, parent=None, **champs)


def deposer(par: Compte, folder: Repertoire, nom: str, contenu: bytes | str) -> Document:
    """Deposit a file with these bytes; its content is not read yet."""
    data = contenu.encode() if isinstance(contenu, str) else contenu
    pk = uuid7()
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(data)
    stockage().adopter(Path(file.name), key_of(pk))
    fichier = Fichier.objects.create(
        pk=pk,
        cle=key_of(pk),
        taille=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        type_mime=detecter(io.BytesIO(data), len(data)),
    )
    return actes.deposer(auteur(par), folder.pk, nom, fichier)


def deposer_et_lire(par: Compte, folder: Repertoire, nom: str, contenu: bytes | str) -> Document:
    """Deposit a file, and do what the job does."""
    document = deposer(par, folder, nom, contenu)
    indexation.indexer(document.pk)
    return document


def chercher(qui: Compte | Client, q: str, **criteres: Any) -> str:
    """Return the page of a search."""
    browser = qui if isinstance(qui, Client) else client(qui)
    answer = browser.get("/recherche/", {"q": q, **criteres})
    assert answer.status_code == 200
    return answer.content.decode()


def titres(page: str) -> list[str]:
    """Return the titles of the results, in order, without their marks."""
    found = re.findall(r'<span class="ligne-titre">(.*?)</span>', page, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", title)).strip() for title in found]
