"""A zip of 2 GiB leaves a running platform as it is read: whole, with its tree, and in steady memory."""

from __future__ import annotations

import secrets
import zipfile
from pathlib import Path

from opalexe.essais.navigateurs import client_http, peupler
from opalexe.essais.plateforme import Plateforme
from opalexe.socle.identifiers import uuid7
from opalexe.socle.storage import key_of

MIO = 2**20
NOMBRE = 8
TAILLE = 256 * MIO


def deposer_par_dessous(platform: Plateforme, expertise: str) -> None:
    """Put large documents in a folder, without sending 2 GiB first: rows, and objects that share their bytes."""
    storage = platform.var / "coffre"
    source = platform.var / "gros.bin"
    block = secrets.token_bytes(MIO)
    with source.open("wb") as file:
        for _ in range(TAILLE // MIO):
            file.write(block)
    for number in range(NOMBRE):
        identifier = uuid7()
        path = storage / key_of(identifier)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(source)
        platform.sql(
            "INSERT INTO coffre_fichier (id, cle, taille, sha256, type_mime) VALUES (%s, %s, %s, %s, %s)",
            identifier,
            key_of(identifier),
            TAILLE,
            "0" * 64,
            "application/octet-stream",
        )
        platform.sql(
            "INSERT INTO coffre_document (id, repertoire_id, fichier_id, nom, cle_nom, depose_par_id, lot)"
            " SELECT %s, r.id, %s, %s, %s, e.expert_id, %s FROM coffre_repertoire r"
            " JOIN expertises_expertise e ON e.id = r.expertise_id"
            " WHERE r.expertise_id = %s AND r.repertoire = %s",
            identifier,
            identifier,
            f"relevés {number}.bin",
            f"releves {number}.bin",
            identifier,
            expertise,
            "correspondance" if number % 2 else "gestion_financiere",
        )


def test_two_gib_in_steady_memory(plateforme: Plateforme, tmp_path: Path) -> None:
    [expert, _], [expertise] = peupler(
        plateforme, ("expert", "Gros", "Zip"), ("magistrat", "Petit", "Zip"), expertises=[(0, 1)]
    )
    deposer_par_dessous(plateforme, expertise)
    folders = [
        str(pk)
        for (pk,) in plateforme.sql(
            "SELECT id FROM coffre_repertoire WHERE expertise_id = %s AND repertoire IN (%s, %s)",
            expertise,
            "correspondance",
            "gestion_financiere",
        )
    ]
    target = tmp_path / "tout.zip"
    with client_http(plateforme, expert, follow_redirects=True) as http:
        for _ in range(10):  # each process has loaded what it loads at its first request
            page = http.get(f"/expertises/{expertise}/")
        token = http.cookies["__Host-csrf"]
        assert page.status_code == 200
        plateforme.oublier_les_pics()
        before = plateforme.pics()
        headers = {"X-CSRFToken": token, "Referer": plateforme.url}
        with (
            http.stream("POST", "/documents/zip/", data={"repertoires": folders}, headers=headers) as answer,
            target.open("wb") as file,
        ):
            assert answer.status_code == 200
            for piece in answer.iter_bytes(MIO):
                file.write(piece)
        growth = [after - peak for after, peak in zip(plateforme.pics(), before, strict=True)]
        assert target.stat().st_size == int(answer.headers["Content-Length"]) > NOMBRE * TAILLE
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == sorted(
            f"Expert/{'Correspondance' if n % 2 else 'Gestion financière de l’expertise'}/relevés {n}.bin"
            for n in range(NOMBRE)
        )
        assert archive.testzip() is None
    assert max(growth) < 60 * MIO, growth
    print(f"memory grew by {max(growth) / MIO:.1f} MiB")
