"""The room's entry in Django's registry."""

from django.apps import AppConfig


class EspaceConfig(AppConfig):
    """Registers the room."""

    name = "opalexe.espace"
