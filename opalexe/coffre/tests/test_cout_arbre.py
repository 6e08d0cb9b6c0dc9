"""What a page of the vault costs: the same number of queries, whatever there is in it or beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opalexe.coffre.actes import ouvrir_repertoires_partie
from opalexe.coffre.actes.partage import partager
from opalexe.coffre.arbre import arbre
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.coffre.tests.test_page_expertise import lire
from opalexe.comptes.models import Compte
from opalexe.essais.personnes import auteur, client
from opalexe.essais.scenes import POITOU, expertise_ouverte
from opalexe.expertises.models import Cote, Expertise, GenreDePartie, Participation, Partie, Statut

pytestmark = pytest.mark.django_db
NOTES = ("expert", "notes_aux_parties")


@pytest.fixture
def essai() -> Essai:
    return Essai()


def ajouter(expertise: Expertise, count: int) -> Partie:
    """Add that many parties with their folders, a tenth of them without access; return the last."""
    for rank in range(1, count + 1):
        partie = Partie.objects.create(
            expertise=expertise,
            nom=f"Copropriétaire {rank}",
            cle_nom=f"coproprietaire {rank}",
            cote=Cote.DEFENDEUR,
            genre=GenreDePartie.REPRESENTEE if rank % 10 else GenreDePartie.SANS_ACCES,
            ordre=rank,
        )
        ouvrir_repertoires_partie(partie)
    return partie


def requetes_de(compte: Compte, adresse: str) -> tuple[int, float]:
    """Return how many queries a page asks, and the seconds that the database spends on them."""
    browser = client(compte)
    browser.get(adresse)  # signs in
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(adresse).status_code == 200
    return len(asked), sum(float(query["time"]) for query in asked.captured_queries)


def test_deux_cents_parties_et_cinq_mille_documents(essai: Essai) -> None:
    essai.poser(*NOTES, essai.expert, "Note 1.pdf")
    before = [
        requetes_de(essai.expert, address)[0] for address in (essai.adresse, essai.adresse_dossier(*NOTES))
    ]
    last = ajouter(essai.expertise, 200)
    essai.poser(*NOTES, essai.expert, *(f"Note {n}.pdf" for n in range(2, 5001)))
    after = [requetes_de(essai.expert, address) for address in (essai.adresse, essai.adresse_dossier(*NOTES))]
    assert [count for count, _ in after] == before
    assert max(before) <= 20
    # Far above what it takes (0.2 s): a plan that asks the rights again for each folder took eight seconds.
    assert max(seconds for _, seconds in after) < 3
    page = lire(essai.expert, f"{essai.adresse_dossier(*NOTES)}?tri=nom")
    assert "Page 1 sur 100" in page
    assert page.count('id="branche-') < 30  # parties are one line each, until one looks at them
    assert page.count("data-filtrable") == 200
    folder = last.repertoires.order_by("ordre")[0]
    page = lire(essai.expert, f"{essai.adresse}dossiers/{folder.pk}/")
    assert page.count(f'id="branche-{folder.pk}"') == 1
    assert f'id="section-{last.pk}"' in page


def test_les_autres_expertises_ne_coutent_rien(essai: Essai) -> None:
    essai.poser(*NOTES, essai.expert, "Note 1.pdf")
    alone = requetes_de(essai.expert, essai.adresse)[0]
    for number in range(5):
        identity = replace(POITOU, numero_rg=f"22/{number}")
        expertise_ouverte(essai.expert, essai.magistrat, identity)
    assert requetes_de(essai.expert, essai.adresse)[0] == alone
    assert arbre(essai.expert, essai.expertise).total == 1


def test_ce_qui_est_partage_existe_jusqu_a_la_racine_et_rien_d_autre(essai: Essai) -> None:
    """The view of shares (migration 0006): every folder above, once; nothing beside; nothing once withdrawn."""
    partie = ajouter(essai.expertise, 3)
    essai.statut(Statut.EN_COURS)
    pieces = partie.repertoires.get(repertoire="pieces_cotees")
    sub = pieces.enfants.create(
        expertise=essai.expertise,
        dossier=pieces.dossier,
        repertoire=pieces.repertoire,
        partie=partie,
        nom="Photos",
        cle_nom="photos",
    )
    first, second = essai.poser_dans(sub, essai.expert, "Une.pdf", "Deux.pdf")
    participation = Participation.objects.get(expertise=essai.expertise, compte=essai.magistrat)
    par = auteur(essai.expert)
    partager(par, [first.pk, second.pk], participation.pk, True)
    tree = arbre(essai.magistrat, essai.expertise)
    (parties,) = [groupe for groupe in tree.groupes if groupe.dossier == "parties"]
    (section,) = parties.sections
    assert [(noeud.pk, noeud.total) for noeud in section.noeuds] == [(pieces.pk, 2)]
    assert [noeud.pk for noeud in section.noeuds[0].enfants] == [sub.pk]
    partager(par, [first.pk, second.pk], participation.pk, False)
    assert not [
        groupe for groupe in arbre(essai.magistrat, essai.expertise).groupes if groupe.dossier == "parties"
    ]
