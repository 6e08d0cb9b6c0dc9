"""Reading the text of a file in a confined process: what the jobs ask."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opalexe.coffre import reception
from opalexe.coffre.models import Fichier
from opalexe.coffre.televersements import stockage
from opalexe.recherche.extraction import commun, programme
from opalexe.recherche.models import Raison

DUREE = 75
"""Seconds that reading may take, by the clock."""

DUREE_RECONNAISSANCE = 300
"""The same where Tesseract reads scanned pages."""

PLUS_GROS = 200 * 1000**2
"""Bytes of the largest file read."""

SANS_TEXTE_POSSIBLE = ("video/", "audio/")
"""Types that are not even brought from the storage."""


class ExtractionEnPanne(Exception):
    """The reading program did not start: the machine's fault, not the file's."""


@dataclass(frozen=True)
class Extrait:
    """The text of a file, or why there is none; `partiel`: not all of it was read."""

    texte: str = ""
    raison: str = ""
    partiel: bool = False


@cache
def tesseract() -> str:
    """Return the path of Tesseract where it is installed with French, "" otherwise."""
    path = shutil.which("tesseract")
    if path is None:
        return ""
    try:
        done = subprocess.run([path, "--list-langs"], capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return path if b"fra" in done.stdout.split() else ""


def extraire(fichier: Fichier, nom: str) -> Extrait:
    """Return the text of a file. Raises ExtractionEnPanne; FileNotFoundError when the storage has lost it."""
    if fichier.taille > PLUS_GROS:
        return Extrait(raison=Raison.TROP_GROS)
    if fichier.type_mime.startswith(SANS_TEXTE_POSSIBLE):
        return Extrait(raison=Raison.TYPE)
    # Beside uploads: what a crash leaves there is swept.
    with tempfile.TemporaryDirectory(dir=reception.dossier(), prefix="texte-") as name:
        folder = Path(name).resolve()
        with stockage().ouvrir(fichier.cle) as reader, (folder / "source").open("wb") as writer:
            shutil.copyfileobj(reader, writer, 1024 * 1024)
        return lire(folder, nom)


def lire(folder: Path, nom: str) -> Extrait:
    """Return the text of the file `source` of a folder, read by a process that has no other world.

    Raises ExtractionEnPanne.
    """
    command = [sys.executable, "-I", programme.__file__, str(folder), nom, tesseract()]
    # Nothing of the service's environment: it holds its secrets.
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    with (folder / "erreurs").open("w+b") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            process_group=0,
        )
        try:
            process.wait(DUREE_RECONNAISSANCE if tesseract() else DUREE)
        except subprocess.TimeoutExpired:
            return Extrait(raison=Raison.TROP_LONG)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        errors.seek(0)
        said = errors.read(20_000).decode("utf-8", "replace")
    return _conclure(folder, process.returncode, said)


def _conclure(folder: Path, code: int, said: str) -> Extrait:
    answer = folder / "dit"
    if code == 0 and answer.is_file():
        content = json.loads(answer.read_text(encoding="utf-8"))
        with (folder / "texte").open(encoding="utf-8") as file:
            text = file.read(commun.SIGNES)
        return Extrait(text, str(content["raison"]), bool(content["partiel"]))
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Extrait(raison=Raison.TROP_LONG)
    if "MemoryError" in said or "bad_alloc" in said:
        return Extrait(raison=Raison.TROP_LOURD)
    if code > 0 and "_enfermer" in said:
        raise ExtractionEnPanne(said[-500:])
    # The program's own libraries fell on this file, and with them the process alone.
    return Extrait(raison=Raison.ABIME)
