"""Sweeping: what nothing shows goes after a day, and what could still be wanted stays."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from opalexe.coffre import actes, reception, taches
from opalexe.coffre.models import Document, Fichier, Upload
from opalexe.coffre.tests.envoi import annoncer, deposer, envoyer, ouvrir
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.essais.personnes import client
from opalexe.socle.storage import key_of

pytestmark = pytest.mark.django_db
OLD = time.time() - 2 * 24 * 3600


@pytest.fixture
def scene() -> Essai:
    taches.balayer()
    return Essai()


def expire(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(expire_le=timezone.now() - timedelta(seconds=1))


def stored(key: str, *, old: bool) -> Path:
    path = Path(default_storage.path(key))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"octets")
    if old:
        os.utime(path, (OLD, OLD))
    return path


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


def test_an_upload_that_a_crash_left_complete(scene: Essai) -> None:
    browser = client(scene.expert)
    browser.raise_request_exception = False
    place, upload = ouvrir(browser, scene.dossier("expert", "correspondance"))
    with patch.object(actes, "consigner", side_effect=RuntimeError("killed")):
        envoyer(browser, place, 0, b"0123456789")
    path = Path(default_storage.path(key_of(upload.pk)))
    os.utime(path, (OLD, OLD))
    taches.balayer()
    taches.balayer_le_stockage()
    assert path.exists(), "its sender may still come back"
    expire(upload)
    assert taches.balayer()["envois"] == 1
    assert not path.exists()


def test_a_finished_upload_leaves_its_document(scene: Essai) -> None:
    document = deposer(scene.expert, scene.dossier("expert", "correspondance"), "a.txt", b"contenu")
    expire(Upload.objects.get())
    path = Path(default_storage.path(document.fichier.cle))
    os.utime(path, (OLD, OLD))
    with patch.object(taches, "AGE", timedelta(seconds=-60)):
        taches.balayer()
        taches.balayer_le_stockage()
    assert not Upload.objects.exists()
    assert Document.objects.get() == document
    assert path.read_bytes() == b"contenu"


def test_staging_files_of_no_upload(scene: Essai) -> None:
    del scene
    old, recent = reception.dossier() / str(uuid4()), reception.dossier() / str(uuid4())
    for path in (old, recent):
        path.write_bytes(b"octets")
    os.utime(old, (OLD, OLD))
    assert taches.balayer()["attente"] == 1
    assert (old.exists(), recent.exists()) == (False, True)
    recent.unlink()


def test_files_that_nothing_shows(scene: Essai) -> None:
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
    stored(key, old=True)
    assert taches.balayer()["fichiers"] == 0, "less than a day old"
    with patch.object(taches, "AGE", timedelta(seconds=-60)):
        assert taches.balayer()["fichiers"] == 1
    assert set(Fichier.objects.all()) == {joined, deposited}
    assert not default_storage.exists(dropped.cle)
    assert default_storage.exists(joined.cle)


def test_objects_of_no_file(scene: Essai) -> None:
    kept = deposer(scene.expert, scene.dossier("expert", "correspondance"), "a.txt", b"contenu").fichier
    taches.balayer_le_stockage()
    lost, strange = stored(key_of(uuid4()), old=True), stored("zz/zz/copie.tmp", old=True)
    recent = stored(key_of(uuid4()), old=False)
    os.utime(default_storage.path(kept.cle), (OLD, OLD))
    with patch.object(taches, "LOT", 2):
        assert taches.balayer_le_stockage() == 2
    assert [path.exists() for path in (lost, strange, recent)] == [False, False, True]
    assert default_storage.exists(kept.cle)
    recent.unlink()
