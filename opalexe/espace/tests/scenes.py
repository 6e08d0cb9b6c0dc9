"""Expertises and documents for the tests of the workspace, as rows: what its pages read."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import replace
from datetime import date

from opalexe.coffre.models import Document, Fichier, Lecture, Repertoire
from opalexe.comptes.models import Compte
from opalexe.essais.scenes import POITOU, expertise_ouverte
from opalexe.expertises.models import Expertise, Statut

_numbers = itertools.count(1)
LU_PAR_TOUS = ("greffe", "greffe_vers_expert_et_parties")
"""A folder that the expert, the court and the parties read while the expertise is under way."""


def affaire(
    expert: Compte,
    juridiction: Compte,
    demandeur: str,
    *,
    statut: Statut = Statut.EN_COURS,
    consignation: date | None = None,
    rg: str = "21/01234",
) -> Expertise:
    """Open "DEMANDEUR c/ HARTMANN" in a status, whatever the road to it."""
    expertise = expertise_ouverte(
        expert, juridiction, replace(POITOU, premier_demandeur=demandeur, numero_rg=rg)
    )
    Expertise.objects.filter(pk=expertise.pk).update(statut=statut, date_consignation=consignation)
    expertise.refresh_from_db()
    return expertise


def deposer(
    expertise: Expertise, par: Compte, *, nombre: int = 1, ou: tuple[str, str] = LU_PAR_TOUS
) -> list[Document]:
    """Put documents in a folder."""
    folder = Repertoire.objects.get(expertise=expertise, dossier=ou[0], repertoire=ou[1], parent=None)
    fichier = Fichier.objects.create(
        cle=secrets.token_hex(8), taille=54_000, sha256=secrets.token_hex(32), type_mime="application/pdf"
    )
    noms = [f"piece {next(_numbers)}.pdf" for _ in range(nombre)]
    return Document.objects.bulk_create(
        Document(repertoire=folder, fichier=fichier, nom=nom, cle_nom=nom, depose_par=par) for nom in noms
    )


def lire(compte: Compte, documents: list[Document]) -> None:
    """Mark documents as read by a person."""
    Lecture.objects.bulk_create(Lecture(document=document, compte=compte) for document in documents)
