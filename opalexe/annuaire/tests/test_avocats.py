"""Lawyers: registration with a CNBF number, their card, finding them."""

from __future__ import annotations

from typing import Any

import pytest

from opalexe.annuaire import avocats
from opalexe.annuaire.actes import tenir_fiche_avocat
from opalexe.annuaire.models import FicheAvocat
from opalexe.comptes.models import Compte, Role
from opalexe.essais.autorite import emettre
from opalexe.essais.personnes import auteur, client, client_de, personne
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db

FORMULAIRE = "/inscription/formulaire/"
CLAIRE: dict[str, Any] = {
    "role": "avocat",
    "prenom": "Claire",
    "nom": "Arnaud-Lévêque",
    "courriel": "claire.arnaud@exemple.fr",
    "telephone": "",
    "mobile": "",
    "adresse_postale": "",
    "numero_cnbf": "123 456",
    "barreau": "Saint-Étienne",
    "cgu": "on",
}


def inscrire(**changes: str) -> Any:
    values = CLAIRE | changes
    return client_de(emettre(values["prenom"], values["nom"]).der).post(FORMULAIRE, values)


def avocat(nom: str, numero: str, barreau: str = "Lyon") -> Compte:
    compte = personne(Role.AVOCAT, prenom="Camille", nom=nom)
    tenir_fiche_avocat(auteur(compte), numero_cnbf=numero, barreau=barreau)
    return compte


def test_a_lawyer_registers_with_a_number_that_nobody_else_has() -> None:
    for field, value, sentence in [
        ("numero_cnbf", "", "Indiquez votre numéro CNBF."),
        ("numero_cnbf", "ABC", "Ce numéro n’est pas reconnu"),
        ("barreau", "", "Indiquez le barreau"),
    ]:
        assert sentence in inscrire(**{field: value}).content.decode()
    assert not Compte.objects.exists()
    assert inscrire()["Location"] == "/inscription/bienvenue/"
    compte = Compte.objects.get()
    assert (compte.role, compte.fiche_avocat.numero_cnbf) == (Role.AVOCAT, "123456")
    assert "déjà celui d’un compte" in inscrire(nom="Autre", numero_cnbf="123-456").content.decode()
    assert Compte.objects.count() == 1
    compte.actif = False
    compte.save()
    assert inscrire(nom="Autre")["Location"] == "/inscription/bienvenue/"


def test_a_lawyer_changes_the_card() -> None:
    compte = avocat("Arnaud", "123456")
    browser = client(compte)
    page = browser.get("/compte/").content.decode()
    assert "123456" in page
    assert "Lyon" in page
    answer = browser.post("/compte/fiche/", {"numero_cnbf": "654 321", "barreau": "Paris"})
    assert answer["Location"] == "/compte/"
    assert FicheAvocat.objects.get().numero_cnbf == "654321"
    with pytest.raises(ActeRefuse, match="compte d’avocat"):
        tenir_fiche_avocat(auteur(personne(Role.EXPERT)), numero_cnbf="1234", barreau="Lyon")


def test_lawyers_are_found_by_the_beginning_of_any_word() -> None:
    claire, other = avocat("Arnaud-Lévêque", "123456", "Saint-Étienne"), avocat("Zola", "987654")
    for text in ("leveque", "ARN", "camille léveq", "1234", "etienne arnaud", "saint cam"):
        assert list(avocats.chercher(text)) == [claire], text
    assert list(avocats.chercher("camille")) == [claire, other]
    for text in ("", " - ", "veque", "arnaud lyon"):
        assert list(avocats.chercher(text)) == [], text
    other.nom = "Balzac"
    other.save()
    assert list(avocats.chercher("balz")) == [other]
    other.actif = False
    other.save()
    assert list(avocats.chercher("balz")) == []
