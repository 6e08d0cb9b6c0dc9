"""Documents: joined, taken back, read."""

from uuid import uuid4

import pytest
from django.http import Http404
from django.urls import reverse

from opalexe.coffre.destinations import Contexte
from opalexe.comptes.models import Compte, Role
from opalexe.designations import actes, destinations
from opalexe.designations.models import DocumentDesignation
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur, client, personne
from opalexe.journal.models import GENERALE, Entree
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db


def test_the_uploads_of_each_side_land_on_their_side() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte)
    destinations.DEMANDE.verifier(auteur(court), designation.pk, "ordonnance.pdf", 10, Contexte())
    destinations.DEMANDE.recevoir(
        auteur(court), designation.pk, "ordonnance.pdf", outils.fichier(), Contexte()
    )
    actes.envoyer(auteur(court), designation)
    destinations.REPONSE.verifier(auteur(cotte), designation.pk, "ordonnance.pdf", 10, Contexte())
    destinations.REPONSE.recevoir(
        auteur(cotte), designation.pk, "ordonnance.pdf", outils.fichier(), Contexte()
    )
    assert [row.origine for row in designation.documents.all()] == ["demande", "reponse"]


def test_an_upload_to_somebody_else_s_designation_finds_nothing() -> None:
    court, cotte, morin = outils.trio()
    colleague = personne(Role.GREFFIER)
    draft = outils.brouillon(court, a=cotte, documents=("a.txt",))
    sent = outils.envoyee(court, cotte)
    for destination, person, target in [
        (destinations.DEMANDE, colleague, draft.pk),
        (destinations.DEMANDE, cotte, sent.pk),
        (destinations.REPONSE, court, sent.pk),
        (destinations.REPONSE, cotte, draft.pk),
        (destinations.REPONSE, morin, sent.pk),
        (destinations.REPONSE, cotte, uuid4()),
    ]:
        with pytest.raises(Http404):
            destination.verifier(auteur(person), target, "b.txt", 1, Contexte())
        with pytest.raises(Http404):
            destination.recevoir(auteur(person), target, "b.txt", outils.fichier(), Contexte())


def test_a_late_upload_is_told_why() -> None:
    court, cotte, morin = outils.trio()
    withdrawn, refused = outils.retiree(court, cotte), outils.refusee(court, morin)
    with pytest.raises(ActeRefuse, match=r"a été retirée par la juridiction le .* plus à y répondre"):
        destinations.REPONSE.verifier(auteur(cotte), withdrawn.pk, "b.txt", 1, Contexte())
    with pytest.raises(ActeRefuse, match=r"Vous avez déjà répondu .* refusée le"):
        destinations.REPONSE.recevoir(auteur(morin), refused.pk, "b.txt", outils.fichier(), Contexte())
    with pytest.raises(ActeRefuse, match="a déjà été envoyée"):
        destinations.DEMANDE.verifier(auteur(court), withdrawn.pk, "b.txt", 1, Contexte())


def test_a_name_is_taken_once_a_side() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("Ordonnance.txt",))
    with pytest.raises(ActeRefuse, match="déjà joint"):
        destinations.DEMANDE.verifier(auteur(court), designation.pk, "ORDONNANCE.TXT", 1, Contexte())
    with pytest.raises(ActeRefuse, match="déjà joint"):
        outils.joindre(court, designation, "ordonnance.txt")


def test_documents_are_taken_back_before_sending_only() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.brouillon(court, a=cotte, documents=("a.txt", "b.txt"))
    first = designation.documents.first()
    assert first is not None
    assert actes.retirer_document(auteur(court), designation, first.pk) == "a.txt"
    with pytest.raises(ActeRefuse, match="déjà supprimé"):
        actes.retirer_document(auteur(court), designation, first.pk)
    actes.envoyer(auteur(court), designation)
    mine = outils.joindre(cotte, designation, "courrier.txt")
    with pytest.raises(ActeRefuse, match="déjà supprimé"):
        actes.retirer_document(auteur(cotte), designation, designation.documents.de_la_demande().get().pk)
    actes.retirer_document(auteur(cotte), designation, mine.pk)
    again = outils.joindre(cotte, designation, "courrier.txt")
    actes.refuser(auteur(cotte), designation, "Conflit d’intérêts.")
    with pytest.raises(ActeRefuse, match="Vous avez déjà répondu"):
        actes.retirer_document(auteur(cotte), designation, again.pk)


def test_an_answer_under_preparation_does_not_exist_for_the_court() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    outils.joindre(cotte, designation, "courrier.txt")
    visible = DocumentDesignation.objects.visibles_par
    assert [row.nom for row in visible(court)] == ["ordonnance.txt"]
    assert [row.nom for row in visible(cotte)] == ["ordonnance.txt", "courrier.txt"]
    actes.refuser(auteur(cotte), designation, "Conflit d’intérêts.")
    assert [row.nom for row in visible(court)] == ["ordonnance.txt", "courrier.txt"]


def test_the_first_reading_by_the_other_side_is_dated_once() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    document = designation.documents.get()
    actes.lire(auteur(court), document)
    document.refresh_from_db()
    assert document.lu_le is None, "the sender's own look is no reading"
    actes.lire(auteur(cotte), document)
    document.refresh_from_db()
    first = document.lu_le
    assert first is not None
    actes.lire(auteur(cotte), document)
    document.refresh_from_db()
    assert document.lu_le == first
    entries = Entree.objects.filter(objet=designation.pk, acte="designation.document_lu")
    assert entries.count() == 3
    assert {row.chaine_id for row in entries} == {GENERALE}


def test_readings_after_acceptance_are_in_the_expertise_s_chain() -> None:
    court, cotte, _ = outils.trio()
    designation, expertise = outils.acceptee(court, cotte, "a.txt", "b.txt")
    actes.lire_ensemble(auteur(cotte), designation, list(designation.documents.all()))
    assert not designation.documents.filter(lu_le=None).exists()
    entry = Entree.objects.get(objet=designation.pk, acte="designation.documents_lus")
    assert entry.chaine_id == expertise.pk
    assert entry.donnees["documents"] == ["a.txt", "b.txt"]


def test_reading_by_pieces_is_reading() -> None:
    court, cotte, _ = outils.trio()
    document = outils.envoyee(court, cotte).documents.get()
    address = reverse("designations:document", args=[document.designation_id, document.pk])
    entries = Entree.objects.filter(acte="designation.document_lu")

    def ask(compte: Compte, pieces: str) -> int:
        return client(compte).get(address, headers={"Range": pieces}).status_code

    assert ask(cotte, "bytes=999999-") == 416
    assert ask(court, "bytes=1-") == 206
    assert entries.count() == 0, "nothing was given to the expert, and the sender only went on"
    assert ask(cotte, "bytes=1-") == 206
    document.refresh_from_db()
    assert document.lu_le is not None
    assert ask(cotte, "bytes=2-") == 206
    assert entries.count() == 1, "the rest of what was begun is not another reading"
