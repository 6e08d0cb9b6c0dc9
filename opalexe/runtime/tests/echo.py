"""A WSGI application that tells what it sees of its client, served by the real gunicorn in `test_tls`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest

from opalexe.configuration import keys_folder

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

settings.configure(
    OPALEXE_PROXY=True,
    OPALEXE_AUTHORITIES=Path(os.environ["OPALEXE_AUTHORITIES"]),
    OPALEXE_KEYS=keys_folder(os.environ),
)

from opalexe.socle import certificates  # noqa: E402 - as Django wants it: settings first


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with JSON; `?direct` puts the trust in the proxy off."""
    settings.OPALEXE_PROXY = environ["QUERY_STRING"] != "direct"
    request = WSGIRequest(environ)
    told: dict[str, object] = {
        "pid": os.getpid(),
        "scheme": request.scheme,
        "address": certificates.remote_address(request),
        "fingerprint": None,
        "verdict": "none",
    }
    try:
        der = certificates.presented(request)
        if der is not None:
            told["fingerprint"] = certificates.parse(der).fingerprint
            certificates.verify(der, certificates.configured_authorities(), datetime.now(UTC))
            told["verdict"] = "valid"
    except certificates.CertificateRefused as refused:
        told["verdict"] = refused.kind
    body = json.dumps(told).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
