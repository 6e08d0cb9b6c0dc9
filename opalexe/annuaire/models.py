"""Courts of appeal, nomenclature of specialities, and what the directory says of an expert."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from opalexe.comptes.models import Compte
from opalexe.socle.texte import normaliser


class CourAppel(models.Model):
    """One of the 36 courts of appeal, whose list an expert is on."""

    nom = models.CharField(max_length=60, unique=True)
    cle_tri = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["cle_tri"]

    def __str__(self) -> str:
        return self.nom


class Specialite(models.Model):
    """A branch, heading or speciality of the nomenclature of experts (`donnees/specialites.csv`)."""

    code = models.CharField(max_length=12, primary_key=True)
    libelle = models.CharField(max_length=200)
    precisions = models.TextField(blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="enfants")
    ordre = models.PositiveIntegerField(unique=True, help_text="Place in the nomenclature.")
    fin = models.PositiveIntegerField(help_text="Place of its last descendant: a branch takes its leaves.")
    niveau = models.PositiveSmallIntegerField(help_text="0 for a branch (A), 1 for A.1, 2 for A.1.1.")

    class Meta:
        ordering = ["ordre"]

    def __str__(self) -> str:
        return f"{self.code} {self.libelle}"


class FicheExpert(models.Model):
    """What the directory of experts says of an account."""

    compte = models.OneToOneField(
        Compte, primary_key=True, on_delete=models.PROTECT, related_name="fiche_expert"
    )
    cour = models.ForeignKey(CourAppel, on_delete=models.PROTECT, related_name="experts")
    ville = models.CharField(max_length=100)
    liste_nationale = models.BooleanField(default=False)
    specialites = models.ManyToManyField(Specialite, related_name="experts")
    indisponible_jusqu_au = models.DateField(null=True, blank=True)
    cle_nom = models.CharField(
        max_length=210, editable=False, help_text="Normalised, a space before each word."
    )
    cle_prenom = models.CharField(max_length=210, editable=False, help_text="Likewise.")

    class Meta:
        constraints = [
            # Rows made in bulk do not go through `save`: without `poser_cles` nobody would ever find them.
            models.CheckConstraint(name="fiche_cherchable", condition=~models.Q(cle_nom="")),
        ]

    def __str__(self) -> str:
        return str(self.compte)

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the searched names true to the account's (whose own changes `apps.py` follows)."""
        self.poser_cles()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through

    def poser_cles(self) -> None:
        """Compute the searched names."""
        self.cle_nom = cle_de_recherche(self.compte.nom)
        self.cle_prenom = cle_de_recherche(self.compte.prenom)

    @property
    def indisponible(self) -> bool:
        """Whether the expert takes no new case today."""
        return self.indisponible_jusqu_au is not None and self.indisponible_jusqu_au >= timezone.localdate()


class FicheAvocat(models.Model):
    """What a lawyer's account adds: the number given by the CNBF, and the bar."""

    compte = models.OneToOneField(
        Compte, primary_key=True, on_delete=models.PROTECT, related_name="fiche_avocat"
    )
    numero_cnbf = models.CharField(max_length=12, help_text="Letters and digits, without separators.")
    barreau = models.CharField(max_length=100)
    cle_recherche = models.CharField(
        max_length=450,
        editable=False,
        help_text="Name, first name, number and bar, normalised, a space before each word.",
    )
    actif = models.BooleanField(default=True, editable=False, help_text="The account's, for the constraint.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="numero_cnbf_unique", fields=["numero_cnbf"], condition=models.Q(actif=True)
            ),
            models.CheckConstraint(name="fiche_avocat_cherchable", condition=~models.Q(cle_recherche="")),
            models.CheckConstraint(
                name="numero_cnbf_ecrit", condition=models.Q(numero_cnbf__regex=r"^[0-9A-Z]{3,12}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compte} ({self.barreau})"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep what is searched, and the state, true to the account's (whose own changes `apps.py` follows)."""
        self.suivre(self.compte)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through

    def suivre(self, compte: Compte) -> None:
        """Compute what comes from the account."""
        self.cle_recherche = cle_de_recherche(
            f"{compte.nom} {compte.prenom} {self.numero_cnbf} {self.barreau}"
        )
        self.actif = compte.actif


def cle_de_recherche(nom: str) -> str:
    """Return a name in which " cot" finds every word that begins with "cot"."""
    return f" {normaliser(nom)}"
