"""Cases ready for tests."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from opalexe.annuaire.models import FicheAvocat
from opalexe.comptes.actes import rattacher_certificat
from opalexe.comptes.cgu import VERSION
from opalexe.comptes.models import Compte, Role
from opalexe.essais.autorite import emettre
from opalexe.essais.personnes import auteur, expert, personne
from opalexe.expertises import actes
from opalexe.expertises.models import Cote, Expertise, GenreDePartie, Participation, Partie
from opalexe.expertises.nommage import Identite
from opalexe.socle.validation import parse

_numbers = itertools.count(1)

POITOU = Identite(
    premier_demandeur="Poitou",
    premier_defendeur="Hartmann",
    juridiction="TJ Bordeaux",
    numero_rg="21/01234",
    numero_mi="568520",
    date_decision=date(2020, 12, 11),
)


@transaction.atomic
def expertise_ouverte(expert: Compte, juridiction: Compte, identite: Identite = POITOU) -> Expertise:
    """Open an expertise with its folders, as the acceptance of a designation does."""
    return actes.ouvrir(auteur(expert), identite=identite, expert=expert, juridiction=juridiction)


@dataclass
class ExpertiseComplete:
    """POITOU c/ HARTMANN, "En création", with somebody of every profile and a party of every kind."""

    expertise: Expertise
    expert: Compte
    co_expert: Compte
    magistrat: Compte
    greffier: Compte
    avocat: Compte
    """Of `poitou`."""
    membre_lecteur: Compte
    """Of `poitou`, reads only."""
    membre_deposant: Compte
    """Of `hartmann`, deposits."""
    sapiteur: Compte
    """An expert of the directory."""
    sapiteur_cree: Compte
    """Created by the expert, certificate of the platform."""
    poitou: Partie
    """Represented."""
    hartmann: Partie
    """Not represented."""
    cpam: Partie
    """Without access: the expert deposits for it."""
    maif: Partie
    """Non dématérialisée."""

    @property
    def tous(self) -> dict[str, Compte]:
        """Everyone who takes part, by the name of the field."""
        names = (
            "expert",
            "co_expert",
            "magistrat",
            "greffier",
            "avocat",
            "membre_lecteur",
            "membre_deposant",
            "sapiteur",
            "sapiteur_cree",
        )
        return {name: getattr(self, name) for name in names}

    def participation(self, compte: Compte) -> Participation:
        """Return how somebody takes part."""
        return Participation.objects.get(expertise=self.expertise, compte=compte)

    def statut(self, statut: str) -> None:
        """Move the expertise, whatever its status."""
        Expertise.objects.filter(pk=self.expertise.pk).update(statut=statut)
        self.expertise.refresh_from_db()


def avocat(prenom: str = "Denis", nom: str = "", *, barreau: str = "Bordeaux", **champs: Any) -> Compte:
    """Make a lawyer with a card in the directory."""
    compte = personne(Role.AVOCAT, prenom=prenom, nom=nom, **champs)
    FicheAvocat.objects.create(compte=compte, numero_cnbf=f"{next(_numbers):06}", barreau=barreau)
    return compte


def munir_d_un_certificat(compte: Compte) -> Compte:
    """Give an account that somebody created what opens it: a certificate, the terms of use accepted."""
    compte.cgu_version, compte.cgu_acceptees_le = VERSION, timezone.now()
    compte.save(update_fields=["cgu_version", "cgu_acceptees_le"])
    rattacher_certificat(compte, parse(emettre(compte.prenom, compte.nom, courriel=compte.courriel).der))
    return compte


@transaction.atomic
def expertise_complete(identite: Identite = POITOU) -> ExpertiseComplete:
    """Build a whole case by the acts themselves, as the people would."""
    leader = expert("Alain", "Cotte")
    magistrat = personne(Role.MAGISTRAT, prenom="François", nom="Durand")
    greffier = personne(Role.GREFFIER, prenom="Hélène", nom="Marchand")
    co_expert, sapiteur = expert("Béatrice", "Vidal"), expert("Samuel", "Lopes")
    lawyer = avocat("Claire", "Arnaud")
    case = expertise_ouverte(leader, magistrat, identite)
    par = auteur(leader)
    actes.ajouter_greffier(par, case, greffier)
    actes.ajouter_co_expert(par, case, co_expert)
    poitou = actes.ajouter_partie(
        par, case, nom="Poitou", cote=Cote.DEMANDEUR, genre=GenreDePartie.REPRESENTEE
    )
    hartmann = actes.ajouter_partie(
        par, case, nom="Hartmann", cote=Cote.DEFENDEUR, genre=GenreDePartie.NON_REPRESENTEE
    )
    cpam = actes.ajouter_partie(
        par,
        case,
        nom="CPAM de la Gironde",
        cote=Cote.INTERVENANT,
        genre=GenreDePartie.SANS_ACCES,
        adresse_postale="Place de l’Europe\n33000 Bordeaux",
    )
    maif = actes.ajouter_partie(
        par, case, nom="MAIF", cote=Cote.DEFENDEUR, genre=GenreDePartie.NON_DEMATERIALISEE
    )
    actes.ajouter_avocat(par, case, lawyer, [poitou])
    reader = actes.ajouter_membre(
        par,
        poitou,
        nom="Poitou",
        prenom="Jeanne",
        courriel="jeanne.poitou@exemple.fr",
        mobile="06 12 34 56 78",
    )
    publisher = actes.ajouter_membre(
        par,
        hartmann,
        nom="Hartmann",
        prenom="Louis",
        courriel="louis.hartmann@exemple.fr",
        mobile="06 12 34 56 79",
        autorise=True,
    )
    actes.ajouter_sapiteur(par, case, sapiteur, qualite="géotechnicien")
    created = actes.creer_sapiteur(
        par,
        case,
        nom="Morel",
        prenom="Inès",
        courriel="ines.morel@exemple.fr",
        mobile="06 12 34 56 80",
        qualite="acousticienne",
    )
    return ExpertiseComplete(
        expertise=case,
        expert=leader,
        co_expert=co_expert,
        magistrat=magistrat,
        greffier=greffier,
        avocat=lawyer,
        membre_lecteur=munir_d_un_certificat(reader.compte),
        membre_deposant=munir_d_un_certificat(publisher.compte),
        sapiteur=sapiteur,
        sapiteur_cree=munir_d_un_certificat(created.compte),
        poitou=poitou,
        hartmann=hartmann,
        cpam=cpam,
        maif=maif,
    )
