"""Choosing somebody: from there on everything goes as with a card."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from opalexe.comptes.actes import inscrire
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Role
from opalexe.demonstration import certificats
from opalexe.demonstration.choix import COOKIE
from opalexe.demonstration.personnage import Personne
from opalexe.demonstration.personnes import avec_certificat, personne
from opalexe.essais.personnes import Prise
from opalexe.journal.models import Entree
from opalexe.socle.validation import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def _navigateur(**environ: object) -> Client:
    return Client(**{"wsgi.url_scheme": "https", **environ})  # type: ignore[arg-type]  # WSGI keys, not headers


def _quelqu_un(identifiant: str) -> Personne:
    someone = personne(identifiant)
    assert someone is not None
    return someone


def _inscrit(identifiant: str) -> Auteur:
    someone = _quelqu_un(identifiant)
    der = certificats.der(identifiant)
    assert der is not None
    return inscrire(
        parse(der),
        role=Role(someone.role),
        nom=someone.nom,
        prenom=someone.prenom,
        coordonnees={"courriel": someone.courriel, "adresse_postale": someone.adresse},
        adresse="127.0.0.1",
    )


def _choisir(client: Client, identifiant: str) -> None:
    answer = client.post("/demonstration/incarner/", {"personne": identifiant})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_la_page_presente_tout_le_monde() -> None:
    page = _navigateur().get("/demonstration/").content.decode()
    for someone in avec_certificat():
        assert f'value="{someone.identifiant}"' in page
        assert someone.nom_complet in page
    assert "Quitter" not in page
    assert certificats.CODE in page


def test_choisir_ouvre_l_espace_de_la_personne() -> None:
    _inscrit("bernard.dupuy")
    client = _navigateur()
    _choisir(client, "bernard.dupuy")
    cookie = client.cookies[COOKIE]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    page = client.get("/")
    assert page.status_code == 200
    assert "Bernard Dupuy" in page.content.decode()
    assert Entree.objects.filter(acte="compte.connexion", acteur_nom="Bernard Dupuy").count() == 1
    assert "Quitter" in client.get("/demonstration/").content.decode()


def test_changer_de_personne_finit_la_session_de_la_premiere() -> None:
    _inscrit("bernard.dupuy")
    _inscrit("alain.cotte")
    client = _navigateur()
    _choisir(client, "bernard.dupuy")
    client.get("/compte/")
    first = client.session.session_key
    _choisir(client, "alain.cotte")
    page = client.get("/compte/").content.decode()
    assert "Alain Cotte" in page
    assert "Bernard Dupuy" not in page
    assert client.session.session_key != first
    assert client.session.__class__().exists(first or "") is False


def test_quitter_rend_anonyme() -> None:
    _inscrit("bernard.dupuy")
    client = _navigateur()
    _choisir(client, "bernard.dupuy")
    client.get("/")
    client.post("/demonstration/quitter/")
    assert client.cookies[COOKIE].value == ""
    assert client.cookies[COOKIE]["max-age"] == 0
    assert client.get("/").status_code == 403


@pytest.mark.parametrize(
    ("identifiant", "titre"),
    [
        ("paul.vidal", "Ce certificat a expiré"),
        ("ines.caron", "pas encore valable"),
        ("luc.perrot", "ne sert pas à se connecter"),
        ("olga.weiss", "autorité inconnue"),
    ],
)
def test_chaque_refus_se_voit(identifiant: str, titre: str) -> None:
    client = _navigateur()
    _choisir(client, identifiant)
    page = client.get("/")
    assert page.status_code == 403
    assert titre in page.content.decode()


@pytest.mark.parametrize("identifiant", ["claire.fontaine", "julien.mercier", "delphine.roche"])
def test_un_certificat_sans_compte_mene_a_l_inscription(identifiant: str) -> None:
    client = _navigateur()
    _choisir(client, identifiant)
    assert client.get("/", follow=True).redirect_chain == [("/inscription/", 302)]


def test_un_vrai_certificat_l_emporte_sur_le_choix() -> None:
    _inscrit("bernard.dupuy")
    _inscrit("alain.cotte")
    client = _navigateur(**{"gunicorn.socket": Prise(certificats.der("alain.cotte"))})
    _choisir(client, "bernard.dupuy")
    assert "Alain Cotte" in client.get("/compte/").content.decode()


def test_rien_n_est_prete_a_une_autre_machine() -> None:
    _inscrit("bernard.dupuy")
    here = _navigateur()
    _choisir(here, "bernard.dupuy")
    away = _navigateur(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="127.0.0.1", HTTP_X_REAL_IP="127.0.0.1")
    away.cookies = here.cookies
    assert away.get("/").status_code == 403
    for address in ("/demonstration/", "/demonstration/courriels/"):
        assert away.get(address).status_code == 404
    assert away.post("/demonstration/incarner/", {"personne": "bernard.dupuy"}).status_code == 404


@pytest.mark.parametrize("identifiant", ["", "inconnu", "../serveur", "bernard.dupuy/../../serveur"])
def test_on_ne_choisit_que_quelqu_un(identifiant: str) -> None:
    assert _navigateur().post("/demonstration/incarner/", {"personne": identifiant}).status_code == 404


def test_un_choix_fabrique_ne_vaut_rien() -> None:
    _inscrit("bernard.dupuy")
    client = _navigateur()
    client.cookies[COOKIE] = "bernard.dupuy:1wAAAA:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    assert client.get("/").status_code == 403


def test_les_fichiers_ne_sont_lisibles_que_de_leur_proprietaire(demonstration: Path) -> None:
    for path in (
        demonstration / "serveur.key",
        demonstration / "autorite.key",
        certificats.chemin_p12("alain.cotte"),
    ):
        assert path.stat().st_mode & 0o077 == 0, path
