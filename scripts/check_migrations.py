"""Check, without a database, that the migrations tell all that the models say, and in one line of history.

`makemigrations --check` does so too, but asks the database for its history, and waits for it.
"""

from __future__ import annotations

import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def main() -> int:
    """Name the apps whose migrations are missing or fork; return the exit status."""
    django.setup()
    translation.deactivate_all()  # migrations hold the untranslated texts
    loader = MigrationLoader(None, ignore_no_migrations=True)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
        loader.graph
    )
    for label, migrations in sorted(changes.items()):
        operations = [operation.describe() for migration in migrations for operation in migration.operations]
        print(f"{label}: missing migration ({', '.join(operations)})")
    conflicts = loader.detect_conflicts()
    for label, names in sorted(conflicts.items()):
        print(f"{label}: several last migrations ({', '.join(sorted(names))})")
    return 1 if changes or conflicts else 0


if __name__ == "__main__":
    sys.exit(main())
