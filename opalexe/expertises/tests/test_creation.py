"""Creating an expertise by hand, and renaming one: by the acts and by the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import auteur, client, expert, personne
from opalexe.essais.scenes import POITOU, expertise_ouverte
from opalexe.expertises import actes
from opalexe.expertises.models import Expertise, Participation, Profil
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.models import Courriel

pytestmark = pytest.mark.django_db

NOUVELLE = "/expertises/nouvelle/"
SAISIE = {
    "premier_demandeur": "Poitou",
    "premier_defendeur": "Hartmann",
    "numero_rg": "21/01234",
    "numero_mi": "568520",
    "date_decision": "2020-12-11",
}


@pytest.fixture
def cotte() -> Compte:
    return expert("Alain", "Cotte")


def test_un_expert_cree_la_sienne_et_un_second_envoi_ne_fait_rien(cotte: Compte) -> None:
    par, draw = auteur(cotte), uuid4()
    court = [personne(Role.GREFFIER), personne(Role.MAGISTRAT), personne(Role.MAGISTRAT)]
    cases = [actes.creer(par, POITOU, expert=cotte, juridiction=court, identifiant=draw) for _ in range(2)]
    assert {case.pk for case in cases} == {draw}
    assert cases[0].cree_par == cotte
    rows = Participation.objects.filter(expertise=draw)
    assert rows.get(charge_du_controle=True).compte == court[1]
    assert set(rows.values_list("profil", flat=True)) == {Profil.EXPERT, Profil.MAGISTRAT, Profil.GREFFIER}
    assert Entree.objects.filter(chaine=draw).count() == 1
    assert cases[0].repertoires.count() > 5
    with pytest.raises(ActeRefuse, match="existe déjà sous la même référence"):
        actes.creer(par, POITOU, expert=cotte, identifiant=uuid4())
    assert Expertise.objects.count() == 1


def test_ce_que_la_creation_refuse(cotte: Compte) -> None:
    clerk = personne(Role.GREFFIER)
    for who, chosen, named, sentence in (
        (personne(Role.AVOCAT), cotte, [], "se crée par un expert"),
        (expert(), cotte, [], "dont vous êtes l’expert"),
        (clerk, clerk, [], "dans l’annuaire"),
        (clerk, expert(actif=False), [], "dans l’annuaire"),
        (clerk, cotte, [personne(Role.AVOCAT)], "parmi ceux qui ont un compte"),
    ):
        with pytest.raises(ActeRefuse, match=sentence):
            actes.creer(auteur(who), POITOU, expert=chosen, juridiction=named)
    with pytest.raises(ActeRefuse, match="Indiquez le n° RG"):
        actes.creer(auteur(cotte), replace(POITOU, numero_rg=""), expert=cotte)
    assert not Expertise.objects.exists()


@pytest.mark.parametrize("role", [Role.MAGISTRAT, Role.GREFFIER])
def test_la_juridiction_choisit_l_expert_et_participe(cotte: Compte, role: Role) -> None:
    court = personne(role, prenom="François", nom="Durand")
    browser = client(court)
    assert NOUVELLE in browser.get("/").content.decode()
    answer = browser.get(NOUVELLE)
    assert answer.headers["Location"] == "/expertises/nouvelle/expert/"
    page = browser.get("/expertises/nouvelle/expert/", {"nom": "cotte"}).content.decode()
    assert f'value="{cotte.pk}"' in page
    answer = browser.post("/expertises/nouvelle/expert/", {"expert": str(cotte.pk)})
    assert answer.headers["Location"] == f"{NOUVELLE}?expert={cotte.pk}"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Alain Cotte" in page
    values = {**SAISIE, "juridiction": "TJ Bordeaux", "expert": str(cotte.pk)}
    answer = browser.post(NOUVELLE, values)
    case = Expertise.objects.get()
    assert answer.headers["Location"] == reverse("coffre:expertise", args=[case.pk])
    assert case.expert == cotte
    assert Participation.objects.get(expertise=case, compte=court).charge_du_controle == (
        role == Role.MAGISTRAT
    )
    told = Courriel.objects.get()
    assert told.destinataire == cotte.courriel
    assert "François Durand vous a ajouté(e) à l’expertise POITOU c/ HARTMANN" in told.texte


def test_le_nom_s_ecrit_a_mesure_et_les_erreurs_se_disent(cotte: Compte) -> None:
    browser = client(cotte)
    values = {**SAISIE, "juridiction": "TJ Bordeaux"}
    name = browser.post("/expertises/nouvelle/apercu/", values).content.decode().strip()
    assert name == "POITOU_HARTMANN_TJ-BORDEAUX_21-01234_COTTE_568520_11-12-2020"
    page = browser.post(NOUVELLE, {**values, "date_decision": "30/02/2020"}).content.decode()
    assert "Cette date n’existe pas" in page
    assert 'value="Poitou"' in page
    assert not Expertise.objects.exists()


def test_l_expert_nomme_la_juridiction_en_la_cherchant(cotte: Compte) -> None:
    judge = personne(Role.MAGISTRAT, prenom="Hélène", nom="Marchand")
    closed = personne(Role.MAGISTRAT, prenom="Henri", nom="Marchand", actif=False)
    browser = client(cotte)
    found = browser.get("/expertises/nouvelle/juridiction/", {"texte": "march hel"}).content.decode()
    assert str(judge.pk) in found
    assert str(closed.pk) not in found
    assert (
        str(judge.pk) not in browser.get("/expertises/nouvelle/juridiction/", {"texte": "m"}).content.decode()
    )
    kept = browser.get("/expertises/nouvelle/juridiction/", {"texte": "x", "comptes": [str(judge.pk)]})
    assert re.search(rf'value="{judge.pk}"[^>]*checked', kept.content.decode())
    values = {**SAISIE, "juridiction": "TJ Bordeaux", "comptes": [str(judge.pk)]}
    assert browser.post(NOUVELLE, {**values, "chercher": "1"}).status_code == 200
    answer = browser.post(NOUVELLE, values)
    case = Expertise.objects.get()
    assert answer.headers["Location"] == f"/expertises/{case.pk}/administration/"
    assert Participation.objects.filter(expertise=case, compte=judge, charge_du_controle=True).exists()


@pytest.mark.parametrize("role", [Role.AVOCAT, Role.PARTIE, Role.SAPITEUR, Role.OPERATEUR])
def test_les_autres_ne_creent_rien(role: Role) -> None:
    browser = client(personne(role))
    assert NOUVELLE not in browser.get("/").content.decode()
    for address in (NOUVELLE, "/expertises/nouvelle/expert/", "/expertises/nouvelle/juridiction/"):
        assert browser.get(address).status_code == 404


def test_renommer_garde_les_noms_precedents(cotte: Compte) -> None:
    case = expertise_ouverte(cotte, personne(Role.MAGISTRAT))
    actes.fixer_consignation(auteur(cotte), case, date(2021, 1, 15))
    par, former = auteur(cotte), case.nom
    actes.renommer(par, case, POITOU)
    assert not case.noms_anciens.exists()
    browser, address = client(cotte), f"/expertises/{case.pk}/administration/nom/"
    assert 'value="Poitou"' in browser.get(address).content.decode()
    values = {**SAISIE, "juridiction": "TJ Bordeaux", "premier_demandeur": "Poitou-Leroy"}
    assert browser.post(address, values).status_code == 302
    case.refresh_from_db()
    assert case.titre == "POITOU-LEROY c/ HARTMANN"
    assert case.cle_tri == "poitou leroy c hartmann"
    old = case.noms_anciens.get()
    assert (old.nom, old.titre, old.change_par) == (former, "POITOU c/ HARTMANN", cotte)
    page = browser.get(f"/expertises/{case.pk}/administration/").content.decode()
    assert "POITOU c/ HARTMANN" in page
    with pytest.raises(ActeRefuse, match="suit la date de consignation"):
        actes.renommer(par, case, replace(POITOU, date_decision=date(2021, 2, 1)))
    with pytest.raises(ActeRefuse, match="Indiquez la juridiction"):
        actes.renommer(par, case, replace(POITOU, juridiction=""))
