"""A folder's page: its documents, what is new, who will read a deposit, and its cost."""

from __future__ import annotations

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from opalexe.coffre import actes
from opalexe.coffre.arbre import arbre
from opalexe.coffre.models import Repertoire
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.coffre.tests.test_page_expertise import lire, texte
from opalexe.essais.personnes import auteur, client
from opalexe.expertises.models import Participation

pytestmark = pytest.mark.django_db
DIFFICULTES = ("magistrat", "expert_vers_magistrat")
GREFFE = ("greffe", "expert_et_parties_vers_greffe")


@pytest.fixture
def essai() -> Essai:
    return Essai()


def noms(page: str) -> list[str]:
    return re.findall(r"data-apercu>([^<]*)</a>", page)


def test_nouveau_s_efface_pour_celui_qui_a_lu_et_lui_seul(essai: Essai) -> None:
    lu, _ = essai.poser(*DIFFICULTES, essai.expert, "Difficultés.pdf", "Annexe.pdf")
    folder = essai.adresse_dossier(*DIFFICULTES)
    assert lire(essai.magistrat, folder).count('class="nouveau"') == 2
    actes.lire(auteur(essai.magistrat), lu, "téléchargement")
    page = lire(essai.magistrat, folder)
    assert page.count('class="nouveau"') == 1
    assert "1 nouveau sur / 2 documents" in texte(page)
    assert arbre(essai.magistrat, essai.expertise).nouveaux == 1
    assert lire(essai.greffier, folder).count('class="nouveau"') == 2
    assert 'class="nouveau"' not in lire(essai.expert, folder)  # one's own deposits are not news
    assert arbre(essai.expert, essai.expertise).nouveaux == 0


def test_tri_garde_par_l_adresse(essai: Essai) -> None:
    essai.poser(*GREFFE, essai.expert, "Été.pdf", "avis.pdf", "Zone.pdf")
    folder = essai.adresse_dossier(*GREFFE)
    assert noms(lire(essai.greffier, folder + "?tri=nom")) == ["avis.pdf", "Été.pdf", "Zone.pdf"]
    page = lire(essai.greffier, folder + "?tri=-nom")
    assert noms(page) == ["Zone.pdf", "Été.pdf", "avis.pdf"]
    assert f'hx-get="{folder}?tri=-nom"' in page
    assert 'aria-sort="descending"' in page
    recents = noms(lire(essai.greffier, folder))
    assert noms(lire(essai.greffier, folder + "?tri=date")) == recents[::-1]
    assert noms(lire(essai.greffier, folder + "?tri=n%27importe")) == recents


def test_tri_par_deposant(essai: Essai) -> None:
    essai.poser("magistrat", "magistrat_vers_expert", essai.magistrat, "Ordonnance.pdf")
    essai.poser("magistrat", "magistrat_vers_expert", essai.greffier, "Avis.pdf")
    folder = essai.adresse_dossier("magistrat", "magistrat_vers_expert")
    assert noms(lire(essai.expert, folder + "?tri=deposant")) == ["Ordonnance.pdf", "Avis.pdf"]
    assert noms(lire(essai.expert, folder + "?tri=-deposant")) == ["Avis.pdf", "Ordonnance.pdf"]


def test_tous_les_documents_disent_leur_dossier(essai: Essai) -> None:
    essai.poser(*DIFFICULTES, essai.expert, "Difficultés.pdf")
    essai.poser("expert", "correspondance", essai.expert, "Convocation.pdf")
    page = texte(lire(essai.magistrat, essai.adresse))
    assert "Difficultés.pdf Magistrat › Documents Expert → Magistrat" in page
    assert "Convocation" not in page


def test_le_depot_dit_par_leur_nom_qui_lira(essai: Essai) -> None:
    page = texte(lire(essai.expert, essai.adresse_dossier(*DIFFICULTES)))
    lisent = page[page.index("Pourront les lire") : page.index("Un dépôt ne peut être")]
    assert "François Durand (Magistrat, chargé du contrôle)" in lisent
    assert "Hélène Marchand (Greffier)" in lisent
    assert "Ne pourront pas les lire" not in lisent
    assert "ne peut lire ce dossier" not in lisent

    page = texte(lire(essai.expert, essai.adresse_dossier("expert", "notes_aux_parties")))
    prives = page[page.index("Ne pourront pas les lire") : page.index("Un dépôt ne peut être")]
    assert "François Durand" in prives
    assert "Hélène Marchand" in prives
    assert "Personne d’autre que vous ne pourra lire" in prives
    assert "Pourront les lire" not in page


def test_sans_greffier_actif_le_depot_au_greffe_avertit(essai: Essai) -> None:
    folder = essai.adresse_dossier(*GREFFE)
    assert "Aucun greffier ne peut lire ce dossier" not in lire(essai.expert, folder)
    Participation.objects.filter(compte=essai.greffier).update(actif=False)
    page = texte(lire(essai.expert, folder))
    assert "Aucun greffier ne peut lire ce dossier" in page
    assert "Hélène Marchand (Greffier, inactif)" in page


def test_dossier_vide(essai: Essai) -> None:
    page = texte(lire(essai.greffier, essai.adresse_dossier(*GREFFE)))
    assert "Ce dossier ne contient aucun document." in page
    assert "L’expert et les parties y écrivent au greffe." in page
    assert "Peut y déposer : Alain Cotte (Expert)." in page


def test_sous_dossier_compte_dans_son_parent(essai: Essai) -> None:
    parent = essai.dossier(*GREFFE)
    child = Repertoire.objects.create(
        expertise=essai.expertise,
        parent=parent,
        dossier=parent.dossier,
        repertoire=parent.repertoire,
        nom="Annexes",
        cle_nom="annexes",
    )
    (document,) = essai.poser(*GREFFE, essai.expert, "Lettre.pdf")
    type(document).objects.bulk_create(
        [
            type(document)(
                repertoire=child,
                fichier=document.fichier,
                nom="Plan.pdf",
                cle_nom="plan pdf",
                depose_par=essai.expert,
            )
        ]
    )
    noeud = arbre(essai.greffier, essai.expertise).trouver(parent.pk)
    assert noeud is not None
    assert (noeud.total, noeud.nouveaux) == (2, 2)
    page = lire(essai.greffier, f"{essai.adresse}dossiers/{child.pk}/")
    assert noms(page) == ["Plan.pdf"]


def test_rafraichissement(essai: Essai) -> None:
    """The live part holds the list, the tree and the status, and nothing of the sending under way."""
    essai.poser(*GREFFE, essai.expert, "Lettre.pdf")
    folder = essai.adresse_dossier(*GREFFE)
    response = client(essai.expert).get(folder, headers={"HX-Request": "true", "HX-Target": "liste"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "HX-Target" in response.headers["Vary"]
    assert page.lstrip().startswith('<div id="liste"')
    assert page.count('hx-swap-oob="morph"') == 2
    assert "televersement" not in page
    assert "<html" not in page
    assert "hx-swap-oob" not in lire(essai.expert, folder)


def test_mille_documents_ne_coutent_pas_plus_de_requetes(
    essai: Essai, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    essai.poser(*GREFFE, essai.expert, *(f"Annexe {i:04d}.pdf" for i in range(1000)))
    folder = essai.adresse_dossier(*GREFFE)
    browser = client(essai.greffier)
    browser.get(folder)  # signs in
    for address in (folder, essai.adresse, f"{folder}?tri=nom&page=20"):
        with django_assert_max_num_queries(20):
            page = browser.get(address).content.decode()
        assert page.count('name="documents"') == 50
    assert "Page 20 sur 20" in page
    assert noms(page)[-1] == "Annexe 0999.pdf"
    assert "1000 nouveaux sur" in texte(page)
    assert 'href="?tri=nom&amp;page=19"' in page
    with django_assert_max_num_queries(11):
        browser.get(folder, headers={"HX-Request": "true", "HX-Target": "liste"})
