"""Previews of office files: made by the real LibreOffice, shut in, once; what breaks stops nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction
from openpyxl import Workbook
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from opalexe.coffre import apercus, confinement
from opalexe.coffre.models import Document, Fichier, Repertoire
from opalexe.coffre.models_apercus import Apercu
from opalexe.coffre.taches import _sans_emploi
from opalexe.coffre.taches_apercus import convertir_fichier
from opalexe.coffre.televersements import stockage
from opalexe.coffre.tests.envoi import deposer
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.coffre.tests.test_visionneuse import body, page, readings, source
from opalexe.essais.fichiers import docx, pdf
from opalexe.essais.personnes import client

pytestmark = pytest.mark.django_db
RTF = rb"{\rtf1\ansi Un rapport en RTF.}"


@pytest.fixture
def scene() -> Essai:
    return Essai()


@pytest.fixture
def folder(scene: Essai) -> Repertoire:
    return scene.dossier("magistrat", "expert_vers_magistrat")


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name).resolve()


def xlsx() -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Poste", "Montant"])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def odt(content: str) -> bytes:
    output = io.BytesIO()
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
        for name, urn in (
            ("office", "office"),
            ("text", "text"),
            ("draw", "drawing"),
            ("svg", "svg-compatible"),
        )
    )
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
            'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry '
            'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'office:version="1.2"><office:body><office:text>{content}</office:text></office:body>'
            "</office:document-content>",
        )
    return output.getvalue()


def words(content: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)


def queued() -> list[str]:
    rows = ProcrastinateJob.objects.filter(task_name="coffre.convertir_fichier")
    assert all((row.queue_name, row.lock) == ("apercus", "coffre.apercus") for row in rows)
    return [row.args["fichier"] for row in rows]


def convert(document: Document) -> Apercu:
    convertir_fichier(str(document.fichier_id))
    return Apercu.objects.get(pk=document.fichier_id)


def test_asked_for_at_the_first_view_then_shown(scene: Essai, folder: Repertoire) -> None:
    document = deposer(scene.expert, folder, "Note n° 1.docx", docx("Note", "Réunion du 3 mars."))
    assert not Apercu.objects.exists()
    for person in (scene.magistrat, scene.greffier):
        html = page(person, document)
        assert "Préparation de l’aperçu" in html
        assert 'hx-trigger="every 2s"' in html
    assert queued() == [str(document.fichier_id)], "once for all"
    assert client(scene.magistrat).get(f"/documents/{document.pk}/contenu/").status_code == 404
    assert readings() == (0, 0)
    row = convert(document)
    assert row.etat == Apercu.Etat.PRET
    html = page(scene.magistrat, document, cible="apercu")
    assert "every 2s" not in html
    assert "Aperçu au format PDF" in html
    answer = client(scene.magistrat).get(source(html))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].endswith("Note%20n%C2%B0%201.pdf")
    assert "Réunion du 3 mars." in words(body(answer))
    assert readings() == (1, 1)
    # Made once: the job done again makes nothing.
    assert convert(document).fichier_id == row.fichier_id


def test_kept_by_the_sweep_and_never_a_document(scene: Essai, folder: Repertoire) -> None:
    document = deposer(scene.expert, folder, "a.rtf", RTF)
    page(scene.magistrat, document)
    made = convert(document).fichier
    assert made is not None
    assert made not in _sans_emploi()
    assert not Document.objects.filter(fichier=made).exists()
    assert client(scene.expert).get(f"/documents/{made.pk}/").status_code == 404
    with stockage().ouvrir(made.cle) as file:
        assert len(file.read()) == made.taille
    Apercu.objects.all().delete()
    assert made in _sans_emploi(), "nothing else refers to it"


TIFF = bytes.fromhex(
    "49492a000800000009000001030001000000010000000101030001000000010000000201030001000000080000000301030001000000"
    "010000000601030001000000010000001101040001000000"
    "7a000000150103000100000001000000160103000100000001000000170104000100000001000000000000008000"
)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.xlsx", xlsx(), "Montant"),
        ("a.rtf", RTF, "Un rapport"),
        ("a.odt", odt("<text:p>Un texte libre</text:p>"), "texte libre"),
        ("a.tiff", TIFF, ""),
    ],
)
def test_the_types(scene: Essai, folder: Repertoire, name: str, content: bytes, expected: str) -> None:
    document = deposer(scene.expert, folder, name, content)
    page(scene.magistrat, document)
    row = convert(document)
    assert row.fichier is not None
    with stockage().ouvrir(row.fichier.cle) as file:
        assert expected in words(file.read())


def test_former_formats_are_told_by_what_they_hold(place: Path) -> None:
    local = place / "a.docx"
    local.write_bytes(docx("Note", "Ancien format."))
    done = subprocess.run(
        [
            *(django_settings.OPALEXE_LIBREOFFICE, f"-env:UserInstallation={(place / 'p').as_uri()}"),
            *("--headless", "--convert-to", "doc", "--outdir", str(place), str(local)),
        ],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    made = apercus.convertir(place / "a.doc", "application/vnd.ms-excel", place)
    assert "Ancien format." in words(made.read_bytes())
    (place / "b.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    with pytest.raises(apercus.ConversionImpossible):
        apercus.convertir(place / "b.msg", "application/msword", place)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("coupé.docx", docx("Note", "Texte.")[:2500] + docx("Note", "Texte.")[-2500:]),
        ("faux.odt", odt("<text:p>")),
        ("ole.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(900)),
    ],
)
def test_a_broken_file_is_said_to_be_and_stops_nothing(
    scene: Essai, folder: Repertoire, name: str, content: bytes
) -> None:
    document = deposer(scene.expert, folder, name, content)
    page(scene.magistrat, document)
    row = convert(document)
    assert (row.etat, row.fichier) == (Apercu.Etat.IMPOSSIBLE, None)
    html = page(scene.magistrat, document)
    assert "Aperçu impossible" in html
    assert "every 2s" not in html
    assert client(scene.magistrat).get(f"/documents/{document.pk}/contenu/").status_code == 404


def programme(place: Path, lines: str) -> str:
    """Write a program in the place of LibreOffice."""
    path = place / "soffice"
    path.write_text(f"#!{sys.executable}\n{lines}\n")
    path.chmod(0o700)
    return str(path)


def test_a_conversion_without_end_is_ended_with_all_that_it_began(
    scene: Essai,
    folder: Repertoire,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = deposer(scene.expert, folder, "a.rtf", RTF)
    page(scene.magistrat, document)
    seconds = f"{61_000 + os.getpid() % 1000}"
    tool = programme(place, f"import subprocess; subprocess.run(['sleep', '{seconds}'])")
    monkeypatch.setattr(django_settings, "OPALEXE_LIBREOFFICE", tool)
    monkeypatch.setattr(apercus, "DUREE", 2)
    begun = time.monotonic()
    assert convert(document).etat == Apercu.Etat.IMPOSSIBLE
    assert time.monotonic() - begun < 10
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(seconds.encode() in command for command in commands)


def test_a_file_that_takes_the_worker_with_it_is_given_up(scene: Essai, folder: Repertoire) -> None:
    document = deposer(scene.expert, folder, "a.rtf", RTF)
    page(scene.magistrat, document)
    Apercu.objects.update(essais=apercus.ESSAIS)
    assert convert(document).etat == Apercu.Etat.IMPOSSIBLE


def test_without_libreoffice_it_is_said(
    scene: Essai, folder: Repertoire, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = deposer(scene.expert, folder, "a.rtf", RTF)
    monkeypatch.setattr(django_settings, "OPALEXE_LIBREOFFICE", "")
    assert "ne prépare pas d’aperçu" in page(scene.magistrat, document)
    assert not Apercu.objects.exists()
    assert queued() == []


SONDE = """
import os, resource, socket, sys
said = []
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):
    try:
        socket.socket(family)
        said.append(f"socket {family}")
    except PermissionError:
        pass
try:
    socket.socket(socket.AF_UNIX).connect(os.path.abspath("prise"))
    said.append("connected")
except ConnectionRefusedError:
    pass
for path in READ:
    try:
        open(path, "rb").read(1)
        said.append("read " + path)
    except PermissionError:
        pass
try:
    open(WRITE, "wb")
    said.append("wrote")
except PermissionError:
    pass
try:
    bytearray(4 * 1024**3)
    said.append("memory")
except MemoryError:
    pass
said += [name for name in os.environ if name.startswith(("OPALEXE", "DATABASE", "DJANGO"))]
open("resultat.txt", "w").write("\\n".join(said) or "rien")
"""


def test_what_opens_a_file_reaches_nothing(place: Path) -> None:
    inside, outside = place / "dedans", place / "dehors"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("secret")
    forbidden = [str(outside / "secret"), f"/proc/{os.getpid()}/environ", str(Path(confinement.__file__))]
    script = inside / "sonde.py"
    script.write_text(f"READ = {forbidden!r}\nWRITE = {str(outside / 'ecrit')!r}\n{SONDE}")
    apercus._executer(
        [sys.executable, "-I", confinement.__file__, str(inside), "/usr/bin/python3", str(script)], inside
    )
    assert (inside / "resultat.txt").read_text() == "rien"


def test_a_file_that_reads_others_shows_nothing_of_them(
    scene: Essai, folder: Repertoire, place: Path
) -> None:
    (place / "autre.txt").write_text("SECRET D’UNE AUTRE AFFAIRE")
    link = (place / "autre.txt").as_uri()
    document = deposer(
        scene.expert,
        folder,
        "curieux.odt",
        odt(
            f'<text:section text:name="s"><text:section-source xlink:href="{link}"/>'
            "<text:p>Rien</text:p></text:section>"
        ),
    )
    page(scene.magistrat, document)
    row = convert(document)
    assert row.fichier is not None
    with stockage().ouvrir(row.fichier.cle) as file:
        text = words(file.read())
    assert "SECRET" not in text
    assert "Rien" in text


def test_the_database_holds_what_a_preview_is(scene: Essai, folder: Repertoire) -> None:
    document = deposer(scene.expert, folder, "a.pdf", pdf("A", "Texte."))
    assert Fichier.objects.get(pk=document.fichier_id)
    for etat in ("pret", "impossible"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Apercu.objects.create(source=document.fichier, etat=etat)
    assert connection.vendor == "postgresql"
