"""Reading contents: every format gives its text, every hostile file a reason, and none more than its own process."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from opalexe.essais.fichiers import pdf
from opalexe.recherche.extraction import commun, programme, service
from opalexe.recherche.models import Raison
from opalexe.recherche.tests.fabrique import (
    FORMATS,
    HOSTILES,
    pages_vides,
    tableau_sans_fond,
)


def lire(folder: Path, name: str, content: bytes) -> service.Extrait:
    (folder / "source").write_bytes(content)
    return service.lire(folder, name)


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_gives_its_text(name: str, tmp_path: Path) -> None:
    found = lire(tmp_path, name, FORMATS[name])
    assert found.raison == ""
    assert not found.partiel
    assert "étanchéité de la toiture-terrasse est défaillante" in found.texte
    assert "21/01234" in found.texte


def test_a_message_also_tells_its_subject_and_what_is_attached(tmp_path: Path) -> None:
    text = lire(tmp_path, "sans extension", FORMATS["note.eml"]).texte
    assert "accès au chantier" in text
    assert "Plan de façade.pdf" in text
    assert text.count("étanchéité") == 1


@pytest.mark.parametrize("name", HOSTILES)
def test_a_hostile_file_gives_a_reason_in_reasonable_time(name: str, tmp_path: Path) -> None:
    content, reasons = HOSTILES[name]
    began = time.monotonic()
    found = lire(tmp_path, name, content)
    assert found.texte == ""
    assert found.raison in reasons
    assert found.raison in Raison.values
    assert time.monotonic() - began < 30


def test_a_sheet_that_claims_a_billion_cells_is_read_or_left_in_time(tmp_path: Path) -> None:
    found = lire(tmp_path, "sans fond.xlsx", tableau_sans_fond())
    assert "rien" in found.texte or found.raison in {Raison.TROP_LONG, Raison.TROP_LOURD}


def test_only_the_beginning_of_a_very_long_text_is_kept(tmp_path: Path) -> None:
    found = lire(tmp_path, "long.txt", b"mot " * commun.SIGNES)
    assert found.partiel
    assert commun.SIGNES - 10 <= len(found.texte) <= commun.SIGNES


def test_words_cut_at_the_end_of_a_line_are_joined() -> None:
    assert commun.nettoyer("l’exper-\n  tise du bâti\u00admen-\nt\x00 Saint-\nÉtienne") == (
        "l’expertise du bâtiment Saint-\nÉtienne"
    )


def outil(folder: Path, body: str) -> str:
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_a_scan_is_read_where_tesseract_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program given the page stands in for Tesseract: it is not part of what the tests may install."""
    shown = outil(
        tmp_path, 'head -c 3 "$1" >&2; [ "$2 $3 $4" = "stdout -l fra" ] && echo "Constat du désordre"'
    )
    monkeypatch.setattr(service, "tesseract", lambda: shown)
    assert lire(tmp_path, "scan.pdf", pages_vides(2)).texte == "Constat du désordre\nConstat du désordre"
    failing = outil(tmp_path, "exit 1")
    monkeypatch.setattr(service, "tesseract", lambda: failing)
    assert lire(tmp_path, "scan.pdf", pages_vides(1)).raison == Raison.SANS_TEXTE


SONDE = """
import json, os, pathlib, socket, sys
sys.path.insert(0, {root!r})
from opalexe.recherche.extraction import programme
folder = pathlib.Path(sys.argv[1])
programme._enfermer(folder)
tried = {{}}
for name, act in {{
    "reseau": lambda: socket.create_connection(("127.0.0.1", 9), 1),
    "disque": lambda: open({secret!r}).read(),
    "ecrire": lambda: open({secret!r} + "2", "w"),
    "memoire": lambda: bytearray(4 * 1024**3),
}}.items():
    try:
        act()
        tried[name] = ""
    except BaseException as error:
        tried[name] = type(error).__name__
(folder / "dit").write_text(json.dumps({{"raison": "type", "partiel": False}}))
(folder / "texte").write_text(json.dumps(tried))
"""


def test_the_reading_program_has_no_network_no_disk_and_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("clé", encoding="utf-8")
    folder = tmp_path / "dossier"
    folder.mkdir()
    probe = tmp_path / "sonde.py"
    root = str(programme.PAQUET.parent)
    probe.write_text(SONDE.format(root=root, secret=str(secret)), encoding="utf-8")
    monkeypatch.setattr(programme, "__file__", str(probe))
    said = lire(folder, "sonde", b"x").texte
    assert '"reseau": "PermissionError"' in said
    assert '"memoire": "MemoryError"' in said
    if os.uname().release >= "5.13":
        assert '"disque": "PermissionError"' in said
        assert '"ecrire": "PermissionError"' in said


def test_a_program_that_never_ends_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = tmp_path / "sonde.py"
    probe.write_text("import subprocess\nsubprocess.run(['/bin/sleep', '60'])\n", encoding="utf-8")
    monkeypatch.setattr(programme, "__file__", str(probe))
    monkeypatch.setattr(service, "DUREE", 1)
    began = time.monotonic()
    assert lire(tmp_path, "lent", pdf("Lent", "texte")).raison == Raison.TROP_LONG
    assert time.monotonic() - began < 10


def test_a_reader_that_falls_takes_nothing_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = tmp_path / "sonde.py"
    probe.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", encoding="utf-8")
    monkeypatch.setattr(programme, "__file__", str(probe))
    assert lire(tmp_path, "x", b"x").raison == Raison.ABIME
