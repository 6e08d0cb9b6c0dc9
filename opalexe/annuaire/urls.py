"""Addresses of this room."""

from django.urls import path

from opalexe.annuaire import views

app_name = "annuaire"
urlpatterns = [path("experts/", views.experts, name="experts")]
