"""A whole platform for end-to-end tests: gunicorn with TLS, the worker, a database of its own, an SMTP server.

Everything is real and in production mode; `plateforme` is the fixture (see the root `conftest.py`).
"""

from __future__ import annotations

import email
import email.policy
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from aiosmtpd.controller import Controller
from psycopg import sql

from opalexe.essais.autorite import BUNDLE, SERVER_CERTIFICATE, SERVER_KEY, autorite
from opalexe.essais.environnement import ROOT, VAR
from opalexe.runtime.privileges import group_members


def port_libre() -> int:
    """Return a TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class BoiteAuxLettres:
    """An SMTP handler that keeps every message it takes; `refus` makes it answer otherwise."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refus: str | None = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep a message."""
        if self.refus:
            return self.refus
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    def recus_par(self, adresse: str) -> list[EmailMessage]:
        """Return the messages received by an address, oldest first."""
        return [message for message in self.messages if adresse in str(message["To"])]


@contextmanager
def serveur_smtp(boite: BoiteAuxLettres, port: int) -> Iterator[Controller]:
    """Run a real SMTP server on the port."""
    controller = Controller(boite, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop(no_assert=True)


@dataclass
class Plateforme:
    """A running platform: its address, its mailbox, and its processes, to be killed at will."""

    port: int
    var: Path
    environ: dict[str, str]
    boite: BoiteAuxLettres
    processus: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The https address of the home page, without a final slash."""
        return f"https://localhost:{self.port}"

    def django(self, *arguments: str, stdin: str = "") -> str:
        """Run a management command on the platform; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "django", *arguments],
            env=self.environ,
            input=stdin.encode(),
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the platform's database directly."""
        with psycopg.connect(self.environ["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def demarrer_web(self) -> None:
        """Start gunicorn and wait until it takes connections."""
        self._demarrer("web", "gunicorn", "-c", "python:opalexe.runtime.gunicorn_config")
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline, (self.var / "web.log").read_text()
                time.sleep(0.05)
            else:
                return

    def demarrer_taches(self) -> None:
        """Start the worker of jobs."""
        self._demarrer("taches", "opalexe.runtime.worker")

    def _demarrer(self, nom: str, module: str, *arguments: str) -> None:
        with (self.var / f"{nom}.log").open("ab") as log:
            self.processus[nom] = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                env=self.environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def travailleurs(self) -> list[int]:
        """Return the processes that answer requests."""
        parent = self.processus["web"].pid
        return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]

    def oublier_les_pics(self) -> None:
        """Let the highest memory of each be what it holds now: starting up takes more than answering."""
        for pid in self.travailleurs():
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def pics(self) -> list[int]:
        """Return the highest memory that each of these has held, in bytes."""
        peaks = []
        for pid in self.travailleurs():
            status = Path(f"/proc/{pid}/status").read_text()
            [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
            peaks.append(int(line.split()[1]) * 1024)
        return peaks

    def tuer(self, nom: str) -> None:
        """Kill -9 a process and its children."""
        process = self.processus.pop(nom)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        # A worker in the middle of a disk write dies after it: until then it holds the listening socket.
        while group_members(process.pid):
            time.sleep(0.02)

    def arreter(self) -> None:
        """Stop everything."""
        for nom in list(self.processus):
            self.tuer(nom)

    def attendre(self, condition: Any, secondes: float = 20) -> Any:
        """Wait until `condition()` is true, and return what it returned."""
        deadline = time.monotonic() + secondes
        while not (result := condition()):
            assert time.monotonic() < deadline, "nothing came"
            time.sleep(0.1)
        return result


@contextmanager
def plateforme_en_marche(**reglages: str) -> Iterator[Plateforme]:
    """Run a platform of its own for the time of a block; its database is dropped afterwards.

    `reglages` are more variables of its environment.
    """
    autorite()
    server = os.environ["DATABASE_URL"]
    name = f"essais_{secrets.token_hex(6)}"
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    var = Path(tempfile.mkdtemp(prefix="plateforme-", dir=VAR))
    port, smtp_port = port_libre(), port_libre()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("OPALEXE_")} | {
        "DJANGO_SETTINGS_MODULE": "opalexe.settings",
        "DATABASE_URL": url,
        "OPALEXE_MODE": "production",
        "OPALEXE_SECRET_KEY": secrets.token_urlsafe(64),
        "OPALEXE_VAR": str(var),
        "OPALEXE_URL": f"https://localhost:{port}",
        "OPALEXE_HOSTS": "localhost,127.0.0.1",
        "OPALEXE_BIND": f"127.0.0.1:{port}",
        "OPALEXE_AUTHORITIES": str(BUNDLE),
        "OPALEXE_TLS_CERT": str(SERVER_CERTIFICATE),
        "OPALEXE_TLS_KEY": str(SERVER_KEY),
        "OPALEXE_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        **reglages,
    }
    boite = BoiteAuxLettres()
    platform = Plateforme(port, var, environ, boite)
    try:
        platform.django("migrate", "--verbosity=0")
        platform.django("collectstatic", "--noinput", "--verbosity=0")
        with serveur_smtp(boite, smtp_port):
            platform.demarrer_web()
            platform.demarrer_taches()
            yield platform
    finally:
        platform.arreter()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        shutil.rmtree(var, ignore_errors=True)
