"""Names of certificates, read from their bytes.

The names of cards in use are sometimes encoded in ways that strict readers refuse (T.61 strings holding
Latin-1, empty values, over-long ones): a person must not be shut out for her accent. Nothing here judges: it
only reads for display.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509

COMMON_NAME = "2.5.4.3"
SURNAME = "2.5.4.4"
GIVEN_NAME = "2.5.4.42"
EMAIL_ADDRESS = "1.2.840.113549.1.9.1"

# RFC 4514, section 3, and the names that RFC 4519 and PKCS #9 give to the others met on cards.
SHORT_NAMES = {
    COMMON_NAME: "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
    SURNAME: "SN",
    GIVEN_NAME: "givenName",
    "2.5.4.5": "serialNumber",
    "2.5.4.12": "title",
    "2.5.4.97": "organizationIdentifier",
    EMAIL_ADDRESS: "emailAddress",
}

_SEQUENCE, _SET, _OID = 0x30, 0x31, 0x06
_UTF8, _UNIVERSAL, _BMP = 0x0C, 0x1C, 0x1E


@dataclass(frozen=True)
class DistinguishedName:
    """Relative names in the order of the certificate, each a list of (dotted identifier, cleaned text)."""

    relative_names: tuple[tuple[tuple[str, str], ...], ...]

    def first(self, identifier: str) -> str:
        """Return the last, most specific, non-empty value of an attribute; "" when there is none."""
        values = [text for names in self.relative_names for oid, text in names if oid == identifier and text]
        return values[-1] if values else ""

    def rfc4514(self) -> str:
        """Return the name as text, most specific part first."""
        return ",".join(
            "+".join(f"{SHORT_NAMES.get(oid, oid)}={_escape(text)}" for oid, text in names)
            for names in reversed(self.relative_names)
        )


@dataclass(frozen=True)
class Names:
    """Both names of a certificate, read, and their bytes for comparison."""

    issuer: DistinguishedName
    subject: DistinguishedName
    raw_issuer: bytes
    raw_subject: bytes


def of(certificate: x509.Certificate) -> Names:
    """Read both names of a certificate. Raises ValueError when their structure is broken."""
    fields = _elements(_elements(certificate.tbs_certificate_bytes)[0][1])
    if fields[0][0] == 0xA0:  # the version, absent from certificates of version 1
        fields = fields[1:]
    raw_issuer, raw_subject = fields[2][1], fields[4][1]
    return Names(_name(raw_issuer), _name(raw_subject), raw_issuer, raw_subject)


def clean(text: str) -> str:
    """Return a text on one line without the characters that do not show (controls, direction marks, null)."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _name(content: bytes) -> DistinguishedName:
    relative_names = []
    for tag, names in _elements(content):
        if tag != _SET:
            raise ValueError("broken name")
        relative_names.append(tuple(_attribute(*element) for element in _elements(names)))
    return DistinguishedName(tuple(relative_names))


def _attribute(tag: int, content: bytes) -> tuple[str, str]:
    elements = _elements(content)
    if tag != _SEQUENCE or len(elements) != 2 or elements[0][0] != _OID:
        raise ValueError("broken name")
    return _dotted(elements[0][1]), clean(_text(*elements[1]))


def _text(tag: int, content: bytes) -> str:
    if tag == _BMP:
        return content.decode("utf-16-be", "replace")
    if tag == _UNIVERSAL:
        return content.decode("utf-32-be", "replace")
    if tag == _UTF8:
        return content.decode("utf-8", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:  # T.61 in name, Latin-1 in fact, as everybody writes it
        return content.decode("latin-1")


def _dotted(content: bytes) -> str:
    numbers, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    if not numbers:
        raise ValueError("broken identifier")
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


def _elements(data: bytes) -> list[tuple[int, bytes]]:
    """Split DER bytes into their successive elements: tag and content."""
    elements, position = [], 0
    while position < len(data):
        if position + 2 > len(data):
            raise ValueError("truncated")
        tag, length = data[position], data[position + 1]
        position += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[position : position + size], "big")
            position += size
        if position + length > len(data):
            raise ValueError("truncated")
        elements.append((tag, data[position : position + length]))
        position += length
    return elements


def _escape(text: str) -> str:
    escaped = "".join(f"\\{c}" if c in ',+"\\<>;=' else c for c in text)
    if escaped.startswith(("#", " ")):
        escaped = f"\\{escaped}"
    return escaped
