"""Acts of the court until it sends."""

from uuid import UUID

import pytest

from opalexe.coffre.models import Fichier
from opalexe.comptes.models import Role
from opalexe.designations import actes
from opalexe.designations.models import Designation, DocumentDesignation, Etat
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur, expert, personne
from opalexe.journal.models import GENERALE, Entree
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db


def kinds(designation_id: UUID) -> list[str]:
    rows = Entree.objects.filter(objet=designation_id).order_by("numero")
    assert {row.chaine_id for row in rows} <= {GENERALE}
    return [row.acte for row in rows]


@pytest.mark.parametrize("role", [Role.MAGISTRAT, Role.GREFFIER])
def test_court_staff_begin_a_draft_that_they_alone_see(role: Role) -> None:
    court, other = personne(role), personne(role)
    designation = actes.commencer(auteur(court))
    assert designation.etat == Etat.BROUILLON
    assert list(Designation.objects.visibles_par(court)) == [designation]
    assert not Designation.objects.visibles_par(other).exists()
    assert kinds(designation.pk) == ["designation.brouillon"]


@pytest.mark.parametrize("role", [Role.EXPERT, Role.AVOCAT, Role.PARTIE, Role.SAPITEUR, Role.OPERATEUR])
def test_nobody_else_begins_one(role: Role) -> None:
    with pytest.raises(ActeRefuse, match="Seuls les magistrats et les greffiers"):
        actes.commencer(auteur(personne(role)))
    assert not Designation.objects.exists()


def test_the_expert_is_chosen_then_changed() -> None:
    court, cotte, morin = outils.trio()
    designation = outils.brouillon(court, a=cotte)
    actes.choisir_expert(auteur(court), designation, cotte)
    actes.choisir_expert(auteur(court), designation, morin)
    designation.refresh_from_db()
    assert designation.expert == morin
    names = [
        row.donnees["expert"]
        for row in Entree.objects.filter(objet=designation.pk, acte="designation.expert_choisi").order_by(
            "numero"
        )
    ]
    assert names == ["Alain Cotte", "Berthe Morin"]


def test_only_an_active_expert_of_the_directory_may_be_chosen() -> None:
    court = outils.magistrat()
    designation = outils.brouillon(court)
    without_card = personne(Role.EXPERT, nom="Sansfiche")
    closed = expert(nom="Parti", actif=False)
    for person, sentence in [
        (court, "Vous ne pouvez pas vous désigner vous-même"),
        (personne(Role.AVOCAT, nom="Bel"), "ne figure pas à l’annuaire"),
        (without_card, "ne figure pas à l’annuaire"),
        (closed, "n’est plus actif"),
    ]:
        with pytest.raises(ActeRefuse, match=sentence):
            actes.choisir_expert(auteur(court), designation, person)
    designation.refresh_from_db()
    assert designation.expert is None


def test_sending_asks_for_an_expert_a_document_and_an_open_account() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court)
    with pytest.raises(ActeRefuse, match="Choisissez d’abord l’expert"):
        actes.envoyer(auteur(court), designation)
    actes.choisir_expert(auteur(court), designation, cotte)
    with pytest.raises(ActeRefuse, match="Joignez au moins un document"):
        actes.envoyer(auteur(court), designation)
    outils.joindre(court, designation)
    cotte.actif = False
    cotte.save()
    with pytest.raises(ActeRefuse, match="n’est plus actif"):
        actes.envoyer(auteur(court), designation)
    cotte.actif = True
    cotte.save()
    actes.envoyer(auteur(court), designation)
    designation.refresh_from_db()
    assert designation.etat == Etat.ENVOYEE
    assert designation.envoyee_le is not None
    assert list(Designation.objects.visibles_par(cotte)) == [designation]
    entry = Entree.objects.get(objet=designation.pk, acte="designation.envoyee")
    assert entry.donnees == {"expert": "Alain Cotte", "auteur": "François Durand", "nombre_documents": 1}


def test_a_sent_designation_is_no_longer_prepared() -> None:
    court, cotte, morin = outils.trio()
    designation = outils.envoyee(court, cotte)
    for act in (
        lambda: actes.envoyer(auteur(court), designation),
        lambda: actes.choisir_expert(auteur(court), designation, morin),
        lambda: actes.abandonner(auteur(court), designation),
        lambda: outils.joindre(court, designation, "autre.txt"),
        lambda: actes.retirer_document(auteur(court), designation, designation.documents.get().pk),
    ):
        with pytest.raises(ActeRefuse, match=r"a déjà été envoyée le .* ne se modifie plus"):
            act()
    designation.refresh_from_db()
    assert designation.expert == cotte
    assert designation.documents.count() == 1


def test_an_abandoned_draft_goes_with_its_documents_but_not_from_the_journal() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("a.txt", "b.txt"))
    identifier = designation.pk
    actes.abandonner(auteur(court), designation)
    assert not Designation.objects.filter(pk=identifier).exists()
    assert not DocumentDesignation.objects.filter(designation=identifier).exists()
    assert Fichier.objects.count() == 2, "the sweep of unreferenced files is the vault's"
    assert kinds(identifier)[-1] == "designation.abandonnee"
    designation.pk = identifier
    with pytest.raises(ActeRefuse, match="n’existe plus"):
        actes.envoyer(auteur(court), designation)


def test_a_colleague_cannot_touch_it() -> None:
    court, cotte, _ = outils.trio()
    colleague = personne(Role.GREFFIER)
    designation = outils.brouillon(court, a=cotte, documents=("a.txt",))
    for act in (actes.envoyer, actes.abandonner):
        with pytest.raises(ActeRefuse, match="n’existe plus"):
            act(auteur(colleague), designation)
