"""The embedded PostgreSQL: one cluster in a folder of ours, reached by a Unix socket only.

A cluster's folder holds, besides what `place` puts there: `url` (the application's connection address),
`secret_*` (passwords), `log` (what PostgreSQL says), `verrou` (taken while a cluster is made or started).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from opalexe.runtime import place, privileges
from opalexe.runtime.place import PostgresError

__all__ = ["Cluster", "PostgresError"]

ROLE = "opalexe"
DATABASE = "opalexe"
SUPERUSER = "postgres"
MAJOR_VERSION = "18"
PORT = "5432"  # only the name of the socket

START_SECONDS = 120.0  # recovery after a crash included
STOP_SECONDS = 60.0
LONGEST_LOG = 10 * 1024 * 1024

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %u@%d ",
}

# For tests: a crash of the machine loses everything, and everything can be made anew.
UNSAFE_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}

# Nothing of the operator's environment (PGDATA, PGPORT, LC_ALL…) may change what the cluster is.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Cluster:
    """A PostgreSQL cluster, kept in `folder`; its processes run as us, or as `nobody` when we are root.

    Every method raises PostgresError, whose text is a French sentence for the operator.
    """

    def __init__(self, folder: Path, durable: bool = True) -> None:
        """Describe a cluster; nothing is made yet. `durable=False` trades safety for speed: tests only."""
        self.folder = Path(folder).resolve()
        self.durable = durable
        self.account = privileges.unprivileged()
        self.process: subprocess.Popen[bytes] | None = None

    @cached_property
    def home(self) -> Path:
        """The folder that holds `data` and `run`."""
        return place.home(self.folder, self.account)

    @cached_property
    def binaries(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return place.binaries(self.account)

    @cached_property
    def socket_folder(self) -> Path:
        """The folder of the socket: what a client calls its host."""
        return place.socket_folder(self.home, self.account)

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The file that receives all that PostgreSQL says."""
        return self.folder / "log"

    @property
    def name(self) -> str:
        """What tells this cluster's processes from any other's: PostgreSQL shows it in their titles."""
        return f"opalexe-{place.fingerprint(self.data)}"

    def url(self, database: str = DATABASE) -> str:
        """Return the application's connection address, password included, to one of the databases."""
        try:
            password = (self.folder / f"secret_{ROLE}").read_text(encoding="ascii")
        except FileNotFoundError:
            raise PostgresError(f"La base embarquée de « {self.folder} » n’a pas encore été créée.") from None
        host = quote(str(self.socket_folder), safe="")
        name = quote(database, safe="")
        return f"postgresql://{ROLE}:{quote(password, safe='')}@/{name}?host={host}&port={PORT}"

    def ensure(self) -> None:
        """Make the cluster, its application role and database, unless they stand already."""
        with self._locked():
            self._ensure()

    def command(self) -> list[str]:
        """Return what runs PostgreSQL in the foreground; `spawn` runs it as it must be."""
        settings = SETTINGS | {"unix_socket_directories": str(self.socket_folder), "cluster_name": self.name}
        if not self.durable:
            settings |= UNSAFE_SETTINGS
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start PostgreSQL, made first if need be, and return its process; `wait_ready` waits for it.

        What a killed PostgreSQL left running is ended first. If the caller dies, PostgreSQL stops by itself.
        """
        with self._locked():
            self._ensure()
            self._refuse_a_second()
            self.end_orphans()
            if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
                self.log.replace(self.log.with_name("log.ancien"))
            with os.fdopen(os.open(self.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab") as log:
                process = privileges.start(
                    self.command(),
                    account=self.account,
                    death_signal=signal.SIGINT,
                    environment=ENVIRONMENT,
                    stdout=log,
                    stderr=log,
                )
            # Under the lock until it can be seen by whoever comes next.
            deadline = time.monotonic() + 10
            while process.poll() is None and time.monotonic() < deadline:
                if self._pid_file()[:1] == [str(process.pid)]:
                    break
                time.sleep(0.01)
            return process

    def wait_ready(self, process: subprocess.Popen[bytes], seconds: float = START_SECONDS) -> None:
        """Wait until a spawned PostgreSQL accepts connections."""
        deadline = time.monotonic() + seconds
        while not self.is_ready(process):
            if process.poll() is not None:
                raise PostgresError(f"PostgreSQL n’a pas démarré : lisez la fin de « {self.log} ».")
            if time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL ne répond pas après {seconds:.0f} s : lisez « {self.log} ».")
            time.sleep(0.02)

    def is_ready(self, process: subprocess.Popen[bytes]) -> bool:
        """Tell whether a spawned PostgreSQL accepts connections (what pg_ctl looks at, too)."""
        lines = self._pid_file()
        return len(lines) > 7 and lines[0] == str(process.pid) and lines[7].strip() == "ready"

    def start(self) -> None:
        """Start PostgreSQL and wait until it answers. For tests: the supervisor uses `spawn`."""
        self.process = self.spawn()
        self.wait_ready(self.process)

    def stop(self) -> None:
        """Stop what `start` started, closing its sessions; nothing is left running."""
        if self.process is None:
            return
        for number, seconds in (
            (signal.SIGINT, STOP_SECONDS),
            (signal.SIGQUIT, 10.0),
            (signal.SIGKILL, 10.0),
        ):
            if self.process.poll() is None:
                self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
                break
        self.process = None
        self.end_orphans()

    def end_orphans(self) -> None:
        """End what outlives a killed PostgreSQL and bars its next start: SIGQUIT, then SIGKILL."""
        deadline = time.monotonic() + STOP_SECONDS
        rude = time.monotonic() + 3
        asked: set[int] = set()
        while members := self._members():
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"Des processus de PostgreSQL ne s’arrêtent pas : {members}. Arrêtez-les."
                )
            for process in members:
                if time.monotonic() > rude:
                    privileges.send(process, signal.SIGKILL)
                elif process not in asked:
                    asked.add(process)
                    privileges.send(process, signal.SIGQUIT)
            time.sleep(0.05)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self.home  # noqa: B018 - makes the folder
        with (self.folder / "verrou").open("w", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _ensure(self) -> None:
        if not self.data.exists():
            self._create()
        self._check_data()
        self._ensure_secrets()
        address = self.folder / "url"
        if not address.is_file() or address.read_text(encoding="ascii") != self.url():
            place.write_private(address, self.url())

    def _check_data(self) -> None:
        version_file = self.data / "PG_VERSION"
        owner = self.account.uid if self.account else os.geteuid()
        if self.data.stat().st_uid != owner:
            raise PostgresError(
                f"La base « {self.data} » a été créée par un autre compte "
                f"(numéro {self.data.stat().st_uid}) : relancez Opalexe sous ce compte, "
                "ou choisissez un autre dossier par OPALEXE_VAR."
            )
        if not version_file.is_file():
            raise PostgresError(
                f"« {self.data} » n’est pas une base PostgreSQL complète : rétablissez-la depuis une "
                "sauvegarde, ou déplacez ce dossier pour repartir d’une base vide."
            )
        version = version_file.read_text(encoding="ascii").strip()
        if version != MAJOR_VERSION:
            raise PostgresError(
                f"La base « {self.data} » vient de PostgreSQL {version}, les programmes installés sont de la "
                f"version {MAJOR_VERSION} : convertissez-la avec pg_dump avant de relancer."
            )

    def _create(self) -> None:
        """Make the cluster beside its place, then rename it: what a kill interrupts is begun again."""
        draft = self.home / "data.nouveau"
        shutil.rmtree(draft, ignore_errors=True)
        place.owned_folder(draft, self.account)
        password = draft / "secret"
        place.write_private(password, secrets.token_urlsafe(32))
        if self.account:
            os.chown(password, self.account.uid, self.account.gid, follow_symlinks=False)
        data = draft / "data"
        initdb = [
            *(
                str(self.binaries / "initdb"),
                f"--pgdata={data}",
                f"--username={SUPERUSER}",
                f"--pwfile={password}",
            ),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ]
        if not self.durable:
            initdb.append("--no-sync")
        status, output = privileges.run(initdb, account=self.account, environment=ENVIRONMENT)
        if status != 0:
            self._note(output)
            raise PostgresError(
                f"La base embarquée n’a pas pu être créée dans « {self.home} » "
                f"(espace ou droits insuffisants ?) : lisez la fin de « {self.log} »."
            )
        for role in (SUPERUSER, ROLE):
            (self.folder / f"secret_{role}").unlink(missing_ok=True)
        statements = [
            f"CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
            *self._new_secrets(),
        ]
        self._single_user(data, statements)
        data.rename(self.data)
        descriptor = os.open(self.home, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        shutil.rmtree(draft)

    def _ensure_secrets(self) -> None:
        if all((self.folder / f"secret_{role}").is_file() for role in (SUPERUSER, ROLE)):
            return
        self._refuse_a_second()
        self.end_orphans()
        self._single_user(self.data, self._new_secrets())

    def _new_secrets(self) -> list[str]:
        """Write new passwords, and return what makes them known to PostgreSQL."""
        statements = []
        for role in (SUPERUSER, ROLE):
            password = secrets.token_urlsafe(32)
            place.write_private(self.folder / f"secret_{role}", password)
            statements.append(f"ALTER ROLE {role} PASSWORD '{password}'")
        return statements

    def _single_user(self, data: Path, statements: list[str]) -> None:
        """Run statements without a server. No address leads to the cluster before they are done."""
        command = [str(self.binaries / "postgres"), "--single", "-D", str(data), "-c", "exit_on_error=on"]
        if not self.durable:
            command += ["-c", "fsync=off"]
        # A statement that fails may hold a password: it is not to be written.
        command += ["-c", "log_min_error_statement=panic", "postgres"]
        text = "".join(f"{statement};\n" for statement in statements)
        status, output = privileges.run(command, account=self.account, environment=ENVIRONMENT, text=text)
        if status != 0:
            for role in (SUPERUSER, ROLE):
                (self.folder / f"secret_{role}").unlink(missing_ok=True)
            self._note(output)
            raise PostgresError(
                f"La base embarquée n’a pas pu être préparée : lisez la fin de « {self.log} »."
            )

    def _note(self, text: str) -> None:
        with os.fdopen(os.open(self.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a") as log:
            log.write(text)

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []

    def _members(self) -> list[int]:
        """List the living processes of this cluster, its orphans too.

        Told by their command line, which all may read: in a container, root may not look at another account's
        working directory. The account is checked, so that nobody else's process can pass for ours.
        """
        owner = self.account.uid if self.account else os.geteuid()
        marks = (f"cluster_name={self.name}\0".encode(), f": {self.name}: ".encode())
        members = []
        for process, _group, name in privileges.processes():
            if name != "postgres":
                continue
            try:
                folder = Path("/proc", str(process))
                command = (folder / "cmdline").read_bytes() + b"\0"
                if folder.stat().st_uid == owner and any(mark in command for mark in marks):
                    members.append(process)
            except OSError:  # ended meanwhile
                continue
        return members

    def is_running(self) -> bool:
        """Tell whether a PostgreSQL, whoever started it, serves this cluster."""
        first = self._pid_file()[:1]
        return bool(first) and first[0].isdigit() and int(first[0]) in self._members()

    def _refuse_a_second(self) -> None:
        if self.is_running():
            raise PostgresError(
                f"La base de « {self.folder} » est déjà en service (processus {self._pid_file()[0]})\u00a0: "
                "arrêtez l’autre Opalexe, ou choisissez un autre dossier par OPALEXE_VAR."
            )
