"""Opening an expertise, dating its consignation, moving its status: by whom, when, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import auteur, client, personne
from opalexe.expertises import actes
from opalexe.expertises.models import Expertise, Participation, Profil, Statut
from opalexe.expertises.nommage import Identite
from opalexe.journal.actes import verifier
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db

DECISION = date(2020, 12, 11)


@pytest.fixture
def expert() -> Compte:
    return personne(Role.EXPERT, prenom="Alain", nom="Cotte")


@pytest.fixture
def magistrat() -> Compte:
    return personne(Role.MAGISTRAT, prenom="Bernard", nom="Dupuy")


@pytest.fixture
def expertise(expert: Compte, magistrat: Compte) -> Expertise:
    identite = Identite("Poitou", "Hartmann", "TJ Bordeaux", "21/01234", DECISION, "568520")
    return actes.ouvrir(auteur(expert), identite=identite, expert=expert, juridiction=magistrat)


def test_ouvrir_met_l_expert_et_le_magistrat_charge_du_controle(
    expertise: Expertise, expert: Compte, magistrat: Compte
) -> None:
    rows = Participation.objects.filter(expertise=expertise).values_list(
        "compte", "profil", "charge_du_controle"
    )
    assert set(rows) == {(expert.pk, Profil.EXPERT, False), (magistrat.pk, Profil.MAGISTRAT, True)}
    assert expertise.titre == "POITOU c/ HARTMANN"
    assert expertise.statut == Statut.EN_CREATION
    entree = Entree.objects.get(chaine=expertise.pk)
    assert (entree.acte, entree.acteur) == ("expertise.ouverte", expert.pk)


def test_un_greffier_ne_devient_pas_charge_du_controle(expert: Compte) -> None:
    greffier = personne(Role.GREFFIER)
    identite = Identite("A", "B", "C", "D", DECISION)
    expertise = actes.ouvrir(auteur(expert), identite=identite, expert=expert, juridiction=greffier)
    row = Participation.objects.get(expertise=expertise, compte=greffier)
    assert (row.profil, row.charge_du_controle) == (Profil.GREFFIER, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.filter(pk=row.pk).update(charge_du_controle=True)


def test_la_consignation_se_date_et_se_corrige_par_la_page(
    expertise: Expertise, expert: Compte, magistrat: Compte
) -> None:
    address = reverse("expertises:consignation", args=[expertise.pk])
    for person, typed, kept in [
        (magistrat, "2021-01-15", date(2021, 1, 15)),
        (expert, "18/01/2021", date(2021, 1, 18)),
    ]:
        answer = client(person).post(address, {"date_consignation": typed})
        assert answer.status_code == 302
        expertise.refresh_from_db()
        assert expertise.date_consignation == kept
    dates = Entree.objects.filter(acte="expertise.consignation").values_list("donnees__date", flat=True)
    assert list(dates) == ["15/01/2021", "18/01/2021"]
    assert verifier(expertise.pk) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Indiquez la date de consignation."),
        ("30/02/2021", "Cette date n’existe pas"),
        ("demain", "Cette date n’existe pas"),
        ("10/12/2020", "précède la décision (11/12/2020)"),
        ((timezone.localdate() + timedelta(days=1)).isoformat(), "est à venir"),
    ],
)
def test_une_date_impossible_est_dite_et_rien_ne_se_perd(
    expertise: Expertise, expert: Compte, typed: str, sentence: str
) -> None:
    answer = client(expert).post(
        reverse("expertises:consignation", args=[expertise.pk]), {"date_consignation": typed}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert f'value="{typed}"' in page or not typed
    expertise.refresh_from_db()
    assert expertise.date_consignation is None


def test_l_expertise_d_autrui_n_existe_pas(expertise: Expertise) -> None:
    stranger = client(personne(Role.EXPERT))
    inactive = personne(Role.GREFFIER)
    Participation.objects.create(expertise=expertise, compte=inactive, profil=Profil.GREFFIER, actif=False)
    for browser in (stranger, client(inactive)):
        assert browser.get(reverse("expertises:consignation", args=[expertise.pk])).status_code == 404
        assert (
            browser.post(
                reverse("expertises:statut", args=[expertise.pk]), {"statut": "en_cours"}
            ).status_code
            == 404
        )
    lawyer = personne(Role.AVOCAT)
    Participation.objects.create(expertise=expertise, compte=lawyer, profil=Profil.AVOCAT)
    assert client(lawyer).get(reverse("expertises:consignation", args=[expertise.pk])).status_code == 404
    with pytest.raises(ActeRefuse, match="Seuls l’expert"):
        actes.fixer_consignation(auteur(lawyer), expertise, DECISION)


TRANSITIONS = {
    (Statut.EN_CREATION, Statut.EN_COURS): {Profil.EXPERT},
    (Statut.EN_COURS, Statut.EN_PAUSE): {Profil.EXPERT},
    (Statut.EN_PAUSE, Statut.EN_COURS): {Profil.EXPERT},
    (Statut.EN_COURS, Statut.TERMINEE): {Profil.EXPERT},
    (Statut.EN_CREATION, Statut.REJETEE): {Profil.EXPERT, Profil.MAGISTRAT},
}


@pytest.mark.parametrize("source", Statut.values)
@pytest.mark.parametrize("target", Statut.values)
def test_chaque_passage_de_statut_a_ceux_qui_en_decident(
    expertise: Expertise, expert: Compte, magistrat: Compte, source: str, target: str
) -> None:
    allowed = TRANSITIONS.get((Statut(source), Statut(target)), set())
    for person, profile in ((magistrat, Profil.MAGISTRAT), (expert, Profil.EXPERT)):
        Expertise.objects.filter(pk=expertise.pk).update(statut=source)
        expertise.refresh_from_db()
        offered = target in actes.transitions_permises(person, expertise)
        assert offered == (profile in allowed)
        answer = client(person).post(reverse("expertises:statut", args=[expertise.pk]), {"statut": target})
        expertise.refresh_from_db()
        if profile in allowed:
            assert answer.status_code == 302
            assert expertise.statut == target
            assert Entree.objects.filter(chaine=expertise.pk).latest("numero").donnees["statut"] == target
        else:
            assert answer.status_code == 409
            assert expertise.statut == source


def test_un_statut_inconnu_n_existe_pas(expertise: Expertise, expert: Compte) -> None:
    answer = client(expert).post(reverse("expertises:statut", args=[expertise.pk]), {"statut": "perdue"})
    assert answer.status_code == 404


def test_une_expertise_close_ne_change_plus_de_consignation(expertise: Expertise, expert: Compte) -> None:
    Expertise.objects.filter(pk=expertise.pk).update(statut=Statut.TERMINEE)
    with pytest.raises(ActeRefuse, match="ne change plus"):
        actes.fixer_consignation(auteur(expert), expertise, DECISION)
