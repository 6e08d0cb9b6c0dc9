"""Acts on the directory: an expert's court and specialities, a lawyer's number and bar."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from opalexe.annuaire import evenements
from opalexe.annuaire.models import CourAppel, FicheAvocat, FicheExpert, Specialite
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Compte, Role
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.texte import normaliser


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
    compte = Compte.objects.select_for_update(no_key=True).get(pk=par.compte.pk)
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


@transaction.atomic
def tenir_fiche_avocat(par: Auteur, *, numero_cnbf: str, barreau: str) -> FicheAvocat:
    """Make or change one's own card of lawyer; the journal says which of its lines changed.

    `numero_cnbf` is cleaned (`numero_cnbf_propre`). Raises ActeRefuse for whoever is not a lawyer, for a number
    that is none or that another active account has, or without a bar.
    """
    compte = Compte.objects.select_for_update(no_key=True).get(pk=par.compte.pk)
    if compte.role != Role.AVOCAT:
        raise ActeRefuse("Le numéro CNBF et le barreau ne se donnent que pour un compte d’avocat.")
    try:
        number = numero_cnbf_propre(numero_cnbf)
    except ValueError as error:
        raise ActeRefuse(NUMERO_CNBF_INCONNU) from error
    if not normaliser(barreau):
        raise ActeRefuse("Indiquez le barreau auquel vous êtes inscrit.")
    after = {"numero_cnbf": number, "barreau": " ".join(barreau.split())}
    fiche = FicheAvocat.objects.filter(compte=compte).first()
    changed = [name for name, value in after.items() if fiche is None or getattr(fiche, name) != value]
    if fiche is not None and not changed:
        return fiche
    fiche = fiche or FicheAvocat(compte=compte)
    fiche.numero_cnbf, fiche.barreau = number, after["barreau"]
    try:
        with transaction.atomic():
            fiche.save()
    except IntegrityError as error:
        raise ActeRefuse(
            "Ce numéro CNBF est déjà celui d’un compte\u00a0: vérifiez-le, ou écrivez à l’assistance s’il est le vôtre."
        ) from error
    consigner(evenements.FICHE_AVOCAT, par.acteur, objet=compte.pk, donnees={"champs": changed})
    return fiche


NUMERO_CNBF_INCONNU = (
    "Ce numéro n’est pas reconnu\u00a0: recopiez celui de votre carte, de 3 à 12 chiffres ou lettres."
)


def numero_cnbf_propre(texte: str) -> str:
    """Return a CNBF number without its separators, in capitals. Raises ValueError for what is not one.

    Its length is not published: 3 to 12 digits or letters are taken, one digit at least.
    """
    number = re.sub(r"[\s./-]", "", texte).upper()
    if not re.fullmatch(r"[0-9A-Z]{3,12}", number) or not re.search(r"[0-9]", number):
        raise ValueError("not a CNBF number")
    return number


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
