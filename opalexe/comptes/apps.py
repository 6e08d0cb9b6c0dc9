"""The room's entry in Django's registry."""

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    """Registers the room."""

    name = "opalexe.comptes"
