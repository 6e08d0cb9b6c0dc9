"""What every page knows of the product."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def product(request: HttpRequest) -> dict[str, Any]:
    """Brand, support address and person of the request, for the base template."""
    return {
        "marque": settings.OPALEXE_BRAND,
        "courriel_assistance": settings.OPALEXE_SUPPORT_MAIL,
        "demonstration": settings.OPALEXE_DEMONSTRATION,
        "auteur": getattr(request, "auteur", None),
    }
