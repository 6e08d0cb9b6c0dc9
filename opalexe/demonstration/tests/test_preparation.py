"""The command, on a database of its own: killed, begun again, then called for nothing."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

pytestmark = pytest.mark.xdist_group("preparation_de_la_demonstration")

VERIFIER = """
import django
django.setup()
from opalexe.journal.actes import verifier
from opalexe.journal.models import Chaine, Entree
chains = list(Chaine.objects.values_list("pk", flat=True))
assert all(verifier(chain) is None for chain in chains)
for chain in chains:
    times = list(Entree.objects.filter(chaine=chain).order_by("numero").values_list("le", flat=True))
    assert times == sorted(times)
print(len(chains))
"""
ETATS = "SELECT etat, count(*) FROM designations_designation GROUP BY 1"
STATUTS = "SELECT statut, count(*) FROM expertises_expertise GROUP BY 1"
PREPAREE = "SELECT count(*) FROM journal_entree WHERE acte = 'demonstration.preparee'"


@dataclass
class Demonstration:
    """A database and a folder."""

    environ: dict[str, str]
    var: Path

    def lancer(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python to its end."""
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    def preparer(self) -> subprocess.CompletedProcess[str]:
        """Run the command."""
        return self.lancer("-m", "django", "preparer_demonstration")

    def demander(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with psycopg.connect(self.environ["DATABASE_URL"]) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def maison(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    server = os.environ["DATABASE_URL"]
    name = f"essais_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    var = tmp_path_factory.mktemp("maison")
    environ = {key: value for key, value in os.environ.items() if not key.startswith("OPALEXE_")} | {
        "DJANGO_SETTINGS_MODULE": "opalexe.settings",
        "DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}")),
        "OPALEXE_MODE": "demonstration",
        "OPALEXE_VAR": str(var),
    }
    house = Demonstration(environ, var)
    try:
        done = house.lancer("-m", "django", "migrate", "--verbosity=0")
        assert done.returncode == 0, done.stderr
        yield house
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _tuer_en_route(maison: Demonstration) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "preparer_demonstration"],
        env=maison.environ,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while len(list((maison.var / "coffre").glob("*/*/*"))) < 10:
        assert process.poll() is None, "the preparation ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_une_preparation_tuee_reprend_et_s_acheve(maison: Demonstration) -> None:
    _tuer_en_route(maison)
    assert maison.demander(PREPAREE) == [(0,)]
    assert maison.demander("SELECT count(*) FROM comptes_compte") == [(0,)]

    done = maison.preparer()
    assert done.returncode == 0, done.stderr
    for words in ("Bernard Dupuy", "alain.cotte.p12", "opalexe", str(maison.var)):
        assert words in done.stdout
    assert maison.demander(PREPAREE) == [(1,)]


def test_tous_les_etats_sont_la(maison: Demonstration) -> None:
    assert dict(maison.demander(ETATS)) == {
        "brouillon": 4,
        "envoyee": 8,
        "retiree": 3,
        "refusee": 4,
        "acceptee": 27,
    }
    assert dict(maison.demander(STATUTS)) == {
        "en_creation": 8,
        "en_cours": 13,
        "en_pause": 2,
        "terminee": 3,
        "rejetee": 2,
    }
    assert maison.demander("SELECT count(*) FROM annuaire_ficheexpert") == [(150,)]
    assert maison.demander("SELECT count(DISTINCT cour_id) FROM annuaire_ficheexpert") == [(36,)]
    ((unavailable, national),) = maison.demander(
        "SELECT count(indisponible_jusqu_au), count(*) FILTER (WHERE liste_nationale)"
        " FROM annuaire_ficheexpert"
    )
    assert unavailable > 2
    assert national > 5
    ((waiting,),) = maison.demander(
        "SELECT count(*) FROM expertises_expertise WHERE date_consignation IS NULL"
    )
    assert 0 < waiting < 28
    ((read,),) = maison.demander("SELECT count(*) FROM coffre_lecture")
    assert read > 10
    assert maison.demander("SELECT count(*) FROM socle_courriel WHERE etat <> 'envoye'") == [(0,)]
    ((sent,),) = maison.demander("SELECT count(*) FROM socle_courriel")
    assert 0 < sent == len(list((maison.var / "demonstration" / "courriels").glob("*.eml")))


def test_rien_n_est_date_de_la_preparation(maison: Demonstration) -> None:
    """Columns that the database dates by itself follow the clock of the acts."""
    for column in (
        "designations_designation.creee_le",
        "designations_documentdesignation.depose_le",
        "coffre_document.depose_le",
        "coffre_fichier.recu_le",
        "coffre_lecture.le",
        "comptes_compte.cree_le",
        "comptes_certificat.ajoute_le",
        "expertises_participation.depuis",
    ):
        table, name = column.split(".")
        query = f"SELECT max({name}) < now() - interval '40 minutes' FROM {table}"  # noqa: S608 - names above
        assert maison.demander(query) == [(True,)], column


PROFILS = """
SELECT p.profil FROM expertises_participation p JOIN expertises_expertise e ON e.id = p.expertise_id
WHERE e.premier_demandeur = 'Poitou' AND p.actif GROUP BY 1
"""
DEMANDES = "SELECT etat, count(*) FROM coffre_demandeconfidentielle GROUP BY 1"
LIENS = """
SELECT c.prenom, count(l.id) FILTER (WHERE l.utilise_le IS NULL), count(t.id)
FROM comptes_compte c JOIN comptes_liencertificat l ON l.compte_id = c.id
LEFT JOIN comptes_certificat t ON t.compte_id = c.id AND t.de_plateforme AND t.revoque_le IS NULL
GROUP BY 1 ORDER BY 1
"""
JETONS = """
SELECT count(*) FILTER (WHERE j.le IS NULL), max(abs(extract(epoch FROM j.le - d.depose_le)))::float
FROM coffre_document d LEFT JOIN coffre_horodatage j ON j.document_id = d.id
"""
JETONS_VERIFIES = """
import django
django.setup()
from opalexe.coffre.models import Horodatage
from opalexe.socle import horodatage
for row in Horodatage.objects.select_related("document__fichier"):
    horodatage.verifier(bytes(row.jeton), row.document.fichier.sha256)
print("verifies")
"""


def test_tous_les_profils_sont_a_l_oeuvre(maison: Demonstration) -> None:
    assert {profil for (profil,) in maison.demander(PROFILS)} == {
        "expert",
        "co_expert",
        "magistrat",
        "greffier",
        "avocat",
        "partie_autorisee",
        "partie_non_autorisee",
        "sapiteur",
    }
    ((for_others,),) = maison.demander("SELECT count(*) FROM coffre_document WHERE pour_id IS NOT NULL")
    assert for_others > 2  # the ninth: the expert, for a party without access
    assert maison.demander("SELECT count(*) FROM annuaire_ficheavocat") == [(12,)]
    ((most,),) = maison.demander(
        "SELECT count(*) FROM expertises_partie GROUP BY expertise_id ORDER BY 1 DESC LIMIT 1"
    )
    assert most == 25
    assert maison.demander("SELECT count(DISTINCT genre) FROM expertises_partie") == [(4,)]
    assert dict(maison.demander(DEMANDES)) == {"acceptee": 2, "refusee": 1, "demandee": 1}
    assert maison.demander("SELECT count(*) FROM coffre_verrou") == [(1,)]
    ((shared,),) = maison.demander("SELECT count(*) FROM coffre_partage WHERE retire_le IS NULL")
    assert shared > 5


def test_les_certificats_de_la_plateforme_sont_pretes_sauf_un_qui_attend(maison: Demonstration) -> None:
    links = {first: (waiting, opens) for first, waiting, opens in maison.demander(LIENS)}
    assert links.pop("Jeanne") == (1, 0)
    assert len(links) == 8
    assert set(links.values()) == {(0, 1)}
    folder = maison.var / "demonstration"
    assert (folder / "certificats" / "louis.weber.pem").is_file()
    (address,) = (
        found
        for path in (folder / "courriels").glob("*.eml")
        if "jeanne.poitou@" in (text := path.read_text()) and (found := "/certificat" in text)
    )
    assert address


def test_chaque_depot_a_son_jeton_de_la_meme_heure(maison: Demonstration) -> None:
    ((without, apart),) = maison.demander(JETONS)
    assert without == 0
    assert apart < 1
    done = maison.lancer("-c", JETONS_VERIFIES)
    assert done.stdout.strip() == "verifies", done.stderr


def test_chaque_chaine_du_journal_se_verifie(maison: Demonstration) -> None:
    done = maison.lancer("-c", VERIFIER)
    assert done.stdout.strip() == "29", done.stderr


def test_les_fichiers_sont_de_vrais_documents(maison: Demonstration) -> None:
    kinds = {kind for (kind,) in maison.demander("SELECT DISTINCT type_mime FROM coffre_fichier")}
    assert len(kinds) == 4
    assert {"application/pdf", "image/png"} <= kinds
    for key, size in maison.demander("SELECT cle, taille FROM coffre_fichier"):
        assert (maison.var / "coffre" / key).stat().st_size == size


def _etat(maison: Demonstration) -> list[object]:
    folder = maison.var / "demonstration"
    files = sorted(
        (str(path), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.name != ".verrou"
    )
    counts = maison.demander(
        "SELECT (SELECT count(*) FROM journal_entree), (SELECT count(*) FROM comptes_certificat),"
        " (SELECT count(*) FROM coffre_fichier), (SELECT count(*) FROM socle_courriel)"
    )
    return [files, counts]


def test_un_second_depart_ne_change_rien_et_ne_dure_pas(maison: Demonstration) -> None:
    before = _etat(maison)
    start = time.monotonic()
    done = maison.preparer()
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - start < 10  # on a machine shared by many; about one second on one of its own
    assert _etat(maison) == before


def test_des_certificats_refaits_ouvrent_les_memes_comptes(maison: Demonstration) -> None:
    (maison.var / "demonstration" / "certificats" / "alain.cotte.pem").unlink()
    done = maison.preparer()
    assert done.returncode == 0, done.stderr
    owners = maison.demander("SELECT compte_id FROM comptes_certificat WHERE sujet_cn = 'Alain Cotte'")
    assert len(owners) == 2
    assert len(set(owners)) == 1


def test_un_certificat_de_la_plateforme_disparu_est_delivre_de_nouveau(maison: Demonstration) -> None:
    pem = maison.var / "demonstration" / "certificats" / "louis.weber.pem"
    before = pem.read_text()
    pem.unlink()
    done = maison.preparer()
    assert done.returncode == 0, done.stderr
    assert pem.read_text() != before
    opens = "SELECT count(*), count(revoque_le) FROM comptes_certificat WHERE sujet_cn = 'Louis WEBER'"
    assert maison.demander(opens) == [(2, 1)]


def test_une_base_qui_sert_a_autre_chose_est_refusee(maison: Demonstration) -> None:
    """The journal without its mark is that of another use: nothing is mixed with it."""
    server = maison.environ["DATABASE_URL"]
    name = f"essais_{secrets.token_hex(6)}"
    elsewhere = Demonstration(
        maison.environ | {"DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}"))}, maison.var
    )
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            assert elsewhere.lancer("-m", "django", "migrate", "--verbosity=0").returncode == 0
            with psycopg.connect(elsewhere.environ["DATABASE_URL"]) as other:
                other.execute(
                    "INSERT INTO comptes_compte (id, role, nom, prenom, cle_tri, courriel, telephone, mobile,"
                    " adresse_postale, cgu_version, actif) VALUES (gen_random_uuid(), 'expert', 'Vrai',"
                    " 'Expert', 'vrai expert', 'vrai@exemple.fr', '', '', '', '', true)"
                )
            done = elsewhere.preparer()
            assert done.returncode != 0
            assert "déjà des comptes" in done.stderr
            assert elsewhere.demander("SELECT count(*) FROM comptes_compte") == [(1,)]
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
