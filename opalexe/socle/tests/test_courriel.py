"""Messages: written with the act, sent once, delayed and never lost by a server that is down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job
from pytest_django import Settings

from opalexe.essais.plateforme import BoiteAuxLettres, port_libre, serveur_smtp
from opalexe.socle.courriel import ecrire
from opalexe.socle.models import Courriel
from opalexe.socle.taches import Patience, ServeurInjoignable, envoyer_courriel

pytestmark = pytest.mark.django_db


@pytest.fixture
def boite(settings: Settings) -> Iterator[BoiteAuxLettres]:
    port = port_libre()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    box = BoiteAuxLettres()
    with serveur_smtp(box, port):
        yield box


def message() -> Courriel:
    return ecrire(
        destinataire="alain.cotte@exemple.fr",
        compte=None,
        genre="essai",
        sujet="[Opalexe] Désignation\nBcc: intrus@exemple.fr",
        gabarit="suivi/courriel",
        contexte={
            "sujet": "Désignation",
            "destinataire": "Alain <Cotte>",
            "paragraphes": ["« Première » & dernière"],
            "libelle": "Voir",
            "adresse": "https://localhost/designations/1/",
        },
    )


def test_un_message_arrive_en_texte_et_en_html_une_seule_fois(boite: BoiteAuxLettres) -> None:
    row = message()
    assert ProcrastinateJob.objects.get(task_name="socle.envoyer_courriel").args == {"courriel": str(row.pk)}
    envoyer_courriel(courriel=str(row.pk))
    envoyer_courriel(courriel=str(row.pk))
    [received] = boite.messages
    assert received["To"] == "alain.cotte@exemple.fr"
    assert received["Subject"].strip() == "[Opalexe] Désignation Bcc: intrus@exemple.fr"
    assert received["Bcc"] is None
    text = received.get_body(("plain",))
    html = received.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Bonjour Alain <Cotte>,\n\n« Première » & dernière" in text.get_content().replace("\r\n", "\n")
    assert "Alain &lt;Cotte&gt;" in html.get_content()
    assert 'href="https://localhost/designations/1/"' in html.get_content()
    row.refresh_from_db()
    assert (row.etat, row.essais) == (Courriel.Etat.ENVOYE, 1)
    assert row.envoye_le is not None


def test_un_acte_defait_n_ecrit_a_personne() -> None:
    def act() -> None:
        with transaction.atomic():
            message()
            raise LookupError

    with pytest.raises(LookupError):
        act()
    assert not Courriel.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_un_serveur_eteint_retarde_et_ne_perd_rien(boite: BoiteAuxLettres, settings: Settings) -> None:
    row = message()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, port_libre()
    with pytest.raises(ServeurInjoignable):
        envoyer_courriel(courriel=str(row.pk))
    row.refresh_from_db()
    assert (row.etat, row.essais) == (Courriel.Etat.EN_ATTENTE, 1)
    assert row.reponse_serveur
    settings.EMAIL_PORT = port
    boite.refus = "451 plus tard"
    with pytest.raises(ServeurInjoignable):
        envoyer_courriel(courriel=str(row.pk))
    boite.refus = None
    envoyer_courriel(courriel=str(row.pk))
    row.refresh_from_db()
    assert (row.etat, row.essais, len(boite.messages)) == (Courriel.Etat.ENVOYE, 3, 1)


def test_un_destinataire_refuse_est_garde_avec_la_reponse_du_serveur(
    boite: BoiteAuxLettres, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_arguments: object) -> str:
        return "550 5.1.1 boîte inconnue"

    monkeypatch.setattr(BoiteAuxLettres, "handle_RCPT", refuse, raising=False)
    row = message()
    envoyer_courriel(courriel=str(row.pk))
    row.refresh_from_db()
    assert row.etat == Courriel.Etat.REFUSE
    assert row.reponse_serveur.startswith("550 5.1.1")
    assert not boite.messages


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 5), (1, 10), (3, 40), (12, 3600), (5000, 3600)])
def test_les_essais_s_espacent_sans_jamais_finir(attempts: int, seconds: int) -> None:
    job = Job(id=1, queue="courriels", lock=None, queueing_lock=None, task_name="x", attempts=attempts)
    decision = Patience().get_retry_decision(exception=ServeurInjoignable(), job=job)
    assert decision.retry_at is not None
    from procrastinate.utils import utcnow

    assert abs(decision.retry_at - utcnow() - timedelta(seconds=seconds)) < timedelta(seconds=2)
