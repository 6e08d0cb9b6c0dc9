"""The room's entry in Django's registry."""

from django.apps import AppConfig


class SuiviConfig(AppConfig):
    """Registers the room, and its ears on the journal."""

    name = "opalexe.suivi"

    def ready(self) -> None:
        """Listen."""
        from opalexe.suivi import ecoutes, ecoutes_coffre, ecoutes_expertises  # noqa: F401 - registers listeners
