"""Sweeping: what nothing shows goes after a day, and what could still be wanted stays."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from opalexe.coffre import reception, taches
from opalexe.coffre.actes import depot
from opalexe.coffre.models import Document, Fichier, Upload
from opalexe.coffre.tests.envoi import annoncer, demander, deposer, envoyer, ouvrir
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.essais.personnes import client
from opalexe.essais.stockages import Coffre
from opalexe.socle.storage import Objet, key_of

pytestmark = pytest.mark.django_db
OLD = timezone.now() - timedelta(days=2)


@pytest.fixture
def scene(coffre: Coffre) -> Essai:
    del coffre  # on both kinds of storage
    taches.balayer()
    return Essai()


def expire(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(expire_le=timezone.now() - timedelta(seconds=1))


def stored(coffre: Coffre, key: str, *, old: bool) -> str:
    coffre.poser(key, b"octets")
    if old:
        coffre.vieillir(key, OLD)
    return key


def test_expired_uploads(scene: Essai) -> None:
    browser = client(scene.expert)
    folder = scene.dossier("expert", "correspondance")
    place, upload = ouvrir(browser, folder)
    envoyer(browser, place, 0, b"0123")
    _, alive = ouvrir(browser, folder, "b.pdf")
    assert taches.balayer()["envois"] == 0
    expire(upload)
    with reception.verrou(upload.pk):
        assert taches.balayer()["envois"] == 0, "someone is writing it"
    assert taches.balayer()["envois"] == 1
    assert Upload.objects.get() == alive
    assert not reception.chemin(upload.pk).exists()
    assert reception.chemin(alive.pk).exists()


def test_an_upload_that_a_crash_left_complete(scene: Essai, coffre: Coffre) -> None:
    browser = client(scene.expert)
    browser.raise_request_exception = False
    place, upload = ouvrir(browser, scene.dossier("expert", "correspondance"))
    with patch.object(depot, "consigner", side_effect=RuntimeError("killed")):
        envoyer(browser, place, 0, b"0123456789")
    key = key_of(upload.pk)
    coffre.vieillir(key, OLD)
    taches.balayer()
    taches.balayer_le_stockage()
    assert coffre.existe(key), "its sender may still come back"
    expire(upload)
    assert taches.balayer()["envois"] == 1
    assert not coffre.existe(key)


def test_a_finished_upload_leaves_its_document(scene: Essai, coffre: Coffre) -> None:
    document = deposer(scene.expert, scene.dossier("expert", "correspondance"), "a.txt", b"contenu")
    expire(Upload.objects.get())
    coffre.vieillir(document.fichier.cle, OLD)
    with patch.object(taches, "AGE", timedelta(seconds=-60)):
        taches.balayer()
        taches.balayer_le_stockage()
    assert not Upload.objects.exists()
    assert Document.objects.get() == document
    assert coffre.lire(document.fichier.cle) == b"contenu"


def test_staging_files_of_no_upload(scene: Essai) -> None:
    del scene
    old, recent = reception.dossier() / str(uuid4()), reception.dossier() / str(uuid4())
    for path in (old, recent):
        path.write_bytes(b"octets")
    os.utime(old, (OLD.timestamp(), OLD.timestamp()))
    assert taches.balayer()["attente"] == 1
    assert (old.exists(), recent.exists()) == (False, True)
    recent.unlink()


def test_files_that_nothing_shows(scene: Essai, coffre: Coffre) -> None:
    # Joined to a designation, in a room above: this one does not know of it, and must not take it away.
    court = client(scene.magistrat)
    draft = UUID(court.post("/designations/nouvelle/").headers["Location"].split("/")[-2])
    place = annoncer(court, draft, "ordonnance.txt", 10, "designation").headers["Location"]
    assert envoyer(court, place, 0, b"0123456789").status_code == 204
    joined = Fichier.objects.get()
    deposited = deposer(scene.expert, scene.dossier("expert", "correspondance"), "a.txt", b"contenu").fichier
    Upload.objects.all().delete()
    key = key_of(uuid4())
    dropped = Fichier.objects.create(cle=key, taille=6, sha256="0" * 64, type_mime="text/plain")
    stored(coffre, key, old=True)
    assert taches.balayer()["fichiers"] == 0, "less than a day old"
    with patch.object(taches, "AGE", timedelta(seconds=-60)):
        assert taches.balayer()["fichiers"] == 1
    assert set(Fichier.objects.all()) == {joined, deposited}
    assert not coffre.existe(dropped.cle)
    assert coffre.existe(joined.cle)


def test_objects_of_no_file(scene: Essai, coffre: Coffre) -> None:
    kept = deposer(scene.expert, scene.dossier("expert", "correspondance"), "a.txt", b"contenu").fichier
    taches.balayer_le_stockage()
    lost, strange = stored(coffre, key_of(uuid4()), old=True), stored(coffre, "sauvegarde.tar", old=True)
    recent = stored(coffre, key_of(uuid4()), old=False)
    coffre.vieillir(kept.cle, OLD)
    with patch.object(taches, "LOT", 2):
        assert taches.balayer_le_stockage() == 1
    left = [coffre.existe(key) for key in (lost, strange, recent, kept.cle)]
    assert left == [False, True, True, True], "what is not of our making is somebody else's"


def test_a_deposit_that_ends_while_the_storage_is_walked(scene: Essai, coffre: Coffre) -> None:
    """The walk has told of an old object; its sender comes back, and its document keeps its bytes."""
    browser = client(scene.expert)
    browser.raise_request_exception = False
    place, upload = ouvrir(browser, scene.dossier("expert", "correspondance"))
    with patch.object(depot, "consigner", side_effect=RuntimeError("killed")):
        envoyer(browser, place, 0, b"0123456789")
    coffre.vieillir(key_of(upload.pk), OLD)
    really = taches.orphelins

    def meanwhile(objets: Iterable[Objet]) -> Iterator[Objet]:
        found = list(objets)
        assert [row.cle for row in found] == [key_of(upload.pk)]
        assert demander(browser, place).status_code == 200
        expire(upload)
        taches.balayer()
        assert not Upload.objects.exists()
        yield from really(found)

    with patch.object(taches, "orphelins", meanwhile):
        assert taches.balayer_le_stockage() == 0
    assert coffre.lire(Document.objects.get().fichier.cle) == b"0123456789"
