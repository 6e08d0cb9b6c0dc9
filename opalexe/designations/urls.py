"""Addresses of this room."""

from django.urls import path

from opalexe.designations import views, views_documents, views_reponse

app_name = "designations"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouvelle/", views.nouvelle, name="nouvelle"),
    path("<uuid:designation_id>/", views.detail, name="detail"),
    path("<uuid:designation_id>/expert/", views.expert, name="expert"),
    path("<uuid:designation_id>/envoyer/", views.envoyer, name="envoyer"),
    path("<uuid:designation_id>/abandonner/", views.abandonner, name="abandonner"),
    path("<uuid:designation_id>/relancer/", views.relancer, name="relancer"),
    path("<uuid:designation_id>/retirer/", views.retirer, name="retirer"),
    path("<uuid:designation_id>/documents/", views_documents.documents, name="documents"),
    path("<uuid:designation_id>/documents/zip/", views_documents.ensemble, name="zip"),
    path("<uuid:designation_id>/documents/<uuid:document_id>/", views_documents.document, name="document"),
    path(
        "<uuid:designation_id>/documents/<uuid:document_id>/supprimer/",
        views_documents.retirer_document,
        name="retirer_document",
    ),
    path("<uuid:designation_id>/repondre/", views_reponse.repondre, name="repondre"),
    path("<uuid:designation_id>/repondre/apercu/", views_reponse.apercu, name="apercu"),
]
