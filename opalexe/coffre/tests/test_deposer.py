"""Depositing and reading: who, where, once and for ever, each told in the journal."""

from __future__ import annotations

import secrets

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from opalexe.coffre import actes
from opalexe.coffre.models import Document, Fichier, Lecture, Repertoire
from opalexe.coffre.tests.expertise_d_essai import Essai
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import auteur, personne
from opalexe.expertises.models import Participation, Profil, Statut
from opalexe.journal.actes import verifier
from opalexe.journal.genres import phrase
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Essai:
    return Essai()


def fichier() -> Fichier:
    return Fichier.objects.create(
        cle=secrets.token_hex(8), taille=12, sha256=secrets.token_hex(32), type_mime="text/plain"
    )


def deposer(person: Compte, folder: Repertoire, name: str = "Note.pdf") -> Document:
    return actes.deposer(auteur(person), folder.pk, name, fichier())


def test_the_folders_of_a_new_expertise_have_the_guide_s_names_and_order(scene: Essai) -> None:
    rows = Repertoire.objects.filter(expertise=scene.expertise).order_by("ordre")
    assert [(row.get_dossier_display(), row.nom) for row in rows] == [
        ("Expert", "Désignation"),
        ("Expert", "Correspondance"),
        ("Expert", "Notes aux parties"),
        ("Expert", "Gestion financière de l’expertise"),
        ("Expert", "Gestion administrative de l’expertise"),
        ("Expert", "Acceptation de la dématérialisation"),
        ("Expert", "Gestion des délais"),
        ("Magistrat", "Documents Magistrat → Expert"),
        ("Magistrat", "Documents Expert → Magistrat"),
        ("Greffe", "Rapport définitif"),
        ("Greffe", "Communication Expert-Parties vers Greffe"),
        ("Greffe", "Communication Greffe vers Expert-Parties"),
    ]


def test_a_deposit_says_all_in_the_journal(scene: Essai) -> None:
    document = deposer(scene.expert, scene.dossier("magistrat", "expert_vers_magistrat"))
    entry = Entree.objects.get(acte="document.depose")
    assert (entry.chaine_id, entry.objet, entry.acteur) == (scene.expertise.pk, document.pk, scene.expert.pk)
    assert entry.donnees == {
        "nom": "Note.pdf",
        "chemin": "Magistrat/Documents Expert → Magistrat",
        "repertoire": str(document.repertoire_id),
        "taille": 12,
        "sha256": document.fichier.sha256,
        "numero": None,
        "pour": None,
        "pour_nom": "",
    }
    assert phrase(entry) == "a déposé «\u00a0Note.pdf\u00a0» dans Magistrat/Documents Expert → Magistrat"
    assert verifier(scene.expertise.pk) is None


def test_one_name_a_folder(scene: Essai) -> None:
    folder = scene.dossier("expert", "correspondance")
    deposer(scene.expert, folder, "Pièce.pdf")
    with pytest.raises(ActeRefuse, match="Un document porte déjà le nom") as refusal:
        deposer(scene.expert, folder, "pièce.PDF")
    assert "Renommez le vôtre" in refusal.value.message
    with pytest.raises(ActeRefuse), transaction.atomic():
        actes.joindre(auteur(scene.expert), folder, "PIÈCE.pdf", fichier())
    assert Entree.objects.filter(acte__startswith="document.").count() == 1


def test_who_reads_only_is_told_so_and_for_the_others_there_is_no_folder(scene: Essai) -> None:
    with pytest.raises(ActeRefuse, match="mais pas y déposer"):
        deposer(scene.magistrat, scene.dossier("magistrat", "expert_vers_magistrat"))
    with pytest.raises(Http404):
        deposer(scene.magistrat, scene.dossier("expert", "notes_aux_parties"))
    with pytest.raises(Http404):
        deposer(personne(Role.EXPERT), scene.dossier("expert", "notes_aux_parties"))
    with pytest.raises(Http404):
        actes.deposer(auteur(scene.expert), scene.expertise.pk, "a", fichier())
    scene.statut(Statut.REJETEE)
    with pytest.raises(ActeRefuse, match="Rejetée"):
        deposer(scene.expert, scene.dossier("expert", "notes_aux_parties"))
    Participation.objects.filter(compte=scene.expert).update(actif=False)
    with pytest.raises(Http404):
        deposer(scene.expert, scene.dossier("expert", "notes_aux_parties"))
    assert not Document.objects.exists()


def test_what_the_expert_may_share_with_one_is_not_closed_to_the_others(scene: Essai) -> None:
    """A sapiteur's `P` on the final report says nothing of the expert's `D`, nor opens it to the sapiteur."""
    sapiteur = personne(Role.SAPITEUR)
    Participation.objects.create(expertise=scene.expertise, compte=sapiteur, profil=Profil.SAPITEUR)
    scene.statut(Statut.EN_COURS)
    folder = scene.dossier("greffe", "rapport_definitif")
    document = deposer(scene.expert, folder, "Rapport définitif.pdf")
    assert Document.objects.lisibles_par(scene.greffier).get() == document
    assert not Document.objects.lisibles_par(sapiteur).exists()
    with pytest.raises(Http404):
        deposer(sapiteur, folder)


def test_whoever_has_two_profiles_has_the_rights_of_both(scene: Essai) -> None:
    Participation.objects.create(expertise=scene.expertise, compte=scene.greffier, profil=Profil.MAGISTRAT)
    deposer(scene.greffier, scene.dossier("magistrat", "magistrat_vers_expert"))
    assert Document.objects.lisibles_par(scene.greffier).count() == 1


def test_a_deposit_costs_the_same_in_a_full_folder(
    scene: Essai, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    folder = scene.dossier("expert", "correspondance")
    scene.poser("expert", "correspondance", scene.expert, *(f"{n}.pdf" for n in range(200)))
    person, file = auteur(scene.expert), fichier()
    with django_assert_max_num_queries(16):
        actes.deposer(person, folder.pk, "de plus.pdf", file)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE coffre_document SET nom = 'autre'",
        "DELETE FROM coffre_document",
        "TRUNCATE coffre_document CASCADE",
        "UPDATE coffre_fichier SET sha256 = ''",
        "DELETE FROM coffre_fichier",
        "UPDATE coffre_lecture SET le = now()",
        "DELETE FROM coffre_lecture",
    ],
)
def test_the_database_refuses_to_change_what_was_deposited_or_read(scene: Essai, statement: str) -> None:
    document = deposer(scene.expert, scene.dossier("magistrat", "expert_vers_magistrat"))
    actes.lire(auteur(scene.magistrat), document, "téléchargement")
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")
    assert Document.objects.get() == document


def test_the_first_reading_counts_and_each_is_told(scene: Essai) -> None:
    document = deposer(scene.expert, scene.dossier("magistrat", "expert_vers_magistrat"))
    assert Document.objects.nouveaux_pour(scene.magistrat).get() == document
    assert not Document.objects.nouveaux_pour(scene.expert).exists(), "one's own deposit is not new"
    actes.lire(auteur(scene.magistrat), document, "téléchargement")
    first = Lecture.objects.get(compte=scene.magistrat)
    actes.lire(auteur(scene.magistrat), document, "consultation")
    assert Lecture.objects.get(compte=scene.magistrat).le == first.le
    assert not Document.objects.nouveaux_pour(scene.magistrat).exists()
    assert Document.objects.nouveaux_pour(scene.greffier).exists(), "cleared for that person only"
    entries = Entree.objects.filter(acte="document.lu", chaine=scene.expertise.pk).order_by("numero")
    assert [entry.donnees["moyen"] for entry in entries] == ["téléchargement", "consultation"]
    assert phrase(entries[0]) == (
        "a lu «\u00a0Note.pdf\u00a0», dans Magistrat/Documents Expert → Magistrat (téléchargement)"
    )


def test_a_document_that_an_act_brings(scene: Essai) -> None:
    folder = scene.dossier("expert", "designation")
    document = actes.joindre(auteur(scene.magistrat), folder, "Ordonnance.pdf", fichier())
    assert document.depose_par == scene.magistrat
    entry = Entree.objects.get(acte="document.joint")
    assert phrase(entry) == "a fait verser «\u00a0Ordonnance.pdf\u00a0» dans Expert/Désignation"


def test_the_path_of_a_sub_folder(scene: Essai) -> None:
    top = scene.dossier("expert", "correspondance")
    values = {"expertise": scene.expertise, "dossier": "expert", "repertoire": "correspondance"}
    middle = Repertoire.objects.create(parent=top, nom="2020", cle_nom="2020", **values)
    low = Repertoire.objects.create(parent=middle, nom="Mars", cle_nom="mars", **values)
    assert actes.chemin(low) == "Expert/Correspondance/2020/Mars"
    deposer(scene.expert, low)
    with pytest.raises(Http404):
        deposer(scene.magistrat, low)
