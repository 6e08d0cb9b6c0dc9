"""Addresses of this room."""

from django.urls import path

from opalexe.comptes import views, views_certificat

app_name = "comptes"
urlpatterns = [
    path("inscription/", views.nouveau_certificat, name="nouveau_certificat"),
    path("inscription/formulaire/", views.inscription, name="inscription"),
    path("inscription/bienvenue/", views.bienvenue, name="bienvenue"),
    path("assistance/", views.assistance, name="assistance"),
    path("cgu/", views.cgu, name="cgu"),
    path("compte/", views.compte, name="compte"),
    path("compte/coordonnees/", views.coordonnees, name="coordonnees"),
    path("compte/fiche/", views.fiche, name="fiche"),
    path("compte/premiere-connexion/", views.premiere_connexion, name="premiere_connexion"),
    path("certificat/<uuid:lien>/<str:signature>/", views_certificat.certificat, name="certificat"),
    path(
        "certificat/<uuid:lien>/<str:signature>/fichier/",
        views_certificat.fichier,
        name="certificat_fichier",
    ),
]
