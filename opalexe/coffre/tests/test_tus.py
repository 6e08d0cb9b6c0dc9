"""The tus protocol: what a client may do, and every bad input."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from opalexe.coffre import reception
from opalexe.coffre.models import Document, Fichier, Repertoire, Upload
from opalexe.coffre.tests.envoi import TUS, annoncer, demander, deposer, envoyer, nom_code, ouvrir
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.comptes.models import Role
from opalexe.essais.personnes import client, personne
from opalexe.expertises.models import Statut

pytestmark = pytest.mark.django_db
CONTENT = b"0123456789"


@pytest.fixture
def scene() -> Essai:
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


# --- The way it goes ---


def test_in_pieces_then_visible_whole(scene: Essai, expert: Client, folder: Repertoire) -> None:
    answer = annoncer(expert, folder, "Pré-rapport n° 1.txt", 10)
    place = answer.headers["Location"]
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0")
    assert "GMT" in answer.headers["Upload-Expires"]
    upload = Upload.objects.get()
    assert staging(upload).stat().st_mode & 0o777 == 0o600

    answer = envoyer(expert, place, 0, b"0123")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "4")
    answer = demander(expert, place)
    assert (answer.status_code, answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == (
        200,
        "4",
        "10",
    )
    assert answer.headers["Upload-Metadata"] == nom_code("Pré-rapport n° 1.txt")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not Document.objects.exists(), "nothing half-sent is ever visible"
    assert not Fichier.objects.exists()

    answer = envoyer(expert, place, 4, b"456789")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "10")
    document = Document.objects.select_related("fichier").get()
    assert (document.nom, document.repertoire, document.depose_par) == (
        "Pré-rapport n° 1.txt",
        folder,
        scene.expert,
    )
    file = document.fichier
    assert (file.taille, file.sha256, file.type_mime) == (
        10,
        hashlib.sha256(CONTENT).hexdigest(),
        "text/plain",
    )
    with default_storage.open(file.cle) as stored:
        assert stored.read() == CONTENT
    assert not staging(upload).exists()
    assert demander(expert, place).headers["Upload-Offset"] == "10", (
        "a client that lost the answer asks again"
    )
    assert envoyer(expert, place, 10, b"").status_code == 409
    assert Document.objects.count() == 1


def test_another_process_goes_on(expert: Client, folder: Repertoire) -> None:
    place, upload = ouvrir(expert, folder)
    envoyer(expert, place, 0, b"012345")
    reception._etats.clear()
    with staging(upload).open("ab") as file:
        file.write(b"not synced, then a power cut")
    assert envoyer(expert, place, 6, b"6789").status_code == 204
    assert Fichier.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_what_the_server_offers(expert: Client, folder: Repertoire) -> None:
    place, _ = ouvrir(expert, folder)
    for address in (f"/televersements/repertoire/{folder.pk}/", place):
        answer = expert.options(address)
        assert answer.status_code == 204
        assert answer.headers["Tus-Version"] == "1.0.0"
        assert answer.headers["Tus-Extension"] == "creation,expiration,checksum,termination"
        assert answer.headers["Tus-Max-Size"] == str(10 * 1024**3)
        assert {"sha1", "sha256"} <= set(answer.headers["Tus-Checksum-Algorithm"].split(","))
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_an_upload_given_up_leaves_nothing(expert: Client, folder: Repertoire) -> None:
    place, upload = ouvrir(expert, folder)
    envoyer(expert, place, 0, b"0123")
    assert expert.delete(place, headers=TUS).status_code == 204
    assert not Upload.objects.exists()
    assert not staging(upload).exists()
    assert demander(expert, place).status_code == 404
    assert expert.delete(place, headers=TUS).status_code == 404


def test_what_is_deposited_is_not_given_up(expert: Client, folder: Repertoire) -> None:
    place, _ = ouvrir(expert, folder)
    envoyer(expert, place, 0, CONTENT)
    answer = expert.delete(place, headers=TUS)
    assert answer.status_code == 422
    assert "déjà reçu" in sentence(answer)
    assert Document.objects.count() == 1


def test_a_client_that_can_only_post(expert: Client, folder: Repertoire) -> None:
    place, _ = ouvrir(expert, folder)
    headers = {**TUS, "X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    answer = expert.post(place, CONTENT, content_type="application/offset+octet-stream", headers=headers)
    assert answer.status_code == 204
    assert Document.objects.exists()


# --- Refused before the first byte ---


@pytest.mark.parametrize("size", [0, 10 * 1024**3 + 1, "", "-1", "1e3", "٣", "9" * 30, "0x10"])
def test_sizes_that_are_refused(expert: Client, folder: Repertoire, size: object) -> None:
    answer = annoncer(expert, folder, "pièce.pdf", size)
    statuses = {0: (422, "vide"), 10 * 1024**3 + 1: (413, "10,7\u00a0Go, le plus que la plateforme accepte")}
    status, words = statuses.get(size if isinstance(size, int) else -1, (400, "taille"))
    assert answer.status_code == status
    assert words in sentence(answer)
    assert not Upload.objects.exists()


def test_a_length_to_be_told_later_is_refused(expert: Client, folder: Repertoire) -> None:
    answer = expert.post(
        f"/televersements/repertoire/{folder.pk}/",
        headers={**TUS, "Upload-Defer-Length": "1", "Upload-Metadata": nom_code("pièce.pdf")},
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "name", ["", "..", "../droits.csv", "a\\b.pdf", "a\x1b.pdf", "a" * 300, "a\u202efdp.exe", "\udcff.pdf"]
)
def test_names_that_are_refused(expert: Client, folder: Repertoire, name: str) -> None:
    answer = annoncer(expert, folder, name, 10)
    assert answer.status_code == 422
    assert (
        "renommez" in sentence(answer) or "retapez" in sentence(answer) or "Raccourcissez" in sentence(answer)
    )
    assert not Upload.objects.exists()
    assert not list(reception.dossier().glob("*/*"))


@pytest.mark.parametrize(
    "metadata", ["", "filename", "filename ***", "filename /////w==", "filename é", "autre Ynk="]
)
def test_metadata_that_name_nothing(expert: Client, folder: Repertoire, metadata: str) -> None:
    headers = {**TUS, "Upload-Length": "10", "Upload-Metadata": metadata}
    answer = expert.post(f"/televersements/repertoire/{folder.pk}/", headers=headers)
    assert answer.status_code == 422
    assert "renommez-le" in sentence(answer)


@pytest.mark.parametrize("name", ["PIÈCE.PDF", "pie\u0300ce.pdf", " pièce.pdf. "])
def test_a_name_already_there_in_any_form(
    scene: Essai, expert: Client, folder: Repertoire, name: str
) -> None:
    deposer(scene.expert, folder, "pièce.pdf", CONTENT)
    answer = annoncer(expert, folder, name, 10)
    assert answer.status_code == 422
    assert "Un document porte déjà le nom" in sentence(answer)
    assert annoncer(expert, scene.dossier("expert", "correspondance"), name, 10).status_code == 201


def test_who_may_not_deposit(scene: Essai, folder: Repertoire) -> None:
    assert annoncer(client(scene.magistrat), folder, "a.pdf", 10).status_code == 422
    assert (
        annoncer(client(scene.expert), scene.dossier("greffe", "rapport_definitif"), "a", 1).status_code
        == 422
    )
    assert (
        annoncer(client(scene.magistrat), scene.dossier("expert", "designation"), "a", 1).status_code == 404
    )
    assert annoncer(client(personne(Role.EXPERT)), folder, "a.pdf", 10).status_code == 404
    assert annoncer(Client(), folder, "a.pdf", 10).status_code == 403
    absent = Repertoire(pk=scene.expertise.pk)
    assert annoncer(client(scene.expert), absent, "a.pdf", 10).status_code == 404
    unknown = client(scene.expert).post(
        f"/televersements/autre/{folder.pk}/", headers={**TUS, "Upload-Length": "1"}
    )
    assert unknown.status_code == 404
    scene.statut(Statut.TERMINEE)
    answer = annoncer(client(scene.expert), folder, "a.pdf", 10)
    assert answer.status_code == 422
    assert "l’expertise est «\u00a0Terminée\u00a0»" in sentence(answer)


# --- Refused on the way ---


def test_the_header_that_stands_for_a_token(scene: Essai, folder: Repertoire) -> None:
    strict = client(scene.expert)
    strict.handler.enforce_csrf_checks = True
    place, _ = ouvrir(strict, folder)
    assert envoyer(strict, place, 0, b"0123").status_code == 204
    address = f"/televersements/repertoire/{folder.pk}/"
    for headers in ({}, {"Tus-Resumable": "0.2.2"}):
        for answer in (
            strict.post(
                address, headers={**headers, "Upload-Length": "10", "Upload-Metadata": nom_code("b")}
            ),
            strict.head(place, headers=headers),
            strict.delete(place, headers=headers),
        ):
            assert answer.status_code == 412
            assert answer.headers["Tus-Version"] == "1.0.0"
    assert strict.get(place, headers=TUS).status_code == 405
    assert strict.put(address, headers=TUS).status_code == 405
    assert Upload.objects.get().recu == 4


@pytest.mark.parametrize("offset", ["3", "5", "11", "-1", "", "quatre"])
def test_a_wrong_offset(expert: Client, folder: Repertoire, offset: str) -> None:
    place, upload = ouvrir(expert, folder)
    envoyer(expert, place, 0, b"0123")
    answer = envoyer(expert, place, offset, b"456789")
    assert answer.status_code == 409
    assert answer.headers["Upload-Offset"] == "4"
    assert staging(upload).read_bytes() == b"0123"


def test_a_body_of_another_type(expert: Client, folder: Repertoire) -> None:
    place, _ = ouvrir(expert, folder)
    answer = expert.patch(
        place, CONTENT, content_type="application/octet-stream", headers={**TUS, "Upload-Offset": "0"}
    )
    assert answer.status_code == 415


@pytest.mark.parametrize("announced", [True, False])
def test_more_than_was_announced(expert: Client, folder: Repertoire, announced: bool) -> None:
    place, upload = ouvrir(expert, folder)
    envoyer(expert, place, 0, b"0123")
    with patch.object(reception, "SYNC", 1), patch.object(reception, "BLOC", 2):
        if announced:
            answer = envoyer(expert, place, 4, b"456789ABC")
        else:
            with patch("opalexe.coffre.tus._too_long", return_value=False):
                answer = envoyer(expert, place, 4, b"456789ABC")
    assert answer.status_code == 413
    assert not Document.objects.exists()
    assert staging(upload).read_bytes() == b"0123"
    assert demander(expert, place).headers["Upload-Offset"] == "4"
    assert envoyer(expert, place, 4, b"456789").status_code == 204
    assert Fichier.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("name", ["sha1", "sha256", "md5"])
def test_checksums(expert: Client, folder: Repertoire, name: str) -> None:
    place, upload = ouvrir(expert, folder)
    right = f"{name} {base64.b64encode(hashlib.new(name, b'0123').digest()).decode()}"
    answer = envoyer(expert, place, 0, b"01x3", **{"Upload-Checksum": right})
    assert answer.status_code == 460
    assert staging(upload).read_bytes() == b""
    assert demander(expert, place).headers["Upload-Offset"] == "0"
    assert envoyer(expert, place, 0, b"0123", **{"Upload-Checksum": right}).status_code == 204
    for wrong in ("crc32 AAAA", name, f"{name} AAAA", f"{name} é", ""):
        assert envoyer(expert, place, 4, b"456789", **{"Upload-Checksum": wrong}).status_code == 400
    assert envoyer(expert, place, 4, b"456789").status_code == 204
    assert Fichier.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_one_sender_at_a_time(expert: Client, folder: Repertoire) -> None:
    place, upload = ouvrir(expert, folder)
    with reception.verrou(upload.pk):
        for answer in (envoyer(expert, place, 0, CONTENT), expert.delete(place, headers=TUS)):
            assert answer.status_code == 423
            assert "en cours d’envoi" in sentence(answer)
        assert demander(expert, place).status_code == 200
    assert envoyer(expert, place, 0, CONTENT).status_code == 204


def test_an_upload_exists_for_its_person_only(scene: Essai, expert: Client, folder: Repertoire) -> None:
    place, _ = ouvrir(expert, folder)
    envoyer(expert, place, 0, b"0123")
    for other in (scene.magistrat, personne(Role.EXPERT)):
        browser = client(other)
        for answer in (
            demander(browser, place),
            envoyer(browser, place, 4, b"456789"),
            browser.delete(place, headers=TUS),
        ):
            assert answer.status_code == 404
    assert Upload.objects.get().recu == 4
