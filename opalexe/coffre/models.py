"""The vault: files received, documents deposited in folders, the rights that decide what exists for whom.

A file (`Fichier`) is bytes with their proof; a document is the place where a file was deposited. Neither is ever
changed or removed: triggers in the migrations refuse it.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise, Participation, Partie, Profil, Statut
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
    """A folder of an expertise; a sub-folder inherits the codes, and so the rights, of its parent.

    Folders under Parties are one party's, those under Sapiteur one sapiteur's. The database holds that a
    sub-folder is where its parent is, and that nothing but a name ever changes (see the migration).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    expertise = models.ForeignKey(Expertise, on_delete=models.PROTECT, related_name="repertoires")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="enfants")
    ancetres = ArrayField(
        models.UUIDField(), default=list, help_text="From the root to the folder itself: the database's."
    )
    dossier = models.CharField(max_length=12, choices=Dossier.choices)
    repertoire = models.CharField(max_length=40, help_text="Code of the folder in the matrix.")
    partie = models.ForeignKey(Partie, null=True, on_delete=models.PROTECT, related_name="repertoires")
    sapiteur = models.ForeignKey(
        Participation, null=True, on_delete=models.PROTECT, related_name="repertoires"
    )
    nom = models.CharField(max_length=255)
    cle_nom = models.CharField(max_length=255, help_text="Name compared: see `socle.file_names`.")
    ordre = models.PositiveSmallIntegerField(default=0)
    dernier_numero = models.PositiveIntegerField(default=0, help_text="Last number given in its series.")
    cree_par = models.ForeignKey(Compte, null=True, on_delete=models.PROTECT, related_name="+")
    cree_le = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expertise", "dossier", "partie", "sapiteur", "parent", "cle_nom"],
                name="un_nom_par_repertoire",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["expertise", "dossier", "repertoire", "partie", "sapiteur"],
                condition=models.Q(parent__isnull=True),
                name="un_repertoire_par_code",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="repertoire_de_partie",
                condition=models.Q(dossier="parties", partie__isnull=False)
                | (~models.Q(dossier="parties") & models.Q(partie__isnull=True)),
            ),
            models.CheckConstraint(
                name="repertoire_de_sapiteur",
                condition=models.Q(dossier="sapiteur", sapiteur__isnull=False)
                | (~models.Q(dossier="sapiteur") & models.Q(sapiteur__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_racine(self) -> bool:
        """Whether it is a folder of the matrix, not one that somebody made."""
        return self.parent_id is None


class RegardQuerySet(models.QuerySet[models.Model]):
    """What a person has, in their own name or (the expert only) for a party without access."""

    def de(self, compte: Compte, pour: UUID | None = None) -> RegardQuerySet:
        """Return the rows of a person; `pour`: those they have when acting for that party, and only those."""
        return (
            self.filter(compte=compte, pour=pour) if pour else self.filter(compte=compte, pour__isnull=True)
        )


class Acces(models.Model):
    """Who has what on which folder, now: a view of the database, the single join of rights.

    participation (active) × droit (profile, status, scope) × repertoire. `pour` is the party for which the
    expert acts, empty for what the person has in their own name: `AccesQuerySet.de` never mixes them.
    """

    pk = models.CompositePrimaryKey("participation_id", "repertoire_id")
    participation = models.ForeignKey(Participation, on_delete=models.DO_NOTHING, related_name="+")
    repertoire = models.ForeignKey(Repertoire, on_delete=models.DO_NOTHING, related_name="+")
    compte = models.ForeignKey(Compte, on_delete=models.DO_NOTHING, related_name="+")
    expertise = models.ForeignKey(Expertise, on_delete=models.DO_NOTHING, related_name="+")
    pour = models.ForeignKey(Partie, null=True, on_delete=models.DO_NOTHING, related_name="+")
    niveau = models.CharField(max_length=1, choices=Niveau.choices)

    objects = RegardQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "coffre_acces"


class Visible(models.Model):
    """Which folders exist for whom: those of `Acces` read by right, and those where something is shared.

    A view of the database; `niveau` as in `Acces`.
    """

    pk = models.CompositePrimaryKey("participation_id", "repertoire_id")
    participation = models.ForeignKey(Participation, on_delete=models.DO_NOTHING, related_name="+")
    repertoire = models.ForeignKey(Repertoire, on_delete=models.DO_NOTHING, related_name="visibles")
    compte = models.ForeignKey(Compte, on_delete=models.DO_NOTHING, related_name="+")
    expertise = models.ForeignKey(Expertise, on_delete=models.DO_NOTHING, related_name="+")
    pour = models.ForeignKey(Partie, null=True, on_delete=models.DO_NOTHING, related_name="+")
    niveau = models.CharField(max_length=1, choices=Niveau.choices)

    objects = RegardQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "coffre_visible"


class Lisible(models.Model):
    """Which documents are listed for whom: a view of the database, the single join of all reading.

    Those of folders read by right (`D`, `T`), and those shared where the matrix says `P`.
    """

    pk = models.CompositePrimaryKey("participation_id", "document_id")
    participation = models.ForeignKey(Participation, on_delete=models.DO_NOTHING, related_name="+")
    document = models.ForeignKey("Document", on_delete=models.DO_NOTHING, related_name="lisibilites")
    repertoire = models.ForeignKey(Repertoire, on_delete=models.DO_NOTHING, related_name="+")
    compte = models.ForeignKey(Compte, on_delete=models.DO_NOTHING, related_name="+")
    expertise = models.ForeignKey(Expertise, on_delete=models.DO_NOTHING, related_name="+")
    pour = models.ForeignKey(Partie, null=True, on_delete=models.DO_NOTHING, related_name="+")

    objects = RegardQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "coffre_lisible"


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
    """What rows mean. `pour`: the party without access for which the expert acts."""

    def visibles_par(self, compte: Compte, pour: UUID | None = None) -> DocumentQuerySet:
        """Return the documents that lists show to the person now, locked ones among them."""
        return self.filter(pk__in=Lisible.objects.de(compte, pour).values("document"))

    def lisibles_par(self, compte: Compte, pour: UUID | None = None) -> DocumentQuerySet:
        """Return the documents that the person may read now: a locked one is its depositor's and the expert's."""
        return self.visibles_par(compte, pour).filter(
            models.Q(verrou__isnull=True)
            | models.Q(depose_par=compte)
            | models.Q(repertoire__expertise__expert=compte)
        )

    def nouveaux_pour(self, compte: Compte) -> DocumentQuerySet:
        """Return those that the person may read, did not deposit and has not read."""
        lus = Lecture.objects.filter(compte=compte, document=models.OuterRef("pk"))
        rows = self.visibles_par(compte).filter(verrou__isnull=True).exclude(depose_par=compte)
        return rows.filter(~models.Exists(lus))


class Document(models.Model):
    """A file deposited in a folder of an expertise, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    repertoire = models.ForeignKey(Repertoire, on_delete=models.PROTECT, related_name="documents")
    fichier = models.ForeignKey(Fichier, on_delete=models.PROTECT, related_name="documents")
    nom = models.CharField(max_length=255)
    cle_nom = models.CharField(max_length=255, help_text="Name compared: see `socle.file_names`.")
    depose_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="documents_deposes")
    depose_le = models.DateTimeField(db_default=Now())
    pour = models.ForeignKey(
        Partie,
        null=True,
        on_delete=models.PROTECT,
        related_name="documents_deposes_pour_elle",
        help_text="The party without access for which the expert deposited it.",
    )
    lot = models.UUIDField(default=uuid7, db_index=True, help_text="Documents sent together: one receipt.")
    serie = models.ForeignKey(
        Repertoire,
        null=True,
        on_delete=models.PROTECT,
        related_name="numerotes",
        help_text="The root folder that numbers it.",
    )
    numero = models.PositiveIntegerField(null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repertoire", "cle_nom"], name="un_document_par_nom"),
            models.UniqueConstraint(fields=["serie", "numero"], name="un_numero_par_serie"),
            models.CheckConstraint(
                name="numero_de_serie",
                condition=models.Q(serie__isnull=True, numero__isnull=True)
                | models.Q(serie__isnull=False, numero__gte=1),
            ),
        ]
        indexes = [models.Index(fields=["repertoire", "depose_le"], name="documents_par_date")]

    def __str__(self) -> str:
        return self.nom


class Horodatage(models.Model):
    """The RFC 3161 token of a document: an authority says that these bytes existed at that time."""

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.PROTECT, related_name="horodatage"
    )
    jeton = models.BinaryField(help_text="TimeStampToken, DER.")
    le = models.DateTimeField(help_text="genTime of the token.")
    autorite = models.CharField(max_length=255, help_text="Name of the authority, as its certificate says.")
    embarquee = models.BooleanField(help_text="Whether it is the platform's own.")

    def __str__(self) -> str:
        return f"{self.document} ({self.autorite})"


class Verrou(models.Model):
    """A document locked by the expert: it stays listed, marked, unreadable (produit.md part 5)."""

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.PROTECT, related_name="verrou"
    )
    par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField(db_default=Now())
    motif = models.CharField(max_length=500)

    class Meta:
        constraints = [models.CheckConstraint(name="verrou_motive", condition=~models.Q(motif=""))]

    def __str__(self) -> str:
        return self.motif


class Partage(models.Model):
    """What the expert shows to somebody where the matrix says `P`. Withdrawn: kept, with its dates."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="partages")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="partages")
    accorde_le = models.DateTimeField(db_default=Now())
    accorde_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    retire_le = models.DateTimeField(null=True)
    retire_par = models.ForeignKey(Compte, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "document"],
                condition=models.Q(retire_le__isnull=True),
                name="un_partage_en_cours",
            ),
            models.CheckConstraint(
                name="partage_retire_par_quelqu_un",
                condition=models.Q(retire_le__isnull=True, retire_par__isnull=True)
                | models.Q(retire_le__gte=models.F("accorde_le"), retire_par__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} à {self.participation}"


class DemandeConfidentielle(models.Model):
    """A party asks that a document be received in confidence; the expert decides (produit.md part 5)."""

    class Etat(models.TextChoices):
        """Where the request stands."""

        BROUILLON = "brouillon", "Fichier attendu"
        DEMANDEE = "demandee", "En attente de décision"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"
        RETIREE = "retiree", "Retirée"
        OUVERTE = "ouverte", "Déposée sans confidentialité"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partie = models.ForeignKey(Partie, on_delete=models.PROTECT, related_name="demandes_confidentielles")
    demandeur = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    pour = models.ForeignKey(
        Partie,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The party, when the expert asks for it.",
    )
    titre = models.CharField(max_length=200, help_text="Seen by all.")
    resume = models.TextField(max_length=2000, help_text="Non-confidential summary, seen by all.")
    motif = models.TextField(max_length=2000, help_text="Why it is confidential: the experts' only.")
    nom = models.CharField(max_length=255, blank=True)
    fichier = models.ForeignKey(Fichier, null=True, on_delete=models.PROTECT, related_name="+")
    etat = models.CharField(max_length=12, choices=Etat.choices, default=Etat.BROUILLON)
    creee_le = models.DateTimeField(db_default=Now())
    demandee_le = models.DateTimeField(null=True)
    decidee_le = models.DateTimeField(null=True)
    decidee_par = models.ForeignKey(Compte, null=True, on_delete=models.PROTECT, related_name="+")
    motif_decision = models.TextField(max_length=2000, blank=True)
    document = models.OneToOneField(
        Document, null=True, on_delete=models.PROTECT, related_name="demande_confidentielle"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="confidentiel_avec_fichier",
                condition=models.Q(etat="brouillon", fichier__isnull=True)
                | (~models.Q(etat="brouillon") & models.Q(fichier__isnull=False, demandee_le__isnull=False)),
            ),
            models.CheckConstraint(
                name="confidentiel_decide",
                condition=(
                    models.Q(etat__in=["acceptee", "refusee", "ouverte"])
                    & models.Q(decidee_le__isnull=False, decidee_par__isnull=False)
                    & ~models.Q(motif_decision="")
                )
                | models.Q(etat__in=["brouillon", "demandee", "retiree"]),
            ),
            models.CheckConstraint(
                name="confidentiel_depose",
                condition=models.Q(etat__in=["acceptee", "ouverte"], document__isnull=False)
                | (~models.Q(etat__in=["acceptee", "ouverte"]) & models.Q(document__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.titre


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
    pour = models.ForeignKey(Partie, null=True, on_delete=models.PROTECT, related_name="+")
    lot = models.UUIDField(default=uuid7, help_text="Files sent together: one receipt.")
    sous_dossiers = ArrayField(
        models.CharField(max_length=255), default=list, help_text="Names, from the destination down."
    )

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
