"""Registration, from the form to the account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from opalexe.annuaire.models import FicheExpert
from opalexe.comptes import actes
from opalexe.comptes.cgu import VERSION
from opalexe.comptes.models import Certificat, Compte, Role
from opalexe.essais.autorite import emettre
from opalexe.essais.personnes import client_de
from opalexe.journal.actes import verifier
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.validation import parse

pytestmark = pytest.mark.django_db

FORMULAIRE = "/inscription/formulaire/"
MAGISTRAT: dict[str, Any] = {
    "role": "magistrat",
    "prenom": "Bernard",
    "nom": "Dupuy",
    "courriel": "bernard.dupuy@exemple.fr",
    "telephone": "0245564556",
    "mobile": "",
    "adresse_postale": "",
    "cgu": "on",
}
EXPERT: dict[str, Any] = MAGISTRAT | {
    "role": "expert",
    "adresse_postale": "1 rue du Palais\r\n\r\n33000   Bordeaux",
    "ville": "Bordeaux",
    "liste_nationale": "on",
    "specialites": ["C.1.2", "A.1"],
}


@pytest.fixture
def browser() -> Client:
    return client_de(emettre("Bernard", "Dupuy", courriel="b.dupuy@exemple.fr").der)


def cour(nom: str = "Bordeaux") -> int:
    from opalexe.annuaire.models import CourAppel

    return CourAppel.objects.get(nom=nom).pk


def texte(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_form_knows_what_the_certificate_says(browser: Client) -> None:
    page = texte(browser.get(FORMULAIRE))
    for value in ("Bernard", "Dupuy", "b.dupuy@exemple.fr"):
        assert f'value="{value}"' in page
    for label in ("Vous êtes *", "Prénom *", "Nom *", "E-mail *", "Cour d’appel *", "Spécialités *"):
        assert label in page
    assert "Téléphone *" not in page
    assert 'href="/cgu/" target="_blank"' in page


def test_a_magistrat_registers(browser: Client) -> None:
    response = browser.post(FORMULAIRE, MAGISTRAT)
    assert response["Location"] == reverse("comptes:bienvenue")
    compte = Compte.objects.get()
    assert (compte.role, compte.nom, compte.prenom) == (Role.MAGISTRAT, "Dupuy", "Bernard")
    assert compte.courriel == "bernard.dupuy@exemple.fr"
    assert compte.telephone == "02 45 56 45 56"
    assert compte.cgu_version == VERSION
    assert compte.cgu_acceptees_le is not None
    page = texte(browser.get(response["Location"]))
    assert "en qualité de magistrat" in page
    assert "Accéder à la plateforme" in page
    acts = list(Entree.objects.order_by("numero").values_list("acte", "acteur"))
    assert acts == [("compte.inscription", compte.pk), ("compte.connexion", compte.pk)]
    assert verifier() is None


def test_an_expert_registers_with_a_card(browser: Client) -> None:
    response = browser.post(FORMULAIRE, EXPERT | {"cour": cour()})
    assert response.status_code == 302, texte(response)
    fiche = FicheExpert.objects.get()
    assert fiche.compte.adresse_postale == "1 rue du Palais\n33000 Bordeaux"
    assert (fiche.cour.nom, fiche.ville, fiche.liste_nationale) == ("Bordeaux", "Bordeaux", True)
    assert [line.code for line in fiche.specialites.all()] == ["A.1", "C.1.2"]
    assert "en qualité d’expert" in texte(browser.get(response["Location"]))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"role": ""}, "Indiquez si vous êtes magistrat, greffier, expert ou avocat."),
        ({"role": "operateur"}, "Sélectionnez un choix valide"),
        ({"prenom": " "}, "Indiquez votre prénom."),
        ({"prenom": "!!"}, "Écrivez ce nom en lettres."),
        ({"nom": ""}, "Indiquez votre nom."),
        ({"nom": "Du\u202epuy"}, "un signe invisible"),
        ({"nom": "a" * 101}, "100 caractères"),
        ({"courriel": ""}, "Indiquez votre adresse e-mail."),
        ({"courriel": "dupuy"}, "Cette adresse e-mail n’est pas valable"),
        ({"telephone": "12"}, "Ce numéro n’est pas reconnu"),
        ({"mobile": "06 poste"}, "Ce numéro n’est pas reconnu"),
        ({"adresse_postale": ""}, "Indiquez votre adresse postale"),
        ({"adresse_postale": "a" * 501}, "trop longue"),
        ({"cgu": ""}, "Acceptez les conditions générales"),
        ({"cour": ""}, "Choisissez la cour d’appel"),
        ({"cour": "9999"}, "choisissez dans la liste"),
        ({"ville": ""}, "Indiquez la ville"),
        ({"specialites": []}, "Cochez au moins une spécialité."),
        ({"specialites": ["Z.9"]}, "choisissez dans la liste"),
        ({"specialites": ["A"]}, "choisissez dans la liste"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    browser: Client, change: dict[str, Any], sentence: str
) -> None:
    values = EXPERT | {"cour": cour()} | change
    response = browser.post(FORMULAIRE, values)
    page = texte(response)
    assert response.status_code == 200
    assert sentence in page
    assert "Votre inscription n’est pas encore enregistrée" in page
    assert Compte.objects.count() == 0
    assert FicheExpert.objects.count() == 0
    for name in ("prenom", "courriel", "telephone", "ville"):
        if values[name].strip():
            assert f'value="{values[name]}"' in page, name
    if "specialites" not in change:
        assert page.count(" checked") >= 3, "specialities and boxes stay ticked"


def test_everything_missing_is_told_at_once(browser: Client) -> None:
    page = texte(browser.post(FORMULAIRE, {"role": "expert"}))
    for sentence in (
        "votre prénom",
        "votre nom",
        "adresse e-mail",
        "adresse postale",
        "la cour d’appel",
        "la ville",
    ):
        assert sentence in page
    assert "Cochez au moins une spécialité." in page


def test_a_magistrat_is_asked_nothing_of_an_expert(browser: Client) -> None:
    page = texte(browser.post(FORMULAIRE, MAGISTRAT | {"cgu": "", "ville": "", "specialites": ["Z.9"]}))
    assert "Indiquez la ville" not in page
    assert "choisissez dans la liste" not in page
    assert browser.post(FORMULAIRE, MAGISTRAT | {"cour": "9999"}).status_code == 302
    assert FicheExpert.objects.count() == 0


def test_a_form_sent_twice_opens_one_account(browser: Client) -> None:
    browser.post(FORMULAIRE, MAGISTRAT)
    again = browser.post(FORMULAIRE, MAGISTRAT)
    assert again["Location"] == "/"
    assert Compte.objects.count() == Certificat.objects.count() == 1


def test_two_forms_that_cross_open_one_account() -> None:
    certificate = parse(emettre("Bernard", "Dupuy").der)
    values: dict[str, Any] = {
        "role": Role.GREFFIER,
        "nom": "Dupuy",
        "prenom": "Bernard",
        "coordonnees": {"courriel": "a@exemple.fr"},
        "adresse": None,
    }
    actes.inscrire(certificate, **values)
    with pytest.raises(ActeRefuse, match="ouvre déjà un compte"):
        actes.inscrire(certificate, **values)
    assert Compte.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "coordonnees", "sentence"),
    [
        (Role.OPERATEUR, {"courriel": "a@exemple.fr"}, "ne s’inscrit pas en ligne"),
        (Role.PARTIE, {"courriel": "a@exemple.fr"}, "ne s’inscrit pas en ligne"),
        (Role.MAGISTRAT, {}, "adresse e-mail"),
        (Role.EXPERT, {"courriel": "a@exemple.fr"}, "adresse postale"),
    ],
)
def test_the_act_itself_refuses(role: Role, coordonnees: dict[str, str], sentence: str) -> None:
    certificate = parse(emettre("Bernard", "Dupuy").der)
    with pytest.raises(ActeRefuse, match=sentence):
        actes.inscrire(
            certificate, role=role, nom="Dupuy", prenom="Bernard", coordonnees=coordonnees, adresse=None
        )


def test_a_card_refused_opens_no_account() -> None:
    def refuse(_par: object) -> None:
        raise ActeRefuse("Non.")

    with pytest.raises(ActeRefuse):
        actes.inscrire(
            parse(emettre("Bernard", "Dupuy").der),
            role=Role.MAGISTRAT,
            nom="Dupuy",
            prenom="Bernard",
            coordonnees={"courriel": "a@exemple.fr"},
            adresse=None,
            completer=refuse,
        )
    assert Compte.objects.count() == 0
