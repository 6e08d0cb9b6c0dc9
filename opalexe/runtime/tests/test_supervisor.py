"""The supervisor, for real: processes that die, hang, leave others behind; a supervisor that is killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from opalexe.runtime import privileges

ROOT = Path(__file__).resolve().parents[3]

# Writes its comings and goings down; leaves a process of its own behind, as a web server its workers.
CHILD = """
import os, signal, subprocess, sys, time
folder, name, manner = sys.argv[1:]
def note(word):
    with open(os.path.join(folder, "journal"), "a") as journal:
        journal.write(f"{word} {name} {os.getpid()}\\n")
def leave(*_):
    note("arret")
    if manner != "sourd":
        sys.exit(0)
signal.signal(signal.SIGTERM, leave)
if manner == "famille":
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with open(os.path.join(folder, "autre"), "w") as file:
        file.write(str(other.pid))
note("debut")
if manner == "chute":
    sys.exit(3)
while True:
    time.sleep(60)
"""

HOUSE = """
import pathlib, sys
from opalexe.runtime import privileges
from opalexe.runtime.supervisor import Child, StartError, Supervisor, say, sole
folder = pathlib.Path(sys.argv[1])
def child(name, manner):
    command = [sys.executable, str(folder / "child.py"), str(folder), name, manner]
    def noted(process):
        journal = folder / "journal"
        return journal.exists() and f" {process.pid}\\n" in journal.read_text()
    return Child(name, lambda: privileges.start(command), patience=20, ready=noted)
try:
    with sole(folder), Supervisor() as supervisor:
        for word in sys.argv[2:]:
            supervisor.start(child(*word.split(":")))
        print("pret", flush=True)
        supervisor.watch()
except StartError as error:
    say(str(error))
    sys.exit(1)
"""


class House:
    """A supervisor in a process of its own, and what its children wrote."""

    def __init__(self, folder: Path, *children: str) -> None:
        self.folder = folder
        (folder / "child.py").write_text(CHILD)
        self.errors = folder / "erreurs"
        with self.errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", HOUSE, str(folder), *children],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        assert self.process.stdout
        self.greeting = self.process.stdout.readline()

    def said(self) -> str:
        return self.errors.read_text()

    def notes(self, word: str) -> list[tuple[str, int]]:
        """List (name, process) of the children that wrote `word`, in order."""
        lines = [line.split() for line in (self.folder / "journal").read_text().splitlines()]
        return [(name, int(process)) for first, name, process in lines if first == word]

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    houses: list[House] = []

    def build(*children: str) -> House:
        houses.append(House(tmp_path, *children))
        return houses[-1]

    yield build
    for built in houses:
        built.process.kill()
        built.process.wait()
        assert built.process.stdout
        built.process.stdout.close()


def within(seconds: float, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)


def lives(process: int) -> bool:
    return process in [number for number, _group, _name in privileges.processes()]


def test_a_killed_child_is_started_again_and_its_family_is_gone(house: Callable[..., House]) -> None:
    built = house("base:sage", "web:famille")
    other = int((built.folder / "autre").read_text())
    first = dict(built.notes("debut"))["web"]

    os.kill(first, signal.SIGKILL)
    within(5, lambda: len(built.notes("debut")) == 3)

    name, second = built.notes("debut")[-1]
    assert name == "web"
    assert second != first
    assert lives(second)
    assert not lives(other)
    assert "Arrêt inattendu\u00a0: web (tué par le signal 9). Redémarrage dans 0,5 s." in built.said()


def test_a_child_that_keeps_dying_is_started_ever_less_often(house: Callable[..., House]) -> None:
    built = house("web:chute")
    within(10, lambda: len(built.notes("debut")) == 4)
    time.sleep(1)
    assert len(built.notes("debut")) == 4
    assert "Redémarrage dans 4 s. C’est le 4e arrêt de suite" in built.said()
    assert built.end() == 0


def test_children_are_stopped_in_the_reverse_order(house: Callable[..., House]) -> None:
    built = house("base:sage", "taches:sage", "web:famille")
    assert built.end() == 0
    assert [name for name, _process in built.notes("arret")] == ["web", "taches", "base"]
    assert not any(lives(process) for _name, process in built.notes("debut"))
    assert not lives(int((built.folder / "autre").read_text()))
    assert built.said() == ""


def test_a_second_interruption_hastens_and_leaves_no_trace(house: Callable[..., House]) -> None:
    built = house("base:sage", "web:sourd")
    built.process.send_signal(signal.SIGINT)
    within(5, lambda: built.notes("arret"))
    assert built.end(signal.SIGINT) == 0
    assert not any(lives(process) for _name, process in built.notes("debut"))
    assert built.said() == ""


def test_nothing_outlives_a_killed_supervisor(house: Callable[..., House]) -> None:
    built = house("base:sage", "taches:sourd", "web:sage")
    assert built.end(signal.SIGKILL) == -signal.SIGKILL
    within(5, lambda: not any(lives(process) for _name, process in built.notes("debut")))
    # And the lock went with it.
    assert house("base:sage").greeting == b"pret\n"


def test_two_supervisors_never_share_a_folder(house: Callable[..., House]) -> None:
    first = house("base:sage")
    second = house("base:sage")
    assert second.process.wait(5) == 1
    assert f"(processus {first.process.pid})" in second.said()
    assert "arrêtez-le d’abord" in second.said()
    assert len(first.notes("debut")) == 1


def demonstration(var: Path, bind: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPALEXE_")}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "opalexe", "demonstration"],
        cwd=ROOT,
        env=environment | {"OPALEXE_VAR": str(var), "OPALEXE_BIND": bind},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_a_demonstration_never_listens_to_the_outside(tmp_path: Path) -> None:
    for bind in ("0.0.0.0:8443", ":8443", "[::]:8443", "192.0.2.1:8443", "exemple.fr:8443"):
        result = demonstration(tmp_path / "var", bind)
        assert result.returncode == 1
        assert "elle refuse l’adresse" in result.stderr
        assert "Traceback" not in result.stderr
    assert not (tmp_path / "var").exists()


def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = demonstration(tmp_path / "var", f"127.0.0.1:{port}")
    assert result.returncode == 1
    assert f"Le port {port}" in result.stderr
    assert "déjà pris" in result.stderr
    assert not (tmp_path / "var" / "postgres").exists()


def test_the_command_line_is_refused_and_explained_in_french() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "opalexe", "demonstrer"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert "Utilisation" in result.stderr
    assert "servir" in result.stderr
    assert "usage" not in result.stderr
