"""A document looked at in the page: what is shown and how, what is not, for whom, and what counts as a reading."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from opalexe.coffre import visionneuse
from opalexe.coffre.models import Document, Lecture, Repertoire, Verrou
from opalexe.coffre.tests.envoi import deposer
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.comptes.models import Compte, Role
from opalexe.essais.fichiers import pdf
from opalexe.essais.personnes import client, personne
from opalexe.essais.scenes import expertise_complete
from opalexe.expertises.models import Participation, Statut
from opalexe.journal.models import Entree

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
SCRIPT = b"<script>parent.document.title='pris'</script>"


@pytest.fixture
def scene() -> Essai:
    return Essai()


@pytest.fixture
def folder(scene: Essai) -> Repertoire:
    return scene.dossier("magistrat", "expert_vers_magistrat")


def page(person: Compte, document: Document, suffix: str = "", cible: str = "") -> str:
    headers = {"HX-Request": "true", "HX-Target": cible} if cible else {}
    answer = client(person).get(f"/documents/{document.pk}/apercu/{suffix}", headers=headers)
    assert answer.status_code == 200, answer.status_code
    assert "HX-Target" in answer.headers["Vary"]
    return answer.content.decode()


def source(html: str) -> str:
    """Return the address of what the page shows."""
    [found] = re.findall(r'(?:iframe[^>]*?|<img )src="([^"]+)"', html, re.DOTALL)
    assert isinstance(found, str)
    return found.replace("&amp;", "&").removesuffix("#navpanes=0")


def body(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else bytes(answer.content)


def readings() -> tuple[int, int]:
    return Lecture.objects.count(), Entree.objects.filter(acte="document.lu").count()


def test_a_pdf_with_its_proof_and_neighbours(scene: Essai, folder: Repertoire) -> None:
    content = pdf("Difficultés", "Texte.")
    rows = [deposer(scene.expert, folder, f"{name}.pdf", content) for name in ("un", "deux", "trois")]
    html = page(scene.magistrat, rows[1])
    for words in (
        rows[1].fichier.sha256,
        "Alain Cotte",
        "2 sur 3",
        "autorité de la plateforme",
        "Aucune avant l’ouverture",
    ):
        assert words in html
    previous, following = (re.search(rf'rel="{rel}"\s+href="([^"]+)"', html) for rel in ("prev", "next"))
    assert previous
    assert following
    assert previous[1] == f"/documents/{rows[2].pk}/apercu/"
    assert following[1] == f"/documents/{rows[0].pk}/apercu/"
    for name in ("recu.pdf", "jeton.tsr", "autorite.pem"):
        assert client(scene.magistrat).get(f"/documents/{rows[1].pk}/{name}").status_code == 200
    assert readings() == (0, 0), "the page alone gives nothing to read"
    answer = client(scene.magistrat).get(source(html))
    assert body(answer) == content
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert readings() == (1, 1)
    again = page(scene.magistrat, rows[1])
    assert "consultation</li>" in again
    assert "consultation</li>" not in page(scene.greffier, rows[1]), "one's own readings only"


def test_once_for_each_time_the_page_is_opened(scene: Essai, folder: Repertoire) -> None:
    document = deposer(scene.expert, folder, "a.pdf", pdf("A", "Texte."))
    browser = client(scene.magistrat)
    address = source(page(scene.magistrat, document))
    for asked in ({"Range": "bytes=0-"}, {"Range": "bytes=100-199"}, {}, {"Range": "bytes=-50"}):
        assert browser.get(address, headers=asked).status_code in (200, 206)
    assert browser.head(address).status_code == 200
    assert browser.get(address, headers={"Range": "bytes=99999999-"}).status_code == 416
    assert readings() == (1, 1)
    browser.get(source(page(scene.magistrat, document)), headers={"Range": "bytes=100-"})
    assert readings() == (1, 2), "even when it begins by the middle"
    # Somebody else's word for it, another document's, or none: read all the same.
    stranger = source(page(scene.greffier, document))
    for token in (stranger.split("consultation=")[1], "faux", signing.dumps("x", salt="coffre.consultation")):
        browser.get(f"/documents/{document.pk}/contenu/?consultation={token}")
    assert readings() == (1, 5)
    assert set(Entree.objects.filter(acte="document.lu").values_list("donnees__moyen", flat=True)) == {
        "consultation"
    }


@pytest.mark.parametrize(
    ("name", "content", "kind", "sandbox"),
    [
        ("a.png", PNG, "image/png", True),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg", True),
        ("a.gif", b"GIF89a" + bytes(40), "image/gif", True),
        ("a.webp", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40), "image/webp", True),
        ("a.pdf", pdf("A", "Texte."), "application/pdf", False),
        ("a.html", b"Pas du HTML" + SCRIPT, "text/plain; charset=utf-8", True),
    ],
)
def test_what_is_shown_runs_nothing(
    scene: Essai, folder: Repertoire, name: str, content: bytes, kind: str, sandbox: bool
) -> None:
    document = deposer(scene.expert, folder, name, content)
    answer = client(scene.magistrat).get(source(page(scene.magistrat, document)))
    assert answer.status_code == 200
    assert body(answer) == content
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert policy.endswith("; sandbox") is sandbox


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.html", b"<!DOCTYPE html>" + SCRIPT, "par sécurité"),
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "par sécurité"),
        ("a.txt", b'<?xml version="1.0"?><a/>', "par sécurité"),
        ("a.zip", b"PK\x03\x04" + bytes(60), "Son type (archive zip)"),
        ("a.bin", bytes(range(256)), "Son type (non reconnu)"),
    ],
)
def test_what_is_not_shown_is_said_and_downloaded(
    scene: Essai, folder: Repertoire, name: str, content: bytes, words: str
) -> None:
    document = deposer(scene.expert, folder, name, content)
    html = page(scene.magistrat, document)
    assert words in " ".join(html.split())
    assert f'href="/documents/{document.pk}/"' in html
    assert "<iframe" not in html
    assert "<img" not in html
    assert client(scene.magistrat).get(f"/documents/{document.pk}/contenu/").status_code == 404
    assert readings() == (0, 0)


TEXTES = [
    ("Été à l’œuvre : 12 €".encode(), "Été à l’œuvre : 12 €"),
    ("Été à l’œuvre : 12 €".encode("cp1252"), "Été à l’œuvre : 12 €"),
    (b"\xef\xbb\xbf" + "nom;né\n".encode(), "nom;né\n"),
    (b"\xff\xfe" + "été".encode("utf-16-le"), "été"),
    (b"\xfe\xff" + "été".encode("utf-16-be"), "été"),
    ("été".encode()[:-1], "ét"),
    (b"\x81\x8d", "\ufffd\ufffd"),
]


@pytest.mark.parametrize(("content", "words"), TEXTES)
def test_texts_are_read_as_they_were_written(content: bytes, words: str) -> None:
    assert visionneuse.decoder(content) == words


def test_a_long_text_shows_its_beginning(
    scene: Essai, folder: Repertoire, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = deposer(scene.expert, folder, "long.csv", "é;è\n".encode() * 10)
    monkeypatch.setattr(visionneuse, "DEBUT", 8)
    html = page(scene.magistrat, document)
    assert "Seul le début" in html
    assert body(client(scene.magistrat).get(source(html))).decode() == "é;è\né"


COURRIEL = (
    b"From: =?utf-8?q?Ma=C3=AEtre_Arnaud?= <arnaud@exemple.fr>\r\nTo: cotte@exemple.fr\r\n"
    b"Subject: =?iso-8859-1?q?R=E9union_du_3_mars?=\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    b"Content-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<html><head><style>p{}</style></head><p>Bonjour,<br>=E9t=E9</p><script>alert(1)</script></html>\r\n--x\r\n"
    b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="plan.pdf"\r\n\r\nxx\r\n--x--\r\n'
)


def test_an_e_mail_is_read_as_a_letter(scene: Essai, folder: Repertoire) -> None:
    document = deposer(scene.expert, folder, "réunion.eml", COURRIEL)
    text = body(client(scene.magistrat).get(source(page(scene.magistrat, document)))).decode()
    for words in ("De\u00a0: Maître Arnaud <arnaud@exemple.fr>", "Réunion du 3 mars", "été", "plan.pdf"):
        assert words in text
    assert "alert" not in text


@pytest.mark.parametrize(
    "content", [b"From: \xff\r\n\r\n", b"To: a@[\r\nDate: \x00x\r\n\r\nb", b"Subject: =?x?q?=\r\n"]
)
def test_a_broken_e_mail_is_a_text(content: bytes) -> None:
    assert isinstance(visionneuse.courriel(content), str)


def test_for_whom_it_does_not_exist(scene: Essai, folder: Repertoire) -> None:
    document = deposer(scene.expert, folder, "a.txt", b"a")
    hidden = deposer(scene.expert, scene.dossier("expert", "notes_aux_parties"), "note.txt", b"note")
    for person, row in [(personne(Role.MAGISTRAT), document), (scene.magistrat, hidden)]:
        for path in ("apercu", "contenu"):
            assert client(person).get(f"/documents/{row.pk}/{path}/").status_code == 404
            assert Client().get(f"/documents/{row.pk}/{path}/").status_code == 403
    for path in ("apercu", "contenu"):
        assert client(scene.magistrat).post(f"/documents/{document.pk}/{path}/").status_code == 405
    Participation.objects.filter(compte=scene.magistrat).update(actif=False)
    assert client(scene.magistrat).get(f"/documents/{document.pk}/contenu/").status_code == 404
    assert readings() == (0, 0)


def test_a_locked_document_says_so_and_no_more(scene: Essai, folder: Repertoire) -> None:
    free, locked, other = (deposer(scene.expert, folder, f"{n}.txt", n.encode()) for n in "abc")
    Verrou.objects.create(document=locked, par=scene.expert, motif="Déposé par erreur.")
    html = page(scene.magistrat, locked)
    assert "Document verrouillé par l’expert" in html
    assert "Déposé par erreur." in html
    for words in (locked.fichier.sha256, "contenu/", "Télécharger", "recu.pdf"):
        assert words not in html
    assert client(scene.magistrat).get(f"/documents/{locked.pk}/contenu/").status_code == 404
    assert "iframe" in page(scene.expert, locked)
    around = page(scene.magistrat, other)
    assert f"/documents/{free.pk}/apercu/" in around, "it is passed over"
    assert f"/documents/{locked.pk}/" not in around


def test_acting_for_a_party_follows_every_link() -> None:
    scene = expertise_complete()
    scene.statut(Statut.EN_COURS)
    folder = Repertoire.objects.get(expertise=scene.expertise, repertoire="correspondance")
    document = deposer(scene.expert, folder, "Lettre.txt", b"Lettre")
    html = page(scene.expert, document, f"?pour={scene.cpam.pk}")
    assert "Vous agissez pour" in html
    inside = re.findall(rf'"(/documents/{document.pk}/[^"]*)"', html)
    assert len(inside) >= 4
    assert all(f"pour={scene.cpam.pk}" in address for address in inside), inside
    assert body(client(scene.expert).get(source(html))) == b"Lettre"
    for other in (scene.poitou.pk, scene.expertise.pk):
        assert client(scene.expert).get(f"/documents/{document.pk}/apercu/?pour={other}").status_code == 404
    scene.statut(Statut.EN_PAUSE)
    assert client(scene.expert).get(source(html)).status_code == 404, "as the party, who no longer reads"


def test_beside_a_list_it_is_a_part_of_a_page(scene: Essai, folder: Repertoire) -> None:
    rows = [deposer(scene.expert, folder, f"{name}.txt", b"x") for name in "ab"]
    html = page(scene.magistrat, rows[0], cible="visionneuse")
    assert "<html" not in html
    assert 'hx-target="#visionneuse"' in html
    assert "data-visionneuse-ferme" in html
    assert "<h1" not in html
    alone = page(scene.magistrat, rows[0], cible="apercu")
    assert alone.lstrip().startswith('<div id="apercu"')
    assert "Empreinte" not in alone
