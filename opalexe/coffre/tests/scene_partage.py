"""An expertise under way with every kind of person, for the tests of sharing and confidential requests."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import dataclass, field

from opalexe.coffre.actes import ouvrir_repertoires_partie, ouvrir_repertoires_sapiteur
from opalexe.coffre.models import Document, Fichier, Repertoire
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import personne
from opalexe.expertises.models import Participation, Partie, Profil, Statut
from opalexe.socle.file_names import cle
from opalexe.socle.texte import normaliser


@dataclass
class Dossier(Essai):
    """POITOU (its lawyer), HARTMANN (a member who deposits, one who reads), CPAM (without access)."""

    co_expert: Compte = field(default_factory=lambda: personne(Role.EXPERT, prenom="Brigitte", nom="Vidal"))
    sapiteur: Compte = field(default_factory=lambda: personne(Role.EXPERT, prenom="Serge", nom="Acoustique"))
    avocat: Compte = field(default_factory=lambda: personne(Role.AVOCAT, prenom="Léa", nom="Arnaud"))
    membre: Compte = field(default_factory=lambda: personne(Role.PARTIE, prenom="Paul", nom="Hartmann"))
    lecteur: Compte = field(default_factory=lambda: personne(Role.PARTIE, prenom="Rose", nom="Hartmann"))
    poitou: Partie = field(init=False)
    hartmann: Partie = field(init=False)
    cpam: Partie = field(init=False)

    def __post_init__(self) -> None:
        """Add everybody, then put the expertise under way."""
        super().__post_init__()
        self.poitou = self._partie("POITOU", "demandeur", "representee")
        self.hartmann = self._partie("HARTMANN", "defendeur", "non_representee")
        self.cpam = self._partie("CPAM", "intervenant", "sans_acces")
        self.ajouter(self.co_expert, Profil.CO_EXPERT)
        ouvrir_repertoires_sapiteur(self.ajouter(self.sapiteur, Profil.SAPITEUR))
        self.ajouter(self.avocat, Profil.AVOCAT, self.poitou)
        self.ajouter(self.membre, Profil.PARTIE_AUTORISEE, self.hartmann)
        self.ajouter(self.lecteur, Profil.PARTIE_NON_AUTORISEE, self.hartmann)
        self.statut(Statut.EN_COURS)

    def _partie(self, nom: str, cote: str, genre: str) -> Partie:
        row = Partie.objects.create(
            expertise=self.expertise,
            nom=nom,
            cle_nom=normaliser(nom),
            cote=cote,
            genre=genre,
            ordre=self.expertise.parties.count() + 1,
        )
        ouvrir_repertoires_partie(row)
        return row

    def ajouter(self, compte: Compte, profil: Profil, *parties: Partie) -> Participation:
        """Make somebody take part."""
        row = Participation.objects.create(expertise=self.expertise, compte=compte, profil=profil)
        row.parties.set(parties)
        return row

    def participation(self, compte: Compte) -> Participation:
        """Return how somebody takes part."""
        return Participation.objects.get(expertise=self.expertise, compte=compte)

    def de_partie(self, partie: Partie, code: str) -> Repertoire:
        """Return one of a party's folders."""
        return Repertoire.objects.get(partie=partie, repertoire=code, parent=None)

    def tous(self) -> dict[str, Compte]:
        """Return everybody by what they are."""
        names = ("expert", "co_expert", "magistrat", "greffier", "sapiteur", "avocat", "membre", "lecteur")
        return {name: getattr(self, name) for name in names}


def main() -> None:
    """Make the scene on a running platform: {name: [first name, name, certificate in base64]} → addresses in JSON."""
    roles = {"expert": Role.EXPERT, "avocat": Role.AVOCAT, "sapiteur": Role.EXPERT}
    people = {
        name: personne(roles[name], prenom=prenom, nom=nom, der=base64.b64decode(der))
        for name, (prenom, nom, der) in json.load(sys.stdin).items()
    }
    scene = Dossier(**people)
    pieces = scene.de_partie(scene.poitou, "pieces_cotees")
    fichiers = Fichier.objects.bulk_create(
        Fichier(
            cle=f"essai-{n}-{scene.expertise.pk}",
            taille=54_000,
            sha256="ab" * 32,
            type_mime="application/pdf",
        )
        for n in range(3)
    )
    documents = Document.objects.bulk_create(
        Document(
            repertoire=pieces,
            fichier=fichier,
            nom=nom,
            cle_nom=cle(nom),
            depose_par=scene.avocat,
            serie=pieces,
            numero=numero,
        )
        for numero, (fichier, nom) in enumerate(
            zip(fichiers, ("Facture du toit.pdf", "Devis.pdf", "Photographies.pdf"), strict=True), start=1
        )
    )
    print(json.dumps({"expertise": str(scene.expertise.pk), "documents": [str(row.pk) for row in documents]}))
