"""The room's entry in Django's registry."""

from django.apps import AppConfig


class ExpertisesConfig(AppConfig):
    """Registers the room."""

    name = "opalexe.expertises"
