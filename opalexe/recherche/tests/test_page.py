"""The page: groups, extracts, criteria, paging, and a number of queries that does not follow the results."""

from __future__ import annotations

from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from opalexe.coffre.models import Document, Lecture
from opalexe.essais.personnes import auteur, client
from opalexe.essais.scenes import ExpertiseComplete, expertise_complete
from opalexe.expertises.models import Expertise, Statut
from opalexe.recherche import indexation, mots, requetes, taches
from opalexe.recherche.extraction import service
from opalexe.recherche.models import DocumentIndexe, Etat, ExpertiseIndexee, Raison
from opalexe.recherche.tests.fabrique import FORMATS, pdf_protege
from opalexe.recherche.tests.scene import chercher, deposer, deposer_et_lire, dossier, titres

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> ExpertiseComplete:
    scene = expertise_complete()
    scene.statut(Statut.EN_COURS)
    return scene


def notes(scene: ExpertiseComplete, count: int, text: str = "Le chéneau n° {n} est percé.") -> list[Document]:
    folder = dossier(scene.expertise, "expert", "notes_aux_parties")
    found = []
    for n in range(count):
        document = deposer(scene.expert, folder, f"Note {n:03}.txt", "x")
        with patch.object(service, "extraire", lambda *_, n=n: service.Extrait(text.format(n=n))):
            indexation.indexer(document.pk)
        found.append(document)
    return found


def test_a_deposit_is_found_by_name_at_once_then_by_content(scene: ExpertiseComplete) -> None:
    folder = dossier(scene.expertise, "expert", "notes_aux_parties")
    document = deposer(scene.expert, folder, "Compte rendu.docx", FORMATS["note.docx"])
    page = chercher(scene.avocat, "compte rendu")
    assert titres(page) == ["Compte rendu.docx"]
    assert "Contenu en cours d’indexation" in page
    assert titres(chercher(scene.avocat, "étanchéité")) == []
    job = ProcrastinateJob.objects.get(task_name="recherche.indexer_document")
    assert job.args == {"document": str(document.pk)}
    indexation.indexer(document.pk)
    page = chercher(scene.avocat, "toitures etanch")
    assert titres(page) == ["Compte rendu.docx"]
    assert "<mark>étanchéité</mark> de la <mark>toiture-terrasse</mark>" in page
    assert "Nouveau" in page
    assert "Expert › Notes aux parties" in page.replace("\u00a0", " ").replace("  ", " ")
    assert "Alain Cotte" in page
    assert f"/documents/{document.pk}/apercu/" in page
    Lecture.objects.create(document=document, compte=scene.avocat)
    assert '<span class="nouveau">' not in chercher(scene.avocat, "compte rendu")


def test_what_cannot_be_read_is_found_by_its_name_and_says_why(scene: ExpertiseComplete) -> None:
    folder = dossier(scene.expertise, "expert", "notes_aux_parties")
    document = deposer_et_lire(scene.expert, folder, "Plan chiffré.pdf", pdf_protege())
    assert document.indexation.raison == Raison.PROTEGE
    page = chercher(scene.expert, "plan chiffre")
    assert titres(page) == ["Plan chiffré.pdf"]
    assert "Contenu non indexé" in page
    assert "protégé par un mot de passe" in page


def test_expertises_are_found_by_each_of_their_names(scene: ExpertiseComplete) -> None:
    for q in (
        "poitou",
        "RG 21/01234",
        "21/012",
        "Mi 568520",
        "5685",
        "bordeaux hartmann",
        "cpam gironde",
        "maif",
    ):
        assert "POITOU c/ HARTMANN" in titres(chercher(scene.greffier, q)), q
    Expertise.objects.filter(pk=scene.expertise.pk).update(premier_demandeur="Villeneuve")
    indexation.inscrire_expertise(Expertise.objects.get(pk=scene.expertise.pk))
    assert titres(chercher(scene.greffier, "villeneuve")) == ["VILLENEUVE c/ HARTMANN"]


def test_what_is_typed_and_what_is_found_are_escaped(scene: ExpertiseComplete) -> None:
    notes(scene, 1, "Le <script>alert(1)</script> du chéneau & l’« œuvre »")
    page = chercher(scene.expert, 'chéneau "<img src=x>"')
    assert "<img src=x" not in page
    page = chercher(scene.expert, "chéneau alert œuvre")
    assert "&lt;script&gt;<mark>alert</mark>(1)" in page
    assert "<mark>œuvre</mark>" in page


def test_criteria_are_kept_and_narrow(scene: ExpertiseComplete) -> None:
    notes(scene, 1)
    folder = dossier(scene.expertise, "parties", "dires_et_annexes", partie=scene.hartmann)
    deposer_et_lire(scene.membre_deposant, folder, "Dire.csv", "chéneau;12")
    found = {"Note 000.txt", "Dire.csv"}
    assert set(titres(chercher(scene.expert, "chéneau"))) == found
    cases: list[tuple[dict[str, object], set[str]]] = [
        ({"dossier": "parties"}, {"Dire.csv"}),
        ({"dossier": ["parties", "expert"]}, found),
        ({"type": "tableur"}, {"Dire.csv"}),
        ({"type": "texte"}, {"Note 000.txt"}),
        ({"statut": "en_cours"}, found),
        ({"statut": "en_pause"}, set()),
        ({"juridiction": "TJ Bordeaux"}, found),
        ({"juridiction": "TJ Lyon"}, set()),
        ({"periode": "7"}, found),
        ({"au": "2001-01-01"}, set()),
        ({"du": "2001-01-01", "tri": "date"}, found),
        ({"du": "n’importe", "statut": "x", "dans": "y", "page": "z", "tri": "'"}, found),
        ({"dans": "documents"}, found),
        ({"dans": "expertises"}, set()),
    ]
    for criteria, expected in cases:
        assert set(titres(chercher(scene.expert, "chéneau", **criteria))) == expected, criteria
    page = chercher(scene.expert, "chéneau", dossier="parties", dans="documents")
    assert 'name="dans" value="documents"' in page
    assert "dossier=parties" in page


def test_pages_hold_twenty_and_queries_do_not_follow_the_results(scene: ExpertiseComplete) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get("/recherche/", {"q": "chéneau"})
        return len(captured)

    browser = client(scene.expert)
    notes(scene, 2)
    chercher(browser, "chéneau")
    few = queries()
    folder = dossier(scene.expertise, "expert", "notes_aux_parties")
    first = Document.objects.get(nom="Note 000.txt")
    for n in range(2, 45):
        row = Document.objects.create(
            repertoire=folder,
            fichier=first.fichier,
            nom=f"Note {n}",
            cle_nom=f"note {n}",
            depose_par=scene.expert,
        )
        indexation.inscrire(row)
        with patch.object(service, "extraire", lambda *_: service.Extrait("Le chéneau")):
            indexation.indexer(row.pk)
    assert queries() == few
    seen = [titres(chercher(browser, "chéneau", page=n)) for n in (1, 2, 3)]
    assert [len(page) for page in seen] == [20, 20, 5]
    assert len({title for page in seen for title in page}) == 45
    assert titres(chercher(browser, "chéneau", page=99)) == []


def test_too_wide_a_search_is_told_so(scene: ExpertiseComplete) -> None:
    with patch.object(requetes, "documents", side_effect=requetes.TropLarge):
        page = chercher(scene.expert, "chéneau")
    assert "Précisez votre recherche" in page
    with pytest.raises(requetes.TropLarge), patch.object(requetes, "PATIENCE", 20), requetes.bornee():
        connection.cursor().execute("SELECT pg_sleep(5)")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        assert cursor.fetchone() == ("0",)


def test_nothing_found_says_what_to_try(scene: ExpertiseComplete) -> None:
    assert "Comment chercher" in chercher(scene.expert, "")
    assert "au moins trois" in chercher(scene.expert, "ab")
    assert "Essayez avec moins de mots" in chercher(scene.expert, "xylophone")
    notes(scene, 1)
    page = chercher(scene.expert, "chéneau xylophone")
    assert "Aucun document ne contient tous ces mots" in page
    assert titres(page) == ["Note 000.txt"]


def test_the_command_indexes_what_is_not_and_may_run_again(scene: ExpertiseComplete) -> None:
    folder = dossier(scene.expertise, "expert", "notes_aux_parties")
    deposer(scene.expert, folder, "Note.txt", "Le chéneau est percé.")
    DocumentIndexe.objects.all().delete()
    ExpertiseIndexee.objects.all().delete()
    for _ in range(2):
        said = StringIO()
        call_command("indexer", "--ici", stdout=said)
        assert set(titres(chercher(scene.expert, "chéneau"))) == {"Note.txt"}
        assert "POITOU c/ HARTMANN" in titres(chercher(scene.expert, "hartmann"))
    assert "0\u00a0documents" in said.getvalue()
    with (
        patch.object(mots, "VERSION", 99),
        patch("opalexe.recherche.management.commands.indexer.VERSION", 99),
    ):
        call_command("indexer", stdout=said)
    assert DocumentIndexe.objects.get().etat == Etat.ATTENTE
    assert ProcrastinateJob.objects.filter(task_name="recherche.indexer_document").count() == 2


def test_a_file_that_takes_the_worker_with_it_is_not_tried_a_third_time(scene: ExpertiseComplete) -> None:
    folder = dossier(scene.expertise, "expert", "notes_aux_parties")
    document = deposer(scene.expert, folder, "Note.txt", "Le chéneau est percé.")
    with patch.object(service, "extraire", side_effect=SystemExit):
        for _ in range(2):
            with pytest.raises(SystemExit):
                indexation.indexer(document.pk)
    indexation.indexer(document.pk)
    assert DocumentIndexe.objects.get().raison == Raison.TROP_LOURD


def test_a_storage_that_fails_is_tried_again_and_counts_for_nothing(scene: ExpertiseComplete) -> None:
    folder = dossier(scene.expertise, "expert", "notes_aux_parties")
    document = deposer(scene.expert, folder, "Note.txt", "Le chéneau est percé.")
    with patch.object(service, "extraire", side_effect=OSError):
        for _ in range(4):
            with pytest.raises(OSError):  # noqa: PT011 - any of the storage's
                indexation.indexer(document.pk)
    indexation.indexer(document.pk)
    assert DocumentIndexe.objects.get().etat == Etat.INDEXE
    indexation.renoncer(document.pk)
    assert DocumentIndexe.objects.get().etat == Etat.INDEXE
    assert auteur(scene.expert)
    assert taches.Obstination().get_retry_decision(exception=OSError(), job=_job(1)) is not None
    assert taches.Obstination().get_retry_decision(exception=OSError(), job=_job(8)) is None


def _job(attempts: int) -> Job:
    return Job(
        id=1, queue="q", lock=None, queueing_lock=None, task_name="t", task_kwargs={}, attempts=attempts
    )
