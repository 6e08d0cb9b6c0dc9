"""Append-only record of acts, each entry chained to the previous one by hash.

A chain per expertise, and one for what is outside any: acts of different expertises never wait for each other.
The database refuses every change or removal of an entry (triggers in the first migration).
"""

from __future__ import annotations

from uuid import UUID

from django.db import models

GENERALE = UUID(int=0)
"""Chain of what happens outside any expertise."""


class Chaine(models.Model):
    """Head of a chain: its row is locked while an entry is added."""

    id = models.UUIDField(primary_key=True, help_text="The expertise's identifier, or GENERALE.")
    longueur = models.BigIntegerField(default=0)
    empreinte = models.BinaryField(default=bytes(32), help_text="SHA-256 of the last entry.")


class Entree(models.Model):
    """One act. Names are copied, not linked: an entry says what was true when it was written."""

    chaine = models.ForeignKey(Chaine, on_delete=models.PROTECT, related_name="entrees")
    numero = models.BigIntegerField()
    le = models.DateTimeField()
    acte = models.CharField(max_length=60)
    acteur = models.UUIDField(null=True, db_index=True)
    acteur_nom = models.CharField(max_length=200, blank=True)
    acteur_role = models.CharField(max_length=40, blank=True)
    certificat = models.CharField(max_length=80, blank=True, help_text="Serial number, upper hex.")
    adresse = models.GenericIPAddressField(null=True)
    objet = models.UUIDField(null=True, db_index=True)
    donnees = models.JSONField(default=dict)
    empreinte_precedente = models.BinaryField()
    empreinte = models.BinaryField()

    class Meta:
        ordering = ["chaine", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["chaine", "numero"], name="une_entree_par_numero"),
            models.CheckConstraint(name="numero_positif", condition=models.Q(numero__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.acte} n° {self.numero}"
