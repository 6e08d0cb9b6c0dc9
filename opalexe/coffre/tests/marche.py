"""Walking every folder of an expertise as somebody, by HTTP alone, and saying what it was for them.

What is seen is named as the matrix names it: D, T, P or "-". Eight things are tried on each folder (it is in the
tree, it counts its documents, its page lists them, a document opens, downloads, goes in a zip, a file is deposited, a
sub-folder is made); when they do not agree with one another, the walk says which.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client

from opalexe.coffre.models import Document, Fichier, Partage, Repertoire
from opalexe.coffre.tests.envoi import TUS, envoyer, metadonnees
from opalexe.comptes.models import Compte
from opalexe.essais.personnes import client
from opalexe.expertises.models import Expertise, Participation, Partie
from opalexe.socle.file_names import cle
from opalexe.socle.identifiers import uuid7

CONFIDENTIEL = ("parties", "confidentiel_accepte")
_noms = itertools.count(1)


@dataclass
class Dossier:
    """A folder of the walk with its two documents: one that the expert has shared with everybody, one not."""

    repertoire: Repertoire
    partage: Document
    garde: Document


@dataclass
class Marcheur:
    """Who walks: an account, what is their own, and for which party they act."""

    compte: Compte
    profil: str
    parties: frozenset[UUID] = frozenset()
    sapiteur: int | None = None
    pour: Partie | None = None
    navigateur: Client = field(init=False)

    def __post_init__(self) -> None:
        self.navigateur = client(self.compte)

    @property
    def suffixe(self) -> str:
        """What addresses carry when the expert acts for a party."""
        return f"?pour={self.pour.pk}" if self.pour else ""

    def relation(self, folder: Repertoire) -> str:
        """Say what a folder is to the person: "sien", "autre", or "" when it is nobody's own."""
        if folder.partie_id:
            return "sien" if folder.partie_id in self.parties else "autre"
        if folder.sapiteur_id:
            return "sien" if folder.sapiteur_id == self.sapiteur else "autre"
        return ""


def _fichier(content: bytes) -> Fichier:
    key = default_storage.save(f"essai/{uuid7()}", ContentFile(content))
    return Fichier.objects.create(cle=key, taille=len(content), sha256="0" * 64, type_mime="text/plain")


def garnir(expertise: Expertise, deposant: Compte) -> list[Dossier]:
    """Put two documents in every folder of the matrix, and share one of each with everybody."""
    people = list(Participation.objects.filter(expertise=expertise))
    found = []
    for folder in Repertoire.objects.filter(expertise=expertise, parent=None).order_by("ordre", "pk"):
        pair = []
        for name in ("partage.txt", "garde.txt"):
            file = _fichier(f"{name} {folder.pk}".encode())
            row = Document(repertoire=folder, fichier=file, nom=name, cle_nom=cle(name), depose_par=deposant)
            row.save(force_insert=True)
            pair.append(row)
        Partage.objects.bulk_create(
            Partage(document=pair[0], participation=person, accorde_par=deposant) for person in people
        )
        found.append(Dossier(folder, *pair))
    return found


def marcher(qui: Marcheur, expertise: Expertise, dossiers: list[Dossier]) -> dict[UUID, str]:
    """Return what each folder is to the person now: D, T, P, "-", or the contradictions found."""
    found: dict[UUID, str] = {}
    with transaction.atomic():
        page = qui.navigateur.get(f"/expertises/{expertise.pk}/{qui.suffixe}")
        shown = page.content.decode() if page.status_code == 200 else ""
        for dossier in dossiers:
            found[dossier.repertoire.pk] = _niveau(qui, expertise, dossier, shown)
        transaction.set_rollback(True)
    return found


def _niveau(qui: Marcheur, expertise: Expertise, dossier: Dossier, page: str) -> str:
    signs = dict(_signes(qui, expertise, dossier, page))
    for level, expected in ATTENDUS.items():
        if signs == expected:
            return level
    return ", ".join(f"{name}={value}" for name, value in signs.items())


ATTENDUS: dict[str, dict[str, str]] = {
    "D": {
        "arbre": "2", "liste": "2", "ouvrir": "2", "telecharger": "2", "zip": "2",
        "deposer": "oui", "sous-dossier": "oui",
    },
    "T": {
        "arbre": "2", "liste": "2", "ouvrir": "2", "telecharger": "2", "zip": "2",
        "deposer": "non", "sous-dossier": "non",
    },
    "P": {
        "arbre": "1", "liste": "1", "ouvrir": "1", "telecharger": "1", "zip": "1",
        "deposer": "non", "sous-dossier": "non",
    },
    "-": {
        "arbre": "404", "liste": "404", "ouvrir": "404", "telecharger": "404", "zip": "404",
        "deposer": "404", "sous-dossier": "404",
    },
}  # fmt: skip
"""What the eight signs say of a level; the tree tells both that the folder is seen and what it counts."""


def _signes(qui: Marcheur, expertise: Expertise, dossier: Dossier, page: str) -> Iterator[tuple[str, str]]:
    folder = dossier.repertoire
    address = f"/expertises/{expertise.pk}/dossiers/{folder.pk}/"
    counted = rf'id="branche-{folder.pk}".*?(\d+)<span class="visually-hidden"> document'
    branch = re.search(counted, page, re.DOTALL)
    yield "arbre", branch[1] if branch else "404"
    answer = qui.navigateur.get(address + qui.suffixe)
    text = answer.content.decode()
    listed = [row for row in (dossier.partage, dossier.garde) if f'id="document-{row.pk}"' in text]
    if dossier.garde in listed and dossier.partage not in listed:
        listed = []
    yield "liste", str(len(listed)) if answer.status_code == 200 else str(answer.status_code)
    yield "ouvrir", _lire(qui, dossier, "voir")
    yield "telecharger", _lire(qui, dossier, "")
    yield "zip", _zip(qui, dossier)
    yield "deposer", _deposer(qui, expertise, folder, answer.status_code)
    yield "sous-dossier", _sous_dossier(qui, address, folder)


def _lire(qui: Marcheur, dossier: Dossier, comment: str) -> str:
    """Count the documents given: "2", "1" (the shared one only), or "404"."""
    given = []
    query = "&".join(part for part in (comment, f"pour={qui.pour.pk}" if qui.pour else "") if part)
    for row in (dossier.partage, dossier.garde):
        answer = qui.navigateur.get(f"/documents/{row.pk}/?{query}")
        if answer.status_code == 200:
            assert b"".join(answer) == f"{row.nom} {dossier.repertoire.pk}".encode()
            given.append(row)
        elif answer.status_code != 404:
            return str(answer.status_code)
    if not given:
        return "404"
    return "garde seul" if given == [dossier.garde] else str(len(given))


def _zip(qui: Marcheur, dossier: Dossier) -> str:
    """Count the documents of the folder's zip; a zip of the one that is not shared must agree."""
    pour = {"pour": str(qui.pour.pk)} if qui.pour else {}
    kept = qui.navigateur.post("/documents/zip/", {"documents": [str(dossier.garde.pk)], **pour}).status_code
    whole = qui.navigateur.post("/documents/zip/", {"repertoires": [str(dossier.repertoire.pk)], **pour})
    if whole.status_code != 200:
        return str(whole.status_code) if kept == 404 else f"{whole.status_code}, mais {kept}"
    names = zipfile.ZipFile(io.BytesIO(b"".join(whole))).namelist()
    if any("garde" in name for name in names) != (kept == 200):
        return f"{names}, mais {kept}"
    return str(len(names))


_REPONSES = {201: "oui", 204: "oui", 302: "oui", 404: "404", 409: "non", 422: "non"}


def _deposer(qui: Marcheur, expertise: Expertise, folder: Repertoire, page: int) -> str:
    """Send a whole file: "oui" once it is taken, "non" when it is refused, "404"."""
    genre, target = "repertoire", folder.pk
    if (folder.dossier, folder.repertoire) == CONFIDENTIEL:
        # Nothing lands there but by the expert's decision: depositing is asking, then sending the file.
        assert folder.partie_id
        ask = {
            "partie": str(folder.partie_id),
            "titre": "Titre",
            "resume": "Résumé",
            "motif": "Secret des affaires",
        }
        if qui.pour:
            ask["pour"] = str(qui.pour.pk)
        asked = qui.navigateur.post(f"/expertises/{expertise.pk}/confidentiels/demander/{qui.suffixe}", ask)
        if asked.status_code != 302:
            # The form is one for all of one's parties: it does not exist, or does not offer this one.
            assert asked.status_code in (200, 404), asked.status_code
            return "404" if page == 404 else "non"
        genre = "confidentiel"
        target = UUID(re.findall(r"[0-9a-f-]{36}", asked.headers["Location"])[-1])
    told = metadonnees(
        filename=f"marche {next(_noms)}.txt", **({"pour": str(qui.pour.pk)} if qui.pour else {})
    )
    answer = qui.navigateur.post(
        f"/televersements/{genre}/{target}/",
        headers={**TUS, "Upload-Length": "6", "Upload-Metadata": told},
    )
    if answer.status_code != 201:
        return _REPONSES.get(answer.status_code, str(answer.status_code))
    sent = envoyer(qui.navigateur, answer.headers["Location"], 0, b"marche")
    return _REPONSES.get(sent.status_code, str(sent.status_code))


def _sous_dossier(qui: Marcheur, address: str, folder: Repertoire) -> str:
    name = f"sous-dossier {next(_noms)}"
    answer = qui.navigateur.post(f"{address}nouveau/{qui.suffixe}", {"nom": name})
    made = Repertoire.objects.filter(parent=folder, nom=name).exists()
    said = _REPONSES.get(answer.status_code, str(answer.status_code))
    return said if made == (said == "oui") else f"{said} mais {made}"
