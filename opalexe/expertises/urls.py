"""Addresses of this room."""

from django.urls import path

from opalexe.expertises import (
    views,
    views_administration,
    views_creation,
    views_participants,
    views_personnes,
)

app_name = "expertises"
urlpatterns = [
    path("nouvelle/", views_creation.nouvelle, name="nouvelle"),
    path("nouvelle/expert/", views_creation.expert, name="nouvelle_expert"),
    path("nouvelle/apercu/", views_creation.apercu, name="apercu"),
    path("nouvelle/juridiction/", views_creation.juridiction, name="nouvelle_juridiction"),
    path("<uuid:expertise_id>/consignation/", views.consignation, name="consignation"),
    path("<uuid:expertise_id>/statut/", views.statut, name="statut"),
    path("<uuid:expertise_id>/participants/", views_participants.participants, name="participants"),
    path("<uuid:expertise_id>/administration/", views_administration.administration, name="administration"),
    path("<uuid:expertise_id>/administration/nom/", views_administration.nom, name="nom"),
    path(
        "<uuid:expertise_id>/administration/nom/apercu/", views_administration.nom_apercu, name="nom_apercu"
    ),
    path(
        "<uuid:expertise_id>/administration/parties/ajouter/",
        views_administration.partie_ajouter,
        name="partie_ajouter",
    ),
    path(
        "<uuid:expertise_id>/administration/parties/<uuid:partie_id>/",
        views_administration.partie,
        name="partie",
    ),
    path(
        "<uuid:expertise_id>/administration/parties/<uuid:partie_id>/retirer/",
        views_administration.partie_retirer,
        name="partie_retirer",
    ),
    path(
        "<uuid:expertise_id>/administration/parties/<uuid:partie_id>/membre/",
        views_administration.membre,
        name="membre",
    ),
    path("<uuid:expertise_id>/administration/avocat/", views_personnes.avocat, name="avocat"),
    path("<uuid:expertise_id>/administration/juridiction/", views_personnes.juridiction, name="juridiction"),
    path("<uuid:expertise_id>/administration/co-expert/", views_personnes.co_expert, name="co_expert"),
    path("<uuid:expertise_id>/administration/sapiteur/", views_personnes.sapiteur, name="sapiteur"),
    path(
        "<uuid:expertise_id>/administration/sapiteur/nouveau/",
        views_personnes.sapiteur_nouveau,
        name="sapiteur_nouveau",
    ),
    path(
        "<uuid:expertise_id>/administration/participants/<int:participation_id>/",
        views_personnes.participant,
        name="participant",
    ),
    path(
        "<uuid:expertise_id>/administration/participants/<int:participation_id>/coordonnees/",
        views_personnes.coordonnees,
        name="coordonnees",
    ),
]
