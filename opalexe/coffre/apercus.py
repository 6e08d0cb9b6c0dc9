"""Previews of office files: which ones, and their PDF by LibreOffice, run as a program that reads hostile files.

The file of a stranger is opened in a folder and a profile made for it alone, by a process without network, without
the rest of the disk, without macros or links, bounded in memory and time (`confinement.py`).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from opalexe.coffre import confinement, reception
from opalexe.coffre.models import Fichier
from opalexe.coffre.models_apercus import Apercu
from opalexe.coffre.televersements import stockage
from opalexe.coffre.types_de_fichiers import OFFICE
from opalexe.socle.identifiers import uuid7
from opalexe.socle.storage import key_of

DUREE = 60
"""Seconds that a conversion may take."""

PLUS_GROS = 100 * 1000**2
"""Bytes of the largest file converted."""

ESSAIS = 2
"""Attempts: a file that twice takes the worker with it is not tried a third time."""

LOCK = "coffre.apercus"
"""Of the jobs of conversion: one at a time, on all nodes together."""


class ConversionImpossible(Exception):
    """LibreOffice made nothing of the file, in the time and memory that it has; the message is for the log."""


@dataclass(frozen=True)
class Format:
    """How LibreOffice reads and writes a type: its own names of filters, so that it guesses nothing."""

    extension: str
    entree: str
    sortie: str


_WORD = Format("doc", "MS Word 97", "writer_pdf_Export")
_EXCEL = Format("xls", "MS Excel 97", "calc_pdf_Export")
_POWERPOINT = Format("ppt", "MS PowerPoint 97", "impress_pdf_Export")
_OPEN = "application/vnd.oasis.opendocument"

FORMATS: dict[str, Format] = {
    f"{OFFICE}.wordprocessingml.document": Format("docx", "MS Word 2007 XML", "writer_pdf_Export"),
    f"{OFFICE}.spreadsheetml.sheet": Format("xlsx", "Calc MS Excel 2007 XML", "calc_pdf_Export"),
    f"{OFFICE}.presentationml.presentation": Format(
        "pptx", "Impress MS PowerPoint 2007 XML", "impress_pdf_Export"
    ),
    f"{_OPEN}.text": Format("odt", "writer8", "writer_pdf_Export"),
    f"{_OPEN}.spreadsheet": Format("ods", "calc8", "calc_pdf_Export"),
    f"{_OPEN}.presentation": Format("odp", "impress8", "impress_pdf_Export"),
    "application/rtf": Format("rtf", "Rich Text Format", "writer_pdf_Export"),
    "application/msword": _WORD,
    "application/vnd.ms-excel": _EXCEL,
    "application/vnd.ms-powerpoint": _POWERPOINT,
    "image/tiff": Format("tiff", "TIF - Tag Image File", "draw_pdf_Export"),
}
"""What is converted, by the type that content tells."""

ANCIENS = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
"""Types of one and the same container: the detection cannot tell which of the three it holds."""

_FLUX = {"WordDocument": _WORD, "Workbook": _EXCEL, "Book": _EXCEL, "PowerPoint Document": _POWERPOINT}

_PROFIL = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{}
</oor:items>
"""
_REGLAGE = (
    '<item oor:path="/org.openoffice.Office.{}">'
    '<prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
_REGLAGES = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "2"),
    ("Calc/Content/Update", "Link", "2"),
)


def disponible() -> bool:
    """Tell whether this installation converts office files."""
    return bool(settings.OPALEXE_LIBREOFFICE)


def convertible(fichier: Fichier) -> bool:
    """Tell whether a file is of a type that is converted."""
    return fichier.type_mime in FORMATS


def _commencer(fichier: UUID) -> Apercu | None:
    """Count an attempt, so that it is known even if it ends the worker; None when there is nothing to do."""
    with transaction.atomic():
        row = Apercu.objects.select_for_update(of=("self",)).select_related("source").get(pk=fichier)
        if row.etat != Apercu.Etat.ATTENTE:
            return None
        row.essais += 1
        row.save(update_fields=["essais"])
    return row


def _finir(row: Apercu, fichier: Fichier | None) -> None:
    with transaction.atomic():
        if fichier is not None:
            fichier.save(force_insert=True)
        row.fichier = fichier
        row.etat = Apercu.Etat.PRET if fichier else Apercu.Etat.IMPOSSIBLE
        row.fini_le = timezone.now()
        row.save(update_fields=["fichier", "etat", "fini_le"])


def preparer(fichier: UUID) -> None:
    """Make the preview of a file that somebody asked to see; doing it again does nothing.

    Bytes first, then the row that refers to them: a crash between leaves an object that the sweep removes.
    Raises ConversionImpossible once this is written on the row, for the log.
    """
    row = _commencer(fichier)
    if row is None:
        return
    try:
        made = _garder(row)
    except ConversionImpossible:
        _finir(row, None)
        raise
    _finir(row, made)


def _garder(row: Apercu) -> Fichier:
    """Convert a file, and put the result in the storage. Raises ConversionImpossible."""
    source = row.source
    if row.essais > ESSAIS:
        raise ConversionImpossible("it ended the worker")
    if not disponible():
        raise ConversionImpossible("LibreOffice is not installed")
    if source.taille > PLUS_GROS:
        raise ConversionImpossible("too large")
    # Beside uploads: what a crash leaves there is swept.
    with tempfile.TemporaryDirectory(dir=reception.dossier(), prefix="apercu-") as name:
        folder = Path(name).resolve()
        local = folder / "source"
        with stockage().ouvrir(source.cle) as reader, local.open("wb") as writer:
            shutil.copyfileobj(reader, writer)
        made = convertir(local, source.type_mime, folder)
        identifier = uuid7()
        key = key_of(identifier)
        with made.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = made.stat().st_size
        stockage().adopter(made, key)
    return Fichier(
        pk=identifier,
        cle=key,
        taille=size,
        sha256=digest,
        type_mime="application/pdf",
        recu_le=timezone.now(),
    )


def _format(local: Path, type_mime: str) -> Format:
    if type_mime not in ANCIENS:
        return FORMATS[type_mime]
    content = local.read_bytes()
    for stream, found in _FLUX.items():
        if stream.encode("utf-16-le") in content:
            return found
    raise ConversionImpossible("a container of something else")


def convertir(local: Path, type_mime: str, folder: Path) -> Path:
    """Return the PDF that LibreOffice makes of a file in `folder`, which is its only world.

    Raises ConversionImpossible.
    """
    kind = _format(local, type_mime)
    source = local.rename(folder / f"document.{kind.extension}")
    profile = folder / "profil"
    (profile / "user").mkdir(parents=True)
    rules = "\n".join(_REGLAGE.format(*line) for line in _REGLAGES)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFIL.format(rules), encoding="utf-8")
    output = folder / "resultat"
    output.mkdir()
    command = [
        *(
            settings.OPALEXE_LIBREOFFICE,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
        ),
        *("--nologo", "--nodefault", f"--infilter={kind.entree}", "--convert-to", f"pdf:{kind.sortie}"),
        *("--outdir", str(output), str(source)),
    ]
    said = _executer([sys.executable, "-I", confinement.__file__, str(folder), *command], folder)
    made = output / "document.pdf"
    if not made.is_file() or made.is_symlink():
        raise ConversionImpossible(f"nothing made: {said}")
    with made.open("rb") as file:
        if file.read(5) != b"%PDF-":
            raise ConversionImpossible("what was made is no PDF")
    return made


def _executer(command: list[str], folder: Path) -> str:
    """Run a command and all that it starts, and leave none of them; return the end of what it said."""
    # Nothing of the service's environment: it holds its secrets.
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    with (folder / "dit").open("w+b") as said:
        process = subprocess.Popen(  # noqa: S603 - the program that the service names, on a file of our own name
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            process_group=0,
        )
        try:
            process.wait(DUREE)
        except subprocess.TimeoutExpired as error:
            raise ConversionImpossible(f"longer than {DUREE} s") from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said.seek(max(0, said.tell() - 500))
        return said.read().decode("utf-8", "replace").strip()
