"""What the database refuses by itself, whatever the program does."""

from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from opalexe.designations.models import Designation
from opalexe.designations.tests import outils

pytestmark = pytest.mark.django_db


def refused(sql: str, *parameters: UUID) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_a_settled_designation_is_not_answered_again() -> None:
    court, cotte, _ = outils.trio()
    table = "UPDATE designations_designation SET "
    accepted, _ = outils.acceptee(court, cotte)
    withdrawn = outils.retiree(court, cotte)
    denied = outils.refusee(court, cotte)
    for row in (accepted, withdrawn, denied):
        refused(
            table + "etat='refusee', motif_refus='x', repondue_le=now(), retiree_le=NULL, expertise_id=NULL"
            " WHERE id=%s",
            row.pk,
        )
        refused(table + "repondue_le=now(), retiree_le=now() WHERE id=%s", row.pk)
        refused(table + "nombre_relances=nombre_relances+1, relancee_le=now() WHERE id=%s", row.pk)
        refused(table + "envoyee_le=now() WHERE id=%s", row.pk)
    refused(table + "motif_refus='autre' WHERE id=%s", denied.pk)


def test_a_state_is_whole_or_is_not() -> None:
    court, cotte, _ = outils.trio()
    table = "UPDATE designations_designation SET "
    draft = outils.brouillon(court, a=cotte)
    sent = outils.envoyee(court, cotte)
    refused(table + "etat='envoyee' WHERE id=%s", draft.pk)
    refused(
        table + "etat='refusee', envoyee_le=now(), repondue_le=now(), motif_refus='x' WHERE id=%s", draft.pk
    )
    refused(table + "expert_id=auteur_id WHERE id=%s", draft.pk)
    refused(table + "expert_id=NULL WHERE id=%s", sent.pk)
    refused(table + "etat='brouillon', envoyee_le=NULL WHERE id=%s", sent.pk)
    refused(table + "etat='acceptee', repondue_le=now() WHERE id=%s", sent.pk)
    refused(table + "etat='refusee', repondue_le=now() WHERE id=%s", sent.pk)
    refused(table + "etat='retiree', retiree_le=now() WHERE id=%s", sent.pk)
    refused(table + "nombre_relances=2, relancee_le=now() WHERE id=%s", sent.pk)
    refused(table + "etat='perdue' WHERE id=%s", sent.pk)


def test_what_was_sent_stays() -> None:
    court, cotte, _ = outils.trio()
    sent = outils.envoyee(court, cotte)
    document = sent.documents.get()
    refused("DELETE FROM designations_documentdesignation WHERE id=%s", document.pk)
    refused("UPDATE designations_documentdesignation SET nom='autre.txt' WHERE id=%s", document.pk)
    refused("DELETE FROM designations_designation WHERE id=%s", sent.pk)
    refused(
        "INSERT INTO designations_documentdesignation"
        " (id, designation_id, fichier_id, origine, nom, cle_nom, depose_par_id)"
        " VALUES (gen_random_uuid(), %s, %s, 'demande', 'b', 'b', %s)",
        sent.pk,
        document.fichier_id,
        court.pk,
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE designations_documentdesignation SET lu_le=now() WHERE id=%s", [document.pk])
    refused("UPDATE designations_documentdesignation SET lu_le=NULL WHERE id=%s", document.pk)
    assert Designation.objects.filter(pk=sent.pk).exists()
