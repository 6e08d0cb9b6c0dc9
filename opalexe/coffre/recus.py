"""What receipts and bordereaux say, as data for their PDF templates (`pdf/recu.typ`, `pdf/bordereau.typ`).

A receipt is the same, byte for byte, each time it is asked for: it is dated by what it proves, not by who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from opalexe.coffre.actes.depot import NUMEROTES
from opalexe.coffre.actes.repertoires import chemin
from opalexe.coffre.models import Document, Repertoire
from opalexe.expertises.models import Expertise
from opalexe.socle import pdf
from opalexe.socle.templatetags.opalexe import date_heure, jour, taille

EMBARQUEE = (
    "Jeton délivré par l’autorité d’horodatage embarquée de la plateforme, sur l’horloge de ses serveurs\u00a0: "
    "il n’émane pas d’un tiers."
)
EXTERIEURE = "Jeton délivré par une autorité d’horodatage extérieure à la plateforme."
EN_ATTENTE = (
    "Demandé à l’autorité d’horodatage, qui n’a pas encore répondu\u00a0: "
    "le jeton sera ajouté dès sa réponse, et un reçu demandé ensuite en portera l’heure."
)

TYPES = {
    "application/pdf": "PDF",
    "application/msword": "document Word",
    "application/vnd.ms-excel": "classeur Excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "classeur Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "présentation PowerPoint",
    "application/vnd.oasis.opendocument.text": "texte OpenDocument",
    "application/vnd.oasis.opendocument.spreadsheet": "classeur OpenDocument",
    "application/rtf": "texte mis en forme (RTF)",
    "application/zip": "archive zip",
    "application/xml": "fichier XML",
    "application/octet-stream": "non reconnu",
    "image/jpeg": "image JPEG",
    "image/png": "image PNG",
    "image/gif": "image GIF",
    "image/tiff": "image TIFF",
    "text/html": "page HTML",
    "text/plain": "texte",
}
"""How people call the types that content tells; another is written as it is."""

VERIFIER: tuple[str | dict[str, str], ...] = (
    "L’empreinte SHA-256 identifie le contenu du fichier\u00a0: le moindre changement en donne une autre. "
    "Pour recalculer celle du fichier que vous avez en main\u00a0:",
    {"sur": "Windows", "commande": 'certutil -hashfile "le-fichier" SHA256'},
    {"sur": "macOS", "commande": 'shasum -a 256 "le-fichier"'},
    {"sur": "Linux", "commande": 'sha256sum "le-fichier"'},
    "Le jeton d’horodatage (fichier .tsr, norme RFC 3161) et les certificats de l’autorité (autorite.pem) "
    "se téléchargent à côté du document. Le jeton prouve que ce contenu existait à l’heure indiquée\u00a0; "
    "le logiciel libre OpenSSL le vérifie sans passer par la plateforme\u00a0:",
    {
        "sur": "OpenSSL",
        "commande": 'openssl ts -verify -in "le-fichier.tsr" -data "le-fichier" -CAfile autorite.pem',
    },
)


def avec_preuve(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Return the documents with all that a receipt says of them, but the folders above theirs."""
    return documents.select_related(
        "fichier",
        "horodatage",
        "verrou",
        "depose_par",
        "pour",
        "repertoire__expertise",
        "repertoire__partie",
        "repertoire__sapiteur__compte",
    )


def chemins(documents: Iterable[Document]) -> dict[UUID, str]:
    """Return the path of the folder of each document, by folder: one query, however deep and many they are."""
    leaves = {document.repertoire_id: document.repertoire for document in documents}
    wanted = {pk for leaf in leaves.values() for pk in leaf.ancetres}
    known: dict[UUID, Repertoire] = Repertoire.objects.in_bulk(wanted - leaves.keys())
    known |= leaves
    for folder in known.values():
        if folder.parent_id is not None:
            folder.parent = known[folder.parent_id]
    return {pk: chemin(leaf) for pk, leaf in leaves.items()}


def instant(moment: datetime) -> str:
    """Write an instant for a proof, to the second, with its offset: "23/12/2020 à 15:36:12 (UTC+01:00)"."""
    local = timezone.localtime(moment)
    offset = local.strftime("%z")
    return f"{local:%d/%m/%Y à %H:%M:%S} (UTC{offset[:3]}:{offset[3:]})"


def designation(document: Document) -> str:
    """Return the word and number of a numbered document: "Pièce n° 3" ("" when it has none)."""
    word = NUMEROTES.get((document.repertoire.dossier, document.repertoire.repertoire), "Document")
    return f"{word} n°\u00a0{document.numero}" if document.numero else ""


def _expertise(expertise: Expertise) -> list[tuple[str, str]]:
    return [
        ("Expertise", expertise.titre),
        ("Référence", expertise.nom),
        ("Juridiction", expertise.juridiction),
        ("Numéro RG", expertise.numero_rg),
    ]


def _horodatage(document: Document) -> list[tuple[str, str]]:
    row = getattr(document, "horodatage", None)
    if row is None:
        return [("Horodatage", EN_ATTENTE)]
    return [
        ("Horodaté le", instant(row.le)),
        ("Par l’autorité", f"{row.autorite}. {EMBARQUEE if row.embarquee else EXTERIEURE}"),
    ]


def _document(document: Document, path: str) -> dict[str, object]:
    deposant = f"{document.depose_par.nom_complet} ({document.depose_par.get_role_display().lower()})"
    pour = f"{document.pour.nom}, partie sans accès à la plateforme" if document.pour else ""
    return {
        "nom": document.nom,
        "lignes": [
            ("Numéro", designation(document)),
            ("Dossier", path.replace("/", "\u00a0/ ")),
            ("Déposé par", deposant),
            ("Pour", pour),
            ("Déposé le", instant(document.depose_le)),
            ("Taille", f"{taille(document.fichier.taille)} ({_octets(document.fichier.taille)})"),
            ("Type", TYPES.get(document.fichier.type_mime, document.fichier.type_mime)),
            *_horodatage(document),
        ],
        "sha256": document.fichier.sha256,
    }


def _octets(nombre: int) -> str:
    return f"{nombre:,} octets".replace(",", "\u202f").replace(" octets", "\u00a0octets")


def recu(documents: Sequence[Document]) -> bytes:
    """Return the receipt (PDF/A) of documents of one expertise, loaded by `avec_preuve`; at least one."""
    expertise = documents[0].repertoire.expertise
    paths = chemins(documents)
    moments = [document.depose_le for document in documents]
    moments += [row.le for document in documents if (row := getattr(document, "horodatage", None))]
    count = len(documents)
    size = sum(document.fichier.taille for document in documents)
    first = min(document.depose_le for document in documents)
    return pdf.composer(
        "coffre/recu.typ",
        {
            "titre": "Reçu de dépôt",
            "sous_titre": expertise.titre,
            "pied": f"Reçu du dépôt du {date_heure(first)}, {expertise.titre}",
            "expertise": _expertise(expertise),
            "resume": f"{count}\u00a0documents, {taille(size)} en tout" if count > 1 else "",
            "documents": [_document(document, paths[document.repertoire_id]) for document in documents],
            "verifier": VERIFIER,
        },
        le=max(moments),
    )


def bordereau(serie: Repertoire, pieces: Sequence[Document], *, complet: bool) -> bytes:
    """Return the list of the numbered exhibits of a party (PDF/A), `serie` being its folder.

    `complet` is false for whom the expert decides what to show, which the list then says.
    """
    partie = serie.partie
    if partie is None:
        raise ValueError("a bordereau is a party's")
    count = len(pieces)
    now = timezone.now()
    return pdf.composer(
        "coffre/bordereau.typ",
        {
            "titre": "Bordereau de pièces",
            "sous_titre": f"{partie.nom} ({partie.get_cote_display().lower()})",
            "pied": f"Bordereau de {partie.nom}, établi le {date_heure(now)}",
            "expertise": _expertise(serie.expertise),
            "resume": (f"{count}\u00a0pièces" if count > 1 else "1\u00a0pièce")
            + ("" if complet else " (celles que l’expert vous donne à lire)"),
            "pieces": [
                {
                    "numero": str(piece.numero),
                    "nom": piece.nom,
                    "verrou": "Verrouillée par l’expert" if hasattr(piece, "verrou") else "",
                    "date": jour(piece.depose_le),
                    "taille": taille(piece.fichier.taille),
                    "sha256": piece.fichier.sha256,
                }
                for piece in pieces
            ],
        },
        le=now,
    )
