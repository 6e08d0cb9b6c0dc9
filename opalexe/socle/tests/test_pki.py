"""What the small authority makes is read by others: OpenSSL, a TLS library, the judge of certificates."""

from __future__ import annotations

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from opalexe.socle import pki

NOW = datetime.now(UTC)


def issued(authority: pki.Authority) -> pki.Credential:
    return pki.issue_client(
        authority,
        given_name="Zoé",
        surname="Lefèvre",
        email="zoe@exemple.test",
        not_before=NOW - timedelta(hours=1),
        not_after=NOW + timedelta(days=30),
    )


def test_a_chain_that_openssl_approves(tmp_path: Path) -> None:
    root = pki.create_authority("Racine", days=3650)
    inner = pki.create_authority("Parties", days=1825, issuer=root, path_length=0)
    for purpose, credential in [("sslclient", issued(inner)), ("sslserver", pki.issue_server(inner))]:
        (tmp_path / "root.pem").write_bytes(pki.to_pem(root.certificate))
        (tmp_path / "inner.pem").write_bytes(pki.to_pem(inner.certificate))
        (tmp_path / "leaf.pem").write_bytes(pki.to_pem(credential.certificate))
        command = ["openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile", "root.pem",
                   "-untrusted", "inner.pem", "leaf.pem"]  # fmt: skip
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        assert credential.chain == (inner.certificate, root.certificate)


def test_a_server_certificate_holds_names_and_addresses() -> None:
    server = pki.issue_server(pki.create_authority("Racine", days=10))
    names = server.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]


def test_p12_opens_with_its_code_only(tmp_path: Path) -> None:
    root = pki.create_authority("Racine", days=10)
    person = issued(root)
    content = pki.to_p12(
        person.certificate, person.key, person.chain, "k7Rt-29Qm", name="Zoé Lefèvre – Opalexe"
    )
    (tmp_path / "zoe.p12").write_bytes(content)
    command = ["openssl", "pkcs12", "-in", "zoe.p12", "-info", "-nodes", "-passin"]
    told = subprocess.run([*command, "pass:k7Rt-29Qm"], cwd=tmp_path, check=True, capture_output=True)
    assert told.stdout.count(b"BEGIN CERTIFICATE") == 2
    assert b"BEGIN PRIVATE KEY" in told.stdout
    assert b"PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256" in told.stderr
    assert subprocess.run([*command, "pass:autre"], cwd=tmp_path, capture_output=True).returncode
    assert pkcs12.load_pkcs12(content, b"k7Rt-29Qm").key
    with pytest.raises(ValueError, match="without a code"):
        pki.to_p12(person.certificate, person.key, (), "")


def test_saved_authorities_come_back_and_keys_stay_private(tmp_path: Path) -> None:
    root = pki.create_authority("Racine", days=10)
    inner = pki.create_authority("Parties", days=5, issuer=root)
    certificate, key = tmp_path / "pki" / "autorite.pem", tmp_path / "pki" / "autorite.cle"
    pki.save(inner, certificate, key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert sorted(path.name for path in key.parent.iterdir()) == ["autorite.cle", "autorite.pem"]
    back = pki.load(certificate, key)
    assert (back.certificate, back.chain) == (inner.certificate, (root.certificate,))
    issued(back)
    pki.write_private(key, pki.key_to_pem(root.key))
    with pytest.raises(ValueError, match="not that of"):
        pki.load(certificate, key)


def test_processes_that_start_together_make_one_platform_authority(tmp_path: Path) -> None:
    keys = tmp_path / "autorites"
    script = (
        "import sys, pathlib; from opalexe.socle import pki; "
        "sys.stdout.write(pki.to_pem(pki.platform_authority(pathlib.Path(sys.argv[1])).certificate).decode())"
    )
    command = [sys.executable, "-c", script, str(keys)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    roots = {process.communicate(timeout=60)[0] for process in started}
    assert len(roots) == 1
    assert "BEGIN CERTIFICATE" in roots.pop()
    assert [path.name for path in keys.iterdir()] == ["certificats"], "no draft is left"
    modes = {path.name: path.stat().st_mode & 0o777 for path in (keys, *keys.rglob("*"))}
    assert modes == {"autorites": 0o700, "certificats": 0o700, "autorite.pem": 0o600, "autorite.key": 0o600}
