"""The workspace of each role: what waits, the expertises, what an empty panel says."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from opalexe.comptes.models import Compte, Role
from opalexe.designations import actes
from opalexe.designations.tests import outils
from opalexe.espace.tests.scenes import affaire, deposer, lire
from opalexe.essais.personnes import auteur, client, expert, personne
from opalexe.expertises.models import Participation, Profil

pytestmark = pytest.mark.django_db


def page(compte: Compte, address: str = "/") -> str:
    """Return the words of a page, one space between them."""
    answer = client(compte).get(address)
    assert answer.status_code == 200
    return words(answer.content.decode())


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


def order(text: str, *parts: str) -> list[str]:
    return sorted(parts, key=text.index)


@pytest.mark.parametrize("role", [Role.MAGISTRAT, Role.GREFFIER])
def test_la_juridiction_designe(role: Role) -> None:
    court = personne(role, prenom="François", nom="Durand")
    browser = client(court)
    text = browser.get("/").content.decode()
    assert "Bonjour, François Durand" in text
    assert "Désigner un expert" in text
    assert 'action="/designations/nouvelle/"' in text
    assert browser.post("/designations/nouvelle/").status_code == 302
    assert "Brouillons" in page(court)
    assert "Expert à choisir" in page(court)


def test_l_expert_ne_designe_pas() -> None:
    text = page(expert("Alain", "Cotte"))
    assert "Désignations en attente 0" in text
    assert "Désigner un expert" not in text
    assert "Brouillons" not in text


def test_un_panneau_vide_dit_ce_qui_le_remplira() -> None:
    court = page(personne(Role.MAGISTRAT))
    assert "reste ici jusqu’à la réponse de l’expert" in court
    assert "dès qu’un expert accepte votre désignation" in court
    other_side = page(expert())
    assert "Aucune désignation n’attend votre réponse." in other_side
    assert "dès que vous acceptez une désignation" in other_side
    lawyer = page(personne(Role.AVOCAT))
    assert "Celles auxquelles vous prendrez part s’afficheront ici." in lawyer
    assert "Désignations" not in lawyer


def test_ce_qui_attend_le_plus_longtemps_vient_en_tete(monkeypatch: pytest.MonkeyPatch) -> None:
    court, cotte, morin = outils.trio()
    accepted, _ = outils.acceptee(court, cotte)
    first, second = outils.envoyee(court, morin), outils.envoyee(court, cotte)
    outils.refusee(court, morin)
    actes.relancer(auteur(court), second)
    for today in (page(court), page(morin)):
        assert "envoyée aujourd’hui" in today or "reçue aujourd’hui" in today
    assert 'attend-longtemps"' not in client(court).get("/").content.decode()
    later = timezone.now() + timedelta(days=12)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    html = client(court).get("/").content.decode()
    assert html.count("attend-longtemps") == 1
    text = words(html)
    assert "En attente 3" in text
    assert "Désignations 3 en attente" in text
    rows = text[text.index("En attente 3") :]
    assert order(rows, "POITOU c/ HARTMANN", "Berthe Morin", "1 relance") == [
        "POITOU c/ HARTMANN", "Berthe Morin", "1 relance"
    ]  # fmt: skip
    assert "acceptée il y a 12 jours En attente de consignation" in rows
    assert "envoyée il y a 12 jours En attente de réponse" in rows
    assert f"/expertises/{accepted.expertise_id}/consignation/" in html
    assert f"/designations/{first.pk}/relancer/" in html
    mirror = page(morin)
    assert "Désignations en attente 1" in mirror
    assert "Désignation par François Durand reçue il y a 12 jours" in mirror
    assert "Relancer" not in mirror


def test_les_non_lues_d_abord_puis_par_ordre_alphabetique() -> None:
    court, alain = personne(Role.GREFFIER), expert("Alain", "Cotte")
    for name in ("Zola", "Éluard", "Abela", "Roux"):
        case = affaire(alain, court, name)
        documents = deposer(case, alain, nombre=3)
        deposer(case, court)
        lire(court, documents if name in ("Éluard", "Abela") else documents[:1])
    text = page(court)
    titles = [f"{name} c/ HARTMANN" for name in ("ROUX", "ZOLA", "ABELA", "ÉLUARD")]
    assert order(text, *reversed(titles)) == titles
    assert "Liste des expertises 4" in text
    assert "Expertises 2 avec des documents non lus" in text
    assert text.count("2 nouveaux") == 2
    assert text.count("· 4 documents") == 4
    assert text.count("expert Alain Cotte") == 4
    assert client(court).get("/").content.decode().count("Documents non lus") == 2
    # The expert deposited three of them: only the court's is new.
    assert page(alain).count("1 nouveau ") == 4


def test_l_expert_voit_le_nom_du_magistrat_charge_du_controle() -> None:
    clerk, judge = (
        personne(Role.GREFFIER, prenom="Hélène"),
        personne(Role.MAGISTRAT, prenom="François", nom="Durand"),
    )
    alain = expert("Alain", "Cotte")
    case = affaire(alain, clerk, "Poitou")
    assert "· Hélène" in page(alain)
    Participation.objects.create(
        expertise=case, compte=judge, profil=Profil.MAGISTRAT, charge_du_controle=True
    )
    text = page(alain)
    assert "· François Durand" in text
    assert "expert Alain" not in text


def test_ce_qui_est_a_d_autres_ne_se_voit_ni_ne_se_compte() -> None:
    court, alain = personne(Role.MAGISTRAT), expert("Alain", "Cotte")
    case = affaire(alain, court, "Poitou")
    deposer(case, alain)
    outils.envoyee(court, alain)
    gone = personne(Role.GREFFIER)
    Participation.objects.create(expertise=case, compte=gone, profil=Profil.GREFFIER, actif=False)
    for stranger in (personne(Role.MAGISTRAT), expert("Berthe", "Morin"), gone):
        for address in ("/", "/panneaux/", "/menu/", "/expertises/"):
            text = page(stranger, address)
            assert "POITOU" not in text
            assert "Cotte" not in text
            assert "non lu" not in text
            assert not re.search(r"[1-9] en attente|en attente [1-9]", text)


def test_un_dossier_ferme_ne_compte_pas() -> None:
    court, alain = personne(Role.GREFFIER), expert("Alain", "Cotte")
    case = affaire(alain, court, "Poitou")
    deposer(case, alain, ou=("expert", "correspondance"))
    text = page(court)
    assert "· 0 document" in text
    assert "nouveau" not in text
    assert "non lus" not in text


@pytest.mark.parametrize("role", [Role.PARTIE, Role.SAPITEUR])
def test_qui_n_a_qu_une_expertise_y_arrive(role: Role) -> None:
    court, alain, guest = personne(Role.MAGISTRAT), expert(), personne(role)
    profil = Profil.SAPITEUR if role == Role.SAPITEUR else Profil.PARTIE_AUTORISEE
    first, second = affaire(alain, court, "Poitou"), affaire(alain, court, "Abela")
    Participation.objects.create(expertise=first, compte=guest, profil=profil)
    assert client(guest).get("/").headers["Location"] == f"/expertises/{first.pk}/"
    Participation.objects.create(expertise=second, compte=guest, profil=profil)
    assert "Liste des expertises 2" in page(guest)


def test_pas_une_requete_par_ligne(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    court, alain = personne(Role.MAGISTRAT), expert("Alain", "Cotte")
    for number in range(9):
        deposer(affaire(alain, court, f"Partie {number}"), alain)
        outils.envoyee(court, expert(nom=f"Expert {number}"))
        outils.brouillon(court)
    browser = client(court)
    browser.get("/")
    # Session, certificate and account take 2; the menu's counters 2; the panels 6.
    for address in ("/", "/panneaux/"):
        with django_assert_max_num_queries(10):
            assert browser.get(address).content.decode().count("PARTIE") >= 8


def test_les_panneaux_se_rafraichissent_seuls_et_sans_formulaire_en_cours_de_frappe() -> None:
    court, cotte, _ = outils.trio()
    outils.envoyee(court, cotte)
    browser = client(court)
    home = browser.get("/").content.decode()
    assert f'hx-get="/panneaux/?pour={court.pk}"' in home
    assert 'hx-trigger="every 20s"' in home
    fragment = browser.get(f"/panneaux/?pour={court.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.lstrip().startswith('<div id="panneaux"')
    assert 'hx-swap-oob="morph"' in fragment
    assert 'href="/"\n         aria-current="page"' in fragment
    assert not re.findall(r"<(input|textarea|select)[^>]*type=\"(?!hidden)", fragment)


@pytest.mark.parametrize("address", ["/panneaux/", "/menu/"])
def test_une_page_dessinee_pour_un_autre_se_recharge_entiere(address: str) -> None:
    first, second = personne(Role.MAGISTRAT), personne(Role.GREFFIER)
    answer = client(second).get(f"{address}?pour={first.pk}")
    assert answer.headers["HX-Refresh"] == "true"
    assert answer.content == b""


def test_le_menu_suit_la_page() -> None:
    court = personne(Role.MAGISTRAT)
    for here, name in (("/", "Accueil"), ("/designations/", "Désignations"), ("/expertises/", "Expertises")):
        for html in (
            client(court).get(here).content.decode(),
            client(court).get("/menu/", {"chemin": here}).content.decode(),
        ):
            menu = html[html.index('class="menu"') :]
            assert re.search(r'aria-current="page">\s*(\w+)', menu)[1] == name  # type: ignore[index]


def test_sans_compte_l_accueil_ne_montre_rien() -> None:
    for address in ("/", "/panneaux/", "/menu/", "/expertises/"):
        assert client(None).get(address).status_code == 403


def test_l_aide_est_ouverte_a_qui_ne_peut_pas_entrer() -> None:
    for browser in (client(None), client(personne(Role.AVOCAT))):
        text = words(browser.get("/aide/").content.decode())
        assert "Écrire à l’assistance" in text
        assert "Mon certificat est refusé" in text
        assert "Conditions générales d’utilisation" in text
