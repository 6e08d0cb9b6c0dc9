"""The integrity command tells each kind of damage, on both kinds of storage."""

from __future__ import annotations

import errno
import io
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.files.base import File
from django.core.management import CommandError, call_command
from django.utils import timezone

from opalexe.coffre.models import Document
from opalexe.coffre.tests.envoi import deposer, envoyer, ouvrir
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.essais.personnes import client
from opalexe.essais.stockages import Coffre, reglages_s3
from opalexe.socle.storage import Stockage, key_of
from opalexe.socle.storage_s3 import S3Storage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(coffre: Coffre) -> Essai:
    del coffre  # on both kinds of storage
    return Essai()


def verify(*options: str) -> tuple[int, str]:
    """Return the exit code and what is printed, no-break spaces made plain."""
    out = io.StringIO()
    try:
        call_command("verifier_coffre", *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue().replace("\u00a0", " ") + str(error)
    return 0, out.getvalue().replace("\u00a0", " ")


def damaged(scene: Essai, coffre: Coffre) -> list[Document]:
    """Deposit four documents and damage three: lost, cut, changed; an object of nothing besides."""
    folder = scene.dossier("expert", "correspondance")
    names = ("sain.txt", "perdu.txt", "coupe.txt", "change.txt", "allonge.txt")
    documents = [deposer(scene.expert, folder, name, b"le contenu") for name in names]
    _, lost, cut, changed, longer = (document.fichier.cle for document in documents)
    coffre.stockage.supprimer(lost)
    coffre.poser(cut, b"le conte")
    coffre.poser(changed, b"le CONTENU")
    coffre.poser(longer, b"le contenu, et la suite")
    return documents


def test_all_is_whole(scene: Essai) -> None:
    deposer(scene.expert, scene.dossier("expert", "correspondance"), "a.txt", b"contenu")
    assert verify() == (
        0,
        "1 fichier(s) vérifié(s) : 1 intact(s), 0 manquant(s), 0 tronqué(s), 0 altéré(s), "
        "0 illisible(s).\n"
        "0 objet(s) sans emploi.\n",
    )


def test_each_damage_is_told(scene: Essai, coffre: Coffre) -> None:
    documents = damaged(scene, coffre)
    code, said = verify()
    assert code == 1
    for kind, name in (
        ("Manquant", "perdu"),
        ("Tronqué", "coupe"),
        ("Altéré", "change"),
        ("Altéré", "allonge"),
    ):
        assert f"{kind} : « {name}.txt » ({scene.expertise.nom}), 10 o" in said
    assert "sain.txt" not in said
    assert documents[1].fichier.cle in said
    assert (
        "5 fichier(s) vérifié(s) : 1 intact(s), 1 manquant(s), 1 tronqué(s), 2 altéré(s), 0 illisible(s)."
        in said
    )
    assert "à partir d’une sauvegarde" in said


def test_a_file_that_the_disk_does_not_give_back_hides_no_other(scene: Essai, coffre: Coffre) -> None:
    folder = scene.dossier("expert", "correspondance")
    bad, lost = (deposer(scene.expert, folder, name, b"contenu").fichier for name in ("a.txt", "b.txt"))
    coffre.stockage.supprimer(lost.cle)
    really = type(coffre.stockage).ouvrir

    def ouvrir(storage: Stockage, key: str) -> File[bytes]:
        if key == bad.cle:
            raise OSError(errno.EIO, "Input/output error")
        return really(storage, key)  # type: ignore[no-any-return]  # a storage of either kind

    with patch.object(type(coffre.stockage), "ouvrir", ouvrir):
        code, said = verify()
    assert code == 1
    assert "Illisible : « a.txt »" in said
    assert "Manquant : « b.txt »" in said


def test_objects_of_nothing_are_told_and_are_no_damage(scene: Essai, coffre: Coffre) -> None:
    browser = client(scene.expert)
    place, upload = ouvrir(browser, scene.dossier("expert", "correspondance"))
    with patch("opalexe.coffre.televersements.achever"):
        envoyer(browser, place, 0, b"0123456789")
    old = timezone.now() - timedelta(days=2)
    keys = [key_of(uuid4()), "sauvegarde.tar", key_of(upload.pk), key_of(uuid4())]
    for key in keys:
        coffre.poser(key, b"octets")
    for key in keys[:3]:
        coffre.vieillir(key, old)
    code, said = verify()
    assert code == 0
    told = [key for key in keys if f"Sans emploi : objet {key}, 6 o, posé le {old:%d/%m/%Y}" in said]
    assert told == keys[:2], "not an upload under way, not what was put there a moment ago"
    assert "2 objet(s) sans emploi." in said


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%Y-%m-%d"])
def test_only_what_came_since_a_date(scene: Essai, coffre: Coffre, form: str) -> None:
    damaged(scene, coffre)
    key = key_of(uuid4())
    coffre.poser(key, b"octets")
    coffre.vieillir(key, timezone.now() - timedelta(days=3))
    today = timezone.localtime()
    code, said = verify(f"--depuis={today - timedelta(days=2):{form}}")
    assert code == 1
    assert "5 fichier(s) vérifié(s)" in said
    assert "0 objet(s) sans emploi" in said
    code, said = verify(f"--depuis={today + timedelta(days=1):{form}}")
    assert code == 0
    assert "0 fichier(s) vérifié(s)" in said


def test_a_date_is_asked_again() -> None:
    with pytest.raises(CommandError, match="n’est pas une date"):
        call_command("verifier_coffre", "--depuis=hier")


def test_a_storage_that_cannot_be_read_is_not_an_empty_one(scene: Essai) -> None:
    deposer(scene.expert, scene.dossier("expert", "correspondance"), "a.txt", b"contenu")
    gone = S3Storage(**reglages_s3("jamais-cree"))
    with patch("opalexe.coffre.management.commands.verifier_coffre.stockage", lambda: gone):
        code, said = verify()
    gone.client.close()
    assert code == 2
    assert "OPALEXE_S3_BUCKET n’existe pas" in said
