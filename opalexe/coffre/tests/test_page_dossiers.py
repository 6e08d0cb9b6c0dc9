"""Sub-folders, numbers, locks and shares in the list, and the expert acting for a party without access."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from opalexe.coffre import actes
from opalexe.coffre.actes.partage import partager
from opalexe.coffre.actes.verrou import verrouiller
from opalexe.coffre.models import Document, Repertoire
from opalexe.coffre.tests.scene_partage import Dossier
from opalexe.coffre.tests.test_page_expertise import lire, texte
from opalexe.coffre.tests.test_page_repertoire import noms
from opalexe.essais.personnes import auteur, client

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Dossier:
    return Dossier()


def adresse(scene: Dossier, folder: Repertoire, suite: str = "") -> str:
    return f"{scene.adresse}dossiers/{folder.pk}/{suite}"


def test_creer_renommer_et_supprimer_un_sous_dossier(scene: Dossier) -> None:
    pieces = scene.de_partie(scene.poitou, "pieces_cotees")
    browser = client(scene.avocat)
    assert "Nouveau dossier" in lire(scene.avocat, adresse(scene, pieces))
    made = browser.post(adresse(scene, pieces, "nouveau/"), {"nom": "Photos"}, follow=True)
    assert "Le dossier «\u00a0Photos\u00a0» est créé." in made.content.decode()
    refused = browser.post(adresse(scene, pieces, "nouveau/"), {"nom": "PHOTOS"}).content.decode()
    assert "Un dossier porte déjà le nom" in refused
    photos = pieces.enfants.get()
    assert "Renommer" in lire(scene.avocat, adresse(scene, photos))
    browser.post(adresse(scene, photos, "nom/"), {"nom": "Plans"})
    photos.refresh_from_db()
    assert photos.nom == "Plans"
    assert "Plans" in texte(lire(scene.membre, adresse(scene, pieces)))
    gone = browser.post(adresse(scene, photos, "supprimer/"), follow=True)
    assert gone.redirect_chain[-1][0] == adresse(scene, pieces)
    assert not pieces.enfants.exists()


def test_un_dossier_plein_ne_change_plus(scene: Dossier) -> None:
    pieces = scene.de_partie(scene.poitou, "pieces_cotees")
    sub = actes.creer_sous_repertoire(auteur(scene.avocat), pieces.pk, "Photos")
    scene.poser_dans(sub, scene.avocat, "Une.pdf")
    page = lire(scene.avocat, adresse(scene, sub))
    assert "Renommer" not in page
    assert "supprimer-dossier" not in page
    browser = client(scene.avocat)
    assert "n’est pas vide" in browser.post(adresse(scene, sub, "nom/"), {"nom": "Plans"}).content.decode()
    assert browser.post(adresse(scene, sub, "supprimer/")).status_code == 409


def test_qui_ne_peut_deposer_ne_peut_pas_faire_de_dossier(scene: Dossier) -> None:
    pieces = scene.de_partie(scene.poitou, "pieces_cotees")
    assert "Nouveau dossier" not in lire(scene.expert, adresse(scene, pieces))
    assert client(scene.expert).post(adresse(scene, pieces, "nouveau/"), {"nom": "X"}).status_code == 409
    for stranger in (scene.magistrat, scene.sapiteur):  # for whom the folder does not exist
        for suite in ("nouveau/", "nom/", "supprimer/"):
            assert client(stranger).post(adresse(scene, pieces, suite), {"nom": "X"}).status_code == 404
    assert not pieces.enfants.exists()


def test_les_sous_dossiers_avant_les_documents_triés_comme_on_compte(scene: Dossier) -> None:
    pieces = scene.de_partie(scene.poitou, "pieces_cotees")
    sub = actes.creer_sous_repertoire(auteur(scene.avocat), pieces.pk, "Annexes")
    scene.poser_dans(sub, scene.avocat, "Plan.pdf")
    scene.poser_dans(pieces, scene.avocat, "Pièce 10.pdf", "Pièce 2.pdf", "pièce 1.pdf")
    page = lire(scene.membre, adresse(scene, pieces) + "?tri=nom")
    assert noms(page) == ["pièce 1.pdf", "Pièce 2.pdf", "Pièce 10.pdf"]
    assert page.index('name="repertoires"') < page.index('name="documents"')
    assert re.search(rf'name="repertoires"\s+value="{sub.pk}"', page)
    assert "Plan.pdf" not in page
    assert "Parties › POITOU › Pièces cotées › Annexes" in texte(lire(scene.membre, scene.adresse))


def test_numero_verrou_et_partage_se_lisent_dans_la_liste(scene: Dossier) -> None:
    pieces = scene.de_partie(scene.poitou, "pieces_cotees")
    first, second = scene.poser_dans(pieces, scene.avocat, "Facture.pdf", "Devis.pdf")
    partager(auteur(scene.expert), [first.pk], scene.participation(scene.magistrat).pk, True)
    verrouiller(auteur(scene.expert), second.pk, "Déposé dans la mauvaise expertise.")
    page = lire(scene.membre, adresse(scene, pieces))
    assert noms(page) == ["Facture.pdf"]
    assert "Verrouillé par l’expert le" in texte(page)
    assert "Déposé dans la mauvaise expertise." in page
    assert "partagé avec" not in page
    assert page.count('name="documents"') == 1
    seen = texte(lire(scene.expert, adresse(scene, pieces)))
    assert "partagé avec 1" in seen
    assert "François Durand" in seen
    assert len(noms(lire(scene.avocat, adresse(scene, pieces)))) == 2  # one's own deposit opens


def test_le_dossier_confidentiel_ne_recoit_rien_directement(scene: Dossier) -> None:
    page = lire(scene.avocat, adresse(scene, scene.de_partie(scene.poitou, "confidentiel_accepte")))
    assert 'class="televersement"' not in page
    assert "Demander la confidentialité d’un document" in page
    assert f"{scene.adresse}confidentiels/demander/" in page


def liens(page: str, racine: str) -> list[str]:
    """Return the addresses of the vault that a page leads to."""
    found = re.findall(r'(?:href|action|hx-get|formaction)="([^"]+)"', page[page.index('class="coffre') :])
    return [link for link in found if link.startswith((racine, "/documents/")) and "zip" not in link]


def test_agir_pour_une_partie_sans_acces(scene: Dossier) -> None:
    pieces = scene.de_partie(scene.cpam, "pieces_cotees")
    own = lire(scene.expert, adresse(scene, pieces))
    assert 'class="televersement"' not in own
    assert f"{adresse(scene, pieces)}?pour={scene.cpam.pk}" in own
    scene.poser_dans(scene.dossier("magistrat", "expert_vers_magistrat"), scene.expert, "Difficultés.pdf")
    page = lire(scene.expert, f"{adresse(scene, pieces)}?pour={scene.cpam.pk}")
    assert "Vous agissez pour CPAM , partie sans accès" in texte(page)
    assert "Magistrat" not in texte(
        page[page.index('<nav id="arbre"') : page.index("</nav>", page.index('id="arbre"'))]
    )
    assert f'data-pour="{scene.cpam.pk}"' in page
    assert "Déposé pour CPAM" in texte(page)
    carried = liens(page, scene.adresse)
    away = {scene.adresse}  # "Quitter"
    assert {link for link in carried if f"pour={scene.cpam.pk}" not in link} == away
    root = lire(scene.expert, f"{scene.adresse}?pour={scene.cpam.pk}")
    assert "Difficultés.pdf" not in root
    assert 'formaction="' not in root  # sharing is the expert's own act


def test_ce_qui_est_fait_pour_une_partie_le_dit(scene: Dossier) -> None:
    pieces = scene.de_partie(scene.cpam, "pieces_cotees")
    browser = client(scene.expert)
    suite = f"?pour={scene.cpam.pk}"
    made = browser.post(adresse(scene, pieces, f"nouveau/{suite}"), {"nom": "Décomptes"})
    assert made.headers["Location"] == f"{adresse(scene, pieces)}{suite}"
    assert browser.post(adresse(scene, pieces, "nouveau/"), {"nom": "Autre"}).status_code == 409
    (row,) = scene.poser_dans(pieces, scene.expert, "Décompte.pdf")
    copy = Document.objects.filter(pk=row.pk).values().get()
    copy |= {"id": uuid4(), "nom": "Relevé.pdf", "cle_nom": "releve.pdf", "pour_id": scene.cpam.pk}
    Document.objects.bulk_create([Document(**copy)])
    assert "pour CPAM (partie sans accès)" in texte(lire(scene.avocat, adresse(scene, pieces)))


def test_on_n_agit_que_pour_une_partie_sans_acces_et_si_l_on_est_l_expert(scene: Dossier) -> None:
    asked = f"{scene.adresse}?pour="
    for person in (scene.avocat, scene.co_expert, scene.magistrat, scene.membre):
        assert client(person).get(f"{asked}{scene.cpam.pk}").status_code == 404
    browser: Client = client(scene.expert)
    for other in (scene.poitou.pk, uuid4(), "n-importe-quoi"):
        assert browser.get(f"{asked}{other}").status_code == 404


def test_qui_voit_un_dossier_de_partie(scene: Dossier) -> None:
    page = texte(lire(scene.avocat, adresse(scene, scene.de_partie(scene.poitou, "pieces_cotees"))))
    page = page[page.index("Qui voit ce dossier") :]
    lisent, autres = page.split("Lisent ce que l’expert décide de leur montrer")
    for name in ("Alain Cotte", "Léa Arnaud (vous) Avocat · POITOU", "Paul Hartmann Partie autorisée"):
        assert name in lisent
    assert "François Durand" in autres
    assert "Serge Acoustique" in autres
