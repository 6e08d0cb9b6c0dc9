"""kill -9 of gunicorn in the middle of deposits: what was confirmed is whole, nothing is half there."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from opalexe.essais.navigateurs import Titulaire, client_http, peupler
from opalexe.essais.plateforme import Plateforme, plateforme_en_marche

TUS = {"Tus-Resumable": "1.0.0"}
ROUNDS = 10
DEPOSITS = 20


@pytest.fixture(scope="module")
def plateforme_a_tuer() -> Iterator[Plateforme]:
    with plateforme_en_marche() as running:
        yield running


class Deposant:
    """A tus client that sends one file, and knows whether the server ever confirmed it."""

    def __init__(self, platform: Plateforme, holder: Titulaire, folder: str, name: str) -> None:
        self.platform, self.holder, self.folder, self.name = platform, holder, folder, name
        self.content = os.urandom(random.randint(100_000, 2_000_000))
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        self.location = ""
        self.confirmed = False

    def send(self) -> None:
        """Send from where the server stands; a cut ends the attempt."""
        try:
            with client_http(self.platform, self.holder) as http:
                if not self.location:
                    self._create(http)
                answer = http.head(self.location, headers=TUS)
                assert answer.status_code == 200, answer.text
                offset = int(answer.headers["Upload-Offset"])
                if offset < len(self.content):
                    answer = http.patch(
                        self.location,
                        headers={
                            **TUS,
                            "Upload-Offset": str(offset),
                            "Content-Type": "application/offset+octet-stream",
                        },
                        content=self.content[offset:],
                    )
                    assert answer.status_code in (204, 423), answer.text
                    offset = int(answer.headers.get("Upload-Offset", 0))
                self.confirmed = offset == len(self.content)
        except httpx.TransportError:
            pass

    def _create(self, http: httpx.Client) -> None:
        name = base64.b64encode(self.name.encode()).decode()
        answer = http.post(
            f"/televersements/repertoire/{self.folder}/",
            headers={**TUS, "Upload-Length": str(len(self.content)), "Upload-Metadata": f"filename {name}"},
        )
        assert answer.status_code == 201, answer.text
        self.location = answer.headers["Location"]


def test_dix_arrets_brutaux_pendant_vingt_depots(plateforme_a_tuer: Plateforme) -> None:
    platform = plateforme_a_tuer
    [expert, _dupuy], [expertise] = peupler(
        platform, ("expert", "Alain", "Cotte"), ("magistrat", "Bernard", "Dupuy"), expertises=[(0, 1)]
    )
    [(folder,)] = platform.sql(
        "SELECT id FROM coffre_repertoire WHERE expertise_id = %s AND repertoire = 'expert_vers_magistrat'",
        expertise,
    )
    random.seed(20201211)
    confirmed: dict[str, str] = {}
    interrupted = 0
    for turn in range(ROUNDS):
        senders = [
            Deposant(platform, expert, str(folder), f"pièce {turn:02}-{number:02}.bin")
            for number in range(DEPOSITS)
        ]
        with ThreadPoolExecutor(DEPOSITS) as pool:
            running = [pool.submit(sender.send) for sender in senders]
            time.sleep(random.uniform(0.2, 1.2))
            platform.tuer("web")
            for future in running:
                future.result()
        confirmed |= {sender.name: sender.sha256 for sender in senders if sender.confirmed}
        interrupted += sum(not sender.confirmed for sender in senders)
        platform.demarrer_web()
        # Half of those that were cut go on where the server stands.
        again = [sender for sender in senders if not sender.confirmed][::2]
        threads = [threading.Thread(target=sender.send) for sender in again]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(sender.confirmed for sender in again)
        confirmed |= {sender.name: sender.sha256 for sender in again}

    assert interrupted, "no deposit was ever cut: the test proves nothing"
    rows = platform.sql(
        "SELECT d.nom, f.sha256, f.taille, d.id FROM coffre_document d JOIN coffre_fichier f ON f.id = d.fichier_id"
    )
    shown = {name: sha256 for name, sha256, _size, _id in rows}
    assert {name: shown.get(name) for name in confirmed} == confirmed
    with client_http(platform, expert) as http:
        for name, sha256, size, identifier in rows:
            answer = http.get(f"/documents/{identifier}/")
            assert answer.status_code == 200, name
            assert len(answer.content) == size, name
            assert hashlib.sha256(answer.content).hexdigest() == sha256, name
    [(entries,)] = platform.sql("SELECT count(*) FROM journal_entree WHERE acte = 'document.depose'")
    assert entries == len(rows)
