"""The vault: files received, documents deposited in folders, the rights that decide what exists for whom.

A file (`Fichier`) is bytes with their proof; a document is the place where a file was deposited. Neither is ever
changed or removed: triggers in the migrations refuse it.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise, Participation, Profil, Statut
from opalexe.socle.identifiers import uuid7


class Dossier(models.TextChoices):
    """The vault's five top folders (guide, chapter 6)."""

    EXPERT = "expert", "Expert"
    MAGISTRAT = "magistrat", "Magistrat"
    GREFFE = "greffe", "Greffe"
    SAPITEUR = "sapiteur", "Sapiteur"
    PARTIES = "parties", "Parties"


class Niveau(models.TextChoices):
    """What a cell of the rights matrix gives."""

    DEPOT = "D", "Téléchargement et dépôt"
    LECTURE = "T", "Téléchargement"
    PARTAGE = "P", "Téléchargement si décidé par l’expert"


class Droit(models.Model):
    """One cell of the rights matrix, loaded from the packaged `droits.csv` (see `matrice.py`); `-` has no row."""

    profil = models.CharField(max_length=32, choices=Profil.choices)
    dossier = models.CharField(max_length=12, choices=Dossier.choices)
    repertoire = models.CharField(max_length=40)
    portee = models.CharField(max_length=20, blank=True)
    statut = models.CharField(max_length=12, choices=Statut.choices)
    niveau = models.CharField(max_length=1, choices=Niveau.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profil", "dossier", "repertoire", "portee", "statut"], name="une_cellule_par_droit"
            )
        ]


class Repertoire(models.Model):
    """A folder of an expertise; a sub-folder inherits the codes, and so the rights, of its parent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    expertise = models.ForeignKey(Expertise, on_delete=models.PROTECT, related_name="repertoires")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="enfants")
    dossier = models.CharField(max_length=12, choices=Dossier.choices)
    repertoire = models.CharField(max_length=40, help_text="Code of the folder in the matrix.")
    nom = models.CharField(max_length=255)
    cle_nom = models.CharField(max_length=255, help_text="Name compared: see `socle.file_names`.")
    ordre = models.PositiveSmallIntegerField(default=0)
    cree_le = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expertise", "dossier", "parent", "cle_nom"],
                name="un_nom_par_repertoire",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.nom


class Acces(models.Model):
    """Who has what on which folder, now: a view of the database, the single join of all reading.

    participation (active) × droit (profile, status) × repertoire. See the first migration.
    """

    pk = models.CompositePrimaryKey("participation_id", "repertoire_id")
    participation = models.ForeignKey(Participation, on_delete=models.DO_NOTHING, related_name="+")
    repertoire = models.ForeignKey(Repertoire, on_delete=models.DO_NOTHING, related_name="acces")
    compte = models.ForeignKey(Compte, on_delete=models.DO_NOTHING, related_name="+")
    expertise = models.ForeignKey(Expertise, on_delete=models.DO_NOTHING, related_name="+")
    niveau = models.CharField(max_length=1, choices=Niveau.choices)

    class Meta:
        managed = False
        db_table = "coffre_acces"


class Fichier(models.Model):
    """Bytes received and kept, with what proves them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cle = models.CharField(max_length=200, unique=True, help_text="Key in the storage.")
    taille = models.BigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, db_index=True, help_text="Lower hex.")
    type_mime = models.CharField(max_length=100, help_text="Detected from the content, not declared.")
    recu_le = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(name="fichier_non_vide", condition=models.Q(taille__gt=0))]

    def __str__(self) -> str:
        return self.sha256


class DocumentQuerySet(models.QuerySet["Document"]):
    """What rows mean."""

    def lisibles_par(self, compte: Compte) -> DocumentQuerySet:
        """Return the documents that the person may read now."""
        acces = Acces.objects.filter(compte=compte, niveau__in=[Niveau.DEPOT, Niveau.LECTURE])
        return self.filter(repertoire__in=acces.values("repertoire"))

    def nouveaux_pour(self, compte: Compte) -> DocumentQuerySet:
        """Return those that the person may read, did not deposit and has not read."""
        lus = Lecture.objects.filter(compte=compte, document=models.OuterRef("pk"))
        return self.lisibles_par(compte).exclude(depose_par=compte).filter(~models.Exists(lus))


class Document(models.Model):
    """A file deposited in a folder of an expertise, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    repertoire = models.ForeignKey(Repertoire, on_delete=models.PROTECT, related_name="documents")
    fichier = models.ForeignKey(Fichier, on_delete=models.PROTECT, related_name="documents")
    nom = models.CharField(max_length=255)
    cle_nom = models.CharField(max_length=255, help_text="Name compared: see `socle.file_names`.")
    depose_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="documents_deposes")
    depose_le = models.DateTimeField(db_default=Now())

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repertoire", "cle_nom"], name="un_document_par_nom"),
        ]
        indexes = [models.Index(fields=["repertoire", "depose_le"], name="documents_par_date")]

    def __str__(self) -> str:
        return self.nom


class Lecture(models.Model):
    """The first reading of a document by a person (each reading is in the journal)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="lectures")
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="lectures")
    le = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compte", "document"], name="une_premiere_lecture")]


class Upload(models.Model):
    """A tus 1.0 upload under way: what was announced, and how much of it is safely on disk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="uploads")
    destination_genre = models.CharField(max_length=40, help_text="Kind registered in `destinations.py`.")
    destination = models.UUIDField(help_text="What receives the file, according to its kind.")
    nom = models.CharField(max_length=255)
    cle_nom = models.CharField(max_length=255)
    taille = models.BigIntegerField(help_text="Bytes announced.")
    recu = models.BigIntegerField(default=0, help_text="Bytes synced to disk: the tus offset.")
    cree_le = models.DateTimeField(db_default=Now())
    expire_le = models.DateTimeField(db_index=True)
    fichier = models.ForeignKey(Fichier, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="upload_taille_positive", condition=models.Q(taille__gt=0)),
            models.CheckConstraint(
                name="upload_recu_borne", condition=models.Q(recu__gte=0, recu__lte=models.F("taille"))
            ),
            models.CheckConstraint(
                name="upload_acheve_entier",
                condition=models.Q(fichier__isnull=True) | models.Q(recu=models.F("taille")),
            ),
        ]
