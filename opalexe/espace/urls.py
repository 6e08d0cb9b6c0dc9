"""Addresses of this room."""

from django.urls import path

from opalexe.espace import views

app_name = "espace"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("panneaux/", views.panneaux, name="panneaux"),
    path("menu/", views.menu, name="menu"),
    path("expertises/", views.expertises, name="expertises"),
    path("aide/", views.aide, name="aide"),
]
