"""Pytest plugin, loaded before Django's settings are read: the environment of tests.

Tests run on a real PostgreSQL: the one that DATABASE_URL names, else the embedded one, in `var/tests/`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var" / "tests"


def _start_database() -> None:
    from opalexe.runtime.postgres import Cluster

    cluster = Cluster(VAR / "postgres", durable=False)
    cluster.start()
    atexit.register(cluster.stop)
    os.environ["DATABASE_URL"] = cluster.url("opalexe")


def _prepare() -> None:
    (VAR / "statique").mkdir(parents=True, exist_ok=True)
    for name in [name for name in os.environ if name.startswith("OPALEXE_")]:
        del os.environ[name]
    storage = tempfile.mkdtemp(prefix="coffre-", dir=VAR)
    atexit.register(shutil.rmtree, storage, ignore_errors=True)
    os.environ["OPALEXE_MODE"] = "demonstration"
    os.environ["OPALEXE_VAR"] = str(VAR)
    os.environ["OPALEXE_STORAGE"] = storage
    if "DATABASE_URL" not in os.environ:
        _start_database()


_prepare()


def pytest_configure() -> None:
    """Admit the test authority, and serve static files without the manifest that a start makes."""
    from django.conf import settings

    from opalexe.essais.autorite import BUNDLE, autorite

    autorite()
    settings.OPALEXE_AUTHORITIES = BUNDLE
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
