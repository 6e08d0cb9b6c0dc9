"""A guard that lends identities: it stands on this machine only, and nowhere in production."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

ABSENTE = """
import django
django.setup()
from django.apps import apps
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from opalexe.socle import certificates
for address in ("/demonstration/", "/demonstration/courriels/", "/demonstration/incarner/"):
    try:
        resolve(address)
    except Resolver404:
        continue
    raise SystemExit(f"{address} exists")
assert not apps.is_installed("opalexe.demonstration")
from opalexe.demonstration.choix import COOKIE, SEL
from django.core.signing import get_cookie_signer
request = RequestFactory().get("/")
request.COOKIES[COOKIE] = get_cookie_signer(salt=COOKIE + SEL).sign("bernard.dupuy")
assert certificates.presented(request) is None
assert certificates._sources == []
print("absente")
"""


def _python(code: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OPALEXE_")}
    environ |= {
        "DJANGO_SETTINGS_MODULE": "opalexe.settings",
        "OPALEXE_VAR": str(settings.OPALEXE_VAR),
        **changes,
    }
    return subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"OPALEXE_BIND": "0.0.0.0:8443"}, "elle refuse l’adresse"),
        ({"OPALEXE_BIND": "192.0.2.7:8443"}, "elle refuse l’adresse"),
        ({"OPALEXE_AUTHORITIES": "/etc/ssl/certs/ca-certificates.crt"}, "sa propre autorité"),
        ({"OPALEXE_PROXY": "oui", "OPALEXE_BIND": "unix:/tmp/prise"}, "mandataire"),
    ],
)
def test_un_demarrage_dangereux_est_refuse(changes: dict[str, str], phrase: str) -> None:
    done = _python("import django; django.setup()", OPALEXE_MODE="demonstration", **changes)
    assert done.returncode != 0
    assert phrase in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("demonstration")
def test_la_salle_elle_meme_refuse() -> None:
    room = apps.get_app_config("demonstration")
    room.ready()
    configuration = settings.CONFIGURATION
    with (
        override_settings(CONFIGURATION=replace(configuration, bind="0.0.0.0:8443")),
        pytest.raises(ImproperlyConfigured, match="qu’à cette machine"),
    ):
        room.ready()
    with (
        override_settings(OPALEXE_PROXY=True),
        pytest.raises(ImproperlyConfigured, match="qu’à cette machine"),
    ):
        room.ready()
    with (
        override_settings(OPALEXE_AUTHORITIES=configuration.var / "ailleurs.pem"),
        pytest.raises(ImproperlyConfigured, match="propre autorité"),
    ):
        room.ready()
    with (
        override_settings(OPALEXE_DEMONSTRATION=False),
        pytest.raises(ImproperlyConfigured, match="retirez-la"),
    ):
        room.ready()


def test_en_production_elle_n_existe_pas() -> None:
    done = _python(
        ABSENTE,
        OPALEXE_MODE="production",
        OPALEXE_SECRET_KEY="essai" * 20,
        OPALEXE_AUTHORITIES="autorites.pem",
        OPALEXE_URL="https://expertises.exemple.fr",
    )
    assert done.stdout.strip() == "absente", done.stderr
