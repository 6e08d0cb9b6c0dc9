"""The room's entry in Django's registry."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import reverse


class CoffreConfig(AppConfig):
    """Registers the room, its destination of uploads, and the rights."""

    name = "opalexe.coffre"

    def ready(self) -> None:
        """Declare the folders as a destination; load the rights when the tables stand."""
        from opalexe.coffre import (  # noqa: F401 - registers listeners, kinds of entries, jobs
            ecoutes,
            evenements,
            taches_apercus,
            taches_confidentiel,
        )
        from opalexe.coffre.confidentiel import DestinationConfidentiel
        from opalexe.coffre.depot import DestinationRepertoire
        from opalexe.coffre.destinations import declarer
        from opalexe.coffre.requetes_confidentiel import a_voir
        from opalexe.expertises import onglets

        declarer("repertoire", DestinationRepertoire())
        declarer("confidentiel", DestinationConfidentiel())
        onglets.declarer(
            "documents", "Documents", lambda case: reverse("coffre:expertise", args=[case.pk]), ordre=10
        )
        onglets.declarer(
            "confidentiels",
            "Confidentiels",
            lambda case: reverse("coffre:confidentiels", args=[case.pk]),
            a_voir,
            ordre=30,
        )
        post_migrate.connect(charger_droits, sender=self)


def charger_droits(**_arguments: Any) -> None:
    """Make the table of rights say what the packaged file says."""
    from django.db import connection

    from opalexe.coffre.matrice import synchroniser
    from opalexe.coffre.models import Droit

    # Migrating backwards also ends here.
    if Droit._meta.db_table in connection.introspection.table_names():
        synchroniser()
