"""The page of an expertise: for whom it exists, what each profile sees of it."""

from __future__ import annotations

import re

import pytest

from opalexe.coffre.arbre import arbre
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import client, personne
from opalexe.expertises.models import Participation, Statut

pytestmark = pytest.mark.django_db


@pytest.fixture
def essai() -> Essai:
    return Essai()


def lire(compte: Compte, adresse: str, statut: int = 200) -> str:
    response = client(compte).get(adresse)
    assert response.status_code == statut, adresse
    return response.content.decode()


def texte(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def dossiers(page: str) -> list[str]:
    arbre = page[page.index('<nav id="arbre"') : page.index("</nav>", page.index('<nav id="arbre"'))]
    found = re.findall(r'<li id="branche-.*?class="arbre-nom">(.*?)</span>', arbre, re.DOTALL)
    return [name.strip() for name in found]


def test_chacun_voit_ses_dossiers_et_rien_des_autres(essai: Essai) -> None:
    essai.poser("expert", "notes_aux_parties", essai.expert, "Note secrète n° 1.pdf", "Note secrète n° 2.pdf")
    essai.poser("magistrat", "expert_vers_magistrat", essai.expert, "Difficultés.pdf")
    justice = [
        "Documents Magistrat → Expert",
        "Documents Expert → Magistrat",
        "Rapport définitif",
        "Communication Expert-Parties vers Greffe",
        "Communication Greffe vers Expert-Parties",
    ]
    for person in (essai.magistrat, essai.greffier):
        page = lire(person, essai.adresse)
        assert dossiers(page) == justice
        assert "secrète" not in page
        assert "Notes aux parties" not in page
        assert arbre(person, essai.expertise).total == 1
        for code in ("notes_aux_parties", "designation"):
            lire(person, essai.adresse_dossier("expert", code), 404)
    page = lire(essai.expert, essai.adresse)
    assert dossiers(page) == [
        "Désignation",
        "Correspondance",
        "Notes aux parties",
        "Gestion financière de l’expertise",
        "Gestion administrative de l’expertise",
        "Acceptation de la dématérialisation",
        "Gestion des délais",
        *justice,
    ]
    assert "Note secrète n° 1.pdf" in page
    assert "Sapiteur" not in dossiers(page)


def test_en_tete_et_qui_voit_un_dossier(essai: Essai) -> None:
    Participation.objects.filter(compte=essai.greffier).update(actif=False)
    page = lire(essai.magistrat, essai.adresse)
    words = texte(page)
    assert "<h1>POITOU c/ HARTMANN</h1>" in page
    assert "TJ Bordeaux · RG 21/01234 · Mi 568520 · expert Alain COTTE" in words
    assert "POITOU_HARTMANN_TJ-BORDEAUX_21-01234_COTTE_568520_11-12-2020" in words
    folder = texte(lire(essai.magistrat, essai.adresse_dossier("magistrat", "magistrat_vers_expert")))
    assert "François Durand (vous) Magistrat, chargé du contrôle" in folder
    assert "Inactifs, sans accès à l’expertise : 1 Hélène Marchand Greffier" in folder.replace("\u00a0", " ")
    assert re.search(r'aria-current="step">\s*En création', page)


def test_consignation_attendue_tant_que_l_expertise_est_ouverte(essai: Essai) -> None:
    for person in (essai.expert, essai.magistrat, essai.greffier):
        page = lire(person, essai.adresse)
        assert "En attente de consignation" in page
        assert f"{essai.adresse}consignation/" in page
    essai.statut(Statut.REJETEE)
    assert "En attente de consignation" not in lire(essai.magistrat, essai.adresse)


def test_changements_de_statut_offerts_a_qui_les_decide(essai: Essai) -> None:
    assert "Passer « En cours »" in lire(essai.expert, essai.adresse).replace("\u00a0", " ")
    page = lire(essai.magistrat, essai.adresse)
    assert "Rejeter l’expertise" in page
    assert "Passer" not in page
    assert "statut/" not in lire(essai.greffier, essai.adresse)


def test_elle_n_existe_que_pour_ceux_qui_y_prennent_part(essai: Essai) -> None:
    folder = essai.adresse_dossier("magistrat", "magistrat_vers_expert")
    autre = Essai(personne(Role.EXPERT), personne(Role.MAGISTRAT), personne(Role.GREFFIER))
    strangers = (
        personne(Role.EXPERT),
        personne(Role.MAGISTRAT),
        personne(Role.GREFFIER),
        autre.magistrat,
        autre.expert,
    )
    for stranger in strangers:
        lire(stranger, essai.adresse, 404)
        lire(stranger, folder, 404)
    crossed = f"{autre.adresse}dossiers/{essai.dossier('magistrat', 'magistrat_vers_expert').pk}/"
    lire(autre.magistrat, crossed, 404)
    Participation.objects.filter(compte=essai.magistrat).update(actif=False)
    lire(essai.magistrat, essai.adresse, 404)
    lire(essai.magistrat, folder, 404)


DEPOTS = {
    Statut.EN_CREATION: (
        {
            "designation",
            "correspondance",
            "notes_aux_parties",
            "gestion_financiere",
            "gestion_administrative",
            "acceptation_dematerialisation",
            "gestion_des_delais",
            "expert_vers_magistrat",
            "expert_et_parties_vers_greffe",
        },
        {"magistrat_vers_expert"},
        {"magistrat_vers_expert", "greffe_vers_expert_et_parties"},
    ),
    Statut.TERMINEE: (set(), set(), set()),
    Statut.REJETEE: (set(), set(), set()),
}
DEPOTS[Statut.EN_PAUSE] = DEPOTS[Statut.EN_CREATION]
DEPOTS[Statut.EN_COURS] = (
    {*DEPOTS[Statut.EN_CREATION][0], "rapport_definitif"},
    *DEPOTS[Statut.EN_CREATION][1:],
)


@pytest.mark.parametrize("statut", Statut)
def test_on_depose_ou_la_matrice_le_dit(essai: Essai, statut: Statut) -> None:
    """`droits.csv`, three profiles, every folder and status: the page offers exactly its deposits."""
    essai.statut(statut)
    essai.expertise.refresh_from_db()
    for person, attendus in zip((essai.expert, essai.magistrat, essai.greffier), DEPOTS[statut], strict=True):
        found = arbre(person, essai.expertise)
        assert {noeud.code for noeud in found.depots} == attendus
        for groupe in found.groupes:
            for noeud in groupe.sections[0].noeuds:
                page = lire(person, f"{essai.adresse}dossiers/{noeud.pk}/")
                assert ('class="televersement"' in page) is (noeud.code in attendus), noeud.nom
