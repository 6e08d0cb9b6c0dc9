"""Accounts and the certificates that open them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from opalexe.socle.identifiers import uuid7
from opalexe.socle.texte import normaliser


class Role(models.TextChoices):
    """What a person is on the platform; the rights in an expertise come from the participation."""

    EXPERT = "expert", "Expert"
    MAGISTRAT = "magistrat", "Magistrat"
    GREFFIER = "greffier", "Greffier"
    AVOCAT = "avocat", "Avocat"
    PARTIE = "partie", "Partie"
    SAPITEUR = "sapiteur", "Sapiteur"
    OPERATEUR = "operateur", "Opérateur d’assistance"


JURIDICTION = (Role.MAGISTRAT, Role.GREFFIER)
"""Court staff: they designate experts."""

ROLES_CREES = (Role.PARTIE, Role.SAPITEUR)
"""Accounts made by an expert, with a certificate that the platform issues (produit.md, parts 1 and 2)."""


class Compte(models.Model):
    """A person known to the platform. No password: a certificate is the only key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.CharField(max_length=12, choices=Role.choices)
    nom = models.CharField(max_length=100)
    prenom = models.CharField(max_length=100)
    cle_tri = models.CharField(max_length=210, editable=False, db_index=True, help_text="Normalised name.")
    courriel = models.EmailField()
    telephone = models.CharField(max_length=20, blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    adresse_postale = models.TextField(max_length=500, blank=True)
    cgu_version = models.CharField(max_length=20, blank=True)
    cgu_acceptees_le = models.DateTimeField(null=True)
    cree_le = models.DateTimeField(db_default=Now())
    actif = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="compte_role_connu", condition=models.Q(role__in=Role.values)),
            models.CheckConstraint(name="compte_nomme", condition=~models.Q(nom="")),
        ]

    def __str__(self) -> str:
        return self.nom_complet

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the sorting key true to the name."""
        self.cle_tri = normaliser(f"{self.nom} {self.prenom}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through

    @property
    def nom_complet(self) -> str:
        """First name, then name, as a person signs."""
        return f"{self.prenom} {self.nom}".strip()

    @property
    def est_juridiction(self) -> bool:
        """Whether the person is court staff."""
        return self.role in JURIDICTION


class Certificat(models.Model):
    """An X.509 certificate that opens an account, found by its SHA-256 fingerprint."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="certificats")
    empreinte = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the DER form, lower hex.")
    der = models.BinaryField()
    sujet_cn = models.CharField(max_length=255, blank=True)
    sujet = models.TextField()
    emetteur = models.TextField()
    numero_serie = models.CharField(max_length=80, db_index=True)
    valide_du = models.DateTimeField()
    valide_au = models.DateTimeField()
    ajoute_le = models.DateTimeField(db_default=Now())
    revoque_le = models.DateTimeField(null=True)
    de_plateforme = models.BooleanField(default=False, help_text="Issued by the platform's own authority.")

    class Meta:
        ordering = ["-valide_au"]
        constraints = [
            models.UniqueConstraint(
                name="certificat_de_plateforme_unique",
                fields=["compte"],
                condition=models.Q(de_plateforme=True, revoque_le=None),
            ),
        ]

    def __str__(self) -> str:
        return self.sujet_cn or self.numero_serie


class LienCertificat(models.Model):
    """A one-time link by which a person fetches a certificate of the platform; it holds nothing secret.

    Its address carries a signature (`liens.py`). `p12` is the file given, encrypted by the code shown once,
    which is kept nowhere; the file goes when its download ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="liens_certificat")
    cree_le = models.DateTimeField()
    expire_le = models.DateTimeField()
    cree_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    utilise_le = models.DateTimeField(null=True)
    annule_le = models.DateTimeField(null=True)
    certificat = models.OneToOneField(Certificat, null=True, on_delete=models.PROTECT, related_name="lien")
    p12 = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="lien_ouvert_unique",
                fields=["compte"],
                condition=models.Q(utilise_le=None, annule_le=None),
            ),
            models.CheckConstraint(name="lien_dure", condition=models.Q(expire_le__gt=models.F("cree_le"))),
            models.CheckConstraint(
                name="lien_utilise_ou_annule",
                condition=models.Q(utilise_le=None) | models.Q(annule_le=None),
            ),
            models.CheckConstraint(
                name="lien_utilise_donne_un_certificat",
                condition=models.Q(utilise_le=None, certificat=None, p12=None)
                | models.Q(utilise_le__isnull=False, certificat__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compte} ({self.cree_le:%Y-%m-%d})"

    @property
    def ouvert(self) -> bool:
        """Whether it has neither served nor been cancelled; it may have expired."""
        return self.utilise_le is None and self.annule_le is None
