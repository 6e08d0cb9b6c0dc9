"""Two people acting on one designation at the same moment.

Real concurrency needs two connections, and rows that both of them see, so committed ones. The usual
`django_db(transaction=True)` then empties the tables, which the triggers of the journal refuse. So these
tests commit, and afterwards the owner of the tables, in one transaction, sets the triggers aside, empties all
but the reference data, and puts them back: no other test ever finds a row of theirs.

The first act runs up to its last line and keeps its transaction open; the second one starts, and is seen by
the database waiting for the row; then the first commits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from opalexe.comptes.models import Compte
from opalexe.designations import actes
from opalexe.designations.models import Designation, Etat
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur
from opalexe.expertises.models import Expertise
from opalexe.socle.erreurs import ActeRefuse

Act = Callable[[], object]


REFERENCE = {"django_migrations", "annuaire_courappel", "annuaire_specialite", "coffre_droit"}


def _empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - REFERENCE)
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


@pytest.fixture
def _committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Reach the test database outside any transaction of the test itself, and leave it as it was."""
    del django_db_setup
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            _empty()
            connection.close()


class Side(threading.Thread):
    """One person's act, in a thread and so on a connection of its own."""

    def __init__(self, act: Act, hold: threading.Event | None = None) -> None:
        super().__init__(daemon=True)
        self.act = act
        self.hold = hold
        self.backend = 0
        self.done = threading.Event()
        self.refusal: str | None = None
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    self.backend = cursor.fetchone()[0]
                self.act()
                self.done.set()
                if self.hold is not None:
                    assert self.hold.wait(20)
        except ActeRefuse as refusal:
            self.refusal = refusal.message
        except BaseException as error:
            self.failure = error
        finally:
            self.done.set()
            connection.close()


def _waits(side: Side) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", [side.backend])
        row = cursor.fetchone()
    return bool(row and row[0])


def crossing(first: Act, second: Act) -> str | None:
    """Run both, the second one meeting the first one's open transaction; return what the second is told."""
    commit = threading.Event()
    one, two = Side(first, commit), Side(second)
    one.start()
    assert one.done.wait(20)
    assert (one.failure, one.refusal) == (None, None)
    two.start()
    deadline = time.monotonic() + 20
    while not _waits(two):
        assert not two.done.is_set(), "the second act did not wait for the first"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    commit.set()
    one.join(20)
    two.join(20)
    assert (one.failure, two.failure) == (None, None)
    return two.refusal


def _relaunched() -> tuple[Compte, Compte, Designation]:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    actes.relancer(auteur(court), designation)
    outils.joindre(cotte, designation, "courrier.txt")
    return court, cotte, designation


@pytest.mark.usefixtures("_committed")
def test_an_answer_that_crosses_a_withdrawal_is_told_so() -> None:
    court, cotte, designation = _relaunched()
    told = crossing(
        lambda: actes.retirer(auteur(court), designation),
        lambda: actes.accepter(auteur(cotte), designation, outils.IDENTITE),
    )
    assert told is not None
    assert told.startswith("Cette désignation a été retirée par la juridiction le ")
    designation.refresh_from_db()
    assert designation.etat == Etat.RETIREE
    assert not Expertise.objects.filter(expert=cotte).exists()


@pytest.mark.usefixtures("_committed")
def test_a_withdrawal_that_crosses_an_answer_is_told_so() -> None:
    court, cotte, designation = _relaunched()
    told = crossing(
        lambda: actes.accepter(auteur(cotte), designation, outils.IDENTITE),
        lambda: actes.retirer(auteur(court), designation),
    )
    assert told is not None
    assert told.startswith("L’expert a déjà répondu à cette désignation")
    designation.refresh_from_db()
    assert designation.etat == Etat.ACCEPTEE
    assert designation.documents.count() == 2, "the withdrawal removed nothing"


@pytest.mark.usefixtures("_committed")
@pytest.mark.parametrize("second", ["accepter", "refuser"])
def test_two_answers_open_one_expertise(second: str) -> None:
    _, cotte, designation = _relaunched()
    told = crossing(
        lambda: actes.accepter(auteur(cotte), designation, outils.IDENTITE),
        lambda: (
            actes.accepter(auteur(cotte), designation, outils.IDENTITE)
            if second == "accepter"
            else actes.refuser(auteur(cotte), designation, "Conflit d’intérêts.")
        ),
    )
    assert told is not None
    assert told.startswith("Vous avez déjà répondu à cette désignation")
    designation.refresh_from_db()
    assert designation.etat == Etat.ACCEPTEE
    assert Expertise.objects.filter(expert=cotte).count() == 1


@pytest.mark.usefixtures("_committed")
def test_a_document_that_arrives_while_the_designation_is_sent_stays_out() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("a.txt",))
    told = crossing(
        lambda: actes.envoyer(auteur(court), designation), lambda: outils.joindre(court, designation, "b.txt")
    )
    assert told is not None
    assert "a déjà été envoyée" in told
    assert designation.documents.count() == 1
