"""The room's entry in Django's registry."""

from django.apps import AppConfig


class SocleConfig(AppConfig):
    """Registers the room."""

    name = "opalexe.socle"
