"""Tokens that OpenSSL and another library believe; a remote authority, good, bad, slow or mad."""

from __future__ import annotations

import hashlib
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import rfc3161_client
from cryptography.hazmat import asn1
from pytest_django import Settings

from opalexe import configuration
from opalexe.socle import horodatage, horodateur, pki
from opalexe.socle import horodatage_asn1 as form

DONNEES = "Le dire n° 1 de la partie demanderesse.".encode()
SHA256 = hashlib.sha256(DONNEES).hexdigest()
SHA256_BYTES = bytes.fromhex(SHA256)


@pytest.fixture(autouse=True)
def cles(settings: Settings, tmp_path: Path) -> Path:
    settings.OPALEXE_KEYS = tmp_path / "autorites"
    settings.OPALEXE_TSA_URL = ""
    settings.OPALEXE_TSA_AUTHORITIES = None
    return tmp_path / "autorites"


def openssl_verifie(folder: Path, der: bytes, donnees: bytes) -> bool:
    """Ask OpenSSL whether a token is that of bytes, by the certificates that the platform gives."""
    (folder / "jeton.tsr").write_bytes(der)
    (folder / "piece").write_bytes(donnees)
    (folder / "autorite.pem").write_bytes(horodatage.certificats_pem())
    command = ["openssl", "ts", "-verify", "-in", "jeton.tsr", "-token_in", "-data", "piece",
               "-CAfile", "autorite.pem"]  # fmt: skip
    told = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert (told.returncode == 0) == (b"Verification: OK" in told.stdout)
    return told.returncode == 0


def test_openssl_croit_le_jeton_et_refuse_d_autres_octets(tmp_path: Path) -> None:
    avant = datetime.now(UTC) - timedelta(milliseconds=1)
    jeton = horodatage.horodater(SHA256)
    assert avant <= jeton.le <= datetime.now(UTC)
    assert (jeton.autorite, jeton.embarquee) == ("Horodatage Opalexe", True)
    assert openssl_verifie(tmp_path, jeton.der, DONNEES)
    assert not openssl_verifie(tmp_path, jeton.der, DONNEES + b" ")
    forged = jeton.der.replace(SHA256_BYTES, bytes(32))
    assert not openssl_verifie(tmp_path, forged, DONNEES)


def test_la_reponse_entiere_est_lue_par_openssl_avec_son_certificat_critique(tmp_path: Path) -> None:
    (tmp_path / "r.tsr").write_bytes(horodateur.reponse(horodatage.horodater(SHA256).der))
    told = subprocess.run(
        ["openssl", "ts", "-reply", "-in", "r.tsr", "-text"], cwd=tmp_path, check=True, capture_output=True
    ).stdout.decode()
    assert "Status: Granted." in told
    assert f"Policy OID: {horodateur.POLICY.dotted_string}" in told
    assert "Accuracy: 0x01 seconds" in told
    signer = horodateur.horodateur().signataire.certificate
    (tmp_path / "c.pem").write_bytes(pki.to_pem(signer))
    shown = subprocess.run(
        ["openssl", "x509", "-in", "c.pem", "-noout", "-ext", "extendedKeyUsage"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    ).stdout.decode()
    assert "critical" in shown
    assert "Time Stamping" in shown


def test_une_autre_bibliotheque_croit_le_jeton() -> None:
    response = rfc3161_client.decode_timestamp_response(
        horodateur.reponse(horodateur.horodateur().jeton(SHA256_BYTES, nonce=77))
    )
    builder = rfc3161_client.VerifierBuilder(roots=[horodateur.horodateur().racine], nonce=77)
    assert builder.build().verify_message(response, DONNEES)


def test_un_jeton_garde_se_verifie_encore_et_pas_pour_autre_chose(settings: Settings) -> None:
    jeton = horodatage.horodater(SHA256)
    assert horodatage.verifier(jeton.der, SHA256) == jeton
    for der, sha256 in [
        (jeton.der, "00" * 32),
        (jeton.der[:-1], SHA256),
        (b"", SHA256),
        (b"\x30\x00", SHA256),
    ]:
        with pytest.raises(horodatage.JetonRefuse):
            horodatage.verifier(der, sha256)
    # Signed by the authority of another platform.
    settings.OPALEXE_KEYS = settings.OPALEXE_KEYS.with_name("ailleurs")
    with pytest.raises(horodatage.JetonRefuse):
        horodatage.verifier(jeton.der, SHA256)


def test_les_numeros_ne_se_repetent_pas_et_les_jetons_sont_rapides() -> None:
    authority = horodateur.horodateur()
    start = time.perf_counter()
    tokens = [authority.jeton(SHA256_BYTES) for _ in range(200)]
    assert (time.perf_counter() - start) / len(tokens) < 0.005
    serials = {
        rfc3161_client.decode_timestamp_response(horodateur.reponse(one)).tst_info.serial_number
        for one in tokens
    }
    assert len(serials) == len(tokens)
    assert min(serials).bit_length() > 64


def test_les_cles_sont_secretes_et_une_seule_pour_des_processus_simultanes(cles: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from django.conf import settings;"
        "settings.configure(OPALEXE_KEYS=Path(sys.argv[1]));"
        "from opalexe.socle import horodateur;"
        "print(horodateur.horodateur().signataire.certificate.serial_number)"
    )

    def start(_: int) -> bytes:
        command = [sys.executable, "-c", script, str(cles)]
        return subprocess.run(command, check=True, capture_output=True).stdout

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(start, range(6)))) == 1
    folder = cles / horodateur.FOLDER
    assert list(cles.iterdir()) == [folder]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_une_empreinte_est_un_sha256() -> None:
    for mistake in ("", "abc", "zz" * 32, "00" * 20):
        with pytest.raises(ValueError, match=r"hexa|fromhex"):
            horodatage.horodater(mistake)


# A remote authority: a real HTTP server that answers with a whole embedded authority of its own.


class AutoriteDistante:
    """Answers what `repondre` makes of a decoded request; keeps the requests' headers."""

    def __init__(self, keys: Path) -> None:
        self.authority = horodateur._load(keys / "distante")
        self.repondre: Callable[[form.TimeStampReq], bytes] = self.bonne_reponse
        self.entetes: list[dict[str, str]] = []
        self.lenteur = 0.0
        self.statut = 200

    def bonne_reponse(self, query: form.TimeStampReq) -> bytes:
        assert query.cert_req
        return horodateur.reponse(
            self.authority.jeton(query.message_imprint.hashed_message, nonce=query.nonce)
        )


@pytest.fixture
def distante(settings: Settings, tmp_path: Path) -> Iterator[AutoriteDistante]:
    remote = AutoriteDistante(tmp_path)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            remote.entetes.append(dict(self.headers))
            query = asn1.decode_der(form.TimeStampReq, self.rfile.read(int(self.headers["Content-Length"])))
            content = remote.repondre(query)
            self.send_response(remote.statut)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                for place in range(0, len(content), 100):
                    self.wfile.write(content[place : place + 100])
                    time.sleep(remote.lenteur)
            except OSError:  # the client has left
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    bundle = tmp_path / "tsa.pem"
    bundle.write_bytes(pki.to_pem(remote.authority.racine))
    settings.OPALEXE_TSA_URL = f"http://127.0.0.1:{server.server_port}/tsr"
    settings.OPALEXE_TSA_AUTHORITIES = bundle
    yield remote
    server.shutdown()
    server.server_close()
    thread.join()


def test_une_autorite_distante_est_crue_apres_verification(
    distante: AutoriteDistante, tmp_path: Path, cles: Path
) -> None:
    assert not horodatage.embarque()
    jeton = horodatage.horodater(SHA256)
    assert not jeton.embarquee
    assert distante.entetes[0]["Content-Type"] == "application/timestamp-query"
    assert openssl_verifie(tmp_path, jeton.der, DONNEES)
    assert horodatage.verifier(jeton.der, SHA256) == jeton
    assert not cles.exists(), "the embedded authority is made only when it serves"


def test_les_jetons_d_avant_l_autorite_distante_restent_verifiables(
    settings: Settings, distante: AutoriteDistante, tmp_path: Path
) -> None:
    url, settings.OPALEXE_TSA_URL = settings.OPALEXE_TSA_URL, ""
    avant = horodatage.horodater(SHA256)
    settings.OPALEXE_TSA_URL = url
    assert horodatage.verifier(avant.der, SHA256).embarquee
    assert not horodatage.verifier(horodatage.horodater(SHA256).der, SHA256).embarquee
    assert openssl_verifie(tmp_path, avant.der, DONNEES)
    assert len(distante.entetes) == 1


def test_accorde_avec_modifications_est_accorde(distante: AutoriteDistante) -> None:
    def with_modifications(query: form.TimeStampReq) -> bytes:
        token = distante.authority.jeton(query.message_imprint.hashed_message, nonce=query.nonce)
        return asn1.encode_der(
            form.TimeStampResp(
                status=form.PKIStatusInfo(status=form.GRANTED_WITH_MODS),
                time_stamp_token=asn1.decode_der(asn1.TLV, token),
            )
        )

    distante.repondre = with_modifications
    assert horodatage.verifier(horodatage.horodater(SHA256).der, SHA256)


def test_une_reponse_fausse_n_est_pas_crue(distante: AutoriteDistante, tmp_path: Path) -> None:
    authority = distante.authority
    stranger = horodateur._load(tmp_path / "inconnue")
    wrong: dict[str, Callable[[form.TimeStampReq], bytes]] = {
        "rubbish": lambda _: b"<html>connexion au portail</html>",
        "empty": lambda _: b"",
        "cut": lambda query: distante.bonne_reponse(query)[:-30],
        "too large": lambda _: bytes(horodatage.LARGEST_RESPONSE + 1),
        "nonce": lambda query: horodateur.reponse(
            authority.jeton(query.message_imprint.hashed_message, nonce=(query.nonce or 0) ^ 1)
        ),
        "no nonce": lambda query: horodateur.reponse(authority.jeton(query.message_imprint.hashed_message)),
        "imprint": lambda query: horodateur.reponse(authority.jeton(bytes(32), nonce=query.nonce)),
        "stranger": lambda query: horodateur.reponse(
            stranger.jeton(query.message_imprint.hashed_message, nonce=query.nonce)
        ),
        "rejection": lambda _: bytes.fromhex("30053003020102"),
    }
    for name, answer in wrong.items():
        distante.repondre = answer
        with pytest.raises(horodatage.HorodatageIndisponible):
            print(name, horodatage.horodater(SHA256))


def test_une_autorite_en_panne_absente_ou_lente_est_indisponible(
    distante: AutoriteDistante, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    distante.statut = 503
    with pytest.raises(horodatage.HorodatageIndisponible, match="503"):
        horodatage.horodater(SHA256)
    distante.statut, distante.lenteur = 200, 0.2
    monkeypatch.setattr(horodatage, "TIMEOUT", 0.5)
    start = time.monotonic()
    with pytest.raises(horodatage.HorodatageIndisponible, match="too long"):
        horodatage.horodater(SHA256)
    assert time.monotonic() - start < 1.5
    settings.OPALEXE_TSA_URL = "http://127.0.0.1:9/"
    with pytest.raises(horodatage.HorodatageIndisponible):
        horodatage.horodater(SHA256)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"OPALEXE_TSA_URL": "ftp://tsa.exemple.fr"}, "OPALEXE_TSA_URL doit être"),
        ({"OPALEXE_TSA_URL": "https://tsa.exemple.fr"}, "OPALEXE_TSA_AUTHORITIES manque"),
        ({"OPALEXE_TSA_AUTHORITIES": "/nulle/part.pem"}, "n’est pas un fichier"),
    ],
)
def test_la_configuration_se_plaint_en_une_phrase(environ: dict[str, str], sentence: str) -> None:
    complete = {
        "OPALEXE_MODE": "demonstration",
        "DATABASE_URL": "postgresql://u@h/b",
        "OPALEXE_SECRET_KEY": "s" * 50,
    }
    assert configuration.read(complete).keys.name == "autorites"
    with pytest.raises(configuration.ConfigurationError) as caught:
        configuration.read({**complete, **environ})
    assert any(sentence in mistake for mistake in caught.value.mistakes)
