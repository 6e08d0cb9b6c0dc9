"""Every certificate that a person may present, and what is told of it."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from opalexe.socle import certificates, pki
from opalexe.socle.certificates import Authorities, CertificateRefused, RefusalKind

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
SINCE, UNTIL = NOW - 30 * DAY, NOW + 300 * DAY


class World:
    """A root, an intermediate and a twig below it; a foreign root of the same name."""

    def __init__(self) -> None:
        start = NOW - 1000 * DAY
        self.root = pki.create_authority("Racine", days=4000, not_before=start)
        self.inner = pki.create_authority(
            "Intermédiaire", days=3000, not_before=start, issuer=self.root, path_length=0
        )
        self.too_deep = pki.create_authority("Brindille", days=2000, not_before=start, issuer=self.inner)
        self.former = pki.create_authority("Ancienne", days=980, not_before=start, issuer=self.root)
        self.foreign = pki.create_authority("Racine", days=4000, not_before=start)
        self.authorities = Authorities.of(
            [a.certificate for a in (self.root, self.inner, self.too_deep, self.former)]
        )


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def person(authority: pki.Authority, **options: object) -> bytes:
    values: dict[str, object] = {"not_before": SINCE, "not_after": UNTIL} | options
    return pki.issue_client(authority, given_name="Camille", surname="Martin", **values).der  # type: ignore[arg-type]  # any mix of options


def openssl(
    folder: Path, authority: pki.Authority, key: list[str], *options: str, mask: str = "utf8only"
) -> bytes:
    """Have openssl issue what cryptography refuses to: weak keys, weak hashes, old string types."""
    pki.save(authority, folder / "ca.pem", folder / "ca.key")
    configuration = (
        f"[req]\nprompt=no\nutf8=yes\nstring_mask={mask}\ndistinguished_name=name\n"
        "[name]\nC=FR\nCN=Zoé Lefèvre\nSN=Lefèvre\nGN=Zoé\nemailAddress=zoe@exemple.test\n"
    )
    (folder / "req.cnf").write_text(configuration, encoding="utf-8")
    (folder / "v3.cnf").write_text("basicConstraints=critical,CA:FALSE\n", encoding="ascii")
    commands = [
        ["genpkey", *key, "-out", "k.pem"],
        ["req", "-new", "-config", "req.cnf", "-key", "k.pem", "-out", "r.pem"],
        ["x509", "-req", "-in", "r.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "3650",
         "-set_serial", "0xABC123", "-extfile", "v3.cnf", "-outform", "DER", "-out", "c.der", *options],
    ]  # fmt: skip
    for command in commands:
        subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
    return (folder / "c.der").read_bytes()


P256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
TODAY = datetime.now(UTC) + DAY  # openssl has no clock of ours


def refusal(der: bytes, authorities: Authorities, at: datetime = NOW) -> RefusalKind:
    with pytest.raises(CertificateRefused) as caught:
        certificates.verify(der, authorities, at)
    return caught.value.kind


@pytest.mark.parametrize("issuer", ["root", "inner"])
def test_a_valid_certificate_says_who_holds_it(world: World, issuer: str) -> None:
    der = person(
        getattr(world, issuer), email="camille@exemple.test", serial_label="1234", organization="Cour, de X"
    )
    certificate = certificates.verify(der, world.authorities, NOW)
    assert certificate.der == der
    assert len(certificate.fingerprint) == 64
    assert certificate.fingerprint == certificate.fingerprint.lower()
    assert certificate.subject_cn == "Camille Martin"
    assert (certificate.given_name, certificate.surname) == ("Camille", "Martin")
    assert certificate.email == "camille@exemple.test"
    assert certificate.subject == (
        r"serialNumber=1234,givenName=Camille,SN=Martin,CN=Camille Martin,O=Cour\, de X,C=FR"
    )
    assert certificate.issuer.endswith("O=Opalexe,C=FR")
    assert (certificate.not_before, certificate.not_after) == (SINCE, UNTIL)
    assert int(certificate.serial_number, 16) == x509.load_der_x509_certificate(der).serial_number
    assert certificate.serial_number == certificate.serial_number.upper()


@pytest.mark.parametrize(
    "options",
    [
        {"key": rsa.generate_private_key(65537, 2048)},
        {"key": ec.generate_private_key(ec.SECP384R1())},
        {"key": ec.generate_private_key(ec.SECP521R1())},
        {"key": ed25519.Ed25519PrivateKey.generate()},
        {"usages": ()},
        {"usages": (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,)},
        {"usages": (ExtendedKeyUsageOID.SMARTCARD_LOGON, ExtendedKeyUsageOID.CLIENT_AUTH)},
        {"not_before": NOW},
        {"not_after": NOW},
    ],
    ids=[
        "rsa-2048",
        "p384",
        "p521",
        "ed25519",
        "no-eku",
        "any-eku",
        "several-eku",
        "first-second",
        "last-second",
    ],
)
def test_what_is_admitted(world: World, options: dict[str, object]) -> None:
    assert certificates.verify(person(world.inner, **options), world.authorities, NOW)


UNKNOWN_CRITICAL = (
    x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"),
    True,
)
REFUSED: dict[str, tuple[RefusalKind, Callable[[World], bytes]]] = {
    "expired": (RefusalKind.EXPIRED, lambda w: person(w.inner, not_after=NOW - timedelta(seconds=1))),
    "expired with its authority": (
        RefusalKind.EXPIRED,
        lambda w: person(w.former, not_after=NOW - 21 * DAY),
    ),
    "expired after its authority": (
        RefusalKind.EXPIRED,
        lambda w: person(w.former, not_before=NOW - 90 * DAY, not_after=NOW - DAY),
    ),
    "of an expired authority": (RefusalKind.UNKNOWN_AUTHORITY, lambda w: person(w.former)),
    "expired and unknown": (
        RefusalKind.UNKNOWN_AUTHORITY,
        lambda w: person(w.foreign, not_after=NOW - DAY),
    ),
    "not yet valid": (
        RefusalKind.NOT_YET_VALID,
        lambda w: person(w.inner, not_before=NOW + timedelta(seconds=1)),
    ),
    "self-signed": (RefusalKind.UNKNOWN_AUTHORITY, lambda _: pki.create_authority("Moi", days=9).der),
    "other authority of the same name": (RefusalKind.UNKNOWN_AUTHORITY, lambda w: person(w.foreign)),
    "below an authority that may have none below": (
        RefusalKind.UNKNOWN_AUTHORITY,
        lambda w: person(w.too_deep),
    ),
    "server only": (
        RefusalKind.WRONG_USAGE,
        lambda w: person(w.inner, usages=(ExtendedKeyUsageOID.SERVER_AUTH,)),
    ),
    "no signature": (RefusalKind.WRONG_USAGE, lambda w: person(w.inner, signs=False)),
    "an authority": (RefusalKind.WRONG_USAGE, lambda w: w.inner.der),
    "the root": (RefusalKind.WRONG_USAGE, lambda w: w.root.der),
    "unknown critical extension": (
        RefusalKind.WRONG_USAGE,
        lambda w: person(w.inner, extra=[UNKNOWN_CRITICAL]),
    ),
    "rsa 1024": (
        RefusalKind.WEAK_KEY,
        lambda w: person(w.inner, key=rsa.generate_private_key(65537, 1024)),  # noqa: S505 - refused, that is the point
    ),
    "curve of bitcoin": (
        RefusalKind.WEAK_KEY,
        lambda w: person(w.inner, key=ec.generate_private_key(ec.SECP256K1())),
    ),
    "empty": (RefusalKind.MALFORMED, lambda _: b""),
    "noise": (RefusalKind.MALFORMED, lambda _: bytes(range(256))),
    "truncated": (RefusalKind.MALFORMED, lambda w: person(w.inner)[:-40]),
    "followed by noise": (RefusalKind.MALFORMED, lambda w: person(w.inner) + b"\x00"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(world: World, case: str) -> None:
    kind, make = REFUSED[case]
    der = make(world)
    with pytest.raises(CertificateRefused) as caught:
        certificates.verify(der, world.authorities, NOW)
    assert caught.value.kind is kind
    if kind is RefusalKind.MALFORMED:
        assert caught.value.certificate is None
    else:
        assert caught.value.certificate is not None
        assert caught.value.certificate.der == der


def test_a_person_is_no_authority(world: World) -> None:
    one = pki.issue_client(
        world.root, given_name="Camille", surname="Martin", not_before=SINCE, not_after=UNTIL
    )
    two = person(pki.Authority(one.certificate, one.key, one.chain))
    trusting = Authorities(world.authorities.roots, (one.certificate,), world.authorities.store)
    assert refusal(two, trusting) is RefusalKind.UNKNOWN_AUTHORITY


def test_an_intermediate_must_be_configured(world: World) -> None:
    only_root = Authorities.of([world.root.certificate])
    assert refusal(person(world.inner), only_root) is RefusalKind.UNKNOWN_AUTHORITY
    assert certificates.verify(person(world.root), only_root, NOW)


def test_any_single_byte_changed_never_passes_nor_breaks(world: World) -> None:
    der = person(world.inner)
    for position in range(0, len(der), 3):
        changed = bytearray(der)
        changed[position] ^= 0x55
        refusal(bytes(changed), world.authorities)


@pytest.mark.parametrize(
    ("key", "options"),
    [
        (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], ()),
        (P256, ("-sha1",)),
        (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime192v1"], ()),
    ],
    ids=["rsa-1024", "sha1", "p192"],
)
def test_weak_certificates_made_by_openssl(
    world: World, tmp_path: Path, key: list[str], options: tuple[str, ...]
) -> None:
    der = openssl(tmp_path, world.root, key, *options)
    assert refusal(der, world.authorities, TODAY) is RefusalKind.WEAK_KEY


@pytest.mark.parametrize("mask", ["utf8only", "nombstr", "MASK:0x0800"], ids=["utf8", "teletex", "bmp"])
def test_accents_survive_old_encodings(world: World, tmp_path: Path, mask: str) -> None:
    der = openssl(tmp_path, world.root, P256, mask=mask)
    certificate = certificates.verify(der, world.authorities, TODAY)
    assert certificate.subject_cn == "Zoé Lefèvre"
    assert (certificate.given_name, certificate.surname) == ("Zoé", "Lefèvre")
    assert certificate.email == "zoe@exemple.test"
    assert certificate.serial_number == "ABC123"


def test_names_are_safe_to_keep_and_to_show(world: World) -> None:
    bare = certificates.verify(person(world.inner, common_name=" "), world.authorities, NOW)
    assert bare.subject_cn == ""
    assert bare.email == ""
    odd = certificates.verify(
        person(world.inner, common_name="\u202eA\x00B\r\nC, D+E"), world.authorities, NOW
    )
    assert odd.subject_cn == "AB C, D+E"
    assert r"CN=AB C\, D\+E" in odd.subject


# --- Authorities ---


def test_a_bundle_that_cannot_serve_is_told_in_french(world: World, tmp_path: Path) -> None:
    path = tmp_path / "autorites.pem"
    with pytest.raises(ValueError, match="introuvable"):
        Authorities.load(path)
    path.write_text("rien", encoding="ascii")
    with pytest.raises(ValueError, match="bien formés"):
        Authorities.load(path)
    path.write_bytes(pki.to_pem(world.inner.certificate))
    with pytest.raises(ValueError, match="aucune autorité racine"):
        Authorities.load(path)
    path.write_bytes(pki.to_pem(world.root.certificate, pki.issue_server(world.root).certificate))
    with pytest.raises(ValueError, match="pas une autorité"):
        Authorities.load(path)


def test_configured_authorities_follow_the_file(world: World, tmp_path: Path, settings: Settings) -> None:
    settings.OPALEXE_AUTHORITIES = path = tmp_path / "autorites.pem"
    path.write_bytes(pki.to_pem(world.root.certificate))
    first = certificates.configured_authorities()
    assert certificates.configured_authorities() is first
    assert refusal(person(world.inner), first) is RefusalKind.UNKNOWN_AUTHORITY
    path.write_bytes(pki.to_pem(world.root.certificate, world.inner.certificate))
    assert certificates.verify(person(world.inner), certificates.configured_authorities(), NOW)


# --- Requests ---


@pytest.fixture
def unix() -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        yield ours


def request_by(connection: socket.socket | None, headers: dict[str, str]) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.META["gunicorn.socket"] = connection
    return request


def escaped(der: bytes) -> str:
    return quote(pki.to_pem(x509.load_der_x509_certificate(der)).decode())


def test_the_proxy_header_counts_only_by_a_configured_unix_socket(
    world: World, unix: socket.socket, settings: Settings
) -> None:
    der = person(world.inner)
    with socket.socket() as tcp:
        for proxy, connection, expected in [
            (True, unix, der),
            (False, unix, None),
            (True, tcp, None),
            (True, None, None),
        ]:
            settings.OPALEXE_PROXY = proxy
            request = request_by(
                connection, {"X-Client-Certificate": escaped(der), "X-Real-IP": "203.0.113.9"}
            )
            assert certificates.presented(request) == expected
            assert certificates.remote_address(request) == ("203.0.113.9" if expected else "127.0.0.1")


@pytest.mark.parametrize("header", ["n%C3%A9ant", "two", "cut"])
def test_an_unreadable_header_is_a_malformed_certificate(
    world: World, unix: socket.socket, settings: Settings, header: str
) -> None:
    settings.OPALEXE_PROXY = True
    good = escaped(person(world.inner))
    header = {"two": f"{good},{good}", "cut": good[: len(good) // 2]}.get(header, header)
    request = request_by(unix, {"X-Client-Certificate": header})
    with pytest.raises(CertificateRefused) as caught:
        certificates.presented(request)
    assert caught.value.kind is RefusalKind.MALFORMED


def test_no_certificate_then_other_sources(
    unix: socket.socket, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OPALEXE_PROXY = True
    monkeypatch.setattr(certificates, "_sources", [])
    request = request_by(unix, {"X-Client-Certificate": ""})
    assert certificates.presented(request) is None
    certificates.register_source(lambda _: None)
    certificates.register_source(lambda _: b"lent")
    assert certificates.presented(request) == b"lent"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("", "0.0.0.0"),  # noqa: S104 - not bound to
        ("unix:", "0.0.0.0"),  # noqa: S104 - not bound to
    ],
)
def test_remote_address_is_always_one(given: str, expected: str) -> None:
    assert certificates.remote_address(RequestFactory().get("/", REMOTE_ADDR=given)) == expected
