"""gunicorn's configuration, read from the environment that the supervisor prepares.

OPALEXE_BIND         `host:port` (TLS, client certificates) or `unix:/path` (behind a proxy, no TLS)
OPALEXE_TLS_CERT     the server's certificate followed by its chain, PEM; not with `unix:`
OPALEXE_TLS_KEY      its key, PEM
OPALEXE_AUTHORITIES  the authorities whose client certificates pass the handshake, PEM
OPALEXE_KEYS         folder of the platform's own authority, whose certificates pass it too (<OPALEXE_VAR>/autorites)
OPALEXE_WEB_WORKERS  number of processes, 2 by default

It runs in gunicorn's parent process, which must not import what looks at gevent's patches when imported
(psycopg, Django): only the workers are patched.
"""

import contextlib
import os
import socket
import ssl
import sys
from pathlib import Path
from typing import Any

import gevent
import gevent.ssl

from opalexe import configuration
from opalexe.socle import pki

# X509_V_FLAG_NO_CHECK_TIME (openssl/x509_vfy.h), which the ssl module does not name.
NO_CHECK_TIME = 0x200000

# A person chooses a certificate and types a code in the middle of a handshake: a human's time, no machine's.
HANDSHAKE_SECONDS = 120
PARTING_SECONDS = 2


class ClientTLSContext(gevent.ssl.SSLContext):  # type: ignore[misc]  # gevent is not annotated
    """A gevent TLS context whose handshakes end, one way or the other, without a word in the log."""

    def wrap_socket(self, sock: Any, *arguments: Any, **named: Any) -> Any:
        """Shake hands within HANDSHAKE_SECONDS; a failure ends this connection's greenlet quietly.

        Anyone can make a handshake fail: each would otherwise write a trace in the log.
        """
        # A failed handshake closes its socket; this one keeps the connection until the alert has been read.
        connection = sock.dup()
        try:
            with gevent.Timeout(HANDSHAKE_SECONDS, TimeoutError("TLS handshake too long")):
                return super().wrap_socket(sock, *arguments, **named)
        except OSError as error:
            _part(connection)
            raise gevent.GreenletExit from error
        finally:
            connection.close()


def _part(connection: Any) -> None:
    """Say that all is said, and swallow what was still coming.

    Closing with bytes unread would reset the connection, and the browser would tell of a network failure
    instead of the certificate's refusal.
    """
    with contextlib.suppress(OSError), gevent.Timeout(PARTING_SECONDS, False):
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass


def _platform_root() -> str:
    """Return the root of the certificates that the platform issues, PEM; made at first start."""
    keys = configuration.keys_folder(os.environ)
    try:
        return pki.to_pem(pki.platform_authority(keys).certificate).decode()
    except (OSError, ValueError):
        sys.exit(
            f"L’autorité de la plateforme, dans {keys}, ne peut être lue ni créée\u00a0: rendez ce dossier "
            "accessible au service, ou restaurez sa sauvegarde."
        )


def _make_context(conf: Any) -> ClientTLSContext:
    context = ClientTLSContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    context.load_cert_chain(conf.certfile, conf.keyfile)
    context.load_verify_locations(conf.ca_certs)
    context.load_verify_locations(cadata=_platform_root())
    # Optional: whoever has no certificate gets a page that explains what is needed.
    context.verify_mode = ssl.CERT_OPTIONAL
    # Whoever has an expired one also gets a page: dates are judged by the application (socle.validation), and
    # all the rest is judged both here and there.
    context.verify_flags = ssl.VerifyFlags(context.verify_flags | NO_CHECK_TIME)
    return context


_context: ClientTLSContext | None = None


def ssl_context(conf: Any, _default: Any) -> ClientTLSContext:
    """Return the one TLS context of this process, made in gunicorn's parent and inherited by each worker.

    A session ticket opens only under the context that made it: with one context for all, a browser resumes
    its session with whichever worker answers, and a smartcard is not asked again.
    """
    global _context
    if _context is None:
        _context = _make_context(conf)
    return _context


def _prepare(server: Any) -> None:
    if server.cfg.is_ssl:
        ssl_context(server.cfg, None)
    else:
        _platform_root()


on_starting = _prepare
on_reload = _prepare

bind = os.environ.get("OPALEXE_BIND", "127.0.0.1:8443").strip()
wsgi_app = "opalexe.wsgi:application"
proc_name = "opalexe"
workers = int(os.environ.get("OPALEXE_WEB_WORKERS") or 2)
worker_class = "gevent"
worker_connections = 2000
preload_app = False  # the application is to be imported after gevent has patched the worker

if not bind.startswith("unix:"):
    for _variable in ("OPALEXE_TLS_CERT", "OPALEXE_TLS_KEY", "OPALEXE_AUTHORITIES"):
        if not os.environ.get(_variable) or not Path(os.environ[_variable]).is_file():
            sys.exit(f"{_variable} doit indiquer un fichier PEM pour servir en TLS sur {bind}.")
    certfile = os.environ["OPALEXE_TLS_CERT"]
    keyfile = os.environ["OPALEXE_TLS_KEY"]
    ca_certs = os.environ["OPALEXE_AUTHORITIES"]
    cert_reqs = int(ssl.CERT_OPTIONAL)

# The proxy's socket gives the right to say who the client is: for its user and group only (gunicorn: 0777).
umask = 0o007

# A worker silent for so long is stuck (its loop beats each second); hashing a big file is not.
timeout = 120
# A silent connection is closed; TLS sessions resume, so another costs little. It also bounds a stop.
keepalive = 10
graceful_timeout = 15
# The heartbeat file is touched each second: in memory, a slow disk cannot make a worker look dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn unlinks it at once

limit_request_line = 8190
limit_request_fields = 64
# Behind a proxy, one field holds a whole certificate, URL-escaped.
limit_request_field_size = 16384 if bind.startswith("unix:") else 8190

# Headers of a proxy: believed on the unix socket only, and only the one our proxy sets.
forwarded_allow_ips = ""
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
forwarder_headers = ""
header_map = "drop"

control_socket_disable = True
accesslog = None  # addresses of persons are kept by the journal, for what they did, and nowhere else
errorlog = "-"
loglevel = "warning"
