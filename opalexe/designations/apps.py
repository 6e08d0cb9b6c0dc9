"""The room's entry in Django's registry."""

from django.apps import AppConfig


class DesignationsConfig(AppConfig):
    """Registers the room."""

    name = "opalexe.designations"

    def ready(self) -> None:
        """Say where uploads may land, and what the directory of experts shows of designations."""
        from opalexe.annuaire.requetes import annoter
        from opalexe.coffre.destinations import declarer
        from opalexe.designations import destinations
        from opalexe.designations.requetes import annoter_en_attente

        declarer("designation", destinations.DEMANDE)
        declarer("reponse", destinations.REPONSE)
        annoter(annoter_en_attente)
