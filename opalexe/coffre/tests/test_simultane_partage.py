"""Acts of this room that cross: the second one meets the first one's open transaction, and is told."""

from __future__ import annotations

import pytest

from opalexe.coffre.actes import confidentiel
from opalexe.coffre.actes.partage import partager
from opalexe.coffre.actes.verrou import verrouiller
from opalexe.coffre.models import DemandeConfidentielle, Document, Partage, Verrou
from opalexe.coffre.tests.envoi import deposer
from opalexe.coffre.tests.scene_partage import Dossier
from opalexe.coffre.tests.test_confidentiel import demander
from opalexe.designations.tests.test_simultane import _committed, crossing
from opalexe.essais.personnes import auteur

__all__ = ["_committed"]

pytestmark = pytest.mark.usefixtures("_committed")


def test_une_demande_retiree_pendant_qu_on_l_accepte() -> None:
    scene = Dossier()
    row = demander(scene.avocat, scene.poitou)
    expert, avocat = auteur(scene.expert), auteur(scene.avocat)
    told = crossing(
        lambda: confidentiel.retirer(avocat, row.pk),
        lambda: confidentiel.decider(expert, row.pk, True, "Oui."),
    )
    assert told == "Cette demande a été retirée\u00a0: il n’y a plus rien à décider."
    assert not Document.objects.exists()
    other = demander(scene.avocat, scene.poitou)
    told = crossing(
        lambda: confidentiel.decider(expert, other.pk, True, "Oui."),
        lambda: confidentiel.retirer(avocat, other.pk),
    )
    assert told is not None
    assert "ne peut plus être retirée" in told
    assert DemandeConfidentielle.objects.get(pk=other.pk).document == Document.objects.get()


def test_deux_decisions_n_en_font_qu_une() -> None:
    scene = Dossier()
    row = demander(scene.avocat, scene.poitou)
    expert = auteur(scene.expert)
    told = crossing(
        lambda: confidentiel.decider(expert, row.pk, False, "Non."),
        lambda: confidentiel.decider(expert, row.pk, True, "Oui."),
    )
    assert told is not None
    assert "a déjà sa réponse" in told
    assert not Document.objects.exists()


def test_deux_partages_n_en_font_qu_un_et_deux_verrous_aussi() -> None:
    scene = Dossier()
    piece = deposer(scene.avocat, scene.de_partie(scene.poitou, "pieces_cotees"), "a.pdf", b"a")
    expert, target = auteur(scene.expert), scene.participation(scene.sapiteur).pk

    def share() -> object:
        return partager(expert, [piece.pk], target, True)

    assert crossing(share, share) is None
    assert Partage.objects.count() == 1

    def lock() -> object:
        return verrouiller(expert, piece.pk, "Erreur.")

    told = crossing(lock, lock)
    assert told is not None
    assert "déjà verrouillé" in told
    assert Verrou.objects.count() == 1
