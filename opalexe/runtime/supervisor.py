"""A small supervisor: keeps a few processes running, in order, and leaves nothing behind.

It knows nothing of what it runs (`service` does). Single-threaded: it sleeps in sigtimedwait(2), the signals
it waits for being blocked, so that none is lost and a second Ctrl-C is a request like another, no traceback.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from opalexe.runtime import privileges

STOP_REQUESTS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
AWAITED = STOP_REQUESTS | {signal.SIGCHLD}

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
# A child that lived so long has started well: what ended it is a new matter.
STEADY_SECONDS = 60.0
# From this many deaths in a row, the operator is told that it will not mend by itself.
CRASH_LOOP = 4


class StartError(Exception):
    """The house cannot start; its text is a French sentence for the operator."""


class StopRequested(Exception):
    """The operator asked to stop before everything had started."""


@dataclass
class Child:
    """A process to keep running. `label` is French, without an article, for messages."""

    label: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop_signal: int = signal.SIGTERM
    # What is sent when `patience` (seconds) is over, or the operator is in a hurry.
    hurry_signal: int = signal.SIGKILL
    patience: float = 30.0
    # Tells whether the started process does its work: what comes next waits for it.
    ready: Callable[[subprocess.Popen[bytes]], bool] = field(default=lambda _process: True)
    # Ends what the process may leave outside its process group.
    sweep: Callable[[], None] = field(default=lambda: None)

    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    restart_at: float = 0.0


def say(sentence: str) -> None:
    """Tell the operator something, at once."""
    with suppress(OSError):  # a terminal that went away must not bring the house down
        print(sentence, file=sys.stderr, flush=True)


def cause(status: int) -> str:
    """Say in French how a process ended, from its Popen return code."""
    return f"tué par le signal {-status}" if status < 0 else f"code {status}"


def _end_group(leader: int) -> None:
    """Kill what is left of a process group whose leader has ended."""
    deadline = time.monotonic() + 10
    while privileges.group_members(leader) and time.monotonic() < deadline:
        try:
            os.killpg(leader, signal.SIGKILL)
        except ProcessLookupError:
            break
        time.sleep(0.02)
        privileges.reap_group(leader)


@contextmanager
def sole(var: Path) -> Iterator[None]:
    """Hold the lock that allows one supervisor in a folder; the kernel frees it however we end.

    Raises StartError when another holds it.
    """
    var.mkdir(parents=True, exist_ok=True)
    with (var / "verrou").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise StartError(
                f"Opalexe fonctionne déjà dans « {var} » (processus {file.read().strip() or 'inconnu'}) : "
                "arrêtez-le d’abord, ou choisissez un autre dossier par OPALEXE_VAR."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


class Supervisor:
    """Starts children in order, restarts those that die, stops them in the reverse order.

    To be used as a context, in the main thread: on leaving, however, every child is stopped.
    """

    def __init__(self) -> None:
        """Supervise nothing yet."""
        self.children: list[Child] = []
        self._former_mask: set[signal.Signals | int] = set()
        self._hurry = False

    def __enter__(self) -> Supervisor:
        self._former_mask = set(signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED))
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self.stop()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, self._former_mask)

    def start(self, child: Child) -> None:
        """Start a child and wait until it is ready; it is kept running from now on.

        Raises StartError when it ends first, StopRequested when the operator wants to stop.
        """
        child.process = child.start()
        child.started = time.monotonic()
        self.children.append(child)
        while not child.ready(child.process):
            if child.process.poll() is not None:
                raise StartError(f"Démarrage impossible : {child.label} ({cause(child.process.returncode)}).")
            if self._wait(0.05):
                raise StopRequested

    def run(self, label: str, command: Sequence[str], folder: Path) -> None:
        """Run a command to its end, from `folder`, before going on.

        Raises StartError when it fails, StopRequested when the operator wants to stop: it is then killed.
        """
        process = privileges.start(command, folder=folder)
        try:
            while process.poll() is None:
                if self._wait(1.0):
                    raise StopRequested
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            _end_group(process.pid)
        if process.returncode != 0:
            raise StartError(
                f"Démarrage interrompu : {label} a échoué ({cause(process.returncode)}). "
                "Les lignes ci-dessus disent pourquoi."
            )

    def watch(self, each_turn: Callable[[], float] = lambda: 1.0) -> None:
        """Keep the children running until the operator asks to stop.

        `each_turn` is called at each turn, and returns how long the next may last, in seconds.
        """
        while True:
            now = time.monotonic()
            for child in self.children:
                if child.process is not None and child.process.poll() is not None:
                    self._has_died(child)
                elif child.process is None and now >= child.restart_at:
                    self._restart(child)
            pauses = [child.restart_at - time.monotonic() for child in self.children if child.process is None]
            if self._wait(max(0.0, min([each_turn(), *pauses]))):
                return

    def stop(self) -> None:
        """Stop every child, the last started first; a request to stop meanwhile hastens it."""
        while self.children:
            child = self.children.pop()
            if child.process is not None:
                self._stop(child, child.process)
            try:
                child.sweep()
            except Exception as error:  # the others are to be stopped all the same
                say(str(error))

    def _wait(self, seconds: float) -> bool:
        """Sleep until a child ends, the operator asks to stop (True) or the time is over."""
        received = signal.sigtimedwait(AWAITED, seconds)
        return received is not None and received.si_signo in STOP_REQUESTS

    def _has_died(self, child: Child) -> None:
        assert child.process is not None  # noqa: S101 - for the type checker
        _end_group(child.process.pid)
        if time.monotonic() - child.started > STEADY_SECONDS:
            child.deaths = 0
        self._postpone(child, f"Arrêt inattendu : {child.label} ({cause(child.process.returncode)}).")

    def _postpone(self, child: Child, sentence: str) -> None:
        child.process = None
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2**child.deaths)
        child.deaths += 1
        child.restart_at = time.monotonic() + delay
        sentence += f" Redémarrage dans {delay:g} s.".replace(".5 s", ",5 s")
        if child.deaths >= CRASH_LOOP:
            sentence += f" C’est le {child.deaths}e arrêt de suite : les lignes ci-dessus disent pourquoi."
        say(sentence)

    def _restart(self, child: Child) -> None:
        try:
            child.sweep()
            child.process = child.start()
        except Exception as error:  # a house that stands must not fall for one child
            self._postpone(child, f"Redémarrage impossible : {child.label} ({error}).")
            return
        child.started = time.monotonic()

    def _stop(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.send_signal(child.hurry_signal if self._hurry else child.stop_signal)
        deadline = time.monotonic() + child.patience
        hurried = self._hurry
        while process.poll() is None:
            if self._wait(0.2):
                self._hurry = True
            if not hurried and (self._hurry or time.monotonic() > deadline):
                hurried = True
                deadline = time.monotonic() + child.patience
                process.send_signal(child.hurry_signal)
            elif hurried and time.monotonic() > deadline:
                process.kill()
        _end_group(process.pid)
        child.process = None
