"""Addresses of the vault's pages, included by `urls.py`."""

from django.urls import URLPattern, path

from opalexe.coffre import views

urlpatterns_pages: list[URLPattern] = [
    path("expertises/<uuid:expertise_id>/", views.expertise, name="expertise"),
    path(
        "expertises/<uuid:expertise_id>/dossiers/<uuid:repertoire_id>/",
        views.repertoire,
        name="repertoire",
    ),
]
