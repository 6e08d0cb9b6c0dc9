"""Documents received in confidence: who asks, who decides, who sees what, what is written and told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from opalexe.coffre.actes import confidentiel as actes
from opalexe.coffre.models import DemandeConfidentielle, Document, Lecture, Repertoire
from opalexe.coffre.taches_confidentiel import balayer_les_brouillons
from opalexe.coffre.tests.envoi import annoncer, deposer, envoyer
from opalexe.coffre.tests.scene_partage import Dossier
from opalexe.coffre.tests.test_partage import courriels, lit
from opalexe.comptes.models import Compte
from opalexe.essais.personnes import auteur, client
from opalexe.expertises.models import Participation, Partie, Statut
from opalexe.journal.actes import verifier
from opalexe.journal.genres import phrase
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.models import Courriel

pytestmark = pytest.mark.django_db
TITRE, RESUME, MOTIF = "Contrat d’assurance", "Un contrat, sans son prix.", "Secret des affaires."
FICHIER = "contrat-secret.pdf"
Etat = DemandeConfidentielle.Etat


@pytest.fixture
def scene() -> Dossier:
    return Dossier()


def preparer(person: Compte, partie: Partie, **champs: Any) -> DemandeConfidentielle:
    texts = {"titre": TITRE, "resume": RESUME, "motif": MOTIF, **champs}
    return actes.demander(auteur(person), partie.pk, **texts)


def joindre(
    person: Compte, row: DemandeConfidentielle, nom: str = FICHIER, content: bytes = b"secret"
) -> Any:
    """Send the file, by the way of every upload; return the last answer."""
    browser = client(person)
    answer = annoncer(browser, row.pk, nom, len(content), "confidentiel")
    if answer.status_code != 201:
        return answer
    return envoyer(browser, answer.headers["Location"], 0, content)


def demander(person: Compte, partie: Partie, nom: str = FICHIER, **champs: Any) -> DemandeConfidentielle:
    row = preparer(person, partie, **champs)
    assert joindre(person, row, nom).status_code == 204
    row.refresh_from_db()
    return row


def decider(scene: Dossier, row: DemandeConfidentielle, accepte: bool) -> DemandeConfidentielle:
    done = actes.decider(auteur(scene.expert), row.pk, accepte, "Motif de la décision.")
    row.refresh_from_db()
    return done


def page(person: Compte, scene: Dossier, suffix: str = "") -> str:
    answer = client(person).get(f"/expertises/{scene.expertise.pk}/confidentiels/{suffix}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_une_demande_acceptee(scene: Dossier) -> None:
    row = preparer(scene.avocat, scene.poitou)
    assert (row.etat, Courriel.objects.count()) == (Etat.BROUILLON, 0)
    assert joindre(scene.avocat, row).status_code == 204
    row.refresh_from_db()
    assert (row.etat, row.nom) == (Etat.DEMANDEE, FICHIER)
    for person in (scene.expert, scene.co_expert):
        (told,) = courriels(person)
        assert TITRE in told
        assert MOTIF not in told
        assert FICHIER not in told
    assert client(scene.expert).get(f"/confidentiels/{row.pk}/fichier/").status_code == 200
    decider(scene, row, True)
    document = row.document
    assert document is not None
    assert row.etat == Etat.ACCEPTEE
    assert (document.depose_par, document.nom, document.numero) == (scene.avocat, FICHIER, None)
    assert document.repertoire == scene.de_partie(scene.poitou, "confidentiel_accepte")
    readers = {name for name, person in scene.tous().items() if lit(person, document)}
    assert readers == {"expert", "co_expert", "avocat"}
    # The expert had read the file of the request: the document is not new to him.
    assert Lecture.objects.filter(document=document, compte=scene.expert).exists()
    said = [phrase(entry) for entry in Entree.objects.filter(chaine=scene.expertise.pk).order_by("numero")]
    assert f"a demandé, pour POITOU, la confidentialité de «\u00a0{TITRE}\u00a0»" in said
    assert f"a lu le fichier de la demande de confidentialité «\u00a0{TITRE}\u00a0» (téléchargement)" in said
    assert f"a accepté la confidentialité de «\u00a0{TITRE}\u00a0», demandée pour POITOU" in said
    assert any(sentence.startswith(f"a fait verser «\u00a0{FICHIER}\u00a0»") for sentence in said)
    assert verifier(scene.expertise.pk) is None


def test_chacun_apprend_qu_il_existe_et_rien_de_plus(scene: Dossier) -> None:
    row = demander(scene.avocat, scene.poitou)
    everybody = scene.tous()
    for name, person in everybody.items():
        text = page(person, scene)
        assert (TITRE in text) == (name in {"expert", "co_expert", "avocat"}), name
    Courriel.objects.all().delete()
    decider(scene, row, True)
    for name, person in everybody.items():
        text = page(person, scene)
        knows = name in {"expert", "co_expert", "avocat"}
        assert TITRE in text
        assert RESUME in text
        assert (FICHIER in text, MOTIF in text) == (knows, knows), name
        told = courriels(person)
        assert len(told) == (0 if name == "expert" else 1), name
        for mail in told:
            assert TITRE in mail
            assert (RESUME in mail) == (name != "avocat")
            assert FICHIER not in mail
            assert MOTIF not in mail
    stranger = Dossier()
    assert client(stranger.avocat).get(f"/expertises/{scene.expertise.pk}/confidentiels/").status_code == 404
    Participation.objects.filter(compte=scene.membre).update(actif=False)
    assert client(scene.membre).get(f"/expertises/{scene.expertise.pk}/confidentiels/").status_code == 404


def test_une_demande_refusee_se_retire_ou_se_depose_ouvertement(scene: Dossier) -> None:
    first, second = (demander(scene.avocat, scene.poitou, titre=f"Titre {n}") for n in (1, 2))
    for row in (first, second):
        decider(scene, row, False)
        assert (row.etat, row.document) == (Etat.REFUSEE, None)
    assert "Motif de la décision." in page(scene.avocat, scene)
    assert "Titre 1" not in page(scene.membre, scene)
    assert not any("Titre" in mail for mail in courriels(scene.membre))
    assert client(scene.expert).get(f"/confidentiels/{first.pk}/fichier/").status_code == 200
    browser = client(scene.avocat)
    assert browser.post(f"/confidentiels/{first.pk}/retrait/").status_code == 302
    first.refresh_from_db()
    assert first.etat == Etat.RETIREE
    # Withdrawn, it is its party's again.
    assert client(scene.expert).get(f"/confidentiels/{first.pk}/fichier/").status_code == 404
    assert browser.get(f"/confidentiels/{first.pk}/fichier/").status_code == 200

    folder = scene.de_partie(scene.poitou, "pieces_cotees")
    deposer(scene.avocat, folder, FICHIER, b"autre")
    address = f"/confidentiels/{second.pk}/depot/"
    assert "Pièces cotées" in browser.get(address).content.decode()
    assert browser.post(address, {"repertoire": folder.pk}).status_code == 302
    second.refresh_from_db()
    document = second.document
    assert document is not None
    assert (second.etat, document.nom, document.numero) == (Etat.OUVERTE, "contrat-secret (2).pdf", 2)
    assert lit(scene.membre, document)
    assert Entree.objects.filter(acte="document.depose", objet=document.pk).exists()
    assert "Titre 2" not in page(scene.membre, scene)
    assert browser.get(f"/confidentiels/{second.pk}/fichier/").status_code == 404


def test_ou_un_document_refuse_se_depose(scene: Dossier) -> None:
    row = demander(scene.avocat, scene.poitou)
    par = auteur(scene.avocat)
    dires = scene.de_partie(scene.poitou, "dires_et_annexes")
    with pytest.raises(ActeRefuse, match="Seul un document dont la confidentialité est refusée"):
        actes.deposer_ouvertement(par, row.pk, dires.pk)
    decider(scene, row, False)
    with pytest.raises(ActeRefuse, match="Dires et annexes"):
        actes.deposer_ouvertement(par, row.pk, scene.de_partie(scene.poitou, "bordereaux").pk)
    for wrong in (
        scene.de_partie(scene.hartmann, "dires_et_annexes"),
        scene.dossier("expert", "correspondance"),
    ):
        with pytest.raises((Http404, ActeRefuse)):
            actes.deposer_ouvertement(par, row.pk, wrong.pk)
    for person in (scene.membre, scene.expert, scene.magistrat):
        with pytest.raises(Http404):
            actes.deposer_ouvertement(auteur(person), row.pk, dires.pk)
        assert client(person).get(f"/confidentiels/{row.pk}/depot/").status_code == 404
    sub = Repertoire.objects.create(
        expertise=scene.expertise,
        parent=dires,
        dossier="parties",
        repertoire="dires_et_annexes",
        partie=scene.poitou,
        nom="Annexes",
        cle_nom="annexes",
    )
    assert (
        "Dires et annexes › Annexes"
        in client(scene.avocat).get(f"/confidentiels/{row.pk}/depot/").content.decode()
    )
    assert actes.deposer_ouvertement(par, row.pk, sub.pk).repertoire == sub
    assert not DemandeConfidentielle.objects.exclude(etat=Etat.OUVERTE).exists()


def test_qui_peut_demander(scene: Dossier) -> None:
    allowed = {("avocat", "poitou"), ("membre", "hartmann")}
    for name, person in scene.tous().items():
        for side in ("poitou", "hartmann", "cpam"):
            if (name, side) in allowed:
                assert preparer(person, getattr(scene, side)).demandeur == person
                continue
            reads = (name, side) == ("lecteur", "hartmann")
            with pytest.raises(ActeRefuse if reads else Http404):
                preparer(person, getattr(scene, side))
    scene.statut(Statut.EN_PAUSE)
    with pytest.raises(Http404):
        preparer(scene.avocat, scene.poitou)
    scene.statut(Statut.TERMINEE)
    with pytest.raises(ActeRefuse, match="Terminée"):
        preparer(scene.avocat, scene.poitou)
    for person in (scene.avocat, scene.lecteur, scene.expert):
        assert (
            client(person).get(f"/expertises/{scene.expertise.pk}/confidentiels/demander/").status_code == 404
        )


@pytest.mark.parametrize(
    ("champ", "valeur", "attendu"),
    [
        ("titre", " ", "Indiquez le titre"),
        ("titre", "a" * 201, "trop long"),
        ("resume", "\r\n", "Résumez"),
        ("motif", "", "Indiquez les raisons"),
        ("motif", "a" * 2001, "trop long"),
    ],
)
def test_les_textes_sont_exiges(scene: Dossier, champ: str, valeur: str, attendu: str) -> None:
    with pytest.raises(ActeRefuse, match=attendu):
        preparer(scene.avocat, scene.poitou, **{champ: valeur})


def test_l_expert_agit_et_repond_pour_une_partie_sans_acces(scene: Dossier) -> None:
    pour = scene.cpam.pk
    with pytest.raises(Http404):
        preparer(scene.expert, scene.poitou, pour=pour)
    with pytest.raises(Http404):
        preparer(scene.avocat, scene.poitou, pour=pour)
    with pytest.raises(Http404):
        preparer(scene.expert, scene.cpam)
    row = demander(scene.expert, scene.cpam, pour=pour)
    assert row.pour == scene.cpam
    text = page(scene.expert, scene, f"?pour={pour}")
    assert "Vous agissez pour" in text
    assert "Demandes reçues" not in text
    assert "agissant pour cette partie sans accès" in page(scene.expert, scene)
    decider(scene, row, True)
    entry = Entree.objects.get(acte="confidentiel.accepte")
    assert "demandée pour CPAM, partie sans accès pour laquelle Alain Cotte l’avait faite" in phrase(entry)
    assert row.document is not None
    assert (row.document.pour, row.document.depose_par) == (scene.cpam, scene.expert)
    refused = demander(scene.expert, scene.cpam, pour=pour)
    decider(scene, refused, False)
    document = actes.deposer_ouvertement(
        auteur(scene.expert), refused.pk, scene.de_partie(scene.cpam, "dires_et_annexes").pk
    )
    assert document.pour == scene.cpam
    assert Entree.objects.filter(acte="document.depose_pour", objet=document.pk).exists()
    for person in (scene.avocat, scene.co_expert):
        assert (
            client(person).get(f"/expertises/{scene.expertise.pk}/confidentiels/?pour={pour}").status_code
            == 404
        )


def test_qui_decide_et_une_seule_fois(scene: Dossier) -> None:
    row = demander(scene.avocat, scene.poitou)
    for name, person in scene.tous().items():
        if name == "expert":
            continue
        with pytest.raises(ActeRefuse, match="Seul l’expert répond"):
            actes.decider(auteur(person), row.pk, True, "Oui.")
        answer = client(person).post(
            f"/confidentiels/{row.pk}/decision/", {"reponse": "accepter", "motif": "Oui."}
        )
        assert answer.status_code == 404
    par = auteur(scene.expert)
    with pytest.raises(ActeRefuse, match="raisons de votre décision"):
        actes.decider(par, row.pk, True, " ")
    DemandeConfidentielle.objects.filter(pk=row.pk).update(demandeur=scene.expert)
    with pytest.raises(ActeRefuse, match="Vous avez fait cette demande"):
        actes.decider(par, row.pk, True, "Oui.")
    DemandeConfidentielle.objects.filter(pk=row.pk).update(demandeur=scene.avocat)
    scene.statut(Statut.TERMINEE)
    with pytest.raises(ActeRefuse, match="plus aucun document n’y entre"):
        actes.decider(par, row.pk, True, "Oui.")
    scene.statut(Statut.EN_PAUSE)
    browser = client(scene.expert)
    address = f"/confidentiels/{row.pk}/decision/"
    answer = browser.post(address, {"reponse": "accepter", "motif": ""})
    assert "Indiquez les raisons de votre décision." in answer.content.decode()
    answer = browser.post(address, {"reponse": "accepter", "motif": "Oui."}, follow=True)
    assert "À informer par courrier\u00a0: CPAM." in answer.content.decode()
    for accepted in (True, False):
        with pytest.raises(ActeRefuse, match="déjà sa réponse, donnée par Alain Cotte"):
            actes.decider(par, row.pk, accepted, "Encore.")
    assert browser.get(f"{address}?reponse=peut-etre").status_code == 404
    scene.statut(Statut.EN_COURS)
    with pytest.raises(ActeRefuse, match="ne peut plus être retirée"):
        actes.retirer(auteur(scene.avocat), row.pk)
    assert Document.objects.count() == 1


def test_une_demande_retiree_ne_se_decide_plus(scene: Dossier) -> None:
    row = demander(scene.avocat, scene.poitou)
    for person in (scene.membre, scene.expert, scene.sapiteur):
        with pytest.raises(Http404):
            actes.retirer(auteur(person), row.pk)
        assert client(person).post(f"/confidentiels/{row.pk}/retrait/").status_code == 404
    actes.retirer(auteur(scene.avocat), row.pk)
    with pytest.raises(ActeRefuse, match="a été retirée"):
        actes.decider(auteur(scene.expert), row.pk, True, "Oui.")
    assert "Retirée" in page(scene.expert, scene)


def test_le_fichier_n_est_que_pour_le_cote_qui_demande_et_les_experts(scene: Dossier) -> None:
    row = demander(scene.membre, scene.hartmann)
    for name, person in scene.tous().items():
        allowed = name in {"expert", "co_expert", "membre", "lecteur"}
        answer = client(person).get(f"/confidentiels/{row.pk}/fichier/?voir")
        assert answer.status_code == (200 if allowed else 404), name
    assert Entree.objects.filter(acte="confidentiel.lu", objet=row.pk).count() == 4
    # The one who may only read follows the request, and does nothing to it.
    text = page(scene.lecteur, scene)
    assert MOTIF in text
    assert "Retirer…" not in text
    with pytest.raises(ActeRefuse):
        actes.retirer(auteur(scene.lecteur), row.pk)
    scene.statut(Statut.EN_PAUSE)
    assert client(scene.membre).get(f"/confidentiels/{row.pk}/fichier/").status_code == 404


def test_un_seul_fichier_de_qui_a_prepare_la_demande(scene: Dossier) -> None:
    row = preparer(scene.avocat, scene.poitou)
    for person in (scene.membre, scene.expert, scene.co_expert):
        assert joindre(person, row).status_code == 404
        assert client(person).get(f"/confidentiels/{row.pk}/envoi/").status_code == 404
    scene.statut(Statut.TERMINEE)
    assert joindre(scene.avocat, row).status_code == 422
    scene.statut(Statut.EN_COURS)
    assert joindre(scene.avocat, row).status_code == 204
    answer = joindre(scene.avocat, row)
    assert answer.status_code == 422
    assert "un seul document" in answer.content.decode()
    part = client(scene.avocat).get(f"/confidentiels/{row.pk}/envoi/", headers={"HX-Target": "suite-demande"})
    assert "Votre demande est envoyée" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert joindre(scene.avocat, DemandeConfidentielle(pk=uuid4())).status_code == 404


def test_un_nom_pris_devient_libre(scene: Dossier) -> None:
    rows = [demander(scene.avocat, scene.poitou, nom) for nom in ("a.pdf", "A.pdf", "a.pdf", "sans-point")]
    names = [actes.decider(auteur(scene.expert), row.pk, True, "Oui.").document for row in rows]
    assert [name.nom for name in names if name] == ["a.pdf", "A (2).pdf", "a (3).pdf", "sans-point"]


def test_la_page_mene_de_la_demande_au_fichier(scene: Dossier) -> None:
    browser = client(scene.avocat)
    assert "Faire une demande" in page(scene.avocat, scene)
    assert "Faire une demande" not in page(scene.magistrat, scene)
    address = f"/expertises/{scene.expertise.pk}/confidentiels/demander/"
    empty = browser.post(address, {}).content.decode()
    assert "Indiquez le titre du document." in empty
    texts = {"titre": TITRE, "resume": RESUME, "motif": MOTIF}
    assert (
        "Choisissez une des parties"
        in browser.post(address, {**texts, "partie": scene.hartmann.pk}).content.decode()
    )
    sent = browser.post(address, {**texts, "partie": scene.poitou.pk})
    row = DemandeConfidentielle.objects.get()
    assert sent.headers["Location"] == f"/confidentiels/{row.pk}/envoi/"
    assert f"/televersements/confidentiel/{row.pk}/" in browser.get(sent.headers["Location"]).content.decode()
    assert "Joindre le fichier" in page(scene.avocat, scene)
    assert TITRE not in page(scene.expert, scene)
    answer = browser.post(f"/confidentiels/{row.pk}/retrait/", follow=True)
    assert "abandonnée" in answer.content.decode()
    assert not DemandeConfidentielle.objects.exists()


def test_un_brouillon_sans_fichier_disparait_apres_un_jour(scene: Dossier) -> None:
    old, sending, young = (preparer(scene.avocat, scene.poitou) for _ in range(3))
    asked = demander(scene.avocat, scene.poitou)
    assert annoncer(client(scene.avocat), sending.pk, "a.pdf", 9, "confidentiel").status_code == 201
    DemandeConfidentielle.objects.exclude(pk=young.pk).update(creee_le=timezone.now() - timedelta(hours=25))
    assert balayer_les_brouillons() == 1
    left = set(DemandeConfidentielle.objects.values_list("pk", flat=True))
    assert left == {sending.pk, young.pk, asked.pk}
    assert old.pk not in left
