"""Real handshakes with the real gunicorn under our configuration, alone and behind a real nginx."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from opalexe.socle import pki

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
ROOT = Path(__file__).resolve().parents[3]
NGINX = """
{user}
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream opalexe {{ server unix:{folder}/opalexe.sock; }}
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
    ssl_verify_client optional_no_ca;
    error_page 495 496 = @opalexe;
    location / {{ try_files /none @opalexe; }}
    location @opalexe {{
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Client-Certificate $ssl_client_escaped_cert;
      proxy_pass http://opalexe;
    }}
  }}
}}
"""


class House:
    """Certificates in a folder, and the servers that use them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root = pki.create_authority("Racine", days=30, not_before=NOW - 20 * DAY)
        self.inner = pki.create_authority("Agents", days=30, not_before=NOW - 20 * DAY, issuer=root)
        foreign = pki.create_authority("Racine", days=30)
        self.keys = folder / "cles"
        self.authorities = folder / "autorites.pem"
        self.authorities.write_bytes(pki.to_pem(root.certificate, self.inner.certificate))
        pki.save(pki.issue_server(root), folder / "server.pem", folder / "server.key")
        self.log = folder / "gunicorn.log"
        self.fingerprints: dict[str, str] = {}
        self.pems: dict[str, str] = {}
        for label, authority, until in [
            ("valid", self.inner, NOW + DAY),
            ("expired", self.inner, NOW - DAY),
            ("unknown", foreign, NOW + DAY),
            ("platform", pki.platform_authority(self.keys), NOW + DAY),
        ]:
            person = pki.issue_client(
                authority, given_name="Zoé", surname=label, not_before=NOW - 9 * DAY, not_after=until
            )
            pki.save(pki.Credential(person.certificate, person.key), *self.files(label))
            self.fingerprints[label] = sha256(person.der).hexdigest()
            self.pems[label] = pki.to_pem(person.certificate).decode()

    def files(self, label: str) -> tuple[Path, Path]:
        return self.folder / f"{label}.pem", self.folder / f"{label}.key"

    def context(self, label: str | None, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.authorities))
        if label:
            context.load_cert_chain(*self.files(label))
        if version:
            context.minimum_version = context.maximum_version = version
        return context


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(
    command: list[str], address: int | Path, log: Path, environ: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a server until it accepts connections, then end it; `log` receives what it writes."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(environ or {})}, stdout=file, stderr=file
        )
    try:
        deadline = time.monotonic() + 30
        while True:
            assert process.poll() is None, log.read_text()
            try:
                connected(address).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def connected(address: int | Path) -> socket.socket:
    if isinstance(address, int):
        return socket.create_connection(("127.0.0.1", address), timeout=10)
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(10)
    try:
        client.connect(str(address))
    except OSError:
        client.close()
        raise
    return client


@contextmanager
def gunicorn(house: House, bind: str, address: int | Path) -> Iterator[None]:
    environ = {
        "OPALEXE_BIND": bind,
        "OPALEXE_TLS_CERT": str(house.folder / "server.pem"),
        "OPALEXE_TLS_KEY": str(house.folder / "server.key"),
        "OPALEXE_AUTHORITIES": str(house.authorities),
        "OPALEXE_KEYS": str(house.keys),
        "OPALEXE_WEB_WORKERS": "2",
    }
    configuration = "python:opalexe.runtime.gunicorn_config"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        configuration,
        "opalexe.runtime.tests.echo:application",
    ]
    log = house.log if isinstance(address, int) else house.folder / "unix.log"
    with served(command, address, log, environ):
        yield


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def port(house: House) -> Iterator[int]:
    port = free_port()
    with gunicorn(house, f"127.0.0.1:{port}", port):
        yield port


@pytest.fixture(scope="module")
def unix(house: House) -> Iterator[Path]:
    path = house.folder / "opalexe.sock"
    with gunicorn(house, f"unix:{path}", path):
        yield path


@pytest.fixture(scope="module")
def nginx(house: House, unix: Path) -> Iterator[int]:  # noqa: ARG001 - it stands in front of it
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    path = house.folder / "nginx.conf"
    path.write_text(NGINX.format(folder=house.folder, port=port, user=user), encoding="ascii")
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    log = house.folder / "nginx.log"
    with served([binary, "-p", str(house.folder), "-c", str(path), "-e", str(log)], port, log):
        yield port


def ask(
    connection: socket.socket, path: str = "/", headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Ask on an open connection, leave it open, and return what the application saw."""
    client = http.client.HTTPConnection("localhost")
    client.sock = connection
    client.request("GET", path, headers=dict(headers or {}))
    with client.getresponse() as response:
        assert response.status == 200
        told: dict[str, Any] = json.loads(response.read())
        return told


def ask_tls(
    house: House, port: int, label: str | None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    with house.context(label).wrap_socket(connected(port), server_hostname="localhost") as connection:
        return ask(connection, headers=headers)


@pytest.mark.parametrize("label", ["valid", "platform"])
def test_a_valid_certificate_reaches_the_application(house: House, port: int, label: str) -> None:
    told = ask_tls(house, port, label)
    assert (told["verdict"], told["fingerprint"]) == ("valid", house.fingerprints[label])
    assert (told["scheme"], told["address"]) == ("https", "127.0.0.1")


def test_without_certificate_one_gets_a_page(house: House, port: int) -> None:
    assert ask_tls(house, port, None)["verdict"] == "none"


def test_an_expired_certificate_passes_the_handshake_and_is_told(house: House, port: int) -> None:
    told = ask_tls(house, port, "expired")
    assert (told["verdict"], told["fingerprint"]) == ("expired", house.fingerprints["expired"])


def test_another_authority_ends_at_the_handshake_with_its_reason(house: House, port: int) -> None:
    for _ in range(20):
        # The last message of a TLS 1.3 handshake is the client's: a browser sends its request with it, and
        # must then read the refusal, not see the connection reset.
        with house.context("unknown").wrap_socket(connected(port), server_hostname="localhost") as refused:
            refused.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with pytest.raises(ssl.SSLError, match=r"(?i)unknown.ca"):
                refused.recv(1)
    assert house.log.read_text() == ""  # nobody can fill the log by failing handshakes


def test_old_protocols_are_refused(house: House, port: int) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(house.authorities)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with connected(port) as plain, pytest.raises(ssl.SSLError, match=r"(?i)alert.protocol.version"):
        context.wrap_socket(plain, server_hostname="localhost")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_sessions_resume_with_any_worker_and_keep_the_certificate(
    house: House, port: int, version: ssl.TLSVersion
) -> None:
    context = house.context("valid", version)
    session: ssl.SSLSession | None = None
    workers = set()
    for _ in range(60):
        with context.wrap_socket(connected(port), server_hostname="localhost", session=session) as connection:
            told = ask(connection)
            assert connection.session_reused is (session is not None)
            assert (told["verdict"], told["fingerprint"]) == ("valid", house.fingerprints["valid"])
            # In TLS 1.3 the tickets come after the handshake, with the first answer; each serves once.
            session = connection.session
            workers.add(told["pid"])
        if len(workers) == 2 and _ >= 4:
            break
    assert len(workers) == 2, "both workers were to be met"


def test_forged_headers_over_tcp_are_ignored(house: House, port: int) -> None:
    forged = {
        "X-Client-Certificate": quote(house.pems["valid"]),
        "X-Real-IP": "203.0.113.9",
        "X-Forwarded-Proto": "http",
    }
    told = ask_tls(house, port, None, forged)
    assert (told["verdict"], told["address"], told["scheme"]) == ("none", "127.0.0.1", "https")
    told = ask_tls(house, port, "expired", forged)
    assert told["fingerprint"] == house.fingerprints["expired"]


def test_a_request_is_answered_among_silent_connections(house: House, port: int) -> None:
    context = house.context(None)
    with ExitStack() as silent:
        for _ in range(40):
            silent.enter_context(connected(port))
            silent.enter_context(context.wrap_socket(connected(port), server_hostname="localhost"))
        for _ in range(4):
            start = time.monotonic()
            assert ask_tls(house, port, "valid")["verdict"] == "valid"
            assert time.monotonic() - start < 1


def test_the_unix_socket_is_closed_to_others_and_read_when_configured(house: House, unix: Path) -> None:
    assert stat.S_IMODE(unix.stat().st_mode) & 0o007 == 0
    headers = {"X-Client-Certificate": quote(house.pems["valid"]), "X-Real-IP": "203.0.113.9"}
    for path, verdict, address in [("/", "valid", "203.0.113.9"), ("/?direct", "none", "0.0.0.0")]:  # noqa: S104 - not bound to
        with connected(unix) as connection:
            told = ask(connection, path, headers)
        assert (told["verdict"], told["address"]) == (verdict, address)


@pytest.mark.parametrize(
    ("label", "verdict"),
    [
        ("valid", "valid"),
        ("platform", "valid"),
        ("expired", "expired"),
        ("unknown", "unknown_authority"),
        (None, "none"),
    ],
)
def test_behind_nginx_every_certificate_reaches_the_application(
    house: House, nginx: int, label: str | None, verdict: str
) -> None:
    told = ask_tls(house, nginx, label)
    assert told["verdict"] == verdict
    assert told["fingerprint"] == (house.fingerprints[label] if label else None)
    assert (told["scheme"], told["address"]) == ("https", "127.0.0.1")


def test_a_header_sent_through_nginx_is_overwritten(house: House, nginx: int) -> None:
    forged = {"X-Client-Certificate": quote(house.pems["valid"]), "X-Real-IP": "203.0.113.9"}
    told = ask_tls(house, nginx, None, forged)
    assert (told["verdict"], told["address"]) == ("none", "127.0.0.1")
    told = ask_tls(house, nginx, "unknown", forged)
    assert told["fingerprint"] == house.fingerprints["unknown"]
