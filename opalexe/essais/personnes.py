"""People for tests: accounts with real certificates, and browsers that present them."""

from __future__ import annotations

import itertools
from typing import Any

from django.test import Client
from django.utils import timezone

from opalexe.comptes.actes import rattacher_certificat
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.cgu import VERSION
from opalexe.comptes.models import Compte, Role
from opalexe.essais.autorite import emettre
from opalexe.socle.texte import normaliser
from opalexe.socle.validation import parse

_numbers = itertools.count(1)


class Prise:
    """Stands for the TLS socket that gunicorn gives: it holds the certificate whose key was proven."""

    def __init__(self, der: bytes | None) -> None:
        self.der = der

    def getpeercert(self, binary_form: bool = False) -> bytes | None:
        """Return the certificate as Python's TLS sockets do."""
        assert binary_form
        return self.der


def personne(
    role: Role, *, prenom: str = "Camille", nom: str = "", der: bytes | None = None, **champs: Any
) -> Compte:
    """Make an account of the role, opened by a certificate (`der`, else a new one of the test authority)."""
    number = next(_numbers)
    nom = nom or f"Personne {number}"
    courriel = champs.pop("courriel", f"personne{number}@exemple.fr")
    champs = {"cgu_version": VERSION, "cgu_acceptees_le": timezone.now()} | champs
    compte = Compte.objects.create(role=role, prenom=prenom, nom=nom, courriel=courriel, **champs)
    rattacher_certificat(compte, parse(der or emettre(prenom, nom, courriel=courriel).der))
    return compte


def expert(
    prenom: str = "Alain",
    nom: str = "",
    *,
    cour: str = "Paris",
    ville: str = "Paris",
    specialites: tuple[str, ...] = ("A.1",),
    **champs: Any,
) -> Compte:
    """Make an expert with a card in the directory."""
    from opalexe.annuaire.models import CourAppel, FicheExpert, Specialite

    compte = personne(Role.EXPERT, prenom=prenom, nom=nom, **champs)
    fiche = FicheExpert.objects.create(
        compte=compte, cour=CourAppel.objects.get(cle_tri=normaliser(cour)), ville=ville
    )
    fiche.specialites.set(Specialite.objects.filter(code__in=specialites))
    return compte


def client(compte: Compte | None, **extra: Any) -> Client:
    """Return a browser that presents the account's certificate at every request (none for None)."""
    der = bytes(compte.certificats.latest("ajoute_le").der) if compte else None
    return client_de(der, **extra)


def client_de(der: bytes | None, **extra: Any) -> Client:
    """Return a browser that presents a certificate given in DER form."""
    environ: dict[str, Any] = {"gunicorn.socket": Prise(der), "wsgi.url_scheme": "https", **extra}
    return Client(**environ)


def auteur(compte: Compte) -> Auteur:
    """Return the person as acts receive it."""
    certificat = compte.certificats.latest("ajoute_le")
    return Auteur(compte=compte, certificat=certificat.numero_serie, adresse="127.0.0.1")
