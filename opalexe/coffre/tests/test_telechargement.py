"""Documents given away: whole, by ranges, shown, zipped; for whom they exist; what counts as a reading."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils.http import http_date

from opalexe.coffre.models import Document, Lecture, Repertoire
from opalexe.coffre.telechargement import noms_distincts
from opalexe.coffre.tests.envoi import deposer
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.comptes.models import Role
from opalexe.essais.fichiers import docx, pdf
from opalexe.essais.personnes import client, personne
from opalexe.essais.stockages import Coffre
from opalexe.expertises.models import Participation, Statut
from opalexe.journal.models import Entree

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 4
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def scene(coffre: Coffre) -> Essai:
    del coffre  # on both kinds of storage
    return Essai()


@pytest.fixture
def folder(scene: Essai) -> Repertoire:
    return scene.dossier("magistrat", "expert_vers_magistrat")


@pytest.fixture
def document(scene: Essai, folder: Repertoire) -> Document:
    return deposer(scene.expert, folder, "Rapport d’été n° 1.bin", CONTENT)


@pytest.fixture
def magistrat(scene: Essai) -> Client:
    return client(scene.magistrat)


def get(browser: Client, document: Document, suffix: str = "", **headers: str) -> Any:
    return browser.get(f"/documents/{document.pk}/{suffix}", headers=headers)


def body(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else bytes(answer.content)


def readings() -> tuple[int, int]:
    """Return the numbers of first readings and of entries in the journal."""
    return Lecture.objects.count(), Entree.objects.filter(acte="document.lu").count()


# --- One document ---


def test_a_whole_document(magistrat: Client, document: Document) -> None:
    answer = get(magistrat, document)
    assert answer.status_code == 200
    assert body(answer) == CONTENT
    assert answer.headers["Content-Length"] == "1024"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "private" in answer.headers["Cache-Control"]
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition.split("''")[1]) == "Rapport d’été n° 1.bin"
    assert readings() == (1, 1)


def test_for_whom_it_does_not_exist(scene: Essai, document: Document) -> None:
    hidden = deposer(scene.expert, scene.dossier("expert", "notes_aux_parties"), "note.txt", b"note")
    for person, row in [
        (personne(Role.MAGISTRAT), document),
        (personne(Role.EXPERT), document),
        (scene.magistrat, hidden),
        (scene.greffier, hidden),
    ]:
        browser = client(person)
        for path in (f"/documents/{row.pk}/", f"/documents/{row.pk}/?voir"):
            assert browser.get(path).status_code == 404
            assert browser.head(path).status_code == 404
    assert Client().get(f"/documents/{document.pk}/").status_code == 403
    Participation.objects.filter(compte=scene.magistrat).update(actif=False)
    assert get(client(scene.magistrat), document).status_code == 404
    assert get(client(scene.expert), document).status_code == 200
    scene.statut(Statut.REJETEE)
    assert get(client(scene.expert), document).status_code == 200
    assert readings() == (1, 2)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_changes_a_document(magistrat: Client, document: Document, method: str) -> None:
    assert getattr(magistrat, method)(f"/documents/{document.pk}/").status_code == 405


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-", 0, 1024),
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=1000-", 1000, 1024),
        ("bytes=1000-99999999999999999999", 1000, 1024),
        ("bytes=-24", 1000, 1024),
        ("bytes=-5000", 0, 1024),
    ],
)
def test_a_range(magistrat: Client, document: Document, asked: str, start: int, end: int) -> None:
    answer = get(magistrat, document, Range=asked)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/1024"
    assert answer.headers["Content-Length"] == str(end - start)
    assert body(answer) == CONTENT[start:end]


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_beyond_the_end(magistrat: Client, document: Document, asked: str) -> None:
    answer = get(magistrat, document, Range=asked)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */1024"
    assert body(answer) == b""
    assert readings() == (0, 0)


@pytest.mark.parametrize(
    "asked", ["bytes=9-5", "bytes=-", "bytes=a-b", "bytes=0-1,5-6", "octets=0-1", "bytes=" + "9" * 5000 + "-"]
)
def test_a_range_of_no_form_that_we_serve_is_ignored(
    magistrat: Client, document: Document, asked: str
) -> None:
    answer = get(magistrat, document, Range=asked)
    assert answer.status_code == 200
    assert body(answer) == CONTENT


def test_a_range_of_a_file_that_may_have_changed(magistrat: Client, document: Document) -> None:
    etag = f'"{document.fichier.sha256}"'
    modified = http_date(document.fichier.recu_le.timestamp())
    for condition in (etag, modified):
        assert get(magistrat, document, Range="bytes=5-", **{"If-Range": condition}).status_code == 206
    for condition in ('"autre"', f"W/{etag}", http_date(0)):
        assert get(magistrat, document, Range="bytes=5-", **{"If-Range": condition}).status_code == 200


def test_a_copy_that_is_still_good(magistrat: Client, document: Document) -> None:
    etag = f'"{document.fichier.sha256}"'
    answer = get(magistrat, document, **{"If-None-Match": f'"autre", {etag}'})
    assert answer.status_code == 304
    assert body(answer) == b""
    assert get(magistrat, document, **{"If-None-Match": '"autre"'}).status_code == 200


def test_head_says_all_and_is_no_reading(magistrat: Client, document: Document) -> None:
    answer = magistrat.head(f"/documents/{document.pk}/", headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, "1024")
    assert body(answer) == b""
    assert readings() == (0, 0)


def test_the_rest_of_a_reading_is_not_another(magistrat: Client, document: Document) -> None:
    get(magistrat, document)
    get(magistrat, document, Range="bytes=500-")
    assert readings() == (1, 1)
    get(magistrat, document, Range="bytes=0-")
    assert readings() == (1, 2)


@pytest.mark.parametrize("asked", ["bytes=1-", "bytes=-1023", "bytes=-1024", "bytes=1-2,3-4"])
def test_nobody_reads_unseen_by_pieces(magistrat: Client, document: Document, asked: str) -> None:
    get(magistrat, document, Range=asked)
    assert readings() == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "kind", "shown"),
    [
        ("a.pdf", pdf("Rapport", "Texte."), "application/pdf", True),
        ("a.exe", pdf("Rapport", "Texte."), "application/pdf", True),
        ("a.png", PNG, "image/png", True),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg", True),
        ("a.txt", "Été n° 1\n".encode(), "text/plain", True),
        ("a.txt", "Été".encode("cp1252"), "text/plain", True),
        ("a.txt", b"<script>alert(1)</script>", "text/html", False),
        ("a.pdf", b"\xef\xbb\xbf  <!-- x --><!DOCTYPE html><p>", "text/html", False),
        ("a.txt", b"<!---->" * 9000 + b"x", "text/plain", True),
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml", False),
        ("a.png", b'<?xml version="1.0"?>\n<svg onload="alert(1)"/>', "image/svg+xml", False),
        ("a.txt", b'<?xml version="1.0"?><a/>', "application/xml", False),
        (
            "a.docx",
            docx("Note", "Texte."),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            False,
        ),
        ("a.bin", CONTENT, "application/octet-stream", False),
    ],
)
def test_only_what_runs_nothing_is_shown(
    scene: Essai, folder: Repertoire, magistrat: Client, name: str, content: bytes, kind: str, shown: bool
) -> None:
    document = deposer(scene.expert, folder, name, content)
    assert document.fichier.type_mime == kind
    answer = get(magistrat, document, "?voir")
    assert body(answer) == content
    assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert ("sandbox" in answer.headers["Content-Security-Policy"]) is (kind != "application/pdf")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if not shown:
        assert "html" not in answer.headers["Content-Type"]
    assert Entree.objects.get(acte="document.lu").donnees["moyen"] == "consultation"
    assert get(magistrat, document).headers["Content-Disposition"].startswith("attachment")


def test_an_open_document_file_is_told_from_a_zip(scene: Essai, folder: Repertoire) -> None:
    opened = io.BytesIO()
    with zipfile.ZipFile(opened, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
    liar = opened.getvalue().replace(
        b"application/vnd.oasis.opendocument.text", b"text/html; charset=utf-8; x=yyyyyyyyyyy"
    )
    kinds = [
        deposer(scene.expert, folder, name, content).fichier.type_mime
        for name, content in [("a.odt", opened.getvalue()), ("b.odt", liar)]
    ]
    assert kinds == ["application/vnd.oasis.opendocument.text", "application/zip"]


# --- Several ---


def zip_of(browser: Client, documents: Sequence[Any] = (), folders: Sequence[Any] = ()) -> Any:
    return browser.post(
        "/documents/zip/",
        {"documents": [d.pk for d in documents], "repertoires": [f.pk for f in folders]},
    )


def opened(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200
    content = body(answer)
    assert answer.headers["Content-Length"] == str(len(content)), "the browser shows how much is left"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_zip_of_documents_of_one_folder(scene: Essai, folder: Repertoire, magistrat: Client) -> None:
    rows = [deposer(scene.expert, folder, name, name.encode()) for name in ("Été.txt", "契約.txt", "c.txt")]
    answer = zip_of(magistrat, rows[:2])
    assert opened(answer) == {name: name.encode() for name in ("Été.txt", "契約.txt")}
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{scene.expertise.nom.replace("/", "-")}.zip"'
    )
    assert readings() == (2, 2)
    assert set(Entree.objects.filter(acte="document.lu").values_list("donnees__moyen", flat=True)) == {
        "archive zip"
    }


def test_a_zip_of_folders_keeps_their_tree(scene: Essai, folder: Repertoire, magistrat: Client) -> None:
    report = scene.dossier("greffe", "expert_et_parties_vers_greffe")
    values = {"expertise": scene.expertise, "dossier": "magistrat", "repertoire": folder.repertoire}
    below = Repertoire.objects.create(parent=folder, nom="2020", cle_nom="2020", **values)
    rows = [
        deposer(scene.expert, place, "a.txt", str(place.pk).encode()) for place in (folder, report, below)
    ]
    assert opened(zip_of(magistrat, [rows[0]], [folder, report])) == {
        "Magistrat/Documents Expert → Magistrat/a.txt": str(folder.pk).encode(),
        "Magistrat/Documents Expert → Magistrat/2020/a.txt": str(below.pk).encode(),
        "Greffe/Communication Expert-Parties vers Greffe/a.txt": str(report.pk).encode(),
    }
    assert readings() == (3, 3)


def test_never_silently_fewer(scene: Essai, document: Document, magistrat: Client) -> None:
    place = scene.dossier("expert", "notes_aux_parties")
    hidden = deposer(scene.expert, place, "note.txt", b"note")
    other = Essai()
    elsewhere = deposer(other.expert, other.dossier("magistrat", "expert_vers_magistrat"), "a.txt", b"a")
    Participation.objects.create(expertise=other.expertise, compte=scene.magistrat, profil="magistrat")
    assert get(magistrat, elsewhere).status_code == 200
    selections: list[tuple[Sequence[Any], Sequence[Any]]] = [
        ([document, hidden], []),
        ([document], [place]),
        ([], [place]),
        ([document, scene.expertise], []),
        ([document, elsewhere], []),
    ]
    for documents, folders in selections:
        assert zip_of(magistrat, documents, folders).status_code == 404
    assert magistrat.post("/documents/zip/", {"documents": "x"}).status_code == 404
    assert zip_of(client(personne(Role.AVOCAT)), [document]).status_code == 404
    assert magistrat.get("/documents/zip/").status_code == 405
    assert readings() == (1, 1)


def test_a_zip_of_nothing_says_what_to_do(folder: Repertoire, magistrat: Client) -> None:
    answer = zip_of(magistrat)
    assert answer.status_code == 409
    assert "cochez au moins un document" in answer.content.decode()
    answer = zip_of(magistrat, [], [folder])
    assert answer.status_code == 409
    assert "aucun document" in answer.content.decode()


def test_a_zip_asks_for_the_token(scene: Essai, document: Document) -> None:
    strict = client(scene.magistrat)
    strict.handler.enforce_csrf_checks = True
    assert zip_of(strict, [document]).status_code == 403


def test_names_that_some_systems_hold_for_one() -> None:
    assert list(noms_distincts(["a.pdf", "A.pdf", "a (2).pdf", "b", "B"])) == [
        "a.pdf",
        "A (2).pdf",
        "a (2) (2).pdf",
        "b",
        "B (2)",
    ]
