"""A court naming an expert: draft, sent, answered or withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from opalexe.coffre.models import Fichier
from opalexe.comptes.models import Compte, Role
from opalexe.expertises.models import OUVERTS, Expertise
from opalexe.socle.identifiers import uuid7


class Etat(models.TextChoices):
    """Where a designation stands."""

    BROUILLON = "brouillon", "Brouillon"
    ENVOYEE = "envoyee", "En attente de réponse"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée"


LONGTEMPS = timedelta(days=14)
"""How long a wait is before it stands out."""

REPONDUES = (Etat.ACCEPTEE, Etat.REFUSEE)
"""States in which the expert has answered."""


class DesignationQuerySet(models.QuerySet["Designation"]):
    """What rows mean."""

    def visibles_par(self, compte: Compte) -> DesignationQuerySet:
        """Return what the person sent or, for an expert, received; a draft is its author's only."""
        if compte.role == Role.EXPERT:
            return self.filter(expert=compte).exclude(etat=Etat.BROUILLON)
        return self.filter(auteur=compte)

    def en_attente(self) -> DesignationQuerySet:
        """Return those that await an answer, or the deposit of money once accepted (guide, chapter 3)."""
        return self.filter(
            Q(etat=Etat.ENVOYEE)
            | Q(etat=Etat.ACCEPTEE, expertise__date_consignation__isnull=True, expertise__statut__in=OUVERTS)
        )

    def en_attente_de_consignation(self) -> DesignationQuerySet:
        """Return the accepted ones whose money is not deposited yet."""
        return self.en_attente().filter(etat=Etat.ACCEPTEE)

    def avec_personnes(self) -> DesignationQuerySet:
        """Bring along, in the same query, whom a list or a page names."""
        return self.select_related("auteur", "expert", "expertise")


class Designation(models.Model):
    """A court's request to an expert. One row holds its whole life, so that it has one answer at most."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    auteur = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="designations_envoyees")
    expert = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="designations_recues"
    )
    etat = models.CharField(max_length=10, choices=Etat.choices, default=Etat.BROUILLON)
    creee_le = models.DateTimeField(db_default=Now())
    envoyee_le = models.DateTimeField(null=True)
    repondue_le = models.DateTimeField(null=True)
    retiree_le = models.DateTimeField(null=True)
    motif_refus = models.TextField(max_length=4000, blank=True)
    nombre_relances = models.PositiveIntegerField(default=0)
    relancee_le = models.DateTimeField(null=True)
    expertise = models.OneToOneField(
        Expertise, null=True, on_delete=models.PROTECT, related_name="designation"
    )

    objects = DesignationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="designation_etat_connu", condition=Q(etat__in=Etat.values)),
            models.CheckConstraint(
                name="designation_envoyee_a_un_expert",
                condition=Q(etat="brouillon", envoyee_le__isnull=True)
                | (~Q(etat="brouillon") & Q(envoyee_le__isnull=False, expert__isnull=False)),
            ),
            models.CheckConstraint(
                name="designation_reponse_datee",
                condition=Q(etat__in=["acceptee", "refusee"], repondue_le__isnull=False)
                | (~Q(etat__in=["acceptee", "refusee"]) & Q(repondue_le__isnull=True)),
            ),
            models.CheckConstraint(
                name="designation_acceptee_a_une_expertise",
                condition=Q(etat="acceptee", expertise__isnull=False)
                | (~Q(etat="acceptee") & Q(expertise__isnull=True)),
            ),
            models.CheckConstraint(
                name="designation_refus_motive", condition=~Q(etat="refusee") | ~Q(motif_refus="")
            ),
            models.CheckConstraint(
                name="designation_retiree_apres_relance",
                condition=Q(etat="retiree", retiree_le__isnull=False, nombre_relances__gte=1)
                | (~Q(etat="retiree") & Q(retiree_le__isnull=True)),
            ),
            models.CheckConstraint(
                name="designation_relance_datee",
                condition=Q(nombre_relances=0, relancee_le__isnull=True)
                | Q(nombre_relances__gte=1, relancee_le__isnull=False),
            ),
            models.CheckConstraint(
                name="designation_pas_a_soi", condition=Q(expert__isnull=True) | ~Q(expert=F("auteur"))
            ),
        ]
        indexes = [
            models.Index(fields=["auteur", "etat"], name="designations_par_auteur"),
            models.Index(fields=["expert", "etat"], name="designations_par_expert"),
        ]

    def __str__(self) -> str:
        if self.expertise:
            return self.expertise.titre
        return f"Désignation\u00a0: {self.expert}" if self.expert else "Désignation sans expert choisi"

    @property
    def repondue(self) -> bool:
        """Whether the expert has answered."""
        return self.etat in REPONDUES

    @property
    def attend_reponse(self) -> bool:
        """Whether the expert's answer is awaited."""
        return self.etat == Etat.ENVOYEE

    @property
    def attend_consignation(self) -> bool:
        """Whether it was accepted and the deposit of money is awaited."""
        case = self.expertise
        return case is not None and case.date_consignation is None and case.statut in OUVERTS

    @property
    def libelle(self) -> str:
        """The state as people read it, consignation included (produit.md part 3)."""
        return "En attente de consignation" if self.attend_consignation else str(self.get_etat_display())

    @property
    def attend_depuis(self) -> datetime | None:
        """Since when something is awaited: the answer from the sending, the money from the acceptance."""
        if self.attend_reponse:
            return self.envoyee_le
        return self.repondue_le if self.attend_consignation else None

    @property
    def attend_longtemps(self) -> bool:
        """Whether what is awaited has been for long."""
        return self.attend_depuis is not None and timezone.now() - self.attend_depuis >= LONGTEMPS


class DocumentDesignationQuerySet(models.QuerySet["DocumentDesignation"]):
    """What rows mean."""

    def visibles_par(self, compte: Compte) -> DocumentDesignationQuerySet:
        """Return the documents that exist for the person.

        The expert's are the court's only once the answer is sent; the court's are the expert's only once the
        designation is, and no longer when it was withdrawn: the case is then none of the expert's business.
        """
        if compte.role == Role.EXPERT:
            return self.filter(designation__expert=compte).exclude(
                designation__etat__in=[Etat.BROUILLON, Etat.RETIREE]
            )
        return self.filter(designation__auteur=compte).filter(
            Q(origine=DocumentDesignation.Origine.DEMANDE) | Q(designation__etat__in=REPONDUES)
        )

    def de_la_demande(self) -> DocumentDesignationQuerySet:
        """Return what the court joined."""
        return self.filter(origine=DocumentDesignation.Origine.DEMANDE)

    def de_la_reponse(self) -> DocumentDesignationQuerySet:
        """Return what the expert joined."""
        return self.filter(origine=DocumentDesignation.Origine.REPONSE)


class DocumentDesignation(models.Model):
    """A document joined to a designation by the court, or to its answer by the expert."""

    class Origine(models.TextChoices):
        """Which side joined it."""

        DEMANDE = "demande", "Demande"
        REPONSE = "reponse", "Réponse"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="documents")
    fichier = models.ForeignKey(Fichier, on_delete=models.PROTECT, related_name="+")
    origine = models.CharField(max_length=8, choices=Origine.choices)
    nom = models.CharField(max_length=255)
    cle_nom = models.CharField(max_length=255)
    depose_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    depose_le = models.DateTimeField(db_default=Now())
    lu_le = models.DateTimeField(null=True, help_text="First reading by the other side.")

    objects = DocumentDesignationQuerySet.as_manager()

    class Meta:
        ordering = ["depose_le", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["designation", "origine", "cle_nom"], name="un_document_de_designation_par_nom"
            )
        ]

    def __str__(self) -> str:
        return self.nom
