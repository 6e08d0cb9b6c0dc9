"""Previews: what a file became to be shown in a page. In its own file: the sweep and the rights know nothing of it.

A preview is never a document: no folder holds it, it has the rights of the documents whose file it is made from.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Apercu(models.Model):
    """The preview of a file that browsers do not show: asked for at the first view, made by a job, once."""

    class Etat(models.TextChoices):
        """Where it stands."""

        ATTENTE = "attente", "En préparation"
        PRET = "pret", "Prêt"
        IMPOSSIBLE = "impossible", "Impossible"

    source = models.OneToOneField(
        "coffre.Fichier", primary_key=True, on_delete=models.PROTECT, related_name="apercu"
    )
    etat = models.CharField(max_length=10, choices=Etat.choices, default=Etat.ATTENTE)
    fichier = models.ForeignKey(
        "coffre.Fichier", null=True, on_delete=models.PROTECT, related_name="+", help_text="The PDF made."
    )
    essais = models.PositiveSmallIntegerField(default=0, help_text="Attempts begun: a worker may die in one.")
    demande_le = models.DateTimeField(db_default=Now())
    fini_le = models.DateTimeField(null=True)

    class Meta:
        app_label = "coffre"
        constraints = [
            models.CheckConstraint(
                name="apercu_pret_avec_fichier",
                condition=models.Q(etat="pret", fichier__isnull=False, fini_le__isnull=False)
                | models.Q(etat="impossible", fichier__isnull=True, fini_le__isnull=False)
                | models.Q(etat="attente", fichier__isnull=True, fini_le__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.get_etat_display()})"
