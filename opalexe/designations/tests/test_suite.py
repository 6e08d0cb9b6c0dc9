"""Reminding the expert, withdrawing."""

import pytest

from opalexe.comptes.models import Role
from opalexe.designations import actes
from opalexe.designations.models import DocumentDesignation, Etat
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur, personne
from opalexe.journal.models import GENERALE, Entree
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db


def test_relances_are_counted_and_dated() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    assert [actes.relancer(auteur(court), designation) for _ in range(2)] == [1, 2]
    designation.refresh_from_db()
    assert designation.nombre_relances == 2
    assert designation.relancee_le is not None
    assert designation.relancee_le > (designation.envoyee_le or designation.creee_le)
    entries = Entree.objects.filter(objet=designation.pk, acte="designation.relancee").order_by("numero")
    assert [entry.donnees for entry in entries] == [
        {"expert": "Alain Cotte", "auteur": "François Durand", "numero": number} for number in (1, 2)
    ]
    assert {entry.chaine_id for entry in entries} == {GENERALE}


def test_a_form_sent_twice_reminds_once() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    actes.relancer(auteur(court), designation, deja=0)
    with pytest.raises(ActeRefuse, match=r"a déjà été relancé le .* n’a pas été envoyée"):
        actes.relancer(auteur(court), designation, deja=0)
    actes.relancer(auteur(court), designation, deja=1)
    designation.refresh_from_db()
    assert designation.nombre_relances == 2


def test_a_designation_is_withdrawn_only_once_relaunched() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    with pytest.raises(ActeRefuse, match="relancez l’expert au moins une fois"):
        actes.retirer(auteur(court), designation)
    actes.relancer(auteur(court), designation)
    actes.retirer(auteur(court), designation)
    designation.refresh_from_db()
    assert designation.etat == Etat.RETIREE
    assert designation.retiree_le is not None
    assert Entree.objects.filter(objet=designation.pk, acte="designation.retiree", chaine=GENERALE).exists()


def test_withdrawing_drops_the_answer_that_was_never_sent_and_closes_the_documents() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    outils.joindre(cotte, designation, "courrier.txt")
    actes.relancer(auteur(court), designation)
    actes.retirer(auteur(court), designation)
    assert [row.nom for row in designation.documents.all()] == ["ordonnance.txt"]
    assert not DocumentDesignation.objects.visibles_par(cotte).exists()
    assert DocumentDesignation.objects.visibles_par(court).count() == 1


@pytest.mark.parametrize(
    ("reached", "sentence"),
    [
        ("brouillon", "n’est pas encore envoyée"),
        ("acceptee", r"L’expert a déjà répondu .* acceptée le"),
        ("refusee", r"L’expert a déjà répondu .* refusée le"),
        ("retiree", "a déjà été retirée le"),
    ],
)
def test_what_awaits_no_answer_is_neither_relaunched_nor_withdrawn(reached: str, sentence: str) -> None:
    court, cotte, _ = outils.trio()
    if reached == "brouillon":
        designation = outils.brouillon(court, a=cotte)
    elif reached == "acceptee":
        designation, _ = outils.acceptee(court, cotte)
    else:
        designation = getattr(outils, reached)(court, cotte)
    for act in (actes.relancer, actes.retirer):
        with pytest.raises(ActeRefuse, match=sentence):
            act(auteur(court), designation)


def test_they_are_the_author_s_acts() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    for act in (actes.relancer, actes.retirer):
        with pytest.raises(ActeRefuse, match="n’existe plus"):
            act(auteur(personne(Role.GREFFIER)), designation)
        with pytest.raises(ActeRefuse, match="Seuls les magistrats et les greffiers"):
            act(auteur(cotte), designation)
