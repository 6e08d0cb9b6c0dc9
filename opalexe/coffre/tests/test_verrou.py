"""Locking a document: who may, what it closes, for whom, what is written and told."""

from __future__ import annotations

import pytest
from django.db import Error, transaction
from django.http import Http404

from opalexe.coffre.actes.verrou import verrouiller
from opalexe.coffre.models import Document, Verrou
from opalexe.coffre.tests.envoi import deposer
from opalexe.coffre.tests.scene_partage import Dossier
from opalexe.coffre.tests.test_partage import courriels, donner, lit
from opalexe.essais.personnes import auteur, client
from opalexe.expertises.models import Statut
from opalexe.journal.genres import phrase
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db
MOTIF = "Pièce d’un autre dossier."


@pytest.fixture
def scene() -> Dossier:
    return Dossier()


@pytest.fixture
def piece(scene: Dossier) -> Document:
    return deposer(scene.avocat, scene.de_partie(scene.poitou, "pieces_cotees"), "Facture.pdf", b"facture")


def test_un_document_verrouille_reste_liste_et_ferme(scene: Dossier, piece: Document) -> None:
    donner(scene, scene.magistrat, piece)
    readers = {name for name, person in scene.tous().items() if lit(person, piece)}
    assert readers == {"expert", "co_expert", "avocat", "membre", "lecteur", "magistrat"}
    page = f"/documents/{piece.pk}/verrou/"
    answer = client(scene.expert).post(page, {"motif": f"  {MOTIF}\r\n"}, follow=True)
    assert answer.status_code == 200
    assert "est verrouillé" in answer.content.decode()
    after = {name for name, person in scene.tous().items() if lit(person, piece)}
    assert after == {"expert", "avocat"}
    for person in (scene.membre, scene.co_expert, scene.magistrat):
        folder = f"/expertises/{scene.expertise.pk}/dossiers/{piece.repertoire_id}/"
        assert piece.nom in client(person).get(folder).content.decode()
    entry = Entree.objects.get(acte="document.verrouille")
    assert (entry.chaine_id, entry.objet) == (scene.expertise.pk, piece.pk)
    assert phrase(entry) == (
        f"a verrouillé «\u00a0Facture.pdf\u00a0», dans Parties/POITOU/Pièces cotées\u00a0: {MOTIF}"
    )
    (told,) = courriels(scene.avocat)
    assert piece.nom in told
    assert MOTIF in told


def test_le_deposant_qui_ne_voit_plus_son_document_n_en_lit_pas_le_nom(
    scene: Dossier, piece: Document
) -> None:
    scene.statut(Statut.EN_PAUSE)
    verrouiller(auteur(scene.expert), piece.pk, MOTIF)
    (told,) = courriels(scene.avocat)
    assert piece.nom not in told


def test_l_expert_n_est_pas_prevenu_de_son_propre_verrou(scene: Dossier) -> None:
    letter = deposer(scene.expert, scene.dossier("expert", "correspondance"), "Lettre.pdf", b"lettre")
    verrouiller(auteur(scene.expert), letter.pk, MOTIF)
    assert courriels(scene.expert) == []


def test_une_fois_avec_un_motif(scene: Dossier, piece: Document) -> None:
    par = auteur(scene.expert)
    for motif, phrase_ in (("  ", "Indiquez le motif"), ("a" * 501, "trop long")):
        with pytest.raises(ActeRefuse, match=phrase_):
            verrouiller(par, piece.pk, motif)
    verrouiller(par, piece.pk, "a" * 500)
    with pytest.raises(ActeRefuse, match="déjà verrouillé"):
        verrouiller(par, piece.pk, MOTIF)
    for change in (Verrou.objects.all().delete, lambda: Verrou.objects.update(motif="autre")):
        with pytest.raises(Error), transaction.atomic():
            change()
    assert Entree.objects.filter(acte="document.verrouille").count() == 1
    text = client(scene.expert).get(f"/documents/{piece.pk}/verrou/").content.decode()
    assert "Ce document est verrouillé depuis" in text


def test_seul_l_expert_verrouille(scene: Dossier, piece: Document) -> None:
    for name, person in scene.tous().items():
        if name == "expert":
            continue
        reads = name in {"co_expert", "avocat", "membre", "lecteur"}
        with pytest.raises(ActeRefuse if reads else Http404):
            verrouiller(auteur(person), piece.pk, MOTIF)
        browser = client(person)
        assert browser.get(f"/documents/{piece.pk}/verrou/").status_code == 404
        assert browser.post(f"/documents/{piece.pk}/verrou/", {"motif": MOTIF}).status_code == 404
    assert not Verrou.objects.exists()


def test_la_page_demande_le_motif(scene: Dossier, piece: Document) -> None:
    answer = client(scene.expert).post(f"/documents/{piece.pk}/verrou/", {"motif": ""})
    assert answer.status_code == 200
    assert "Indiquez le motif du verrouillage." in answer.content.decode()
    assert not Verrou.objects.exists()
