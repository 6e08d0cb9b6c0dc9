"""Time-stamping: the proof, by an authority, that bytes existed at a time (RFC 3161).

The authority is the platform's own (`horodateur.py`) unless OPALEXE_TSA_URL names another. Whatever it answers is
verified before it is believed: imprint, nonce, signature, chain up to the configured certificates, and the signer's
right to time-stamp. Nothing but a hash ever leaves the platform.
"""

from __future__ import annotations

import secrets
import time
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException

import rfc3161_client
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509.oid import NameOID
from django.conf import settings

from opalexe.socle import horodatage_asn1 as form
from opalexe.socle import horodateur, pki

TIMEOUT = 10
"""Seconds that a remote authority has to answer, all in all."""

LARGEST_RESPONSE = 256 * 1024
"""Bytes: a token is a few kilobytes with its certificates."""


class HorodatageIndisponible(Exception):
    """No token now: the authority is out of reach, or refuses. Trying again later is right."""


class JetonRefuse(HorodatageIndisponible):
    """What was given as a token is not one for these bytes, or not by an authority that is believed."""


@dataclass(frozen=True)
class Jeton:
    """A verified time-stamp token."""

    der: bytes
    """The TimeStampToken, DER."""

    le: datetime
    """The time that it says, aware."""

    autorite: str
    """The name of who signed it, for people."""

    embarquee: bool
    """Whether the platform itself signed it."""


def embarque() -> bool:
    """Tell whether tokens are issued in process, at once and without fail."""
    return not settings.OPALEXE_TSA_URL


def horodater(sha256: str) -> Jeton:
    """Return a verified token on a SHA-256 (64 hexadecimal digits), by the configured authority.

    Raises HorodatageIndisponible when there is none now, ValueError when `sha256` is not one.
    """
    imprint = _imprint(sha256)
    if embarque():
        local = horodateur.horodateur()
        der = local.jeton(imprint)
        return Jeton(der, form.gen_time(der), local.nom, embarquee=True)
    nonce = secrets.randbits(63) | 1 << 63
    response = _ask(settings.OPALEXE_TSA_URL, _request(imprint, nonce))
    return _verified(response, imprint, _remote_certificates(), nonce)


def verifier(der: bytes, sha256: str) -> Jeton:
    """Verify again a token kept: by the platform's authority or the configured one.

    Raises JetonRefuse when it is not a token for this SHA-256 by one of them.
    """
    try:
        response = horodateur.reponse(der)
    except ValueError as error:
        raise JetonRefuse("not a token") from error
    return _verified(response, _imprint(sha256), x509.load_pem_x509_certificates(certificats_pem()))


def certificats_pem() -> bytes:
    """Return what `openssl ts -verify -CAfile` needs, PEM: the authorities of tokens past and present."""
    certificates = _remote_certificates()
    if embarque() or horodateur.existe():
        certificates.append(horodateur.horodateur().racine)
    return pki.to_pem(*certificates)


def _imprint(sha256: str) -> bytes:
    imprint = bytes.fromhex(sha256)
    if len(imprint) != 32:
        raise ValueError("a SHA-256 is 64 hexadecimal digits")
    return imprint


def _remote_certificates() -> list[x509.Certificate]:
    path = settings.OPALEXE_TSA_AUTHORITIES
    return x509.load_pem_x509_certificates(path.read_bytes()) if path else []


def _request(imprint: bytes, nonce: int) -> bytes:
    return asn1.encode_der(
        form.TimeStampReq(
            version=1,
            message_imprint=form.MessageImprint(
                # Some authorities want the NULL that older hash algorithms are written with.
                hash_algorithm=form.AlgorithmIdentifier(algorithm=form.SHA256, parameters=asn1.Null()),
                hashed_message=imprint,
            ),
            nonce=nonce,
            cert_req=True,
        )
    )


def _ask(url: str, query: bytes) -> bytes:
    """Post a query (RFC 3161, 3.4) and return the response's bytes."""
    request = urllib.request.Request(  # noqa: S310 -- the configuration admits http and https only
        url,
        data=query,
        headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
    )
    deadline = time.monotonic() + TIMEOUT
    received = b""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310 -- as above
            # Piece by piece: the timeout of a socket is that of one reading, and a server may drip.
            while piece := response.read1(16 * 1024):
                received += piece
                if len(received) > LARGEST_RESPONSE:
                    raise HorodatageIndisponible("the answer is too large")
                if time.monotonic() > deadline:
                    raise HorodatageIndisponible("the answer takes too long")
    except (OSError, HTTPException) as error:
        raise HorodatageIndisponible(f"{type(error).__name__}: {error}") from error
    return received


def _verified(
    der: bytes, imprint: bytes, certificates: list[x509.Certificate], nonce: int | None = None
) -> Jeton:
    """Verify a TimeStampResp, against these certificates only, and return its token."""
    try:
        response = rfc3161_client.decode_timestamp_response(der)
        if response.status not in (form.GRANTED, form.GRANTED_WITH_MODS):
            raise HorodatageIndisponible(f"refused: status {response.status} {response.status_string}")
        token = response.time_stamp_token()
        if response.tst_info.message_imprint.hash_algorithm != form.SHA256:
            raise JetonRefuse("not a token on a SHA-256")
        # Wrapped anew: the library believes the status "granted" only, and "granted with modifications" is good.
        response = rfc3161_client.decode_timestamp_response(horodateur.reponse(token))
        builder = rfc3161_client.VerifierBuilder(roots=certificates)
        if nonce is not None:
            builder = builder.nonce(nonce)
        builder.build().verify(response, imprint)
        signer = _signer(response)
        moment = form.gen_time(token)
    except (ValueError, rfc3161_client.VerificationError) as error:
        raise JetonRefuse(str(error)) from error
    return Jeton(token, moment, _name(signer), embarquee=_is_own(signer))


def _signer(response: rfc3161_client.TimeStampResponse) -> x509.Certificate:
    """Return the certificate that signed, among those of the token (the library proved that there is one)."""
    information = next(iter(response.signed_data.signer_infos))
    return next(
        certificate
        for certificate in map(x509.load_der_x509_certificate, response.signed_data.certificates)
        if (certificate.issuer, certificate.serial_number) == (information.issuer, information.serial_number)
    )


def _is_own(certificate: x509.Certificate) -> bool:
    return horodateur.existe() and horodateur.horodateur().signataire.certificate == certificate


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
