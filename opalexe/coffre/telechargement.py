"""Answers that carry files: one with its ranges (RFC 9110, section 14), or several as one streamed zip."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, http_date, parse_etags
from zipstream import ZIP_STORED, ZipStream

from opalexe.coffre import reception
from opalexe.coffre.models import Fichier
from opalexe.coffre.televersements import stockage

# What a browser shows by itself without running anything; all else is only downloaded.
VISIBLES = {"application/pdf", "image/png", "image/jpeg", "text/plain"}
PLAGE = re.compile(r"bytes=([0-9]{0,20})-([0-9]{0,20})", re.ASCII)
INTERDIT = re.compile(r'[\\/:*?"<>|]')
LONGUEUR_NOM = 120
SUITE = re.compile(r"bytes=0*[1-9][0-9]*-[0-9]*")


def _blocs(fichier: Fichier, debut: int, longueur: int) -> Iterator[bytes]:
    # The answer is decided: a slow reader must not hold a database connection until its last byte.
    reception.rendre_connexion()
    with stockage().ouvrir(fichier.cle) as file:
        file.seek(debut)
        yield from reception.blocs(file, longueur)


def plage(header: str, taille: int) -> tuple[int, int] | None:
    """Return (first byte, length) of a single range, None when it cannot be served (416).

    Raises LookupError when the header is of no form that we serve: it is then ignored, as the RFC allows.
    """
    match = PLAGE.fullmatch(header.strip())
    if match is None or match[0] == "bytes=-":
        raise LookupError
    first, last = match[1], match[2]
    if not first:
        length = min(int(last), taille)
        return (taille - length, length) if length else None
    start = int(first)
    end = min(int(last), taille - 1) if last else taille - 1
    if last and int(last) < start:
        raise LookupError
    return (start, end - start + 1) if start < taille else None


def commence_au_debut(request: HttpRequest) -> bool:
    """Tell whether a request asks for a file from its first byte on.

    The rest of a file begun ("bytes=500-") is not another reading; all else that a GET may bring is.
    """
    return request.method == "GET" and not SUITE.fullmatch(request.headers.get("Range", "").strip())


def reponse_fichier(
    request: HttpRequest, fichier: Fichier, nom: str, *, montrer: bool = False
) -> HttpResponseBase:
    """Answer with a file under a name, whole or one range of it.

    It is downloaded, unless `montrer` and its detected type can be shown without danger; the type is never
    guessed by the browser, and nothing inside runs.
    """
    inline = montrer and fichier.type_mime in VISIBLES
    etag = f'"{fichier.sha256}"'
    modified = http_date(fichier.recu_le.timestamp())
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Last-Modified": modified,
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": content_disposition_header(not inline, nom) or "attachment",
        # The browser's PDF viewer does not work in a sandbox, and runs nothing of ours.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"
        + ("" if fichier.type_mime == "application/pdf" else "; sandbox"),
    }
    kind = fichier.type_mime
    if kind.startswith("text/"):
        kind = f"{kind}; charset=utf-8" if inline else "application/octet-stream"
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers=headers)
    start, length, status = 0, fichier.taille, 200
    asked = request.headers.get("Range")
    if asked and request.method == "GET" and request.headers.get("If-Range", etag) in (etag, modified):
        try:
            found = plage(asked, fichier.taille)
        except LookupError:
            pass
        else:
            if found is None:
                headers["Content-Range"] = f"bytes */{fichier.taille}"
                return HttpResponse(status=416, headers=headers)
            start, length = found
            status = 206
            headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{fichier.taille}"
    headers["Content-Length"] = str(length)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type=kind)
    return StreamingHttpResponse(
        _blocs(fichier, start, length), status=status, headers=headers, content_type=kind
    )


def noms_distincts(names: Iterable[str]) -> Iterator[str]:
    """Give each path of a zip a name of its own, case ignored: "a.pdf", "a (2).pdf"."""
    taken: set[str] = set()
    for name in names:
        candidate, number = name, 2
        while candidate.casefold() in taken:
            stem, dot, suffix = name.rpartition(".")
            candidate = f"{stem} ({number}).{suffix}" if dot else f"{name} ({number})"
            number += 1
        taken.add(candidate.casefold())
        yield candidate


def reponse_zip(entries: list[tuple[str, Fichier]], nom: str) -> HttpResponseBase:
    """Answer with a zip, streamed, of (path inside, file): stored as they are, size told in advance.

    `nom` becomes its name, without what no system takes in a name of file ("21/01234") nor can hold.
    """
    nom = f"{INTERDIT.sub('-', nom.removesuffix('.zip'))[:LONGUEUR_NOM]}.zip"
    archive = ZipStream(compress_type=ZIP_STORED, sized=True)
    for path, (_, fichier) in zip(noms_distincts(path for path, _ in entries), entries, strict=True):
        archive.add(_blocs(fichier, 0, fichier.taille), path, size=fichier.taille)
    return StreamingHttpResponse(
        archive,
        content_type="application/zip",
        headers={
            "Content-Length": str(len(archive)),
            "Content-Disposition": content_disposition_header(True, nom) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
