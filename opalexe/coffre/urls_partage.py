"""Addresses of sharing, locking and confidential requests, included by `urls.py`."""

from django.urls import URLPattern, path

from opalexe.coffre import views_confidentiel, views_partage

urlpatterns_partage: list[URLPattern] = [
    path("expertises/<uuid:expertise_id>/partage/", views_partage.partage, name="partage"),
    path("expertises/<uuid:expertise_id>/partage/acces/", views_partage.partage_acces, name="partage_acces"),
    path("documents/<uuid:document_id>/verrou/", views_partage.verrou, name="verrou"),
    path(
        "expertises/<uuid:expertise_id>/confidentiels/",
        views_confidentiel.confidentiels,
        name="confidentiels",
    ),
    path(
        "expertises/<uuid:expertise_id>/confidentiels/demander/",
        views_confidentiel.demander,
        name="confidentiel_demander",
    ),
    path("confidentiels/<uuid:demande_id>/envoi/", views_confidentiel.envoi, name="confidentiel_envoi"),
    path("confidentiels/<uuid:demande_id>/fichier/", views_confidentiel.fichier, name="confidentiel_fichier"),
    path(
        "confidentiels/<uuid:demande_id>/decision/", views_confidentiel.decision, name="confidentiel_decision"
    ),
    path("confidentiels/<uuid:demande_id>/retrait/", views_confidentiel.retrait, name="confidentiel_retrait"),
    path("confidentiels/<uuid:demande_id>/depot/", views_confidentiel.ouverture, name="confidentiel_depot"),
]
