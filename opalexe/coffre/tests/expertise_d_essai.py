"""An expertise with its people and documents, for the tests of the vault's pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from opalexe.coffre.models import Document, Fichier, Repertoire
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import personne
from opalexe.essais.scenes import expertise_ouverte
from opalexe.expertises.models import Expertise, Participation, Profil, Statut
from opalexe.socle.file_names import cle


@dataclass
class Essai:
    """POITOU c/ HARTMANN: an expert, a magistrat and a greffier take part."""

    expert: Compte = field(default_factory=lambda: personne(Role.EXPERT, prenom="Alain", nom="Cotte"))
    magistrat: Compte = field(
        default_factory=lambda: personne(Role.MAGISTRAT, prenom="François", nom="Durand")
    )
    greffier: Compte = field(default_factory=lambda: personne(Role.GREFFIER, prenom="Hélène", nom="Marchand"))
    expertise: Expertise = field(init=False)

    def __post_init__(self) -> None:
        self.expertise = expertise_ouverte(self.expert, self.magistrat)
        Participation.objects.create(expertise=self.expertise, compte=self.greffier, profil=Profil.GREFFIER)

    @property
    def adresse(self) -> str:
        """Address of the expertise."""
        return f"/expertises/{self.expertise.pk}/"

    def dossier(self, dossier: str, code: str) -> Repertoire:
        """Return a folder by its codes."""
        return Repertoire.objects.get(expertise=self.expertise, dossier=dossier, repertoire=code, parent=None)

    def adresse_dossier(self, dossier: str, code: str) -> str:
        """Return the address of a folder."""
        return f"{self.adresse}dossiers/{self.dossier(dossier, code).pk}/"

    def statut(self, statut: Statut) -> None:
        """Move the expertise, whatever its status."""
        Expertise.objects.filter(pk=self.expertise.pk).update(statut=statut)

    def poser(self, dossier: str, code: str, par: Compte, *noms: str, taille: int = 54_000) -> list[Document]:
        """Put documents in one of the common folders, as rows: what pages read."""
        return self.poser_dans(self.dossier(dossier, code), par, *noms, taille=taille)

    def poser_dans(
        self, repertoire: Repertoire, par: Compte, *noms: str, taille: int = 54_000
    ) -> list[Document]:
        """Put documents in a folder, as rows."""
        fichiers = Fichier.objects.bulk_create(
            Fichier(
                cle=secrets.token_hex(8),
                taille=taille,
                sha256=secrets.token_hex(32),
                type_mime="application/pdf",
            )
            for _ in noms
        )
        return Document.objects.bulk_create(
            Document(repertoire=repertoire, fichier=fichier, nom=nom, cle_nom=cle(nom), depose_par=par)
            for fichier, nom in zip(fichiers, noms, strict=True)
        )
