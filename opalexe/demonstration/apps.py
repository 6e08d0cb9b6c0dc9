"""The room's entry in Django's registry: refuses to stand anywhere but on this machine, for itself."""

from __future__ import annotations

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class DemonstrationConfig(AppConfig):
    """Registers the room and the certificates that it lends.

    `configuration.read` checks the same things: a guard that lends identities is worth two.
    """

    name = "opalexe.demonstration"

    def ready(self) -> None:
        """Lend certificates. Raises ImproperlyConfigured where somebody else could come and ask for them."""
        from opalexe.configuration import is_loopback_bind
        from opalexe.demonstration import certificats, evenements
        from opalexe.demonstration.choix import source
        from opalexe.socle.certificates import register_source

        if not settings.OPALEXE_DEMONSTRATION:
            raise ImproperlyConfigured("La démonstration n’est pas une partie du service : retirez-la.")
        if not is_loopback_bind(settings.CONFIGURATION.bind) or settings.OPALEXE_PROXY:
            raise ImproperlyConfigured(
                "La démonstration prête ses certificats à qui les demande : "
                "elle ne répond qu’à cette machine. "
                "Choisissez une adresse locale, par exemple OPALEXE_BIND=127.0.0.1:8443, sans mandataire."
            )
        if Path(settings.OPALEXE_AUTHORITIES).resolve() != certificats.autorites().resolve():
            raise ImproperlyConfigured(
                "La démonstration n’accepte que sa propre autorité de certification : "
                "retirez OPALEXE_AUTHORITIES."
            )
        register_source(source)
        del evenements  # imported for the kinds of entries that it declares
