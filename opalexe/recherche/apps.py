"""The room's entry in Django's registry."""

from django.apps import AppConfig


class RechercheConfig(AppConfig):
    """Registers the room."""

    name = "opalexe.recherche"

    def ready(self) -> None:
        """Listen to what names and brings what is searched."""
        from opalexe.recherche import ecoutes, expressions  # noqa: F401 - registers listeners and a lookup
