"""A small certification authority: for the demonstration, the tests and what the platform issues.

Keys are ECDSA P-256 unless one is given. The profile is RFC 5280's; options exist to make odd certificates on
purpose, so that refusals can be proven.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = (
    ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey
)

# A machine whose clock is a little late must not find "not yet valid" what has just been made.
CLOCK_MARGIN = timedelta(hours=1)
P12_ROUNDS = 600_000
OLD_P12_ROUNDS = 2048
RSA_BITS, AUTHORITY_RSA_BITS = 2048, 3072
PLATFORM_FOLDER = "certificats"
PLATFORM_DAYS = 20 * 365
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Credential:
    """A certificate, its key, and the certificates of the authorities above it, nearest first, root last."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        """Return the certificate's DER bytes."""
        return self.certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True)
class Authority(Credential):
    """A credential allowed to issue others; a root when its chain is empty."""


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a new ECDSA P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def new_rsa_key(bits: int = RSA_BITS) -> rsa.RSAPrivateKey:
    """Return a new RSA key of 2048 bits, the kind that every keystore of a machine or a telephone imports."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _name(*attributes: tuple[x509.ObjectIdentifier, str | None]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes if value])


def _key_usage(*, signs_certificates: bool, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _issue(
    subject: x509.Name,
    key: PrivateKey,
    issuer: Authority | None,
    dates: tuple[datetime, datetime],
    extensions: Iterable[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    public = key.public_key()
    issuer_name = issuer.certificate.subject if issuer else subject
    signer: PrivateKey = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(dates[0])
        .not_valid_after(dates[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    if isinstance(signer, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
        return builder.sign(signer, None)
    return builder.sign(signer, hashes.SHA256())


def _chain(issuer: Authority | None) -> tuple[x509.Certificate, ...]:
    return (issuer.certificate, *issuer.chain) if issuer else ()


def create_authority(
    name: str,
    *,
    days: int,
    issuer: Authority | None = None,
    organization: str = "Opalexe",
    path_length: int | None = None,
    not_before: datetime | None = None,
    key: PrivateKey | None = None,
) -> Authority:
    """Create an authority named `name`, valid `days` days from `not_before` (now when not given).

    Without `issuer` it is a root, signed by itself. `path_length` is the number of authorities allowed below.
    """
    key = key or new_key()
    start = not_before or datetime.now(UTC) - CLOCK_MARGIN
    certificate = _issue(
        _name(
            (NameOID.COUNTRY_NAME, "FR"),
            (NameOID.ORGANIZATION_NAME, organization),
            (NameOID.COMMON_NAME, name),
        ),
        key,
        issuer,
        (start, start + timedelta(days=days)),
        [
            (x509.BasicConstraints(ca=True, path_length=path_length), True),
            (_key_usage(signs_certificates=True, signs=False), True),
        ],
    )
    return Authority(certificate, key, _chain(issuer))


def issue_client(
    authority: Authority,
    *,
    given_name: str,
    surname: str,
    not_before: datetime,
    not_after: datetime,
    common_name: str | None = None,
    email: str | None = None,
    serial_label: str | None = None,
    organization: str | None = None,
    key: PrivateKey | None = None,
    usages: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.CLIENT_AUTH,),
    signs: bool = True,
    extra: Sequence[tuple[x509.ExtensionType, bool]] = (),
) -> Credential:
    """Issue a person's certificate, for client authentication.

    The common name is "given name surname" unless given; `serial_label` becomes the subject's serialNumber,
    the address a SAN. `usages` (none: no such extension), `signs` (digitalSignature) and `extra` (extension,
    critical) are there for odd certificates. Raises ValueError on over-long names (RFC 5280, upper bounds).
    """
    key = key or new_key()
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_key_usage(signs_certificates=False, signs=signs), True),
    ]
    if usages:
        extensions.append((x509.ExtendedKeyUsage(usages), False))
    if email:
        extensions.append((x509.SubjectAlternativeName([x509.RFC822Name(email)]), False))
    certificate = _issue(
        _name(
            (NameOID.COUNTRY_NAME, "FR"),
            (NameOID.ORGANIZATION_NAME, organization),
            (NameOID.COMMON_NAME, common_name or f"{given_name} {surname}"),
            (NameOID.SURNAME, surname),
            (NameOID.GIVEN_NAME, given_name),
            (NameOID.SERIAL_NUMBER, serial_label),
        ),
        key,
        authority,
        (not_before, not_after),
        [*extensions, *extra],
    )
    return Credential(certificate, key, _chain(authority))


def issue_server(
    authority: Authority,
    hosts: Sequence[str] = LOCAL_HOSTS,
    *,
    days: int = 397,
    not_before: datetime | None = None,
) -> Credential:
    """Issue a TLS server's certificate for names or addresses; the first is the common name."""
    key = new_key()
    start = not_before or datetime.now(UTC) - CLOCK_MARGIN
    certificate = _issue(
        _name((NameOID.COMMON_NAME, hosts[0])),
        key,
        authority,
        (start, start + timedelta(days=days)),
        [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_key_usage(signs_certificates=False, signs=True), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
            (x509.SubjectAlternativeName([_host(host) for host in hosts]), False),
        ],
    )
    return Credential(certificate, key, _chain(authority))


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def to_pem(*certificates: x509.Certificate) -> bytes:
    """Return certificates as a PEM bundle, in the order given."""
    return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in certificates)


def key_to_pem(key: PrivateKey) -> bytes:
    """Return a private key as an unencrypted PKCS #8 PEM: for files of mode 0600 only."""
    return key.private_bytes(serialization.Encoding.PEM, PrivateFormat.PKCS8, serialization.NoEncryption())


def to_p12(
    certificate: x509.Certificate,
    key: PrivateKey,
    chain: Sequence[x509.Certificate],
    code: str,
    *,
    name: str = "Opalexe",
    for_all_systems: bool = False,
) -> bytes:
    """Return a PKCS #12 file protected by `code`, with AES-256 and PBKDF2 (RFC 8018).

    Chromium, Firefox, OpenSSL 3 and present systems read it. `name` is what a browser's list shows.
    `for_all_systems` uses 3DES and SHA-1 (RFC 7292, appendix C), which older Windows, macOS and iOS import too:
    for long random codes only, its derivation slows no search. Raises ValueError on an empty code.
    """
    if not code:
        raise ValueError("a PKCS #12 file without a code would be a key in the open")
    builder = PrivateFormat.PKCS12.encryption_builder()
    if for_all_systems:
        builder = (
            builder.kdf_rounds(OLD_P12_ROUNDS)
            .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
            .hmac_hash(hashes.SHA1())  # noqa: S303 - a MAC of the file, under the same code
        )
    else:
        builder = (
            builder.kdf_rounds(P12_ROUNDS)
            .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
            .hmac_hash(hashes.SHA256())
        )
    encryption = builder.build(code.encode())
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, chain, encryption)


def write_private(path: Path, content: bytes) -> None:
    """Write a file of mode 0600, whole or not at all, even across a crash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def save(credential: Credential, certificate_path: Path, key_path: Path) -> None:
    """Save a credential: its key, then its certificate followed by its chain (the root included)."""
    write_private(key_path, key_to_pem(credential.key))
    write_private(certificate_path, to_pem(credential.certificate, *credential.chain))


def load(certificate_path: Path, key_path: Path) -> Authority:
    """Read back an authority saved by `save`.

    Raises OSError when a file is missing, ValueError when one is unreadable or the key is not that of the
    certificate (a crash between the two writes).
    """
    certificate, *chain = x509.load_pem_x509_certificates(certificate_path.read_bytes())
    key = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
    if not isinstance(key, PrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError(f"the key {key_path} is not that of the certificate {certificate_path}")
    return Authority(certificate, key, tuple(chain))


def platform_authority(keys: Path) -> Authority:
    """Return the authority of `<keys>/certificats/`, a root made when missing; keys 0600 in folders 0700.

    The whole folder is made aside, then given its name: processes that start together keep the first one's, and
    a crash leaves nothing half-made. Without Django: gunicorn's parent calls it too. Raises OSError when the
    folder cannot be read or written, ValueError when its files do not fit together.
    """
    folder = keys / PLATFORM_FOLDER
    if not folder.is_dir():
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(tempfile.mkdtemp(prefix=f".{PLATFORM_FOLDER}.", dir=keys))  # of mode 0700
        try:
            made = create_authority(
                "Opalexe – Certificats de la plateforme",
                days=PLATFORM_DAYS,
                path_length=0,
                key=new_rsa_key(AUTHORITY_RSA_BITS),
            )
            save(made, draft / "autorite.pem", draft / "autorite.key")
            with contextlib.suppress(OSError):  # renaming onto a folder that is not empty: another came first
                draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return load(folder / "autorite.pem", folder / "autorite.key")
