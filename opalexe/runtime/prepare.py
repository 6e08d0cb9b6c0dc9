"""One process that makes all ready before the web starts: tables, static files, the demonstration's people.

Django takes a second to set up: it is done once, and what is done already is not done again.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

# Any number, as long as it is ours: two nodes that start together must not both migrate.
MIGRATION_LOCK = 6_041_989


def _migrate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                print("Préparation de la base de données…", flush=True)
                call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def _static_fingerprint() -> str:
    """Return what changes when static files may have: the locked packages, and our own files."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    root = Path(settings.BASE_DIR)
    for lock in (
        root / "package-lock.json",
        root / "requirements" / "base.txt",
        root / "opalexe" / "settings.py",
    ):
        if lock.is_file():
            digest.update(lock.read_bytes())
    for path in sorted(root.glob("opalexe/*/static/**/*")):
        if path.is_file():
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _collect_static() -> None:
    target = Path(settings.STATIC_ROOT)
    stamp = target.with_name(target.name + ".empreinte")
    fingerprint = _static_fingerprint()
    if target.is_dir() and stamp.is_file() and stamp.read_text(encoding="ascii") == fingerprint:
        return
    print("Rassemblement des feuilles de style et des scripts…", flush=True)
    stamp.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(fingerprint, encoding="ascii")


def main() -> int:
    """Prepare everything; return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opalexe.settings")
    django.setup()
    # Models are known from here on.
    from opalexe.coffre.matrice import MatriceIncorrecte, lire, synchroniser

    try:
        lire(settings.OPALEXE_DROITS)
        _migrate()
        synchroniser()
    except MatriceIncorrecte as error:
        print(error, file=sys.stderr)
        return 1
    except OperationalError:
        print(
            "La base de données ne répond pas, ou refuse le compte indiqué : vérifiez DATABASE_URL.",
            file=sys.stderr,
        )
        return 1
    _collect_static()
    if settings.OPALEXE_DEMONSTRATION:
        call_command("preparer_demonstration")
    return 0


if __name__ == "__main__":
    sys.exit(main())
