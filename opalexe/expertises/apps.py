"""The room's entry in Django's registry."""

from django.apps import AppConfig
from django.urls import reverse


class ExpertisesConfig(AppConfig):
    """Registers the room, and its tabs."""

    name = "opalexe.expertises"

    def ready(self) -> None:
        """Declare the tabs of an expertise; those of the rooms above come between (see `onglets.py`)."""
        from opalexe.expertises import onglets
        from opalexe.expertises.actes import administre

        onglets.declarer(
            "participants",
            "Participants",
            lambda case: reverse("expertises:participants", args=[case.pk]),
            ordre=20,
        )
        onglets.declarer(
            "administration",
            "Administration",
            lambda case: reverse("expertises:administration", args=[case.pk]),
            administre,
            ordre=90,
        )
