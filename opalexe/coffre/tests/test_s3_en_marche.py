"""A running platform that keeps its documents in S3: large ones pass both ways in steady memory."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
import zipfile
from pathlib import Path

from opalexe.coffre.tests.envoi import OFFSET, TUS, nom_code
from opalexe.essais.navigateurs import Titulaire, client_http, peupler
from opalexe.essais.plateforme import Plateforme, plateforme_en_marche
from opalexe.essais.serveur_s3 import ACCESS_KEY, SECRET_KEY
from opalexe.essais.stockages import compartiment

MIO = 2**20
TAILLE = 128 * MIO
PLUS = 60 * MIO


def growth(platform: Plateforme, before: list[int]) -> int:
    return max(after - peak for after, peak in zip(platform.pics(), before, strict=True))


class Pauses:
    """Asks for a page again and again meanwhile: `longest` is how long one waited, in seconds."""

    def __init__(self, platform: Plateforme, holder: Titulaire) -> None:
        self.longest = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, args=(platform, holder))

    def _ask(self, platform: Plateforme, holder: Titulaire) -> None:
        with client_http(platform, holder) as http:
            http.timeout = 180
            while not self._over.wait(0.1):
                begun = time.monotonic()
                assert http.get("/").status_code in (200, 302)
                self.longest = max(self.longest, time.monotonic() - begun)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()


def test_128_mib_in_steady_memory(tmp_path: Path) -> None:
    content = secrets.token_bytes(TAILLE)
    with (
        compartiment() as storage,
        plateforme_en_marche(
            OPALEXE_S3_BUCKET=storage.bucket,
            OPALEXE_S3_ENDPOINT=storage.client.meta.endpoint_url,
            OPALEXE_S3_ACCESS_KEY=ACCESS_KEY,
            OPALEXE_S3_SECRET_KEY=SECRET_KEY,
            OPALEXE_S3_PREFIX="ta/essai",
        ) as platform,
    ):
        [expert, _], [expertise] = peupler(
            platform, ("expert", "Gros", "Objet"), ("magistrat", "Petit", "Objet"), expertises=[(0, 1)]
        )
        [(folder,)] = platform.sql(
            "SELECT id FROM coffre_repertoire WHERE expertise_id = %s AND repertoire = 'correspondance'",
            expertise,
        )
        with client_http(platform, expert, follow_redirects=True) as http:
            http.timeout = 180

            def deposit(name: str, data: bytes) -> str:
                place = http.post(
                    f"/televersements/repertoire/{folder}/",
                    headers={**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": nom_code(name)},
                ).headers["Location"]
                told = {**TUS, "Content-Type": OFFSET, "Upload-Offset": "0"}
                sent = http.patch(place, headers=told, content=data)
                assert sent.status_code == 204, sent.text
                [(document,)] = platform.sql(
                    "SELECT id FROM coffre_document WHERE nom = %s AND repertoire_id = %s", name, folder
                )
                return f"/documents/{document}/"

            # Each process has loaded what it loads at its first requests.
            for number in range(8):
                assert http.get(deposit(f"petit {number}.txt", b"contenu")).content == b"contenu"
            platform.oublier_les_pics()
            before = platform.pics()
            pauses = Pauses(platform, expert)
            with pauses:
                place = deposit("gros.bin", content)
            deposited = growth(platform, before)

            answer = http.get(place, headers={"Range": f"bytes={TAILLE - 5}-"})
            assert (answer.status_code, answer.content) == (206, content[-5:])
            digest = hashlib.sha256()
            with http.stream("GET", place) as whole:
                assert whole.headers["Content-Length"] == str(TAILLE)
                for piece in whole.iter_bytes(MIO):
                    digest.update(piece)
            assert digest.digest() == hashlib.sha256(content).digest()

            http.get(f"/expertises/{expertise}/")
            headers = {"X-CSRFToken": http.cookies["__Host-csrf"], "Referer": platform.url}
            target = tmp_path / "tout.zip"
            with (
                http.stream(
                    "POST", "/documents/zip/", data={"repertoires": [str(folder)]}, headers=headers
                ) as zipped,
                target.open("wb") as file,
            ):
                assert zipped.status_code == 200
                for piece in zipped.iter_bytes(MIO):
                    file.write(piece)
            read = growth(platform, before)
        with zipfile.ZipFile(target) as archive:
            assert len(archive.namelist()) == 9
            assert archive.testzip() is None
        assert not list((platform.var / "coffre" / "reception").iterdir())
        assert not list((platform.var / "coffre").glob("??")), "nothing of a document on the node's disk"
        assert "9 fichier(s) vérifié(s)\u00a0: 9 intact(s)" in platform.django("verifier_coffre")
    print(
        f"memory grew by {deposited / MIO:.1f} MiB (deposit), {read / MIO:.1f} MiB in all; "
        f"longest wait of another request: {pauses.longest:.2f} s"
    )
    assert max(deposited, read) < PLUS
    assert pauses.longest < 10
