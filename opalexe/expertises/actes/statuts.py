"""Acts on the case itself: dating its consignation, moving its status."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Compte
from opalexe.expertises import evenements
from opalexe.expertises.actes.commun import profils
from opalexe.expertises.models import OUVERTS, Expertise, Profil, Statut
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse

TRANSITIONS: dict[tuple[str, str], frozenset[str]] = {
    (Statut.EN_CREATION, Statut.EN_COURS): frozenset({Profil.EXPERT}),
    (Statut.EN_COURS, Statut.EN_PAUSE): frozenset({Profil.EXPERT}),
    (Statut.EN_PAUSE, Statut.EN_COURS): frozenset({Profil.EXPERT}),
    (Statut.EN_COURS, Statut.TERMINEE): frozenset({Profil.EXPERT}),
    (Statut.EN_CREATION, Statut.REJETEE): frozenset({Profil.EXPERT, Profil.MAGISTRAT}),
}
"""Which status follows which, and who may decide it (produit.md part 5)."""

QUI_CONSIGNE = frozenset({Profil.EXPERT, Profil.MAGISTRAT, Profil.GREFFIER})


def transitions_permises(compte: Compte, expertise: Expertise) -> list[Statut]:
    """Return the statuses to which the person may move the expertise now."""
    own = profils(compte, expertise)
    return [
        Statut(target)
        for (source, target), who in TRANSITIONS.items()
        if source == expertise.statut and own & who
    ]


@transaction.atomic
def fixer_consignation(par: Auteur, expertise: Expertise, le: date) -> None:
    """Set the date at which the money was deposited (expert, magistrat or greffier; CPC art. 271).

    Raises ActeRefuse for another person, a closed expertise, a date to come or before the decision.
    """
    row = Expertise.objects.select_for_update().get(pk=expertise.pk)
    if not profils(par.compte, row) & QUI_CONSIGNE:
        raise ActeRefuse("Seuls l’expert, le magistrat et le greffier indiquent la date de consignation.")
    if row.statut not in OUVERTS:
        raise ActeRefuse(
            f"L’expertise est «\u00a0{row.get_statut_display()}\u00a0»\u00a0: sa date de consignation ne change plus."
        )
    if le > timezone.localdate():
        raise ActeRefuse(
            "La date de consignation est à venir\u00a0: indiquez le jour où la somme a été versée."
        )
    if le < row.date_decision:
        raise ActeRefuse(
            "La date de consignation précède la décision "
            f"({row.date_decision.strftime('%d/%m/%Y')})\u00a0: vérifiez le jour et l’année."
        )
    if row.date_consignation == le:
        return
    row.date_consignation = le
    row.save(update_fields=["date_consignation"])
    consigner(
        evenements.CONSIGNATION,
        par.acteur,
        chaine=row.pk,
        objet=row.pk,
        donnees={"date": le.strftime("%d/%m/%Y")},
    )


@transaction.atomic
def changer_statut(par: Auteur, expertise: Expertise, vers: Statut) -> None:
    """Move an expertise to another status.

    Raises ActeRefuse when the status has changed meanwhile, or when it is not this person's to decide.
    """
    row = Expertise.objects.select_for_update().get(pk=expertise.pk)
    who = TRANSITIONS.get((row.statut, vers))
    if who is None:
        raise ActeRefuse(
            f"L’expertise est «\u00a0{row.get_statut_display()}\u00a0»\u00a0: "
            f"elle ne peut pas passer à «\u00a0{vers.label}\u00a0». "
            "Rechargez la page pour voir où elle en est."
        )
    if not profils(par.compte, row) & who:
        raise ActeRefuse("Ce changement de statut revient à l’expert.")
    de = row.get_statut_display()
    row.statut = vers
    row.save(update_fields=["statut"])
    consigner(
        evenements.STATUT,
        par.acteur,
        chaine=row.pk,
        objet=row.pk,
        donnees={"de": de, "vers": vers.label, "statut": vers.value},
    )
