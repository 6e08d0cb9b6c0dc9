"""What the demonstration knows of a person: all are invented, their telephones and addresses lead nowhere.

Numbers are of the ranges that ARCEP keeps for works of fiction (01 99 00, 06 39 98).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from opalexe.comptes.models import Role
from opalexe.socle.texte import normaliser


class Particularite(StrEnum):
    """What makes a certificate odd; `AUCUNE` for those that open an account."""

    AUCUNE = ""
    INCONNU = "inconnu"
    EXPIRE = "expire"
    PAS_ENCORE = "pas_encore"
    SERVEUR = "serveur"
    ETRANGER = "etranger"


@dataclass(frozen=True)
class Personne:
    """Somebody; those of `personnes.avec_certificat` may be chosen on the page."""

    prenom: str
    nom: str
    role: Role
    fonction: str = ""
    cour: str = ""
    ville: str = ""
    specialites: tuple[str, ...] = ()
    liste_nationale: bool = False
    indisponible_jours: int = 0
    particularite: Particularite = Particularite.AUCUNE
    numero: int = 0
    a_voir: str = ""
    """What to look at in this person's place, as a sentence of the page of choice."""
    numero_cnbf: str = ""
    barreau: str = ""
    de_plateforme: bool = False
    """Whether an expert made the account: the platform delivers the certificate."""

    @property
    def identifiant(self) -> str:
        """The name of the person's files ("bernard.dupuy")."""
        return f"{normaliser(self.prenom)}.{normaliser(self.nom)}".replace(" ", "-")

    @property
    def nom_complet(self) -> str:
        """First name, then name."""
        return f"{self.prenom} {self.nom}"

    @property
    def courriel(self) -> str:
        """An address of the domain of the demonstration."""
        return f"{self.identifiant}@exemple.fr"

    @property
    def telephone(self) -> str:
        """A number that rings nowhere."""
        return f"01 99 00 {self.numero // 100:02d} {self.numero % 100:02d}"

    @property
    def mobile(self) -> str:
        """A number that rings nowhere."""
        return f"06 39 98 {self.numero // 100:02d} {self.numero % 100:02d}"

    @property
    def adresse(self) -> str:
        """A postal address."""
        rues = (
            "rue des Tilleuls",
            "place du Marché",
            "avenue de la République",
            "rue du Moulin",
            "quai Nord",
        )
        return f"{self.numero % 80 + 1} {rues[self.numero % len(rues)]}, {self.ville or 'Paris'}"
