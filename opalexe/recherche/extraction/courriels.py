"""Text of kept messages: EML (RFC 5322), MSG (Outlook, [MS-OXMSG]), and of HTML."""

from __future__ import annotations

import contextlib
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import olefile
from lxml import etree, html

from opalexe.recherche.extraction.commun import SIGNES, Illisible, Plein, Recolte, decoder

_OLE_MORTES = ("EncryptedPackage", "EncryptionInfo")
_TUS = ("script", "style", "head", "template", "noscript")
_ENTETES = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
_CONNUS = re.compile(
    rb"^(from|to|subject|received|date|message-id|mime-version):", re.IGNORECASE | re.MULTILINE
)


def est_un_courriel(head: bytes) -> bool:
    """Tell from its beginning whether a text is a message: several headers, three of them of messages."""
    found = _ENTETES.match(head)
    return found is not None and len(_CONNUS.findall(found[0])) >= 3


def texte_html(source: str) -> str:
    """Return the text of a page, without what does not show."""
    if not source.strip():
        return ""
    try:
        root = html.fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    for node in list(root.iter(*_TUS)):
        node.drop_tree()
    return "\n".join(part for part in root.itertext() if isinstance(part, str))


def page_html(path: Path) -> Recolte:
    """Read an HTML file."""
    recolte = Recolte()
    with contextlib.suppress(Plein):
        recolte.ajouter(texte_html(decoder(path.read_bytes()[: 10 * SIGNES])))
    return recolte


def _corps(part: EmailMessage) -> str:
    try:
        content = part.get_content()
    except (LookupError, ValueError, KeyError, AttributeError):
        payload = part.get_payload(decode=True)
        content = decoder(payload) if isinstance(payload, bytes) else ""
    if not isinstance(content, str):
        return ""
    return texte_html(content) if part.get_content_type() == "text/html" else content


def eml(path: Path) -> Recolte:
    """Read the sender, recipients, subject, date and text of a message, and the names of what is attached."""
    with path.open("rb") as file:
        message = BytesParser(policy=policy.default).parse(file)
    recolte = Recolte()
    with contextlib.suppress(Plein):
        for name in ("subject", "from", "to", "cc", "date"):
            with contextlib.suppress(ValueError, IndexError, TypeError):  # a header that makes no sense
                if value := message[name]:
                    recolte.ajouter(f"{value}\n")
        seen = {part.get_content_type() for part in message.walk()}
        for part in message.walk():
            if part.is_multipart():
                continue
            if (attached := part.get_filename()) is not None:
                recolte.ajouter(f"{attached}\n")
            elif part.get_content_type() == "text/plain" or (
                part.get_content_type() == "text/html" and "text/plain" not in seen
            ):
                recolte.ajouter(f"{_corps(part)}\n")
    return recolte


# Properties of [MS-OXPROPS], by the number that names their stream.
_PROPRIETES = ("0037", "0C1A", "0C1F", "5D01", "0E04", "0E03", "1000")


def _propriete(opened: olefile.OleFileIO, folder: str, number: str) -> str:
    for suffix, encoding in (("001F", "utf-16-le"), ("001E", "")):
        name = f"{folder}__substg1.0_{number}{suffix}"
        if opened.exists(name):
            data = opened.openstream(name).read(4 * SIGNES)
            return data.decode(encoding, "replace") if encoding else decoder(data)
    return ""


def ole(path: Path) -> Recolte:
    """Read an Outlook message. Raises Illisible: "protege" (Office file with a password), "type" (others)."""
    try:
        opened = olefile.OleFileIO(str(path))
    except (OSError, ValueError, IndexError, olefile.OleFileError) as error:
        raise Illisible("abime") from error
    with opened:
        if any(opened.exists(name) for name in _OLE_MORTES):
            raise Illisible("protege")
        if not opened.exists("__properties_version1.0"):
            raise Illisible("type")
        recolte = Recolte()
        try:
            for number in _PROPRIETES:
                recolte.ajouter(f"{_propriete(opened, '', number)}\n")
            if not _propriete(opened, "", "1000") and opened.exists("__substg1.0_10130102"):
                page = opened.openstream("__substg1.0_10130102").read(4 * SIGNES)
                recolte.ajouter(f"{texte_html(decoder(page))}\n")
            folders = {entry[0] for entry in opened.listdir() if entry[0].startswith("__attach_version1.0")}
            for folder in sorted(folders):
                name = _propriete(opened, f"{folder}/", "3707") or _propriete(opened, f"{folder}/", "3704")
                recolte.ajouter(f"{name}\n")
        except Plein:
            pass
        except (OSError, ValueError, IndexError, olefile.OleFileError) as error:
            raise Illisible("abime") from error
    return recolte
