"""Uploads that a cut, a full disk, a crash or another request meets on the way."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import Client

from opalexe.coffre import actes, reception, televersements, types_de_fichiers
from opalexe.coffre.models import Document, Fichier, Repertoire, Upload
from opalexe.coffre.tests.envoi import OFFSET, TUS, demander, deposer, envoyer, ouvrir
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.essais.personnes import auteur, client
from opalexe.essais.stockages import Coffre
from opalexe.expertises.models import Statut
from opalexe.journal.models import Entree
from opalexe.socle.storage import key_of

pytestmark = pytest.mark.django_db
CONTENT = b"0123456789"


@pytest.fixture
def scene(coffre: Coffre) -> Essai:
    del coffre  # on both kinds of storage
    return Essai()


@pytest.fixture
def folder(scene: Essai) -> Repertoire:
    return scene.dossier("magistrat", "expert_vers_magistrat")


@pytest.fixture
def expert(scene: Essai) -> Client:
    return client(scene.expert)


def staging(upload: Upload) -> Path:
    return reception.chemin(upload.pk)


def sentence(answer: Any) -> str:
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    return str(answer.content.decode())


class Coupee:
    """A body whose connection dies after some bytes."""

    def __init__(self, content: bytes) -> None:
        self.blocks = [content[place : place + 2] for place in range(0, len(content), 2)]

    def readline(self) -> bytes:
        return self.read(1)  # a WSGI stream has it; uploads never ask for lines

    def read(self, _size: int) -> bytes:
        if not self.blocks:
            raise ConnectionResetError
        return self.blocks.pop(0)


def test_a_cut_keeps_what_came(expert: Client, folder: Repertoire) -> None:
    place, upload = ouvrir(expert, folder)
    upload.expire_le = upload.cree_le
    upload.save()
    extra = {
        "wsgi.input": Coupee(b"012345"),
        "wsgi.input_terminated": True,
        "HTTP_TRANSFER_ENCODING": "chunked",
    }
    told = {**TUS, "Content-Type": OFFSET, "Upload-Offset": "0"}
    answer = expert.patch(place, headers=told, **extra)  # type: ignore[arg-type]  # the server's environment
    assert answer.status_code == 408
    upload.refresh_from_db()
    assert (upload.recu, staging(upload).read_bytes()) == (6, b"012345")
    assert upload.expire_le > upload.cree_le
    assert envoyer(expert, place, 6, b"6789").status_code == 204
    assert Fichier.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_a_full_disk_keeps_what_came(expert: Client, folder: Repertoire) -> None:
    place, upload = ouvrir(expert, folder)
    really = reception._ecrire

    def write(descriptor: int, block: bytes) -> None:
        if block != b"01":
            really(descriptor, block[:1])
            raise OSError(28, "No space left on device")
        really(descriptor, block)

    with patch.object(reception, "_ecrire", write), patch.object(reception, "BLOC", 2):
        answer = envoyer(expert, place, 0, CONTENT)
    assert answer.status_code == 507
    assert "manque de place" in sentence(answer)
    upload.refresh_from_db()
    assert upload.recu == 2
    assert envoyer(expert, place, 2, CONTENT[2:]).status_code == 204
    assert Fichier.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("then", ["HEAD", "PATCH"])
def test_a_crash_between_bytes_and_transaction_is_made_good(
    expert: Client, folder: Repertoire, then: str
) -> None:
    expert.raise_request_exception = False
    place, upload = ouvrir(expert, folder)
    with patch.object(actes.depot, "consigner", side_effect=RuntimeError("killed")):
        assert envoyer(expert, place, 0, CONTENT).status_code == 500
    assert not Document.objects.exists()
    assert not Fichier.objects.exists()
    assert not staging(upload).exists(), "the bytes have left already"
    reception._etats.clear()
    answer = demander(expert, place) if then == "HEAD" else envoyer(expert, place, 10, b"")
    assert answer.status_code in (200, 204)
    assert answer.headers["Upload-Offset"] == "10"
    document = Document.objects.select_related("fichier").get()
    assert document.fichier.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert Entree.objects.filter(acte="document.depose").count() == 1
    demander(expert, place)
    assert Document.objects.count() == 1


def test_a_crash_before_the_bytes_have_moved_is_made_good(
    expert: Client, folder: Repertoire, coffre: Coffre
) -> None:
    expert.raise_request_exception = False
    place, _ = ouvrir(expert, folder)
    with patch.object(type(coffre.stockage), "adopter", side_effect=RuntimeError("killed")):
        assert envoyer(expert, place, 0, CONTENT).status_code == 500
    assert demander(expert, place).headers["Upload-Offset"] == "10"
    assert Fichier.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_given_up_after_a_crash(expert: Client, folder: Repertoire) -> None:
    expert.raise_request_exception = False
    place, upload = ouvrir(expert, folder)
    with patch.object(actes.depot, "consigner", side_effect=RuntimeError("killed")):
        envoyer(expert, place, 0, CONTENT)
    assert default_storage.exists(key_of(upload.pk))
    assert expert.delete(place, headers=TUS).status_code == 204
    assert not default_storage.exists(key_of(upload.pk))


def test_the_folder_closes_while_the_bytes_come(scene: Essai, expert: Client, folder: Repertoire) -> None:
    place, upload = ouvrir(expert, folder)
    envoyer(expert, place, 0, b"0123")
    scene.statut(Statut.TERMINEE)
    answer = envoyer(expert, place, 4, b"456789")
    assert answer.status_code == 422
    assert "l’expertise est «\u00a0Terminée\u00a0»" in sentence(answer)
    assert not Upload.objects.exists()
    assert not default_storage.exists(key_of(upload.pk))
    assert not staging(upload).exists()
    assert not Fichier.objects.exists()


def test_the_name_is_taken_while_the_bytes_come(scene: Essai, expert: Client, folder: Repertoire) -> None:
    place, upload = ouvrir(expert, folder, "pièce.pdf")
    envoyer(expert, place, 0, b"0123")
    deposer(scene.expert, folder, "PIÈCE.pdf", b"le premier arrive")
    answer = envoyer(expert, place, 4, b"456789")
    assert answer.status_code == 422
    assert "Un document porte déjà le nom" in sentence(answer)
    assert Document.objects.get().nom == "PIÈCE.pdf"
    assert Fichier.objects.count() == 1
    assert not default_storage.exists(key_of(upload.pk))


def test_dropped_while_another_request_completes_it(scene: Essai, expert: Client, folder: Repertoire) -> None:
    """Whoever comes second finds no row: the bytes of one decision are never those of the other."""
    place, upload = ouvrir(expert, folder)
    with patch.object(televersements, "achever"):
        assert envoyer(expert, place, 0, CONTENT).status_code == 204
    upload.refresh_from_db()

    def meanwhile(*arguments: Any) -> str:
        assert televersements.abandonner(upload)
        return types_de_fichiers.detecter(*arguments)

    with patch.object(televersements, "detecter", meanwhile), pytest.raises(Http404):
        televersements.achever(auteur(scene.expert), upload)
    assert not Document.objects.exists()
    with pytest.raises(Http404):
        televersements.achever(auteur(scene.expert), upload)


def test_the_staging_folder_is_on_the_storage_s_file_system() -> None:
    assert reception.dossier().parent == Path(settings.OPALEXE_STORAGE)
