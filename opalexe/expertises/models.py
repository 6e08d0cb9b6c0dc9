"""The case: an expertise, who takes part in it and as what."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from opalexe.comptes.models import Compte
from opalexe.socle.identifiers import uuid7


class Statut(models.TextChoices):
    """Where an expertise stands (produit.md part 5)."""

    EN_CREATION = "en_creation", "En création"
    EN_COURS = "en_cours", "En cours"
    EN_PAUSE = "en_pause", "En pause"
    TERMINEE = "terminee", "Terminée"
    REJETEE = "rejetee", "Rejetée"


OUVERTS = (Statut.EN_CREATION, Statut.EN_COURS, Statut.EN_PAUSE)
"""Statuses in which the work goes on."""


class Profil(models.TextChoices):
    """As what a person takes part in an expertise: the profiles of the rights matrix (`droits.csv`)."""

    EXPERT = "expert", "Expert"
    AVOCAT = "avocat", "Avocat"
    PARTIE_AUTORISEE = "partie_autorisee", "Partie autorisée à publier"
    PARTIE_NON_AUTORISEE = "partie_non_autorisee", "Partie non autorisée à publier"
    GREFFIER = "greffier", "Greffier"
    MAGISTRAT = "magistrat", "Magistrat"
    CO_EXPERT = "co_expert", "Co-expert"
    SAPITEUR = "sapiteur", "Sapiteur"
    EXPERT_POUR_PARTIE = "expert_pour_partie_sans_acces", "Expert agissant pour une partie sans accès"


class ExpertiseQuerySet(models.QuerySet["Expertise"]):
    """What rows mean."""

    def visibles_par(self, compte: Compte) -> ExpertiseQuerySet:
        """Return the expertises in which the person actively takes part."""
        participations = Participation.objects.filter(compte=compte, actif=True)
        return self.filter(pk__in=participations.values("expertise"))


class Expertise(models.Model):
    """A court-ordered expert assessment and its file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    nom = models.CharField(max_length=1100, help_text="Computed reference (see `nommage.py`).")
    premier_demandeur = models.CharField(max_length=128)
    premier_defendeur = models.CharField(max_length=128)
    juridiction = models.CharField(max_length=128)
    numero_rg = models.CharField(max_length=128)
    numero_mi = models.CharField(max_length=12, blank=True)
    numero_minute = models.CharField(max_length=128, blank=True)
    date_decision = models.DateField()
    cle_tri = models.CharField(max_length=300, db_index=True, help_text="Normalised title.")
    statut = models.CharField(max_length=12, choices=Statut.choices, default=Statut.EN_CREATION)
    date_consignation = models.DateField(null=True)
    expert = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="expertises_menees")
    creee_le = models.DateTimeField(db_default=Now())

    objects = ExpertiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="expertise_statut_connu", condition=models.Q(statut__in=Statut.values)
            )
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def titre(self) -> str:
        """What people read: "POITOU c/ HARTMANN"."""
        return f"{self.premier_demandeur.upper()} c/ {self.premier_defendeur.upper()}"


class Participation(models.Model):
    """A person in an expertise, as one profile. Inactive: no access, kept in the history."""

    expertise = models.ForeignKey(Expertise, on_delete=models.PROTECT, related_name="participations")
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="participations")
    profil = models.CharField(max_length=32, choices=Profil.choices)
    actif = models.BooleanField(default=True)
    charge_du_controle = models.BooleanField(default=False)
    depuis = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expertise", "compte", "profil"], name="une_participation_par_profil"
            ),
            models.UniqueConstraint(
                fields=["expertise"],
                condition=models.Q(charge_du_controle=True),
                name="un_charge_du_controle",
            ),
            models.CheckConstraint(
                name="charge_du_controle_magistrat",
                condition=models.Q(charge_du_controle=False) | models.Q(profil="magistrat"),
            ),
            models.CheckConstraint(
                name="participation_profil_connu", condition=models.Q(profil__in=Profil.values)
            ),
        ]
        indexes = [
            models.Index(fields=["compte", "expertise"], condition=models.Q(actif=True), name="participants")
        ]

    def __str__(self) -> str:
        return f"{self.compte} ({self.get_profil_display()})"
