"""Addresses of proofs, included by `urls.py`."""

from django.urls import URLPattern, path

from opalexe.coffre import views_preuves

urlpatterns_preuves: list[URLPattern] = [
    path("documents/<uuid:document_id>/jeton.tsr", views_preuves.jeton, name="jeton"),
    path("documents/<uuid:document_id>/autorite.pem", views_preuves.autorite, name="autorite"),
    path("documents/<uuid:document_id>/recu.pdf", views_preuves.recu, name="recu"),
    path("depots/<uuid:lot>/recu.pdf", views_preuves.recu_du_lot, name="recu_du_lot"),
    path(
        "expertises/<uuid:expertise_id>/dossiers/<uuid:repertoire_id>/bordereau.pdf",
        views_preuves.bordereau,
        name="bordereau",
    ),
]
