"""The proofs of a deposit: tokens that OpenSSL believes, receipts and bordereaux, each for whom it is."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat import asn1
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries, Settings

from opalexe.coffre import actes, recus
from opalexe.coffre.destinations import Contexte
from opalexe.coffre.models import Document, Fichier, Horodatage, Lecture, Partage, Repertoire, Verrou
from opalexe.coffre.taches_preuves import demander_jeton
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import auteur, client, personne
from opalexe.expertises.models import (
    Cote,
    GenreDePartie,
    Participation,
    Partie,
    Profil,
    Rattachement,
    Statut,
)
from opalexe.journal.models import Entree
from opalexe.socle import horodatage, horodateur, pki
from opalexe.socle import horodatage_asn1 as form
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.identifiers import uuid7

pytestmark = pytest.mark.django_db
CONTENU = "Les malfaçons de la toiture sont établies.".encode()


class Scene(Essai):
    """POITOU (its lawyer), CPAM (without access): the expert deposits for it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.statut(Statut.EN_COURS)
        self.poitou = self.partie("POITOU", Cote.DEMANDEUR, GenreDePartie.REPRESENTEE, 1)
        self.cpam = self.partie("CPAM", Cote.INTERVENANT, GenreDePartie.SANS_ACCES, 2)
        self.avocat = personne(Role.AVOCAT, prenom="Jeanne", nom="Le Goff")
        row = Participation.objects.create(expertise=self.expertise, compte=self.avocat, profil=Profil.AVOCAT)
        Rattachement.objects.create(participation=row, partie=self.poitou)

    def partie(self, nom: str, cote: Cote, genre: GenreDePartie, ordre: int) -> Partie:
        row = Partie.objects.create(
            expertise=self.expertise, nom=nom, cle_nom=nom.lower(), cote=cote, genre=genre, ordre=ordre
        )
        actes.ouvrir_repertoires_partie(row)
        return row

    def de(self, partie: Partie, code: str = "pieces_cotees") -> Repertoire:
        return Repertoire.objects.get(partie=partie, repertoire=code, parent=None)


@pytest.fixture
def scene(settings: Settings, tmp_path: Path) -> Scene:
    settings.OPALEXE_KEYS = tmp_path / "autorites"
    return Scene()


def deposer(par: Compte, folder: Repertoire, nom: str, contenu: bytes = CONTENU, **contexte: Any) -> Document:
    fichier = Fichier.objects.create(
        cle=secrets.token_hex(8),
        taille=len(contenu),
        sha256=hashlib.sha256(contenu).hexdigest(),
        type_mime="application/pdf",
    )
    return actes.deposer(auteur(par), folder.pk, nom, fichier, Contexte(**contexte))


def texte(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode(errors="replace")
    assert answer.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.pdfaid_part == "2"
    # What a page break or a narrow column cuts is one text for who reads.
    whole = "\n".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", whole.replace("\u200b", ""))


def get(browser: Client, document: Document | UUID, suffix: str) -> Any:
    return browser.get(f"/documents/{getattr(document, 'pk', document)}/{suffix}")


def adresse_bordereau(scene: Scene, partie: Partie, suffix: str = "") -> str:
    return f"/expertises/{scene.expertise.pk}/dossiers/{scene.de(partie).pk}/bordereau.pdf{suffix}"


def test_le_jeton_telecharge_convainc_openssl_et_lui_seul_le_fichier_depose(
    scene: Scene, tmp_path: Path
) -> None:
    document = deposer(scene.avocat, scene.de(scene.poitou), "Dire n° 1.pdf")
    browser = client(scene.greffier)
    assert get(browser, document, "jeton.tsr").status_code == 404
    browser = client(scene.avocat)
    jeton, autorite = get(browser, document, "jeton.tsr"), get(browser, document, "autorite.pem")
    assert jeton.headers["Content-Type"] == "application/timestamp-reply"
    assert "Dire%20n%C2%B0%201.pdf.tsr" in jeton.headers["Content-Disposition"]
    (tmp_path / "j.tsr").write_bytes(jeton.content)
    (tmp_path / "a.pem").write_bytes(autorite.content)
    for content, believed in ((CONTENU, True), (CONTENU + b".", False)):
        (tmp_path / "piece").write_bytes(content)
        command = ["openssl", "ts", "-verify", "-in", "j.tsr", "-data", "piece", "-CAfile", "a.pem"]
        told = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert (told.returncode == 0) is believed, told.stderr
    row = document.horodatage
    assert horodatage.verifier(bytes(row.jeton), document.fichier.sha256).le == row.le


def test_un_depot_refuse_ne_laisse_pas_de_jeton(scene: Scene) -> None:
    deposer(scene.avocat, scene.de(scene.poitou), "Pièce.pdf")
    with pytest.raises(ActeRefuse):
        deposer(scene.avocat, scene.de(scene.poitou), "pièce.PDF")
    assert Horodatage.objects.count() == Document.objects.count() == 1


def test_une_autorite_distante_est_demandee_par_une_tache_jusqu_a_sa_reponse(
    scene: Scene, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distante = horodateur._load(tmp_path / "distante")
    (tmp_path / "tsa.pem").write_bytes(pki.to_pem(distante.racine))
    settings.OPALEXE_TSA_URL, settings.OPALEXE_TSA_AUTHORITIES = "http://127.0.0.1:9/", tmp_path / "tsa.pem"
    document = deposer(scene.avocat, scene.de(scene.poitou), "Pièce.pdf")
    job = ProcrastinateJob.objects.get(task_name="coffre.demander_jeton")
    assert job.args == {"document": str(document.pk)}
    with pytest.raises(horodatage.HorodatageIndisponible):
        demander_jeton(**job.args)
    waiting = get(client(scene.avocat), document, "jeton.tsr")
    assert waiting.status_code == 409
    assert "revenez chercher son jeton" in waiting.content.decode()
    assert "n’a pas encore répondu" in texte(get(client(scene.avocat), document, "recu.pdf"))

    def answer(_url: str, query: bytes) -> bytes:
        asked = asn1.decode_der(form.TimeStampReq, query)
        return horodateur.reponse(distante.jeton(asked.message_imprint.hashed_message, nonce=asked.nonce))

    monkeypatch.setattr(horodatage, "_ask", answer)
    for _ in range(2):  # a job that runs twice writes one token
        demander_jeton(**job.args)
    row = Horodatage.objects.get(document=document)
    assert not row.embarquee
    said = texte(get(client(scene.avocat), document, "recu.pdf"))
    assert "autorité d’horodatage extérieure" in said
    assert recus.instant(row.le) in said


def test_une_cle_illisible_ne_refuse_pas_un_depot(scene: Scene, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_bytes(b"")
    settings.OPALEXE_KEYS = tmp_path / "fichier"
    document = deposer(scene.avocat, scene.de(scene.poitou), "Pièce.pdf")
    assert not Horodatage.objects.exists()
    settings.OPALEXE_KEYS = tmp_path / "autorites"
    demander_jeton(**ProcrastinateJob.objects.get(task_name="coffre.demander_jeton").args)
    assert document.horodatage.embarquee


def test_le_recu_dit_tout_ce_qui_prouve_le_depot(scene: Scene) -> None:
    nom = '#read("/etc/passwd") *Contrat* d’été.pdf'
    document = deposer(scene.avocat, scene.de(scene.poitou), nom)
    browser = client(scene.avocat)
    answer = get(browser, document, "recu.pdf")
    readings, entries = Lecture.objects.count(), Entree.objects.count()
    said = texte(answer)
    for expected in (
        "POITOU c/ HARTMANN",
        "21/01234",
        "TJ Bordeaux",
        nom,
        "Pièce n° 1",
        "Parties / POITOU / Pièces cotées",
        "Jeanne Le Goff (avocat)",
        recus.instant(document.depose_le),
        recus.instant(document.horodatage.le),
        "Horodatage Opalexe",
        "embarquée de la plateforme",
        f"{len(CONTENU)} octets",
        document.fichier.sha256,
        "openssl ts -verify",
    ):
        assert expected in said, expected
    assert get(browser, document, "recu.pdf").content == answer.content
    assert (Lecture.objects.count(), Entree.objects.count()) == (readings, entries)


def test_l_expert_depose_pour_une_partie_et_le_recu_la_nomme(scene: Scene) -> None:
    lot = uuid7()
    documents = [
        deposer(scene.expert, scene.de(scene.cpam), f"Créance {n}.pdf", pour=scene.cpam.pk, lot=lot)
        for n in (1, 2)
    ]
    browser = client(scene.expert)
    said = texte(browser.get(f"/depots/{lot}/recu.pdf"))
    assert said.count("CPAM, partie sans accès") == 2
    assert "2 documents" in said
    assert all(document.nom in said for document in documents)
    assert "CPAM, partie sans accès" in texte(get(browser, documents[0], f"recu.pdf?pour={scene.cpam.pk}"))
    for other in (scene.avocat, scene.magistrat, None):
        assert client(other).get(f"/depots/{lot}/recu.pdf").status_code in ({404} if other else {403})
    assert browser.get(f"/depots/{uuid7()}/recu.pdf").status_code == 404


def test_le_recu_d_un_lot_n_en_tait_aucun_et_disparait_avec_les_droits(scene: Scene) -> None:
    lot = uuid7()
    deposer(scene.avocat, scene.de(scene.poitou), "Pièce.pdf", lot=lot)
    deposer(scene.avocat, scene.de(scene.poitou, "dires_et_annexes"), "Dire.pdf", lot=lot)
    browser = client(scene.avocat)
    said = texte(browser.get(f"/depots/{lot}/recu.pdf"))
    assert "Pièce n° 1" in said
    assert "Dire n° 1" in said
    scene.statut(Statut.REJETEE)
    assert browser.get(f"/depots/{lot}/recu.pdf").status_code == 404


def test_un_document_verrouille_garde_son_recu_pour_qui_l_a_depose(scene: Scene) -> None:
    document = deposer(scene.avocat, scene.de(scene.poitou), "Erreur.pdf")
    Partage.objects.create(
        document=document,
        participation=Participation.objects.get(compte=scene.greffier),
        accorde_par=scene.expert,
    )
    greffier = client(scene.greffier)
    assert get(greffier, document, "recu.pdf").status_code == 200
    Verrou.objects.create(document=document, par=scene.expert, motif="Déposé par erreur")
    for suffix in ("recu.pdf", "jeton.tsr", "autorite.pem"):
        assert get(greffier, document, suffix).status_code == 404
        assert get(client(scene.avocat), document, suffix).status_code == 200
    assert "(Verrouillée par l’expert)" in texte(greffier.get(adresse_bordereau(scene, scene.poitou)))


def test_le_bordereau_liste_les_pieces_numerotees_de_la_partie(scene: Scene) -> None:
    folder = scene.de(scene.poitou)
    browser = client(scene.avocat)
    empty = browser.get(adresse_bordereau(scene, scene.poitou))
    assert empty.status_code == 409
    documents = [
        deposer(scene.avocat, folder, "Contrat.pdf"),
        deposer(scene.avocat, folder, "Devis.pdf", b"devis", sous_dossiers=("Toiture", "2024")),
    ]
    deposer(scene.avocat, scene.de(scene.poitou, "dires_et_annexes"), "Dire.pdf")
    said = texte(browser.get(adresse_bordereau(scene, scene.poitou)))
    assert "POITOU (demandeur)" in said
    assert "2 pièces" in said
    assert said.index("Contrat.pdf") < said.index("Devis.pdf")
    assert all(document.fichier.sha256 in said for document in documents)
    assert "Dire.pdf" not in said
    assert "Parties / POITOU / Pièces cotées / Toiture / 2024" in texte(
        get(browser, documents[1], "recu.pdf")
    )


def test_le_bordereau_ne_dit_a_chacun_que_ce_qu_il_voit(scene: Scene) -> None:
    shared = deposer(scene.avocat, scene.de(scene.poitou), "Partagée.pdf")
    deposer(scene.avocat, scene.de(scene.poitou), "Réservée.pdf")
    greffier = client(scene.greffier)
    address = adresse_bordereau(scene, scene.poitou)
    assert greffier.get(address).status_code == 404
    Partage.objects.create(
        document=shared,
        participation=Participation.objects.get(compte=scene.greffier),
        accorde_par=scene.expert,
    )
    said = texte(greffier.get(address))
    assert "1 pièce (celles que l’expert vous donne à lire)" in said
    assert "Partagée.pdf" in said
    assert "Réservée.pdf" not in said
    # Of another folder, of another expertise, or through another expertise's address: nothing.
    browser = client(scene.avocat)
    dires = scene.de(scene.poitou, "dires_et_annexes").pk
    elsewhere = Scene()
    for path in (
        f"/expertises/{scene.expertise.pk}/dossiers/{dires}/bordereau.pdf",
        f"/expertises/{elsewhere.expertise.pk}/dossiers/{scene.de(scene.poitou).pk}/bordereau.pdf",
        adresse_bordereau(elsewhere, elsewhere.poitou),
        f"{address}?pour={scene.cpam.pk}",
        f"{address}?pour=rien",
    ):
        assert browser.get(path).status_code == 404, path


def test_autant_de_requetes_pour_un_document_que_pour_cent(
    scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lot = uuid7()
    for number in range(100):
        deposer(
            scene.avocat,
            scene.de(scene.poitou),
            f"Pièce {number}.pdf",
            lot=lot,
            sous_dossiers=(f"Lot {number % 7}", "a", "b"),
        )
    browser = client(scene.avocat)
    browser.get("/")
    for path in (f"/depots/{lot}/recu.pdf", adresse_bordereau(scene, scene.poitou)):
        with django_assert_max_num_queries(12):
            assert browser.get(path).status_code == 200
