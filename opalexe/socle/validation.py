"""Judging a client certificate: RFC 5280 through cryptography's path validation, without Django nor database.

What is looser here than on the web is said where it is. Revocation is the business of `comptes`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from opalexe.socle import distinguished_names

MINIMUM_RSA_BITS = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
WEAK_HASHES = (hashes.MD5, hashes.SHA1)
# What the path validation accounts for when an end certificate marks it critical (RFC 5280, 4.2).
UNDERSTOOD_EXTENSIONS = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
    ExtensionOID.NAME_CONSTRAINTS,
}
CLIENT_USAGES = {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}


class RefusalKind(StrEnum):
    """Why a certificate is not admitted. `REVOKED` is told by `comptes`, never by `verify`."""

    MALFORMED = "malformed"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    UNKNOWN_AUTHORITY = "unknown_authority"
    WRONG_USAGE = "wrong_usage"
    WEAK_KEY = "weak_key"
    REVOKED = "revoked"


@dataclass(frozen=True)
class ClientCertificate:
    """What a certificate says of its holder; texts are cleaned for display, "" when it is silent."""

    der: bytes
    fingerprint: str  # SHA-256 of `der`, 64 lower-case hexadecimal digits
    serial_number: str  # upper-case hexadecimal
    subject_cn: str
    subject: str  # RFC 4514
    issuer: str  # RFC 4514
    not_before: datetime  # aware, UTC
    not_after: datetime
    given_name: str = ""
    surname: str = ""
    email: str = ""


class CertificateRefused(Exception):
    """A certificate was presented and is not admitted.

    `kind` says why; `certificate` holds what could be read of it, None when nothing could.
    """

    def __init__(self, kind: RefusalKind, certificate: ClientCertificate | None = None) -> None:
        """Keep both."""
        self.kind = kind
        self.certificate = certificate
        super().__init__(kind.value)


def _is_root(certificate: x509.Certificate) -> bool:
    names = distinguished_names.of(certificate)
    if names.raw_issuer != names.raw_subject:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except InvalidSignature:  # a new key certified by the authority's former one
        return False
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Trust in a root comes from its being listed, not from its signature upon itself.
        return True
    return True


@dataclass(frozen=True)
class Authorities:
    """The authorities admitted: roots are trusted, intermediates only build the path."""

    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    store: Store

    @classmethod
    def of(cls, certificates: list[x509.Certificate]) -> Authorities:
        """Sort certificates into roots (self-signed) and intermediates.

        Raises ValueError, with a French sentence, when one is no authority's or none is a root.
        """
        for certificate in certificates:
            try:
                constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
            except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
                constraints = None
            if constraints is None or not constraints.ca:
                name = distinguished_names.of(certificate).subject.rfc4514()
                raise ValueError(f"« {name} » n’est pas une autorité de certification, retirez-le.")
        roots = [certificate for certificate in certificates if _is_root(certificate)]
        if not roots:
            raise ValueError("aucune autorité racine ne s’y trouve\u00a0: ajoutez le certificat racine.")
        others = [certificate for certificate in certificates if certificate not in roots]
        return cls(tuple(roots), tuple(others), Store(roots))

    @classmethod
    def load(cls, path: Path) -> Authorities:
        """Read a PEM bundle. Raises ValueError, with a French sentence for the operator, on a bad file."""
        prefix = f"Le fichier des autorités de certification « {path} » ne peut pas servir"
        try:
            certificates = x509.load_pem_x509_certificates(path.read_bytes())
        except OSError as error:
            raise ValueError(f"{prefix} : il est introuvable ou illisible.") from error
        except ValueError as error:
            raise ValueError(f"{prefix} : il ne contient pas de certificats PEM bien formés.") from error
        try:
            return cls.of(certificates)
        except ValueError as error:
            raise ValueError(f"{prefix} : {error}") from error


def parse(der: bytes) -> ClientCertificate:
    """Read a certificate without judging it. Raises CertificateRefused (malformed), nothing else."""
    return _parse(der)[1]


def _parse(der: bytes) -> tuple[x509.Certificate, ClientCertificate]:
    try:
        with warnings.catch_warnings():
            # Of odd but readable certificates (a null serial number…) the library only warns.
            warnings.simplefilter("ignore")
            certificate = x509.load_der_x509_certificate(der)
            names = distinguished_names.of(certificate)
            emails = _alternative_emails(certificate)
            parsed = ClientCertificate(
                der=der,
                fingerprint=sha256(der).hexdigest(),
                serial_number=f"{certificate.serial_number:X}",
                subject_cn=names.subject.first(distinguished_names.COMMON_NAME),
                subject=names.subject.rfc4514(),
                issuer=names.issuer.rfc4514(),
                not_before=certificate.not_valid_before_utc.astimezone(UTC),
                not_after=certificate.not_valid_after_utc.astimezone(UTC),
                given_name=names.subject.first(distinguished_names.GIVEN_NAME),
                surname=names.subject.first(distinguished_names.SURNAME),
                email=emails[0] if emails else names.subject.first(distinguished_names.EMAIL_ADDRESS),
            )
    except (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension, UnsupportedAlgorithm):
        raise CertificateRefused(RefusalKind.MALFORMED) from None
    if parsed.not_before > parsed.not_after:
        raise CertificateRefused(RefusalKind.MALFORMED, parsed)
    return certificate, parsed


def _alternative_emails(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [distinguished_names.clean(name) for name in names.get_values_for_type(x509.RFC822Name)]


def _key_is_strong(certificate: x509.Certificate) -> bool:
    """Tell whether key and signature reach the floor (RGS v2, annex B1: RSA 2048 bits, curves of 256)."""
    try:
        key = certificate.public_key()
        digest = certificate.signature_hash_algorithm
    except (UnsupportedAlgorithm, ValueError):
        return False  # a curve or an algorithm that the library has dropped or never had
    if isinstance(digest, WEAK_HASHES):
        return False
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= MINIMUM_RSA_BITS
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, CURVES)
    return isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey)


def _understood(certificate: x509.Certificate) -> bool:
    """Tell whether the validation can take into account all that the certificate demands.

    Version 3 (RFC 5280, 4.1.2.1), and no critical extension but those known.
    """
    return certificate.version is x509.Version.v3 and all(
        extension.oid in UNDERSTOOD_EXTENSIONS for extension in certificate.extensions if extension.critical
    )


def _usable_by_client(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate may authenticate a person (RFC 5280, 4.2.1.3, 4.2.1.9 and 4.2.1.12)."""
    extensions = certificate.extensions
    for extension in extensions:
        value = extension.value
        if isinstance(value, x509.BasicConstraints) and value.ca:
            return False
        if isinstance(value, x509.ExtendedKeyUsage) and not CLIENT_USAGES.intersection(value):
            return False
        if isinstance(value, x509.KeyUsage) and not value.digital_signature:
            return False
    return True


def _must_be_authority(_: Policy, __: x509.Certificate, constraints: x509.BasicConstraints) -> None:
    if not constraints.ca:
        raise ValueError("not an authority")


def _must_sign_certificates(_: Policy, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("may not sign certificates")


# The web's profile asks of authorities identifiers and criticalities which administrations' roots do not
# always carry; what makes an authority (constraint, usage, path length, name constraints) stays demanded.
_AUTHORITY_POLICY = (
    ExtensionPolicy.webpki_defaults_ca()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _must_be_authority)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _must_sign_certificates)
    .may_be_present(x509.SubjectKeyIdentifier, Criticality.AGNOSTIC, None)
    .may_be_present(x509.AuthorityKeyIdentifier, Criticality.AGNOSTIC, None)
)
# Agents' cards often have no alternative name; usages are judged by `_usable_by_client`.
_HOLDER_POLICY = ExtensionPolicy.permit_all()


def _chains(certificate: x509.Certificate, authorities: Authorities, at: datetime) -> bool:
    verifier = (
        PolicyBuilder()
        .store(authorities.store)
        .time(at)
        .extension_policies(ca_policy=_AUTHORITY_POLICY, ee_policy=_HOLDER_POLICY)
        .build_client_verifier()
    )
    try:
        verifier.verify(certificate, list(authorities.intermediates))
    except (VerificationError, ValueError):
        return False
    return True


def verify(der: bytes, authorities: Authorities, at: datetime) -> ClientCertificate:
    """Read and judge a certificate at the time `at` (aware). Return what it says of its holder.

    Raises CertificateRefused. Where several reasons hold, the first of this order is told: malformed, weak
    key, unknown authority, wrong usage, then the dates. A certificate out of its dates is held against the
    authorities at a time when it was valid, so that an expired card is told as expired even when the
    authority that issued it has been renewed since; one in its dates is held against them at `at`.
    """
    certificate, parsed = _parse(der)
    if not _key_is_strong(certificate):
        raise CertificateRefused(RefusalKind.WEAK_KEY, parsed)
    if not _understood(certificate):
        # The path cannot be judged: the certificate is made for something that we do not know.
        raise CertificateRefused(RefusalKind.WRONG_USAGE, parsed)
    outside = at < parsed.not_before or at > parsed.not_after
    times = (parsed.not_after, parsed.not_before) if outside else (at,)
    if not any(_chains(certificate, authorities, time) for time in times):
        raise CertificateRefused(RefusalKind.UNKNOWN_AUTHORITY, parsed)
    if not _usable_by_client(certificate):
        raise CertificateRefused(RefusalKind.WRONG_USAGE, parsed)
    if at < parsed.not_before:
        raise CertificateRefused(RefusalKind.NOT_YET_VALID, parsed)
    if at > parsed.not_after:
        raise CertificateRefused(RefusalKind.EXPIRED, parsed)
    return parsed
