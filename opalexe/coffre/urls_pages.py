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
    path(
        "expertises/<uuid:expertise_id>/dossiers/<uuid:repertoire_id>/nouveau/", views.nouveau, name="nouveau"
    ),
    path(
        "expertises/<uuid:expertise_id>/dossiers/<uuid:repertoire_id>/nom/", views.renommer, name="renommer"
    ),
    path(
        "expertises/<uuid:expertise_id>/dossiers/<uuid:repertoire_id>/supprimer/",
        views.supprimer,
        name="supprimer",
    ),
    path(
        "expertises/<uuid:expertise_id>/dossiers/<uuid:repertoire_id>/bordereau/",
        views.deposer_bordereau,
        name="deposer_bordereau",
    ),
]
