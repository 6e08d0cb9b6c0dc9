"""The process of the background jobs: `python -m opalexe.runtime.worker`, until asked to stop (SIGTERM)."""

from __future__ import annotations

import os

import django

# How long a job under way may take to end when the worker is asked to stop; it is aborted then.
GRACE_SECONDS = 10.0

# Jobs done at once: a preview or an index takes seconds, and no e-mail waits for them.
TOGETHER = 4


def main() -> None:
    """Do jobs as they come. It ends when it loses the database: the supervisor starts it again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opalexe.settings")
    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("procrastinate is not set up on Django's database")
    # Django's own connector can queue jobs, not wait for them.
    with app.replace_connector(connector.get_worker_connector()):
        app.run_worker(concurrency=TOGETHER, shutdown_graceful_timeout=GRACE_SECONDS)


if __name__ == "__main__":
    main()
