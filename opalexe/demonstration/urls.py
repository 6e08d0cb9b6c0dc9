"""Addresses of this room; in production it is not installed and none of them exists."""

from django.urls import path

from opalexe.demonstration import views

app_name = "demonstration"
urlpatterns = [
    path("", views.choisir, name="choix"),
    path("incarner/", views.incarner, name="incarner"),
    path("quitter/", views.quitter, name="quitter"),
    path("courriels/", views.boite, name="courriels"),
    path("courriels/<slug:identifiant>/", views.courriel, name="courriel"),
    path("courriels/<slug:identifiant>/html/", views.courriel_html, name="courriel_html"),
]
