"""Addresses of the product: each room has its own."""

from django.conf import settings
from django.urls import include, path

handler400 = "opalexe.socle.views.demande_incorrecte"
handler404 = "opalexe.socle.views.introuvable"
handler500 = "opalexe.socle.views.panne"

urlpatterns = [
    path("", include("opalexe.espace.urls")),
    path("", include("opalexe.comptes.urls")),
    path("annuaire/", include("opalexe.annuaire.urls")),
    path("designations/", include("opalexe.designations.urls")),
    path("expertises/", include("opalexe.expertises.urls")),
    path("", include("opalexe.coffre.urls")),
    path("recherche/", include("opalexe.recherche.urls")),
]
if settings.OPALEXE_DEMONSTRATION:
    urlpatterns.append(path("demonstration/", include("opalexe.demonstration.urls")))
