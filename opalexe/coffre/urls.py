"""Addresses of this room: its pages, its files, its uploads."""

from django.urls import path

from opalexe.coffre import tus, views_fichiers
from opalexe.coffre.urls_droits import urlpatterns_droits
from opalexe.coffre.urls_pages import urlpatterns_pages
from opalexe.coffre.urls_partage import urlpatterns_partage
from opalexe.coffre.urls_preuves import urlpatterns_preuves

app_name = "coffre"
urlpatterns = [
    *urlpatterns_pages,
    *urlpatterns_partage,
    *urlpatterns_preuves,
    *urlpatterns_droits,
    path("documents/zip/", views_fichiers.zip_, name="zip"),
    path("documents/<uuid:document_id>/", views_fichiers.document, name="document"),
    path("televersements/<uuid:upload_id>/", tus.televersement, name="televersement"),
    path("televersements/<str:genre>/<uuid:cible>/", tus.creation, name="televersements"),
]
