"""The structures of time-stamping, as RFC 3161, RFC 5652 (CMS) and RFC 5816 write them, on `cryptography`'s ASN.1.

`cryptography.hazmat.asn1` writes and reads strict DER and holds all that is needed here, so that no other ASN.1
library is. Names of fields are the RFCs', in snake case.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1

SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
ECDSA_WITH_SHA256 = x509.ObjectIdentifier("1.2.840.10045.4.3.2")
CONTENT_TYPE = x509.ObjectIdentifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = x509.ObjectIdentifier("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE_V2 = x509.ObjectIdentifier("1.2.840.113549.1.9.16.2.47")
SIGNED_DATA = x509.ObjectIdentifier("1.2.840.113549.1.7.2")
TST_INFO = x509.ObjectIdentifier("1.2.840.113549.1.9.16.1.4")

GRANTED = 0
GRANTED_WITH_MODS = 1


@asn1.sequence
class AlgorithmIdentifier:
    """RFC 5280, 4.1.1.2; no algorithm written here has parameters but SHA-256's optional NULL."""

    algorithm: x509.ObjectIdentifier
    parameters: asn1.Null | None = None


@asn1.sequence
class MessageImprint:
    """RFC 3161, 2.4.1: the hash that is time-stamped."""

    hash_algorithm: AlgorithmIdentifier
    hashed_message: bytes


@asn1.sequence
class TimeStampReq:
    """RFC 3161, 2.4.1."""

    version: int
    message_imprint: MessageImprint
    req_policy: x509.ObjectIdentifier | None = None
    nonce: int | None = None
    cert_req: Annotated[bool, asn1.Default(False)] = False


@asn1.sequence
class Accuracy:
    """RFC 3161, 2.4.2; only whole seconds are written here."""

    seconds: int | None


@asn1.sequence
class TSTInfo:
    """RFC 3161, 2.4.2: what a token says (as it is written here: never read back)."""

    version: int
    policy: x509.ObjectIdentifier
    message_imprint: MessageImprint
    serial_number: int
    gen_time: asn1.GeneralizedTime
    accuracy: Accuracy
    nonce: int | None


@asn1.sequence
class EncapsulatedContentInfo:
    """RFC 5652, 5.2."""

    e_content_type: x509.ObjectIdentifier
    e_content: Annotated[bytes, asn1.Explicit(0)]


@asn1.sequence
class ESSCertIDv2:
    """RFC 5035, 4: the signer's certificate, by the SHA-256 (the default algorithm) of its DER."""

    cert_hash: bytes


@asn1.sequence
class SigningCertificateV2:
    """RFC 5035, 3."""

    certs: list[ESSCertIDv2]


@asn1.sequence
class OidAttribute:
    """RFC 5652, 5.3: an attribute whose value is an OID."""

    attr_type: x509.ObjectIdentifier
    attr_values: asn1.SetOf[x509.ObjectIdentifier]


@asn1.sequence
class BytesAttribute:
    """RFC 5652, 5.3: an attribute whose value is bytes."""

    attr_type: x509.ObjectIdentifier
    attr_values: asn1.SetOf[bytes]


@asn1.sequence
class SigningCertificateAttribute:
    """RFC 5035, 3, as an attribute."""

    attr_type: x509.ObjectIdentifier
    attr_values: asn1.SetOf[SigningCertificateV2]


@asn1.sequence
class IssuerAndSerialNumber:
    """RFC 5652, 10.2.4."""

    issuer: asn1.TLV
    serial_number: int


@asn1.sequence
class SignerInfo:
    """RFC 5652, 5.3."""

    version: int
    sid: IssuerAndSerialNumber
    digest_algorithm: AlgorithmIdentifier
    signed_attrs: Annotated[asn1.SetOf[asn1.TLV], asn1.Implicit(0)]
    signature_algorithm: AlgorithmIdentifier
    signature: bytes


@asn1.sequence
class SignedData:
    """RFC 5652, 5.1."""

    version: int
    digest_algorithms: asn1.SetOf[AlgorithmIdentifier]
    encap_content_info: EncapsulatedContentInfo
    certificates: Annotated[asn1.SetOf[x509.Certificate], asn1.Implicit(0)]
    signer_infos: asn1.SetOf[SignerInfo]


@asn1.sequence
class ContentInfo:
    """RFC 5652, 3: a time-stamp token is one, of signed data (RFC 3161, 2.4.2)."""

    content_type: x509.ObjectIdentifier
    content: Annotated[SignedData, asn1.Explicit(0)]


@asn1.sequence
class SignedAttributes:
    """A sequence of one field, to write the SET OF that is signed (RFC 5652, 5.4)."""

    attributes: asn1.SetOf[asn1.TLV]


@asn1.sequence
class PKIStatusInfo:
    """RFC 3161, 2.4.2 (its optional texts and failure bits are read by rfc3161-client, never written here)."""

    status: int


@asn1.sequence
class TimeStampResp:
    """RFC 3161, 2.4.2, when a token is granted."""

    status: PKIStatusInfo
    time_stamp_token: asn1.TLV


@asn1.sequence
class _One:
    content: asn1.TLV


@asn1.sequence
class _Many:
    content: list[asn1.TLV]


def elements(der: bytes) -> list[asn1.TLV]:
    """Return what a SEQUENCE is made of, whatever it is: the reader of what others write in their own way.

    Raises ValueError when it is none.
    """
    return asn1.decode_der(_Many, asn1.encode_der(_One(content=asn1.decode_der(asn1.TLV, der)))).content


def gen_time(token: bytes) -> datetime:
    """Return the time that a token says, aware, to the microsecond when it does (RFC 3161, 2.4.2).

    Raises ValueError when it is not a token.
    """
    try:
        signed = elements(bytes(elements(token)[1].data))
        said = signed[2].parse(EncapsulatedContentInfo).e_content
        said_time = elements(said)[4].parse(asn1.GeneralizedTime)
    except IndexError as error:
        raise ValueError("not a time-stamp token") from error
    moment: datetime = said_time.as_datetime()
    return moment.replace(tzinfo=UTC)
