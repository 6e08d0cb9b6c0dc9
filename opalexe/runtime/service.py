"""What the house is made of, and in which order it starts: PostgreSQL, preparation, worker, web."""

from __future__ import annotations

import errno
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from opalexe import configuration
from opalexe.runtime import privileges
from opalexe.runtime.postgres import Cluster, PostgresError
from opalexe.runtime.supervisor import Child, StartError, StopRequested, Supervisor, say, sole

ROOT = configuration.ROOT
DEFAULT_BIND = "127.0.0.1:8443"

# More than gunicorn's `graceful_timeout`, and than the worker's GRACE_SECONDS.
WEB_PATIENCE = 25.0
WORKER_PATIENCE = 20.0
# How long what a killed house leaves may take to go.
REMAINS_SECONDS = 10.0
PORT_SECONDS = 3.0


def var_folder() -> Path:
    """Return the folder of all that the house writes."""
    return Path(os.environ.get("OPALEXE_VAR") or ROOT / "var").resolve()


def _address(bind: str) -> tuple[str, int]:
    host, _colon, port = bind.rpartition(":")
    if not port.isdigit():
        raise StartError(
            f"OPALEXE_BIND vaut « {bind} » : écrivez une adresse et un port, par exemple {DEFAULT_BIND}."
        )
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 - what gunicorn does of an empty host


def _try_bind(host: str, port: int) -> OSError | None:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
    except OSError as error:
        return error
    return None


def _unix_socket_answers(path: str) -> bool:
    with closing(socket.socket(socket.AF_UNIX)) as attempt:
        attempt.settimeout(1)
        return attempt.connect_ex(path) == 0


def check_address(bind: str) -> None:
    """Raise StartError when the web server could not listen on `host:port` or `unix:path`."""
    if bind.startswith("unix:"):
        if _unix_socket_answers(bind.removeprefix("unix:")):
            raise StartError(
                f"L’adresse « {bind} » est déjà servie : arrêtez l’autre serveur, ou changez OPALEXE_BIND."
            )
        return
    host, port = _address(bind)
    deadline = time.monotonic() + PORT_SECONDS  # what a killed house leaves goes in a second
    while (
        (error := _try_bind(host, port)) and error.errno == errno.EADDRINUSE and time.monotonic() < deadline
    ):
        time.sleep(0.2)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        raise StartError(
            f"Le port {port} de « {host} » est déjà pris par un autre programme : arrêtez-le, "
            f"ou choisissez un autre port, par exemple OPALEXE_BIND={host}:{port + 1}."
        )
    if error.errno == errno.EACCES:
        raise StartError(f"Le port {port} est réservé : choisissez-en un au-dessus de 1024 par OPALEXE_BIND.")
    raise StartError(f"L’adresse « {bind} » n’est pas de cette machine : corrigez OPALEXE_BIND.")


def _answers(bind: str) -> bool:
    """Tell whether a web worker answers: it is the one that shakes hands, gunicorn's parent only listens."""
    if bind.startswith("unix:"):
        return _unix_socket_answers(bind.removeprefix("unix:"))
    host, port = _address(bind)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # it is ourselves: nothing is sent, nothing is believed
    try:
        with (
            socket.create_connection((host, port), timeout=0.5) as connection,
            context.wrap_socket(connection),
        ):
            return True
    except OSError:
        return False


def _environment(mode: str, var: Path) -> None:
    """Complete our environment, which the children inherit. Raises StartError when it is wrong."""
    os.environ["OPALEXE_MODE"] = mode
    os.environ["OPALEXE_VAR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "opalexe.settings"
    bind = os.environ.setdefault("OPALEXE_BIND", DEFAULT_BIND).strip()
    if mode == "demonstration":
        if not configuration.is_loopback_bind(bind):
            raise StartError(
                f"La démonstration prête ses certificats à qui les demande : elle refuse l’adresse "
                f"« {bind} ». Choisissez une adresse locale, par exemple OPALEXE_BIND={DEFAULT_BIND}."
            )
        own = var / "demonstration"
        os.environ["OPALEXE_TLS_CERT"] = str(own / "serveur.pem")
        os.environ["OPALEXE_TLS_KEY"] = str(own / "serveur.key")
        os.environ.setdefault("OPALEXE_AUTHORITIES", str(own / "autorites.pem"))
        if not bind.startswith("unix:"):
            os.environ.setdefault("OPALEXE_URL", f"https://localhost:{_address(bind)[1]}")
    elif not bind.startswith("unix:"):
        for name in ("OPALEXE_TLS_CERT", "OPALEXE_TLS_KEY"):
            if not Path(os.environ.get(name, "")).is_file():
                raise StartError(f"{name} doit indiquer un fichier PEM, pour servir en TLS sur « {bind} ».")


def _check_configuration() -> None:
    environment = dict(os.environ)
    if not environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = "postgresql:///opalexe"  # ours is only known once it is made
    try:
        configuration.read(environment)
    except configuration.ConfigurationError as error:
        raise StartError(str(error)) from error


def _database(var: Path) -> Child:
    cluster = Cluster(var / "postgres")

    def start() -> subprocess.Popen[bytes]:
        deadline = time.monotonic() + REMAINS_SECONDS
        while True:
            try:
                return cluster.spawn()
            except PostgresError:
                # We hold the lock of `var`: another PostgreSQL there is that of a killed house, going.
                if not cluster.is_running() or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    return Child(
        "base de données",
        start,
        stop_signal=signal.SIGINT,  # fast: sessions are closed
        hurry_signal=signal.SIGQUIT,  # immediate: recovery at the next start
        patience=60.0,
        ready=cluster.is_ready,
        sweep=cluster.end_orphans,
    )


def _python(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def _program(label: str, patience: float, *arguments: str) -> Child:
    return Child(label, lambda: privileges.start(_python(*arguments), folder=ROOT), patience=patience)


def _announcer(demonstration: bool, var: Path, bind: str) -> Callable[[], float]:
    """Return what tells, once, where to go when the web answers: the supervisor's `each_turn`."""
    told = False

    def each_turn() -> float:
        nonlocal told
        if told:
            return 5.0
        if not _answers(bind):
            return 0.2
        told = True
        say("")
        say(f"Opalexe est prêt : {os.environ.get('OPALEXE_URL') or bind}")
        if demonstration:
            folder = var / "demonstration" / "certificats"
            say(f"Certificats des personnes (.p12, à importer dans le navigateur) : {folder}")
        say("Ctrl-C pour arrêter.")
        return 5.0

    return each_turn


def serve(mode: str) -> int:
    """Run the house in `mode` (`demonstration` or `production`) until asked to stop; return the status."""
    var = var_folder()
    try:
        _environment(mode, var)
        with sole(var):
            _check_configuration()
            bind = os.environ["OPALEXE_BIND"].strip()
            check_address(bind)
            with Supervisor() as supervisor:
                if not os.environ.get("DATABASE_URL"):
                    supervisor.start(_database(var))
                supervisor.run("la préparation", _python("opalexe.runtime.prepare"), ROOT)
                worker = _program("traitement des tâches", WORKER_PATIENCE, "opalexe.runtime.worker")
                supervisor.start(worker)
                web = ("gunicorn", "-c", "python:opalexe.runtime.gunicorn_config", "opalexe.wsgi:application")
                supervisor.start(_program("serveur web", WEB_PATIENCE, *web))
                supervisor.watch(_announcer(mode == "demonstration", var, bind))
                say("Arrêt en cours…")
    except StopRequested:
        return 130
    except (StartError, PostgresError) as error:
        say(str(error))
        return 1
    except OSError as error:
        say(
            f"Opalexe ne peut pas écrire « {error.filename or var} » : vérifiez les droits "
            "et la place restante, ou choisissez un autre dossier par OPALEXE_VAR."
        )
        return 1
    return 0
