"""Addresses of the viewer and of the rights explained, included by `urls.py`."""

from django.urls import URLPattern, path

from opalexe.coffre import views_droits, views_visionneuse

urlpatterns_droits: list[URLPattern] = [
    path("documents/<uuid:document_id>/apercu/", views_visionneuse.apercu, name="apercu"),
    path("documents/<uuid:document_id>/contenu/", views_visionneuse.contenu, name="contenu"),
    path("droits/", views_droits.droits, name="droits"),
]
