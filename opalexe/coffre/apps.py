"""The room's entry in Django's registry."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoffreConfig(AppConfig):
    """Registers the room, its destination of uploads, and the rights."""

    name = "opalexe.coffre"

    def ready(self) -> None:
        """Declare the folders as a destination; load the rights when the tables stand."""
        from opalexe.coffre import evenements  # noqa: F401 - declares kinds of entries
        from opalexe.coffre.depot import DestinationRepertoire
        from opalexe.coffre.destinations import declarer

        declarer("repertoire", DestinationRepertoire())
        post_migrate.connect(charger_droits, sender=self)


def charger_droits(**_arguments: Any) -> None:
    """Make the table of rights say what the packaged file says."""
    from django.db import connection

    from opalexe.coffre.matrice import synchroniser
    from opalexe.coffre.models import Droit

    # Migrating backwards also ends here.
    if Droit._meta.db_table in connection.introspection.table_names():
        synchroniser()
