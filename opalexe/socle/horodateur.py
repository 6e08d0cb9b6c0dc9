"""The embedded time-stamping authority: RFC 3161 tokens, in process, on a key made at first start.

It proves that a document existed, as it is, when the platform says so, to whoever trusts the platform: its clock
and its key are the machine's. An institution that wants a third party's word sets OPALEXE_TSA_URL.

All of it lies in `<OPALEXE_KEYS>/horodatage/`: a root, and the certificate that signs tokens (RFC 3161, 2.3: one
critical extended key usage, timeStamping). Keys are ECDSA P-256: OpenSSL and rfc3161-client read them, and a token
takes well under a millisecond to sign.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from opalexe.socle import horodatage_asn1 as form
from opalexe.socle import pki

POLICY = x509.ObjectIdentifier("2.25.157412122466205745755403633064641977371")
"""Our policy, an OID drawn from a UUID (ITU-T X.667, arc 2.25): SHA-256 imprints, the platform's clock to a second."""

ACCURACY_SECONDS = 1
DAYS = 30 * 365
"""A token is checked for as long as a case may be argued; OpenSSL checks the certificate's dates on the day it runs."""

FOLDER = "horodatage"
NAME = "Horodatage Opalexe"


@dataclass(frozen=True)
class Horodateur:
    """The authority, loaded: its root, and the credential that signs."""

    racine: x509.Certificate
    signataire: pki.Credential

    @property
    def nom(self) -> str:
        """Return its name, as receipts write it."""
        return NAME

    def jeton(self, empreinte: bytes, *, nonce: int | None = None, le: datetime | None = None) -> bytes:
        """Return a TimeStampToken (DER) on a SHA-256 of 32 bytes, dated now unless `le` (aware) is given.

        Raises ValueError for an imprint of another length.
        """
        if len(empreinte) != hashes.SHA256.digest_size:
            raise ValueError("a SHA-256 is 32 bytes")
        instant = le or datetime.now(UTC)
        said = asn1.encode_der(
            form.TSTInfo(
                version=1,
                policy=POLICY,
                message_imprint=form.MessageImprint(
                    hash_algorithm=form.AlgorithmIdentifier(algorithm=form.SHA256), hashed_message=empreinte
                ),
                # Never zero, never twice: 127 random bits (RFC 3161 asks for up to 160).
                serial_number=secrets.randbits(126) | 1 << 126,
                gen_time=asn1.GeneralizedTime(
                    instant.astimezone(UTC).replace(microsecond=instant.microsecond // 1000 * 1000)
                ),
                accuracy=form.Accuracy(seconds=ACCURACY_SECONDS),
                nonce=nonce,
            )
        )
        return asn1.encode_der(
            form.ContentInfo(content_type=form.SIGNED_DATA, content=_signed(self.signataire, said))
        )


def reponse(jeton: bytes) -> bytes:
    """Return the TimeStampResp (DER) that grants a token: what `openssl ts` reads without `-token_in`."""
    return asn1.encode_der(
        form.TimeStampResp(
            status=form.PKIStatusInfo(status=form.GRANTED), time_stamp_token=asn1.decode_der(asn1.TLV, jeton)
        )
    )


def _tlv(structure: object) -> asn1.TLV:
    return asn1.decode_der(asn1.TLV, asn1.encode_der(structure))


def _signed(signer: pki.Credential, content: bytes) -> form.SignedData:
    certificate, key = signer.certificate, signer.key
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the time-stamping key is ECDSA")
    attributes = asn1.SetOf(
        [
            _tlv(form.OidAttribute(attr_type=form.CONTENT_TYPE, attr_values=asn1.SetOf([form.TST_INFO]))),
            _tlv(
                form.BytesAttribute(
                    attr_type=form.MESSAGE_DIGEST,
                    attr_values=asn1.SetOf([hashlib.sha256(content).digest()]),
                )
            ),
            _tlv(
                form.SigningCertificateAttribute(
                    attr_type=form.SIGNING_CERTIFICATE_V2,
                    attr_values=asn1.SetOf(
                        [
                            form.SigningCertificateV2(
                                certs=[form.ESSCertIDv2(cert_hash=hashlib.sha256(signer.der).digest())]
                            )
                        ]
                    ),
                )
            ),
        ]
    )
    # The SET OF itself is signed, without the tag that SignerInfo gives it (RFC 5652, 5.4).
    signed_bytes = asn1.decode_der(
        asn1.TLV, asn1.encode_der(form.SignedAttributes(attributes=attributes))
    ).data
    return form.SignedData(
        version=3,
        digest_algorithms=asn1.SetOf([form.AlgorithmIdentifier(algorithm=form.SHA256)]),
        encap_content_info=form.EncapsulatedContentInfo(e_content_type=form.TST_INFO, e_content=content),
        certificates=asn1.SetOf([certificate]),
        signer_infos=asn1.SetOf(
            [
                form.SignerInfo(
                    version=1,
                    sid=form.IssuerAndSerialNumber(
                        issuer=asn1.decode_der(asn1.TLV, certificate.issuer.public_bytes()),
                        serial_number=certificate.serial_number,
                    ),
                    digest_algorithm=form.AlgorithmIdentifier(algorithm=form.SHA256),
                    signed_attrs=attributes,
                    signature_algorithm=form.AlgorithmIdentifier(algorithm=form.ECDSA_WITH_SHA256),
                    signature=key.sign(signed_bytes, ec.ECDSA(hashes.SHA256())),
                )
            ]
        ),
    )


def existe() -> bool:
    """Tell whether the authority of this platform has been made."""
    return (settings.OPALEXE_KEYS / FOLDER).is_dir()


def horodateur() -> Horodateur:
    """Return the authority of this platform, made at first call, then kept in memory.

    Raises OSError when its folder cannot be read or written, ValueError when its files do not fit together.
    """
    return _load(settings.OPALEXE_KEYS / FOLDER)


@lru_cache(maxsize=8)
def _load(folder: Path) -> Horodateur:
    if not folder.is_dir():
        _create(folder)
    signer = pki.load(folder / "horodateur.pem", folder / "horodateur.key")
    return Horodateur(signer.chain[-1], signer)


def _create(folder: Path) -> None:
    """Make the whole folder aside, then give it its name: processes that start together keep the first one's.

    Renaming a folder onto one that is not empty fails, and a crash leaves nothing half-made under the name.
    """
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = Path(tempfile.mkdtemp(prefix=f".{FOLDER}.", dir=folder.parent))  # of mode 0700
    try:
        root = pki.create_authority("Racine de l’horodatage Opalexe", days=DAYS, path_length=0)
        pki.save(root, draft / "racine.pem", draft / "racine.key")
        pki.save(_signer(root), draft / "horodateur.pem", draft / "horodateur.key")
        with contextlib.suppress(OSError):
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _signer(root: pki.Authority) -> pki.Credential:
    key = pki.new_key()
    public = key.public_key()
    start = root.certificate.not_valid_before_utc
    certificate = (
        x509.CertificateBuilder()
        .subject_name(
            x509.Name(
                [
                    x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
                    x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Opalexe"),
                    x509.NameAttribute(NameOID.COMMON_NAME, NAME),
                ]
            )
        )
        .issuer_name(root.certificate.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False
        )
        .sign(root.key, hashes.SHA256())
    )
    return pki.Credential(certificate, key, (root.certificate,))


def _usage() -> x509.KeyUsage:
    """Return the usages that a time-stamping certificate may have (ETSI EN 319 422, 6): to sign, and that only."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
