"""What is searched: a row per document and per expertise, with its words in the form that PostgreSQL compares.

The words are ours (`mots.py`): no extension, dictionary file or collation of the database is assumed but the
French stemmer that every PostgreSQL has.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from opalexe.coffre.models import Document
from opalexe.expertises.models import Expertise


class Etat(models.TextChoices):
    """Where the content of a document stands."""

    ATTENTE = "attente", "Contenu en cours d’indexation"
    INDEXE = "indexe", "Contenu indexé"
    SANS_CONTENU = "sans_contenu", "Contenu non indexé"


class Raison(models.TextChoices):
    """Why a content is not indexed, as pages say it."""

    PROTEGE = "protege", "protégé par un mot de passe"
    ABIME = "abime", "fichier abîmé ou incomplet"
    SANS_TEXTE = "sans_texte", "image sans texte reconnu"
    TYPE = "type", "ce type de fichier ne se lit pas ici"
    TROP_GROS = "trop_gros", "fichier trop volumineux"
    TROP_DE_PAGES = "trop_de_pages", "trop de pages"
    TROP_LONG = "trop_long", "lecture trop longue"
    TROP_LOURD = "trop_lourd", "lecture trop lourde"
    PANNE = "panne", "lecture impossible pour le moment"


class DocumentIndexe(models.Model):
    """The words of a document: of its name from its deposit on, of its content once a job has read it."""

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.CASCADE, related_name="indexation"
    )
    expertise = models.ForeignKey(
        Expertise,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The document's: whoever has no part in it is not asked about the document.",
    )
    etat = models.CharField(max_length=12, choices=Etat.choices, default=Etat.ATTENTE)
    raison = models.CharField(max_length=16, choices=Raison.choices, blank=True)
    partiel = models.BooleanField(default=False, help_text="Only the beginning of the content was read.")
    essais = models.PositiveSmallIntegerField(default=0, help_text="Times that a job began to read it.")
    version = models.PositiveSmallIntegerField(help_text="Of the rules that made the words (`mots.VERSION`).")
    indexe_le = models.DateTimeField(db_default=Now())
    vecteur_nom = SearchVectorField(help_text="Words of the name: what is searched in a locked document.")
    vecteur = SearchVectorField(help_text="Words of the name (weight A) and of the content (D).")
    texte = models.TextField(blank=True, help_text="The content, for extracts and exact expressions.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="indexation_etat_connu", condition=models.Q(etat__in=Etat.values)),
            models.CheckConstraint(
                name="indexation_motivee",
                condition=models.Q(etat="sans_contenu", raison__in=Raison.values)
                | (~models.Q(etat="sans_contenu") & models.Q(raison="")),
            ),
        ]
        indexes = [
            GinIndex(fields=["vecteur"], name="recherche_documents", fastupdate=False),
            models.Index(fields=["etat"], condition=models.Q(etat="attente"), name="recherche_en_attente"),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.get_etat_display()})"


class ExpertiseIndexee(models.Model):
    """The words of an expertise: reference, title, numbers, court, parties, former names."""

    expertise = models.OneToOneField(
        Expertise, primary_key=True, on_delete=models.CASCADE, related_name="indexation"
    )
    version = models.PositiveSmallIntegerField()
    vecteur = SearchVectorField(help_text="Title and numbers (A), court and parties (B), former names (C).")

    class Meta:
        indexes = [GinIndex(fields=["vecteur"], name="recherche_expertises", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.expertise)
