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


PROFILS_DE_PARTIE = (Profil.AVOCAT, Profil.PARTIE_AUTORISEE, Profil.PARTIE_NON_AUTORISEE)
"""Profiles of whoever stands at a party's side."""

MEMBRES = (Profil.PARTIE_AUTORISEE, Profil.PARTIE_NON_AUTORISEE)
"""Profiles of a party's own members."""


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
    cree_par = models.ForeignKey(Compte, null=True, on_delete=models.PROTECT, related_name="+")
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


class NomAncien(models.Model):
    """How an expertise was called before it was renamed."""

    expertise = models.ForeignKey(Expertise, on_delete=models.PROTECT, related_name="noms_anciens")
    nom = models.CharField(max_length=1100)
    titre = models.CharField(max_length=300)
    jusqu_au = models.DateTimeField(db_default=Now())
    change_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-jusqu_au"]

    def __str__(self) -> str:
        return self.titre


class GenreDePartie(models.TextChoices):
    """How a party takes part (produit.md part 1): who deposits for it, and who is told on paper."""

    REPRESENTEE = "representee", "Représentée par un avocat"
    NON_REPRESENTEE = "non_representee", "Non représentée"
    SANS_ACCES = "sans_acces", "Sans accès, l’expert dépose pour elle"
    NON_DEMATERIALISEE = "non_dematerialisee", "Non dématérialisée"


SUR_PAPIER = (GenreDePartie.SANS_ACCES, GenreDePartie.NON_DEMATERIALISEE)
"""Parties that nobody informs through the platform: they must be told on paper."""


class Cote(models.TextChoices):
    """On which side of the case a party stands."""

    DEMANDEUR = "demandeur", "Demandeur"
    DEFENDEUR = "defendeur", "Défendeur"
    INTERVENANT = "intervenant", "Intervenant"


class Partie(models.Model):
    """A party of an expertise. Its folders are the vault's (see `coffre`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    expertise = models.ForeignKey(Expertise, on_delete=models.PROTECT, related_name="parties")
    nom = models.CharField(max_length=128)
    cle_nom = models.CharField(max_length=140, help_text="Normalised name: two parties never share one.")
    cote = models.CharField(max_length=12, choices=Cote.choices)
    genre = models.CharField(max_length=20, choices=GenreDePartie.choices)
    adresse_postale = models.TextField(max_length=500, blank=True)
    ordre = models.PositiveSmallIntegerField(help_text="Place among the parties, from 1.")
    ajoutee_le = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["ordre"]
        constraints = [
            models.UniqueConstraint(fields=["expertise", "cle_nom"], name="une_partie_par_nom"),
            models.UniqueConstraint(fields=["expertise", "ordre"], name="un_rang_par_partie"),
            models.CheckConstraint(name="partie_nommee", condition=~models.Q(cle_nom="")),
            models.CheckConstraint(
                name="partie_genre_connu", condition=models.Q(genre__in=GenreDePartie.values)
            ),
            models.CheckConstraint(name="partie_cote_connu", condition=models.Q(cote__in=Cote.values)),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def sur_papier(self) -> bool:
        """Whether nobody informs it through the platform."""
        return self.genre in SUR_PAPIER


class Participation(models.Model):
    """A person in an expertise, as one profile. Inactive: no access, kept in the history."""

    expertise = models.ForeignKey(Expertise, on_delete=models.PROTECT, related_name="participations")
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="participations")
    profil = models.CharField(max_length=32, choices=Profil.choices)
    actif = models.BooleanField(default=True)
    charge_du_controle = models.BooleanField(default=False)
    depuis = models.DateTimeField(db_default=Now())
    qualite = models.CharField(max_length=120, blank=True, help_text="What a sapiteur or a member is.")
    parties = models.ManyToManyField(Partie, through="Rattachement", related_name="participations")

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
            models.UniqueConstraint(
                fields=["expertise"], condition=models.Q(profil="expert"), name="un_expert_par_expertise"
            ),
            models.CheckConstraint(
                name="charge_du_controle_magistrat",
                condition=models.Q(charge_du_controle=False) | models.Q(profil="magistrat"),
            ),
            models.CheckConstraint(
                name="participation_profil_connu", condition=models.Q(profil__in=Profil.values)
            ),
            # Acting for a party without access is a way the expert acts, never somebody's profile.
            models.CheckConstraint(
                name="participation_de_quelqu_un",
                condition=~models.Q(profil="expert_pour_partie_sans_acces"),
            ),
        ]
        indexes = [
            models.Index(fields=["compte", "expertise"], condition=models.Q(actif=True), name="participants")
        ]

    def __str__(self) -> str:
        return f"{self.compte} ({self.get_profil_display()})"


class Rattachement(models.Model):
    """At whose side somebody stands: a lawyer at one or several parties', a member at one's own.

    The database holds that the person and the party are of the same expertise (see the migration).
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="rattachements")
    partie = models.ForeignKey(Partie, on_delete=models.PROTECT, related_name="rattachements")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "partie"], name="un_rattachement_par_partie")
        ]

    def __str__(self) -> str:
        return f"{self.participation} pour {self.partie}"
