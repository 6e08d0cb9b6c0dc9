"""The demonstration's mailbox: messages are kept as files, sent to nobody, read on a page."""

from __future__ import annotations

import email
import email.policy
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as MimeMessage
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from opalexe.demonstration.certificats import dossier as dossier_de_la_demonstration

BOITE = "opalexe.demonstration.courriels.BoiteDemonstration"
IDENTIFIANT = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")


def dossier() -> Path:
    """Return the folder of the messages."""
    return dossier_de_la_demonstration() / "courriels"


class BoiteDemonstration(BaseEmailBackend):
    """Keeps each message as a file `<time>-<random>.eml`, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep messages; return how many. Raises OSError when the disk refuses: the job tries again."""
        folder = dossier()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            now = timezone.now()
            mime = message.message()
            del mime["Date"]
            mime["Date"] = format_datetime(timezone.localtime(now))
            name = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            draft = folder / f".{name}"
            draft.write_bytes(mime.as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Courriel:
    """A message of the mailbox, as the pages show it."""

    identifiant: str
    le: datetime
    de: str
    a: str
    sujet: str
    texte: str
    html: str


def _content(message: MimeMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


@lru_cache(maxsize=2000)
def _lire(path: Path) -> Courriel:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    if not isinstance(message, MimeMessage):
        raise TypeError("the default policy makes such messages")
    return Courriel(
        identifiant=path.stem,
        le=parsedate_to_datetime(str(message["Date"])),
        de=str(message["From"]),
        a=str(message["To"]),
        sujet=str(message["Subject"]),
        texte=_content(message, "plain"),
        html=_content(message, "html"),
    )


def _chemins() -> Iterator[Path]:
    """Yield the files of messages, newest first: their names begin with their time."""
    folder = dossier()
    paths = folder.glob("*.eml") if folder.is_dir() else ()
    yield from sorted((path for path in paths if IDENTIFIANT.fullmatch(path.stem)), reverse=True)


def lister() -> list[Courriel]:
    """Return every message, newest first."""
    return [_lire(path) for path in _chemins()]


def lire(identifiant: str) -> Courriel | None:
    """Return a message, None when there is none of that name."""
    path = dossier() / f"{identifiant}.eml"
    if not IDENTIFIANT.fullmatch(identifiant) or not path.is_file():
        return None
    return _lire(path)


def vider() -> None:
    """Remove every message."""
    for path in list(_chemins()):
        path.unlink()
