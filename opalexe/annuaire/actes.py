"""Acts on the directory: an expert says under which court and specialities to be found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from opalexe.annuaire import evenements
from opalexe.annuaire.models import CourAppel, FicheExpert, Specialite
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Compte, Role
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse


@dataclass(frozen=True)
class ContenuFiche:
    """What an expert's card says."""

    cour: CourAppel
    ville: str
    specialites: tuple[Specialite, ...]
    liste_nationale: bool = False
    indisponible_jusqu_au: date | None = None


@transaction.atomic
def tenir_fiche(par: Auteur, contenu: ContenuFiche) -> FicheExpert:
    """Make or change one's own card; the journal says which of its lines changed.

    Raises ActeRefuse for whoever is not an expert, without a city or a speciality, or for a day gone by.
    """
    compte = Compte.objects.select_for_update().get(pk=par.compte.pk)
    if compte.role != Role.EXPERT:
        raise ActeRefuse("L’annuaire ne tient que les fiches des experts.")
    if not contenu.ville or not contenu.specialites:
        raise ActeRefuse("Indiquez votre ville et au moins une spécialité.")
    fiche = FicheExpert.objects.filter(compte=compte).first()
    before = _valeurs(fiche) if fiche else {}
    after = {
        "cour": contenu.cour.nom,
        "ville": contenu.ville,
        "liste_nationale": contenu.liste_nationale,
        "specialites": _codes(contenu.specialites),
        "indisponible_jusqu_au": contenu.indisponible_jusqu_au,
    }
    changed = [name for name, value in after.items() if before.get(name) != value]
    if not changed and fiche is not None:
        return fiche
    _exiger_jour_a_venir(contenu.indisponible_jusqu_au, changed)
    fiche = fiche or FicheExpert(compte=compte)
    fiche.cour = contenu.cour
    fiche.ville = contenu.ville
    fiche.liste_nationale = contenu.liste_nationale
    fiche.indisponible_jusqu_au = contenu.indisponible_jusqu_au
    fiche.save()
    fiche.specialites.set(contenu.specialites)
    consigner(evenements.FICHE, par.acteur, objet=compte.pk, donnees={"champs": changed})
    return fiche


def _exiger_jour_a_venir(jour: date | None, changed: Iterable[str]) -> None:
    if jour is not None and "indisponible_jusqu_au" in changed and jour < timezone.localdate():
        raise ActeRefuse("La date d’indisponibilité est passée\u00a0: choisissez un jour à venir, ou aucun.")


def _valeurs(fiche: FicheExpert) -> dict[str, object]:
    return {
        "cour": fiche.cour.nom,
        "ville": fiche.ville,
        "liste_nationale": fiche.liste_nationale,
        "specialites": _codes(fiche.specialites.all()),
        "indisponible_jusqu_au": fiche.indisponible_jusqu_au,
    }


def _codes(specialites: Iterable[Specialite]) -> list[str]:
    return sorted(speciality.code for speciality in specialites)
