"""An S3 service in a process of its own: moto's, which takes what it is sent, made as strict as Amazon's.

    python -m opalexe.essais.serveur_s3 PORT

It refuses an unknown key, bytes that are not those that were signed or whose SHA-256 is not the one announced.
Buckets whose name begins with `ancien-` are those of a service that knows neither checksums nor conditions.
"""

from __future__ import annotations

import hashlib
import io
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, run_simple

ACCESS_KEY = "OPALEXEESSAIS"
SECRET_KEY = "secret d’essai"  # noqa: S105 - of a server that lives as long as a test
ANCIEN = "ancien-"
NOUVEAUTES = (
    "HTTP_X_AMZ_CHECKSUM_SHA256",
    "HTTP_X_AMZ_CHECKSUM_ALGORITHM",
    "HTTP_X_AMZ_SDK_CHECKSUM_ALGORITHM",
)


class Strict:
    """What stands before moto."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Check a request, then pass it on."""
        refused = self._juger(environ)
        if not refused:
            answer: Iterable[bytes] = self.application(environ, start_response)
            return answer
        status, code = refused
        body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        start_response(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
        return [body]

    def _juger(self, environ: dict[str, Any]) -> tuple[str, str] | None:
        if f"Credential={ACCESS_KEY}/" not in environ.get("HTTP_AUTHORIZATION", ""):
            return "403 Forbidden", "InvalidAccessKeyId"
        if environ["PATH_INFO"].startswith(f"/{ANCIEN}"):
            for name in (*NOUVEAUTES, "HTTP_IF_NONE_MATCH"):
                environ.pop(name, None)
        if environ["REQUEST_METHOD"] not in ("PUT", "POST"):
            return None
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(content)
        digest = hashlib.sha256(content)
        if environ.get("HTTP_X_AMZ_CONTENT_SHA256") not in (digest.hexdigest(), "UNSIGNED-PAYLOAD"):
            return "400 Bad Request", "XAmzContentSHA256Mismatch"
        told = environ.get("HTTP_X_AMZ_CHECKSUM_SHA256")
        if told and told != b64encode(digest.digest()).decode():
            return "400 Bad Request", "BadDigest"
        return None


class Muet(WSGIRequestHandler):
    """Says nothing of each request, and keeps connections as S3 does."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


if __name__ == "__main__":
    run_simple(
        "127.0.0.1",
        int(sys.argv[1]),
        Strict(DomainDispatcherApplication(create_backend_app)),
        threaded=True,
        request_handler=Muet,
    )
