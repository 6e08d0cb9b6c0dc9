"""The room's entry in Django's registry."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers the room."""

    name = "opalexe.journal"
