"""Who acts: an account, by which certificate and from where."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from opalexe.comptes.models import Compte
from opalexe.journal.actes import Acteur
from opalexe.socle.certificates import ClientCertificate


@dataclass(frozen=True)
class Auteur:
    """The person behind an act, as the acts receive it."""

    compte: Compte
    certificat: str = ""
    adresse: str | None = None

    @property
    def acteur(self) -> Acteur:
        """The form that the journal keeps."""
        return Acteur(
            identifiant=self.compte.pk,
            nom=self.compte.nom_complet,
            role=self.compte.role,
            certificat=self.certificat,
            adresse=self.adresse,
        )


class Requete(HttpRequest):
    """A request after identification (see `middleware.py`)."""

    certificat: ClientCertificate
    auteur: Auteur
    htmx: HtmxDetails

    @property
    def compte(self) -> Compte:
        """The account that the certificate opens."""
        return self.auteur.compte
