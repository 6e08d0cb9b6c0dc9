"""The form of a draft, the choice of the expert, sending and abandoning."""

import pytest
from django.urls import reverse

from opalexe.comptes.models import Role
from opalexe.designations.models import Designation, Etat
from opalexe.designations.tests import outils
from opalexe.essais.personnes import client, expert, personne

pytestmark = pytest.mark.django_db


def address(name: str, designation: Designation, *more: object) -> str:
    return reverse(f"designations:{name}", args=[designation.pk, *more])


def test_a_designation_from_the_button_to_the_sending() -> None:
    court, cotte, _ = outils.trio()
    browser = client(court)
    answer = browser.post(reverse("designations:nouvelle"))
    designation = Designation.objects.get(auteur=court)
    assert answer["Location"] == address("detail", designation)
    text = browser.get(answer["Location"]).content.decode()
    assert "choisissez l’expert, puis" in text
    assert "joignez au moins un document" in text
    assert f"/televersements/designation/{designation.pk}/" in text
    assert "JavaScript" in text

    answer = browser.post(address("expert", designation), {"expert": str(cotte.pk)}, follow=True)
    text = answer.content.decode()
    assert "Alain Cotte est l’expert de cette désignation" in text
    assert "cour d’appel de Paris" in text
    assert cotte.courriel in text
    assert "Modifier" in text

    outils.joindre(court, designation, "ordonnance.txt", b"contenu")
    text = browser.get(address("detail", designation)).content.decode()
    assert "ordonnance.txt" in text
    assert "Oui, envoyer" in text
    assert f"recevra un courriel à l’adresse {cotte.courriel}" in text

    answer = browser.post(address("envoyer", designation), follow=True)
    assert "La désignation est envoyée" in answer.content.decode()
    designation.refresh_from_db()
    assert designation.etat == Etat.ENVOYEE


def test_the_directory_s_page_may_name_the_expert_at_once() -> None:
    court, cotte, _ = outils.trio()
    client(court).post(reverse("designations:nouvelle"), {"expert": str(cotte.pk)})
    assert Designation.objects.get(auteur=court).expert == cotte


def test_choosing_nobody_or_somebody_who_is_no_expert() -> None:
    court, _, _ = outils.trio()
    designation = outils.brouillon(court)
    browser = client(court)
    for nothing in ("", "abc"):
        answer = browser.post(address("expert", designation), {"expert": nothing}, follow=True)
        assert "Cochez d’abord un expert" in answer.content.decode()
        assert answer.redirect_chain[-1][0] == address("expert", designation)
    lawyer = personne(Role.AVOCAT)
    for person in (lawyer, court):
        answer = browser.post(address("expert", designation), {"expert": str(person.pk)})
        assert answer.status_code == 404
    closed = expert(nom="Parti", actif=False)
    answer = browser.post(address("expert", designation), {"expert": str(closed.pk)})
    assert answer.status_code == 409
    assert "n’est plus actif" in answer.content.decode()


def test_the_search_page_posts_to_the_draft() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte)
    text = client(court).get(address("expert", designation)).content.decode()
    assert f'action="{address("expert", designation)}"' in text
    assert "Alain Cotte" in text
    sent = outils.envoyee(court, cotte)
    assert client(court).get(address("expert", sent))["Location"] == address("detail", sent)


def test_the_list_follows_uploads_and_removals() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("a.txt", "b.txt"))
    browser = client(court)
    text = browser.get(address("documents", designation)).content.decode()
    assert text.count("Supprimer") == 2
    assert 'hx-swap-oob="true"' in text
    assert "Oui, envoyer" in text
    for document in designation.documents.all():
        answer = browser.post(
            address("retirer_document", designation, document.pk), headers={"hx-request": "true"}
        )
        assert answer.status_code == 200
    text = answer.content.decode()
    assert "« b.txt » est supprimé" in text.replace("\u00a0", " ")
    assert "Aucun document" in text
    assert "disabled" in text, "nothing to send any more"


def test_removing_without_scripts_comes_back_to_the_page() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("a.txt",))
    answer = client(court).post(address("retirer_document", designation, designation.documents.get().pk))
    assert answer["Location"] == address("detail", designation)


def test_the_draft_is_kept_or_abandoned_on_confirmation() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("a.txt",))
    browser = client(court)
    text = browser.get(address("detail", designation)).content.decode()
    assert "Garder le brouillon" in text
    asked = browser.get(address("abandonner", designation)).content.decode()
    assert "Oui, supprimer" in asked
    assert Designation.objects.filter(pk=designation.pk).exists(), "asking does nothing"
    other_day = client(court)
    assert "ordonnance" not in other_day.get(address("detail", designation)).content.decode()
    assert "a.txt" in other_day.get(address("detail", designation)).content.decode()
    answer = browser.post(address("abandonner", designation), follow=True)
    assert "est supprimée, avec ses documents" in answer.content.decode()
    assert not Designation.objects.filter(pk=designation.pk).exists()
    assert browser.get(address("detail", designation)).status_code == 404


def test_every_confirmation_has_a_page_behind_its_dialog() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("a.txt",))
    text = client(court).get(address("envoyer", designation)).content.decode()
    assert "Oui, envoyer" in text
    assert "Non, revenir" in text


def test_sending_too_early_is_told() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte)
    answer = client(court).post(address("envoyer", designation))
    assert answer.status_code == 409
    assert "Joignez au moins un document" in answer.content.decode()
