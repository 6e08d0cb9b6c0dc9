"""Every address of the room, for whoever it is not."""

from uuid import uuid4

import pytest
from django.urls import reverse

from opalexe.comptes.models import Compte, Role
from opalexe.designations.tests import outils
from opalexe.designations.urls import urlpatterns
from opalexe.essais.personnes import client, expert, personne

pytestmark = pytest.mark.django_db

COURT = {"expert", "envoyer", "abandonner", "relancer", "retirer"}
EXPERT = {"repondre", "apercu"}
BOTH = {"detail", "documents", "document", "zip", "retirer_document"}


def addresses(names: set[str], designation: object, document: object) -> dict[str, str]:
    return {
        name: reverse(
            f"designations:{name}",
            args=[designation, document] if "document_id" in str(pattern.pattern) else [designation],
        )
        for pattern in urlpatterns
        if (name := str(pattern.name)) in names
    }


def statuses(compte: Compte, address: str) -> set[int]:
    browser = client(compte)
    return {browser.get(address).status_code, browser.post(address).status_code}


def test_the_list_above_is_whole() -> None:
    assert {str(pattern.name) for pattern in urlpatterns} == COURT | EXPERT | BOTH | {"liste", "nouvelle"}


def test_somebody_else_s_designation_does_not_exist() -> None:
    court, cotte, morin = outils.trio()
    designation = outils.envoyee(court, cotte)
    document = designation.documents.get()
    for stranger in (morin, personne(Role.MAGISTRAT), personne(Role.GREFFIER), personne(Role.AVOCAT)):
        for name, address in addresses(COURT | EXPERT | BOTH, designation.pk, document.pk).items():
            assert statuses(stranger, address) <= {404, 405}, (stranger.role, name)
    for name, address in addresses(COURT, designation.pk, document.pk).items():
        assert statuses(cotte, address) == {404}, name
    for name, address in addresses(EXPERT, designation.pk, document.pk).items():
        assert statuses(court, address) <= {404, 405}, name


def test_a_draft_does_not_exist_for_its_expert_nor_for_a_colleague() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("a.txt",))
    document = designation.documents.get()
    for person in (cotte, personne(Role.GREFFIER)):
        for name, address in addresses(COURT | EXPERT | BOTH, designation.pk, document.pk).items():
            assert statuses(person, address) <= {404, 405}, (person.role, name)
        assert str(designation.pk) not in client(person).get(reverse("designations:liste")).content.decode()


def test_what_never_existed_is_the_same() -> None:
    court = outils.magistrat()
    for name, address in addresses(COURT | BOTH, uuid4(), uuid4()).items():
        assert statuses(court, address) <= {404, 405}, name


@pytest.mark.parametrize("role", [Role.AVOCAT, Role.PARTIE, Role.SAPITEUR, Role.OPERATEUR])
def test_the_room_does_not_exist_for_who_designates_nobody(role: Role) -> None:
    browser = client(personne(role))
    assert browser.get(reverse("designations:liste")).status_code == 404
    assert browser.post(reverse("designations:nouvelle")).status_code == 404


def test_an_expert_makes_no_draft() -> None:
    assert client(expert()).post(reverse("designations:nouvelle")).status_code == 404


def test_documents_of_another_designation_or_of_an_unsent_answer_are_not_served() -> None:
    court, cotte, _ = outils.trio()
    one, other = outils.envoyee(court, cotte), outils.envoyee(court, cotte)
    prepared = outils.joindre(cotte, one, "courrier.txt")
    crossed = reverse("designations:document", args=[one.pk, other.documents.get().pk])
    unsent = reverse("designations:document", args=[one.pk, prepared.pk])
    assert client(court).get(crossed).status_code == 404
    assert client(court).get(unsent).status_code == 404
    assert client(cotte).get(unsent).status_code == 200


def test_withdrawn_its_documents_are_closed_to_the_expert() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.retiree(court, cotte)
    address = reverse("designations:document", args=[designation.pk, designation.documents.get().pk])
    assert client(cotte).get(address).status_code == 404
    assert client(court).get(address).status_code == 200
    assert client(cotte).post(reverse("designations:zip", args=[designation.pk])).status_code == 404
