"""A designation, as its expert receives it."""

import io
import zipfile

import pytest
from django.urls import reverse

from opalexe.designations import actes
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur, client

pytestmark = pytest.mark.django_db


def test_it_shows_who_asks_what_and_offers_both_answers() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte, "ordonnance.txt", "annexe.txt")
    text = client(cotte).get(reverse("designations:detail", args=[designation.pk])).content.decode()
    for expected in ("François Durand", court.courriel, "ordonnance.txt", "annexe.txt", "nouveau"):
        assert expected in text
    answer = reverse("designations:repondre", args=[designation.pk])
    assert f"{answer}?reponse=accepter" in text
    assert f"{answer}?reponse=refuser" in text


def test_all_documents_at_once_count_as_read() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte)
    outils.joindre(court, designation, "ordonnance.txt", b"premier")
    outils.joindre(court, designation, "annexe é.txt", b"second")
    actes.envoyer(auteur(court), designation)
    answer = client(cotte).post(reverse("designations:zip", args=[designation.pk]))
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "ordonnance.txt": b"premier",
            "annexe é.txt": b"second",
        }
    assert not designation.documents.filter(lu_le=None).exists()


def test_one_document_is_the_bytes_that_were_sent() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte)
    document = outils.joindre(court, designation, "ordonnance.txt", b"les octets")
    actes.envoyer(auteur(court), designation)
    answer = client(cotte).get(reverse("designations:document", args=[designation.pk, document.pk]))
    assert (b"".join(answer) if answer.streaming else answer.content) == b"les octets"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("reached", "sentence"),
    [
        ("refusee", "Vous avez refusé cette désignation le"),
        ("retiree", "a été retirée par la juridiction le"),
    ],
)
def test_settled_it_says_so_and_offers_no_answer(reached: str, sentence: str) -> None:
    court, cotte, _ = outils.trio()
    designation = getattr(outils, reached)(court, cotte)
    text = client(cotte).get(reverse("designations:detail", args=[designation.pk])).content.decode()
    assert sentence in text
    assert "?reponse=" not in text
    answer = client(cotte).get(reverse("designations:repondre", args=[designation.pk]))
    assert answer["Location"] == reverse("designations:detail", args=[designation.pk])


def test_accepted_it_leads_to_the_expertise() -> None:
    court, cotte, _ = outils.trio()
    designation, expertise = outils.acceptee(court, cotte)
    text = client(cotte).get(reverse("designations:detail", args=[designation.pk])).content.decode()
    assert reverse("coffre:expertise", args=[expertise.pk]) in text
    assert "Vous avez accepté cette désignation le" in text
