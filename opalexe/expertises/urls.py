"""Addresses of this room."""

from django.urls import path

from opalexe.expertises import views

app_name = "expertises"
urlpatterns = [
    path("<uuid:expertise_id>/consignation/", views.consignation, name="consignation"),
    path("<uuid:expertise_id>/statut/", views.statut, name="statut"),
]
