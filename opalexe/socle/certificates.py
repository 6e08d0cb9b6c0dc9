"""From a request to a certificate: the only place that knows where a client certificate comes from.

`presented` finds the certificate of a request; `verify` (of `validation`, offered here too) judges it.
Neither touches the database: accounts and revocation are the business of `comptes`.
"""

from __future__ import annotations

import base64
import ipaddress
import re
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest

from opalexe.socle import delivery
from opalexe.socle.validation import (
    Authorities,
    CertificateRefused,
    ClientCertificate,
    RefusalKind,
    parse,
    verify,
)

__all__ = [
    "Authorities",
    "CertificateRefused",
    "ClientCertificate",
    "RefusalKind",
    "configured_authorities",
    "parse",
    "presented",
    "register_source",
    "remote_address",
    "verify",
]

CERTIFICATE_HEADER = "HTTP_X_CLIENT_CERTIFICATE"
ADDRESS_HEADER = "HTTP_X_REAL_IP"
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - the unspecified address, told as such; nothing is bound to it

PEM = re.compile(r"\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*", re.ASCII)

Source = Callable[[HttpRequest], bytes | None]

_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Add a place where a certificate may be found when the connection carries none (demonstration only)."""
    if source not in _sources:
        _sources.append(source)


def _from_trusted_proxy(request: HttpRequest) -> bool:
    """Tell whether the proxy's headers are to be believed: configured so, and come by the unix socket."""
    connection = request.META.get("gunicorn.socket")
    return bool(settings.OPALEXE_PROXY) and getattr(connection, "family", None) == socket.AF_UNIX


def _from_connection(request: HttpRequest) -> bytes | None:
    getpeercert = getattr(request.META.get("gunicorn.socket"), "getpeercert", None)
    if getpeercert is None:
        return None
    try:
        der = getpeercert(True)
    except (OSError, ValueError):  # the peer went away: nothing can be answered to it anyway
        return None
    return der or None


def _from_header(request: HttpRequest) -> bytes | None:
    header = request.META.get(CERTIFICATE_HEADER, "").strip()
    if not header:
        return None
    match = PEM.fullmatch(unquote(header))
    if match is None:
        raise CertificateRefused(RefusalKind.MALFORMED)
    try:
        return base64.b64decode("".join(match[1].split()), validate=True)
    except ValueError:
        raise CertificateRefused(RefusalKind.MALFORMED) from None


def presented(request: HttpRequest) -> bytes | None:
    """Return the DER bytes of the client certificate of a request, None when there is none.

    Raises CertificateRefused (malformed) when the trusted proxy's header is there and cannot be read.
    """
    der = _from_connection(request)
    if der is None and _from_trusted_proxy(request):
        der = _from_header(request)
    for source in _sources:
        if der is not None:
            break
        der = source(request)
    return der


def remote_address(request: HttpRequest) -> str:
    """Return the client's IP address as a text that `inet` columns take; "0.0.0.0" when unknown.

    The proxy's X-Real-IP counts under the same condition as its certificate header.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if _from_trusted_proxy(request):
        text = request.META.get(ADDRESS_HEADER, "")
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return UNKNOWN_ADDRESS
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address)


_cache: tuple[tuple[Path, Path, int, int], Authorities] | None = None


def configured_authorities() -> Authorities:
    """Return the authorities of `settings.OPALEXE_AUTHORITIES` and the platform's own root (`delivery`).

    The file is read again when it changes. Raises ValueError as `Authorities.load` does, and as
    `delivery.authority` does.
    """
    global _cache
    path, keys = Path(settings.OPALEXE_AUTHORITIES), Path(settings.OPALEXE_KEYS)
    try:
        state = path.stat()
    except OSError:
        return Authorities.load(path)  # tells it
    key = (path, keys, state.st_mtime_ns, state.st_size)
    if _cache is None or _cache[0] != key:
        listed = Authorities.load(path)
        _cache = (key, Authorities.of([*listed.roots, *listed.intermediates, delivery.root()]))
    return _cache[1]
