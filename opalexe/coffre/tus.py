"""The tus 1.0 protocol (https://tus.io/protocols/resumable-upload): core, creation, expiration, checksum,
termination.

No anti-forgery token is asked: every request must carry `Tus-Resumable`, a header that a page of another site
cannot set without a preflight, which is never granted (docs/decisions/0006).
"""

from __future__ import annotations

import base64
import errno
import hashlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase, UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from opalexe.coffre import reception, televersements
from opalexe.coffre.destinations import Contexte
from opalexe.coffre.models import Upload
from opalexe.comptes.auteur import Requete
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.file_names import nettoyer
from opalexe.socle.identifiers import uuid7

VERSION = "1.0.0"
SUMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "md5": hashlib.md5}
EXTENSIONS = "creation,expiration,checksum,termination"
OFFSET = "application/offset+octet-stream"
SILENCE = 20
"""Seconds; the sender's next try costs it nothing but a new connection."""

View = Callable[..., HttpResponseBase]


def answer(status: int, sentence: str = "", **headers: str) -> HttpResponse:
    """Answer in the protocol's terms; the sentence, in French, is shown as it is."""
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def _protocol(view: View) -> View:
    """Demand the protocol's header, and turn refusals into its answers."""

    @csrf_exempt
    @wraps(view)
    def checked(request: Requete, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            return answer(412, "Cet envoi n’est pas au format attendu.", Tus_Version=VERSION)
        try:
            return view(request, *args, **kwargs)
        except televersements.TropGros as refusal:
            return answer(413, refusal.message)
        except ActeRefuse as refusal:
            # 422 rather than 409: clients try 409 and 423 again, and this answer is final.
            return answer(422, refusal.message)
        except Http404:
            return answer(404, "Cette destination n’existe pas ou plus\u00a0: rechargez la page.")
        except reception.Occupe:
            return answer(423, "Ce fichier est déjà en cours d’envoi\u00a0: réessayez dans un instant.")

    return checked


def _options() -> HttpResponse:
    response = answer(204, Tus_Version=VERSION, Tus_Extension=EXTENSIONS)
    response["Tus-Max-Size"] = str(settings.OPALEXE_UPLOAD_LIMIT)
    response["Tus-Checksum-Algorithm"] = ",".join(SUMS)
    return response


def _metadata(header: str) -> dict[str, str]:
    """Decode `Upload-Metadata`. Raises ActeRefuse when it is not base64 of UTF-8."""
    values = {}
    for pair in header.split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            values[name] = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except ValueError:
            raise ActeRefuse("Le nom du fichier est illisible\u00a0: renommez-le, puis déposez-le.") from None
    return values


def _contexte(values: dict[str, str]) -> Contexte:
    """Read what our pages say besides the name: `pour`, `lot` (identifiers), `chemin` ("annexes/photos")."""
    try:
        pour = UUID(values["pour"]) if values.get("pour") else None
        lot = UUID(values["lot"]) if values.get("lot") else uuid7()
    except ValueError:
        raise Http404 from None
    names = [nettoyer(name) for name in values.get("chemin", "").split("/") if name]
    return Contexte(pour, lot, tuple(names))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@_protocol
def creation(request: Requete, genre: str, cible: UUID) -> HttpResponseBase:
    """Announce an upload to a destination (POST)."""
    if request.method == "OPTIONS":
        return _options()
    if request.method != "POST":
        return answer(405, Allow="OPTIONS, POST")
    size = _number(request.headers.get("Upload-Length"))
    if size is None:
        return answer(400, "La taille du fichier manque ou n’est pas un nombre.")
    values = _metadata(request.headers.get("Upload-Metadata", ""))
    upload = televersements.annoncer(
        request.auteur,
        genre,
        cible,
        values.get("filename") or values.get("name", ""),
        size,
        _contexte(values),
    )
    return answer(
        201,
        Location=reverse("coffre:televersement", args=[upload.pk]),
        Upload_Offset="0",
        Upload_Expires=http_date(upload.expire_le.timestamp()),
    )


@_protocol
def televersement(request: Requete, upload_id: UUID) -> HttpResponseBase:
    """Ask where an upload stands (HEAD), go on (PATCH), give it up (DELETE): its own person only."""
    if request.method == "OPTIONS":
        return _options()
    upload = Upload.objects.filter(pk=upload_id, compte=request.compte).first()
    if upload is None:
        raise Http404
    # The protocol asks for it, for clients that only know how to post.
    overriding = request.method == "POST"
    method = request.headers.get("X-HTTP-Method-Override") if overriding else request.method
    if method == "HEAD":
        return _head(request, upload)
    if method == "PATCH":
        return _patch(request, upload)
    if method == "DELETE":
        return _delete(upload)
    return answer(405, Allow="DELETE, HEAD, OPTIONS, PATCH")


def _standing(status: int, upload: Upload) -> HttpResponse:
    return answer(
        status,
        Upload_Offset=str(upload.recu),
        Upload_Length=str(upload.taille),
        Upload_Expires=http_date(upload.expire_le.timestamp()),
    )


def _complete(request: Requete, upload: Upload) -> None:
    if upload.recu == upload.taille and upload.fichier_id is None:
        televersements.achever(request.auteur, upload)


def _head(request: Requete, upload: Upload) -> HttpResponse:
    # A crash may have come between the last byte and the transaction: a client that is told "all received"
    # goes away, so the upload is completed before it is told.
    _complete(request, upload)
    response = _standing(200, upload)
    response["Upload-Metadata"] = "filename " + base64.b64encode(upload.nom.encode()).decode()
    return response


def _sum(header: str | None) -> reception.Somme | HttpResponse | None:
    if header is None:
        return None
    name, _, value = header.partition(" ")
    try:
        expected = base64.b64decode(value.strip(), validate=True)
    except ValueError:
        expected = b""
    if name not in SUMS or len(expected) != SUMS[name]().digest_size:
        return answer(400, "La somme de contrôle annoncée n’est pas reconnue.")
    return reception.Somme(SUMS[name](), expected)


@contextmanager
def _patience(request: Requete) -> Iterator[None]:
    """Give up a body of which nothing comes for SILENCE: its sender is gone, and its lock bars the way back.

    A machine that changes networks does not say goodbye: the connection would look alive for hours.
    """
    sock = request.META.get("gunicorn.socket")
    if not isinstance(sock, socket.socket):
        yield
        return
    usual = sock.gettimeout()
    sock.settimeout(SILENCE)
    try:
        yield
    finally:
        with suppress(OSError):  # closed meanwhile
            sock.settimeout(usual)


def _body(request: Requete) -> Callable[[int], bytes]:
    """Return what reads the body; Django's own reader takes a body sent by chunks for an empty one."""
    if not request.META.get("wsgi.input_terminated") or "Transfer-Encoding" not in request.headers:
        return request.read

    def read(size: int) -> bytes:
        try:
            block: bytes = request.META["wsgi.input"].read(size)
        except OSError as error:
            raise UnreadablePostError(*error.args) from error
        return block

    return read


def _trop_long() -> HttpResponse:
    return answer(413, "L’envoi contient plus que la taille annoncée\u00a0: recommencez-le.")


def _too_long(request: Requete, upload: Upload) -> bool:
    """Tell whether the body is announced longer than what is missing, before reading any of it."""
    length = _number(request.headers.get("Content-Length"))
    return length is not None and upload.recu + length > upload.taille


def _patch(request: Requete, upload: Upload) -> HttpResponse:
    if request.headers.get("Content-Type") != OFFSET:
        return answer(415, "Cet envoi n’est pas au format attendu.")
    sum_ = _sum(request.headers.get("Upload-Checksum"))
    if isinstance(sum_, HttpResponse):
        return sum_
    if upload.fichier_id is not None:
        return answer(409, "Ce fichier est déjà entièrement reçu.", Upload_Offset=str(upload.recu))
    try:
        with reception.verrou(upload.pk) as descriptor, _patience(request):
            upload.refresh_from_db(fields=["recu"])
            if _number(request.headers.get("Upload-Offset")) != upload.recu:
                return answer(409, "Cet envoi ne reprend pas au bon endroit.", Upload_Offset=str(upload.recu))
            if _too_long(request, upload):
                return _trop_long()
            reception.recevoir(upload, descriptor, _body(request), sum_)
    except Upload.DoesNotExist:
        raise Http404 from None
    except FileNotFoundError:  # adopted, then a crash; or swept
        if upload.recu < upload.taille:
            return answer(410, "Cet envoi a expiré\u00a0: recommencez-le.")
    except reception.TropLong:
        return _trop_long()
    except reception.SommeFausse:
        return answer(
            460, "L’envoi a été altéré en chemin\u00a0: il reprend.", Upload_Offset=str(upload.recu)
        )
    except UnreadablePostError:  # cut: nobody reads this answer, what came is kept
        return answer(408)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return answer(507, "La plateforme manque de place\u00a0: réessayez plus tard, rien n’est perdu.")
        raise
    televersements.prolonger(upload)
    _complete(request, upload)
    return _standing(204, upload)


def _delete(upload: Upload) -> HttpResponse:
    try:
        with reception.verrou(upload.pk):
            dropped = televersements.abandonner(upload)
    except FileNotFoundError:  # adopted, then a crash; or adopted for good
        dropped = televersements.abandonner(upload)
    if not dropped:
        return answer(422, "Ce fichier est déjà reçu\u00a0: l’envoi ne s’annule plus.")
    return answer(204)
