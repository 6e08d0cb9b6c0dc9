"""`python -m django preparer_demonstration`: everything that the demonstration needs, made once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from opalexe.demonstration.preparation import preparer, presenter


class Command(BaseCommand):
    """Does nothing more when all is there already."""

    help = "Prépare les certificats, les personnes et les affaires de la démonstration."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare, then say who is who."""
        self.stdout.write("Préparation de la démonstration…")
        preparer()
        self.stdout.write(presenter())
