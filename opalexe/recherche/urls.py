"""Addresses of this room."""

from django.urls import path

from opalexe.recherche import views

app_name = "recherche"
urlpatterns = [path("", views.recherche, name="recherche")]
