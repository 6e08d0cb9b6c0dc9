"""The page of rights: nine tables drawn from what is applied, one's own first, each symbol in words."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opalexe.coffre import tableaux
from opalexe.coffre.matrice import COLONNES, NOMS
from opalexe.coffre.models import Dossier, Droit
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import client, personne
from opalexe.essais.scenes import expertise_complete
from opalexe.expertises.models import Profil, Statut

pytestmark = pytest.mark.django_db
MOTS = {"D": "Lire et déposer", "T": "Lire", "P": "Si l’expert le décide", "": "Aucun accès"}
PORTEES = {
    "": {""},
    "lui_meme": {"Les siens seulement"},
    "toute_partie": {"De chaque partie"},
    "sa_partie": {"De sa partie (ou de ses parties)", "De la partie pour laquelle il agit"},
    "autres_parties": {"Des autres parties"},
}


class Lecteur(HTMLParser):
    """Reads the tables as a screen reader does: captions, headings of rows, words of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.place, self.row = "", [""]
        self.caption = ""

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.place = tag if tag in ("caption", "th", "td", "span", "summary") else self.place
        if tag == "tr":
            self.row = []
        elif tag in ("th", "td"):
            self.row.append("")
        elif tag == "caption":
            self.caption = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self.tables[self.caption.strip()] = []
            self.place = ""
        elif tag == "tr":
            self.tables[self.caption.strip()].append([" ".join(cell.split()) for cell in self.row])
        elif tag == "table":
            self.place = ""

    def handle_data(self, data: str) -> None:
        if self.place == "caption":
            self.caption += data
        elif self.place in ("th", "td", "span") and self.row:
            self.row[-1] += data


def page(person: Compte, query: str = "") -> str:
    answer = client(person).get(f"/droits/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def tables(html: str) -> dict[str, list[list[str]]]:
    reader = Lecteur()
    reader.feed(html)
    return reader.tables


def test_every_cell_of_the_nine_tables_is_the_table_s() -> None:
    shown = tables(page(personne(Role.MAGISTRAT)))
    assert set(shown) == {profil.label for profil in Profil}
    cells = 0
    for profil in Profil:
        [head, *rows] = shown[profil.label]
        assert head[1:] == [statut.label for statut in COLONNES]
        group = ""
        seen = set()
        for row in rows:
            if len(row) == 1:
                group = row[0]
                continue
            top = next(top for top in Dossier if group.startswith(top.label))
            words = group.removeprefix(top.label).strip()
            code = next(code for (dossier, code), name in NOMS.items() if dossier == top and name == row[0])
            lines = Droit.objects.filter(profil=profil, dossier=top, repertoire=code)
            [portee] = {
                line.portee
                for line in lines
                if words in PORTEES[line.portee] or (words == "De chaque sapiteur" and line.portee == "")
            }
            for statut, said in zip(COLONNES, row[1:], strict=True):
                cell = lines.filter(portee=portee, statut=statut).first()
                assert said == MOTS[cell.niveau if cell else ""], (profil, top, code, portee, statut)
                cells += 1
            seen.add((top, code, portee))
        places = Droit.objects.filter(profil=profil).values_list("dossier", "repertoire", "portee")
        assert seen == set(places), profil
    assert cells == 4 * 132, "the file has as many lines"


def test_a_changed_cell_changes_the_page() -> None:
    before = tables(page(personne(Role.AVOCAT)))["Avocat"]
    Droit.objects.filter(profil="avocat", repertoire="correspondance", statut="en_cours").update(niveau="D")
    after = tables(page(personne(Role.AVOCAT)))["Avocat"]
    assert [row for row in after if row not in before] == [
        ["Correspondance", "Aucun accès", "Lire et déposer", "Aucun accès", "Lire"]
    ]


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.EXPERT, Profil.EXPERT),
        (Role.MAGISTRAT, Profil.MAGISTRAT),
        (Role.GREFFIER, Profil.GREFFIER),
        (Role.AVOCAT, Profil.AVOCAT),
        (Role.PARTIE, Profil.PARTIE_AUTORISEE),
        (Role.SAPITEUR, Profil.SAPITEUR),
        (Role.OPERATEUR, Profil.EXPERT),
    ],
)
def test_one_s_own_comes_first(role: Role, first: Profil) -> None:
    html = page(personne(role))
    assert next(iter(tables(html))) == first.label
    assert ("Vos droits" in html) is (role != Role.OPERATEUR)


def test_one_s_own_in_an_expertise() -> None:
    scene = expertise_complete()
    scene.statut(Statut.EN_PAUSE)
    query = f"?expertise={scene.expertise.pk}"
    mine = {
        "expert": [Profil.EXPERT, Profil.EXPERT_POUR_PARTIE],
        "co_expert": [Profil.CO_EXPERT],
        "sapiteur": [Profil.SAPITEUR],
        "membre_lecteur": [Profil.PARTIE_NON_AUTORISEE],
        "membre_deposant": [Profil.PARTIE_AUTORISEE],
        "avocat": [Profil.AVOCAT],
    }
    for name, profils in mine.items():
        html = page(getattr(scene, name), query)
        own, others = html.split('aria-labelledby="autres"')
        assert list(tables(own)) == [profil.label for profil in profils], name
        assert len(tables(others)) == 9 - len(profils)
        assert "Vos droits dans POITOU c/ HARTMANN" in own
        assert re.search(r'aria-current="true">En pause</th>', own)
        assert "droit-present" in own
    for person, address in [(personne(Role.AVOCAT), query), (scene.expert, "?expertise=x")]:
        assert client(person).get(f"/droits/{address}").status_code == 404


def test_in_words() -> None:
    html = " ".join(page(personne(Role.GREFFIER)).split())
    for symbole in tableaux.SYMBOLES.values():
        assert " ".join(symbole.phrase.split()) in html
    assert html.count(" ".join(tableaux.REJETEE_LIT.split())) == 4, "expert, co-expert, magistrat, greffier"
    assert html.count(" ".join(tableaux.REJETEE_RIEN.split())) == 5
    assert "reconstitué d’après des sources publiques" in html


def test_the_institution_s_own_matrix_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "OPALEXE_DROITS", Path("/ailleurs/droits.csv"))
    html = page(personne(Role.GREFFIER))
    assert "que votre institution a fixés" in html
    assert "reconstitué" not in html


def test_its_cost() -> None:
    browser = client(personne(Role.EXPERT))
    counts = []
    for address in ("/aide/", "/droits/"):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 1, "one more than a page that asks for nothing"
