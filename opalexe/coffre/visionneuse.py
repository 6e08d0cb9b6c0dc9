"""What can be shown of a document in a page, and what the page says around it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as MODERNE
from enum import Enum
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from opalexe.coffre import apercus, evenements, recus
from opalexe.coffre.models import Document, DocumentQuerySet, Fichier
from opalexe.coffre.models_apercus import Apercu
from opalexe.coffre.taches_apercus import convertir_fichier
from opalexe.coffre.televersements import stockage
from opalexe.comptes.models import Compte
from opalexe.journal.models import Entree

IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
"""What every browser draws, and runs nothing of."""

DEBUT = 1000 * 1000
"""Bytes of a text that are shown; the rest is in the download."""

HTML = 200_000
"""Signs of an HTML letter that are read."""

MARQUES = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
EN_TETES = re.compile(
    rb"(return-path|received|from|to|subject|date|message-id|mime-version|delivered-to|x-[\w-]+):[ \t]",
    re.IGNORECASE,
)
CONSULTATION = 12 * 3600
"""Seconds that a page left open may go on asking for its document."""

_SEL = "coffre.consultation"


class Forme(Enum):
    """How a file is shown."""

    PDF = "pdf"
    IMAGE = "image"
    TEXTE = "texte"
    ATTENTE = "attente"
    IMPOSSIBLE = "impossible"
    SANS_LIBREOFFICE = "sans_libreoffice"
    DANGEREUX = "dangereux"
    AUCUNE = "aucune"

    @property
    def se_montre(self) -> bool:
        """Whether there is something to show now."""
        return self in (Forme.PDF, Forme.IMAGE, Forme.TEXTE)


TYPES = recus.TYPES | {
    "application/vnd.ms-powerpoint": "présentation PowerPoint",
    "application/vnd.oasis.opendocument.presentation": "présentation OpenDocument",
    "application/xhtml+xml": "page HTML",
    "image/svg+xml": "image SVG",
    "image/webp": "image WebP",
}
"""How people call the types; another is written as it is."""

DANGEREUX = {"text/html", "image/svg+xml", "application/xml", "application/xhtml+xml"}
"""What a browser would run: downloaded, never shown."""


@dataclass(frozen=True)
class Vue:
    """What is shown of a file: its form, the file given (not the document's own when it was converted)."""

    forme: Forme
    fichier: Fichier
    apercu: Apercu | None = None

    @property
    def coupe(self) -> bool:
        """Whether only the beginning is shown."""
        return self.forme is Forme.TEXTE and self.fichier.taille > DEBUT

    @property
    def tarde(self) -> bool:
        """Whether a preview takes longer than a conversion may."""
        return self.apercu is not None and (timezone.now() - self.apercu.demande_le).total_seconds() > 90


def demander(fichier: Fichier) -> Apercu:
    """Return the preview of a convertible file; asked for now, if nobody did before."""
    with transaction.atomic():
        row, created = Apercu.objects.get_or_create(source=fichier, defaults={"demande_le": timezone.now()})
        if created:
            convertir_fichier.defer(fichier=str(fichier.pk))
    return row


def vue(fichier: Fichier, *, en_demander: bool = True) -> Vue:
    """Return how a file is shown now; a preview that does not exist yet is asked for, unless told otherwise."""
    kind = fichier.type_mime
    if kind == "application/pdf":
        return Vue(Forme.PDF, fichier)
    if kind in IMAGES:
        return Vue(Forme.IMAGE, fichier)
    if kind == "text/plain":
        return Vue(Forme.TEXTE, fichier)
    if kind in DANGEREUX:
        return Vue(Forme.DANGEREUX, fichier)
    if not apercus.convertible(fichier):
        return Vue(Forme.AUCUNE, fichier)
    row = Apercu.objects.select_related("fichier").filter(pk=fichier.pk).first()
    if row is None:
        if not apercus.disponible():
            return Vue(Forme.SANS_LIBREOFFICE, fichier)
        if not en_demander:
            return Vue(Forme.ATTENTE, fichier)
        row = demander(fichier)
    if row.fichier is not None:
        return Vue(Forme.PDF, row.fichier, row)
    waiting = row.etat == Apercu.Etat.ATTENTE
    return Vue(Forme.ATTENTE if waiting else Forme.IMPOSSIBLE, fichier, row)


# --- Texts ---


def decoder(content: bytes) -> str:
    """Read a text as UTF-8 if it is, else as Windows-1252, the other habit of French offices.

    The end may be cut inside a sign. No byte is refused: those that Windows-1252 leaves empty become U+FFFD.
    """
    for mark, name in MARQUES:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


class _Texte(HTMLParser):
    """The words of an HTML body, which is never shown as HTML."""

    SAUTS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "table", "blockquote"})
    MUETS = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.silent += tag in self.MUETS
        if tag in self.SAUTS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.MUETS and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))


def _sans_balises(html: str) -> str:
    parser = _Texte()
    parser.feed(html[:HTML])
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.words)).strip()


def _corps(part: Any) -> str:
    content = part.get_payload(decode=True) or b""
    charset = part.get_content_charset() or ""
    try:
        text = content.decode(charset) if charset else decoder(content)
    except (LookupError, UnicodeDecodeError):
        text = decoder(content)
    return _sans_balises(text) if part.get_content_type() == "text/html" else text


def courriel(content: bytes) -> str:
    """Write an e-mail (RFC 5322) as people read it: who, when, subject, words, names of what is joined.

    One that cannot be read so is written as it is.
    """
    try:
        return _lettre(message_from_bytes(content, policy=MODERNE))
    except Exception:  # the library's own parsers fail on hostile headers, each in its way
        return decoder(content)


def _lettre(message: EmailMessage) -> str:
    lines = []
    for name, label in (("from", "De"), ("to", "À"), ("cc", "Copie"), ("date", "Date"), ("subject", "Objet")):
        if value := message.get(name):
            lines.append(f"{label}\u00a0: {value}")
    joined = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    if joined:
        lines.append(f"Pièces jointes\u00a0: {', '.join(joined)}")
    body = message.get_body(("plain", "html"))
    return "\n".join([*lines, "", _corps(body) if body is not None else ""])


def texte(fichier: Fichier, nom: str) -> str:
    """Return the beginning of a text, an e-mail being written as such when it is one."""
    with stockage().ouvrir(fichier.cle) as file:
        content = file.read(DEBUT)
    if nom.lower().endswith(".eml") and EN_TETES.match(content):
        return courriel(content)
    return decoder(content)


# --- Around the document ---


@dataclass(frozen=True)
class Place:
    """Where a document stands among those of its folder that the person reads, newest first."""

    precedent: Document | None
    suivant: Document | None
    rang: int
    total: int


def place(lisibles: DocumentQuerySet, document: Document) -> Place:
    """Return the neighbours of a document, in the order of the folder's list; documents locked are passed over."""
    rows = lisibles.filter(repertoire=document.repertoire_id)
    moment, key = document.depose_le, document.pk
    newer = rows.filter(Q(depose_le__gt=moment) | Q(depose_le=moment, pk__gt=key))
    older = rows.filter(Q(depose_le__lt=moment) | Q(depose_le=moment, pk__lt=key))
    above = newer.count()
    return Place(
        precedent=newer.order_by("depose_le", "pk").first() if above else None,
        suivant=older.order_by("-depose_le", "-pk").first(),
        rang=above + 1,
        total=above + 1 + older.count(),
    )


def lectures(compte: Compte, document: Document) -> list[Entree]:
    """Return the readings of a document by one person, the newest first."""
    rows = Entree.objects.filter(objet=document.pk, acteur=compte.pk, acte=evenements.LU.code)
    return list(rows.order_by("-le")[:20])


def consultation(compte: Compte, document: Document) -> str:
    """Return what a page gives with the address of its document: who looks at what since when, signed."""
    return signing.dumps([str(document.pk), str(compte.pk), timezone.now().isoformat()], salt=_SEL)


def deja_comptee(jeton: str, compte: Compte, document: UUID) -> bool | None:
    """Tell whether a consultation is in the journal already; None when the token says nothing of it."""
    try:
        row, person, since = signing.loads(jeton, salt=_SEL, max_age=CONSULTATION)
    except (signing.BadSignature, ValueError):
        return None
    if (row, person) != (str(document), str(compte.pk)):
        return None
    return Entree.objects.filter(
        objet=document,
        acteur=compte.pk,
        acte=evenements.LU.code,
        le__gte=datetime.fromisoformat(since),
        donnees__moyen="consultation",
    ).exists()
