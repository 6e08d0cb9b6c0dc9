"""Files sent by a browser land on the side they are for; the protocol itself is tested in the vault."""

import base64

import pytest
from django.test import Client
from django.urls import reverse

from opalexe.designations import actes
from opalexe.designations.models import Designation
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur, client

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}


def announce(
    browser: Client, kind: str, designation: Designation, name: str, size: int
) -> tuple[int, str, str]:
    address = reverse("coffre:televersements", args=[kind, designation.pk])
    metadata = f"filename {base64.b64encode(name.encode()).decode()}"
    answer = browser.post(address, headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata})
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def send(browser: Client, kind: str, designation: Designation, name: str, content: bytes) -> None:
    status, place, _ = announce(browser, kind, designation, name, len(content))
    assert status == 201
    answer = browser.patch(
        place, content, content_type="application/offset+octet-stream", headers={**TUS, "Upload-Offset": "0"}
    )
    assert answer.status_code == 204


def test_from_the_court_s_file_to_the_expert_s_eyes() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte)
    send(client(court), "designation", designation, "Ordonnance é.txt", b"la mission")
    row = designation.documents.get()
    assert (row.nom, row.origine, row.depose_par) == ("Ordonnance é.txt", "demande", court)
    actes.envoyer(auteur(court), designation)
    answer = client(cotte).get(reverse("designations:document", args=[designation.pk, row.pk]))
    assert b"".join(answer) == b"la mission"
    send(client(cotte), "reponse", designation, "Courrier.txt", b"je refuse")
    assert [each.origine for each in designation.documents.all()] == ["demande", "reponse"]


def test_what_cannot_land_is_refused_before_the_first_byte() -> None:
    court, cotte, morin = outils.trio()
    draft = outils.brouillon(court, a=cotte, documents=("a.txt",))
    sent = outils.envoyee(court, cotte)
    for browser, kind, target, status in [
        (client(court), "designation", sent, 422),
        (client(court), "reponse", sent, 404),
        (client(cotte), "designation", draft, 404),
        (client(cotte), "reponse", draft, 404),
        (client(morin), "reponse", sent, 404),
    ]:
        assert announce(browser, kind, target, "b.txt", 5)[0] == status, (kind, target.etat)
    status, _, sentence = announce(client(court), "designation", draft, "A.TXT", 5)
    assert status == 422
    assert "est déjà joint" in sentence


def test_an_upload_that_ends_after_the_sending_leaves_nothing() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("a.txt",))
    browser = client(court)
    _, place, _ = announce(browser, "designation", designation, "b.txt", 5)
    actes.envoyer(auteur(court), designation)
    answer = browser.patch(
        place, b"trop!", content_type="application/offset+octet-stream", headers={**TUS, "Upload-Offset": "0"}
    )
    assert answer.status_code == 422
    assert "a déjà été envoyée" in answer.content.decode()
    assert designation.documents.count() == 1
