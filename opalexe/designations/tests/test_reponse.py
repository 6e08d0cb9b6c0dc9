"""The expert's answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from opalexe.coffre.models import Document
from opalexe.designations import actes
from opalexe.designations.models import Designation, Etat
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur
from opalexe.expertises.models import Expertise, Participation, Profil, Statut
from opalexe.journal.actes import verifier
from opalexe.journal.models import GENERALE, Entree
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db


def test_accepting_opens_the_expertise_with_both_persons_and_all_documents() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte, "ordonnance.txt", "annexe.txt")
    outils.joindre(cotte, designation, "disponibilités.txt")
    outils.joindre(cotte, designation, "Annexe.txt")
    expertise = actes.accepter(auteur(cotte), designation, outils.IDENTITE)
    designation.refresh_from_db()
    assert designation.etat == Etat.ACCEPTEE
    assert designation.expertise == expertise
    assert designation.attend_consignation
    assert expertise.statut == Statut.EN_CREATION
    assert expertise.nom == "POITOU_HARTMANN_TJ-BORDEAUX_21-01234_COTTE_568520_11-12-2020"
    assert expertise.titre == "POITOU c/ HARTMANN"
    people = Participation.objects.filter(expertise=expertise, actif=True)
    assert set(people.values_list("compte", "profil")) == {
        (cotte.pk, Profil.EXPERT),
        (court.pk, Profil.MAGISTRAT),
    }
    placed = Document.objects.filter(repertoire__expertise=expertise)
    assert {row.repertoire.repertoire for row in placed} == {"designation"}
    files = {row.nom: row.fichier_id for row in designation.documents.de_la_demande()}
    assert {name: file for name, file in placed.values_list("nom", "fichier") if name in files} == files
    assert set(placed.values_list("nom", flat=True)) == {
        "ordonnance.txt",
        "annexe.txt",
        "disponibilités.txt",
        "Annexe (réponse).txt",
    }


def test_each_document_keeps_who_gave_it_and_what_was_read_stays_read() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte, "lue.txt", "non lue.txt")
    outils.joindre(cotte, designation, "disponibilités.txt")
    actes.lire(auteur(cotte), designation.documents.get(nom="lue.txt"))
    actes.accepter(auteur(cotte), designation, outils.IDENTITE)
    placed = Document.objects.order_by("nom").values_list("nom", "depose_par")
    assert list(placed) == [
        ("disponibilités.txt", cotte.pk),
        ("lue.txt", court.pk),
        ("non lue.txt", court.pk),
    ]
    assert [row.nom for row in Document.objects.nouveaux_pour(cotte)] == ["non lue.txt"]


def test_the_acceptance_is_in_the_expertise_s_chain_what_came_before_is_not() -> None:
    court, cotte, _ = outils.trio()
    designation, expertise = outils.acceptee(court, cotte)
    entry = Entree.objects.get(objet=designation.pk, acte="designation.acceptee")
    assert entry.chaine_id == expertise.pk
    assert entry.donnees == {
        "expert": "Alain Cotte",
        "auteur": "François Durand",
        "titre": expertise.titre,
        "nom": expertise.nom,
        "expertise": str(expertise.pk),
    }
    before = Entree.objects.filter(objet=designation.pk).exclude(pk=entry.pk)
    assert {row.chaine_id for row in before} == {GENERALE}
    assert verifier(expertise.pk) is None
    assert verifier() is None


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("premier_demandeur", "", "Indiquez le premier demandeur"),
        ("premier_defendeur", "  ", "Indiquez le premier défendeur"),
        ("juridiction", "", "Indiquez la juridiction"),
        ("numero_rg", "", "Indiquez le n° RG"),
        ("date_decision", None, "Indiquez la date de la décision"),
        ("premier_demandeur", "x" * 129, "128 caractères au plus"),
        ("numero_mi", "1234567890123", "12 caractères au plus : vous en avez saisi 13"),
        ("numero_minute", "y" * 129, "128 caractères au plus"),
        ("juridiction", "— ?", "au moins une lettre"),
        ("date_decision", date(20, 12, 11), "vérifiez l’année"),
    ],
)
def test_an_identity_that_breaks_a_rule_opens_nothing(champ: str, valeur: object, phrase: str) -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    identity = replace(outils.IDENTITE, **{champ: valeur})  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(ActeRefuse, match=phrase.replace(" ", r"\s")):
        actes.accepter(auteur(cotte), designation, identity)
    designation.refresh_from_db()
    assert designation.etat == Etat.ENVOYEE
    assert not Expertise.objects.exists()


def test_a_decision_of_today_is_accepted_one_of_tomorrow_is_not() -> None:
    court, cotte, morin = outils.trio()
    today = timezone.localdate()
    with pytest.raises(ActeRefuse, match="à venir"):
        actes.accepter(
            auteur(morin),
            outils.envoyee(court, morin),
            replace(outils.IDENTITE, date_decision=today + timedelta(days=1)),
        )
    actes.accepter(auteur(cotte), outils.envoyee(court, cotte), replace(outils.IDENTITE, date_decision=today))


def test_refusing_takes_a_reason_and_a_document() -> None:
    court, cotte, _ = outils.trio()
    designation = outils.envoyee(court, cotte)
    with pytest.raises(ActeRefuse, match="Joignez au moins un document à votre refus"):
        actes.refuser(auteur(cotte), designation, "Conflit d’intérêts.")
    outils.joindre(cotte, designation, "courrier.txt")
    for nothing in ("", "  \n "):
        with pytest.raises(ActeRefuse, match="Indiquez le motif"):
            actes.refuser(auteur(cotte), designation, nothing)
    with pytest.raises(ActeRefuse, match=r"4001\scaractères"):
        actes.refuser(auteur(cotte), designation, "x" * 4001)
    actes.refuser(auteur(cotte), designation, " Conflit d’intérêts. ")
    designation.refresh_from_db()
    assert designation.etat == Etat.REFUSEE
    assert designation.motif_refus == "Conflit d’intérêts."
    assert designation.expertise is None
    entry = Entree.objects.get(objet=designation.pk, acte="designation.refusee")
    assert entry.chaine_id == GENERALE
    assert "Conflit" not in str(entry.donnees), "the reason is the court's, not the general chain's"


def test_an_answer_is_given_once_and_not_to_a_withdrawn_designation() -> None:
    court, cotte, _ = outils.trio()
    accepted, _ = outils.acceptee(court, cotte)
    for designation, sentence in [
        (accepted, r"Vous avez déjà répondu .* acceptée le"),
        (outils.refusee(court, cotte), "Vous avez déjà répondu .* refusée le"),
        (outils.retiree(court, cotte), "a été retirée par la juridiction le .*; il n’y a plus à y répondre"),
    ]:
        with pytest.raises(ActeRefuse, match=sentence):
            actes.accepter(auteur(cotte), designation, outils.IDENTITE)
        with pytest.raises(ActeRefuse, match=sentence):
            actes.refuser(auteur(cotte), designation, "Conflit d’intérêts.")
    assert Expertise.objects.count() == 1


def test_only_its_expert_answers() -> None:
    court, cotte, morin = outils.trio()
    designation = outils.envoyee(court, cotte)
    draft = outils.brouillon(court, a=cotte, documents=("a.txt",))
    for person, target, sentence in [
        (morin, designation, "n’existe plus"),
        (court, designation, "Seul l’expert désigné"),
        (cotte, draft, "n’existe plus"),
    ]:
        with pytest.raises(ActeRefuse, match=sentence):
            actes.accepter(auteur(person), target, outils.IDENTITE)
        with pytest.raises(ActeRefuse, match=sentence):
            actes.refuser(auteur(person), target, "Conflit d’intérêts.")
    assert Designation.objects.get(pk=designation.pk).etat == Etat.ENVOYEE


def test_it_awaits_something_until_the_money_is_deposited() -> None:
    court, cotte, _ = outils.trio()
    designation, expertise = outils.acceptee(court, cotte)
    waiting = Designation.objects.visibles_par(court).en_attente()
    assert designation in waiting
    expertise.date_consignation = timezone.localdate()
    expertise.save()
    assert designation not in waiting.all()
    assert designation not in Designation.objects.visibles_par(cotte).en_attente_de_consignation()
