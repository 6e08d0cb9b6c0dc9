"""What the tests of this room share: designations brought to a state by the acts themselves."""

from __future__ import annotations

import hashlib
import itertools
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from opalexe.coffre.models import Fichier
from opalexe.comptes.models import Compte, Role
from opalexe.designations import actes
from opalexe.designations.models import Designation, DocumentDesignation
from opalexe.essais.personnes import auteur, expert, personne
from opalexe.expertises.models import Expertise
from opalexe.expertises.nommage import Identite
from opalexe.socle.file_names import cle

DEMANDE = DocumentDesignation.Origine.DEMANDE
REPONSE = DocumentDesignation.Origine.REPONSE
_numbers = itertools.count(1)

IDENTITE = Identite(
    premier_demandeur="Poitou",
    premier_defendeur="Hartmann",
    juridiction="TJ Bordeaux",
    numero_rg="21/01234",
    numero_mi="568520",
    numero_minute="",
    date_decision=date(2020, 12, 11),
)
SAISIE = {
    "reponse": "accepter",
    "premier_demandeur": "Poitou",
    "premier_defendeur": "Hartmann",
    "juridiction": "TJ Bordeaux",
    "numero_rg": "21/01234",
    "numero_mi": "568520",
    "numero_minute": "",
    "date_decision": "2020-12-11",
}
"""The same identity, as a browser sends it."""


def fichier(contenu: bytes = b"") -> Fichier:
    """Return a received file, its bytes in the storage."""
    content = contenu or f"contenu {next(_numbers)}".encode()
    key = default_storage.save(f"essais/{next(_numbers)}.txt", ContentFile(content))
    return Fichier.objects.create(
        cle=key, taille=len(content), sha256=hashlib.sha256(content).hexdigest(), type_mime="text/plain"
    )


def magistrat(prenom: str = "François", nom: str = "Durand") -> Compte:
    """Return a judge."""
    return personne(Role.MAGISTRAT, prenom=prenom, nom=nom)


def joindre(
    compte: Compte, designation: Designation, nom: str = "ordonnance.txt", contenu: bytes = b""
) -> DocumentDesignation:
    """Join a document on the side of the person."""
    side = REPONSE if compte.role == Role.EXPERT else DEMANDE
    return actes.joindre(auteur(compte), designation, side, nom, cle(nom), fichier(contenu))


def brouillon(court: Compte, *, a: Compte | None = None, documents: tuple[str, ...] = ()) -> Designation:
    """Return a draft, with its expert and documents when given."""
    designation = actes.commencer(auteur(court))
    if a is not None:
        actes.choisir_expert(auteur(court), designation, a)
    for nom in documents:
        joindre(court, designation, nom)
    designation.refresh_from_db()
    return designation


def envoyee(court: Compte, a: Compte, *documents: str) -> Designation:
    """Return a designation sent to `a`."""
    designation = brouillon(court, a=a, documents=documents or ("ordonnance.txt",))
    actes.envoyer(auteur(court), designation)
    designation.refresh_from_db()
    return designation


def acceptee(court: Compte, a: Compte, *documents: str) -> tuple[Designation, Expertise]:
    """Return a designation accepted by `a`, and the expertise that it opened."""
    designation = envoyee(court, a, *documents)
    expertise = actes.accepter(auteur(a), designation, IDENTITE)
    designation.refresh_from_db()
    return designation, expertise


def refusee(court: Compte, a: Compte, motif: str = "Conflit d’intérêts.") -> Designation:
    """Return a designation refused by `a`."""
    designation = envoyee(court, a)
    joindre(a, designation, "courrier.txt")
    actes.refuser(auteur(a), designation, motif)
    designation.refresh_from_db()
    return designation


def retiree(court: Compte, a: Compte) -> Designation:
    """Return a designation reminded, then withdrawn."""
    designation = envoyee(court, a)
    actes.relancer(auteur(court), designation)
    actes.retirer(auteur(court), designation)
    designation.refresh_from_db()
    return designation


def trio() -> tuple[Compte, Compte, Compte]:
    """Return a judge, an expert and another expert."""
    return magistrat(), expert(nom="Cotte"), expert("Berthe", "Morin")
