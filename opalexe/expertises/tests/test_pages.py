"""The tabs Participants and Administration, for each profile: what is shown, what exists, what each form does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import auteur, client, expert, personne
from opalexe.essais.scenes import ExpertiseComplete, avocat, expertise_complete
from opalexe.expertises import actes
from opalexe.expertises.models import Cote, GenreDePartie, Participation, Partie, Profil, Statut
from opalexe.socle.models import Courriel

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> ExpertiseComplete:
    return expertise_complete()


def adresse(scene: ExpertiseComplete, nom: str, *arguments: Any) -> str:
    return reverse(f"expertises:{nom}", args=[scene.expertise.pk, *arguments])


def lire(compte: Compte, address: str, statut: int = 200) -> str:
    answer = client(compte).get(address)
    assert answer.status_code == statut, address
    return re.sub(r"\s+", " ", answer.content.decode())


def mots(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_chacun_voit_qui_participe_et_joint_les_professionnels(scene: ExpertiseComplete) -> None:
    address = adresse(scene, "participants")
    actes.desactiver(auteur(scene.expert), scene.participation(scene.greffier))
    professionals = (scene.expert, scene.co_expert, scene.avocat, scene.sapiteur)
    for name, reader in scene.tous.items():
        if reader == scene.greffier:
            lire(reader, address, 404)
            continue
        page = lire(reader, address)
        words = mots(page)
        for person in scene.tous.values():
            assert person.nom_complet in words
        assert "Hélène Marchand Greffier · inactif, sans accès à l’expertise" in words
        assert "François Durand" in words
        assert "Magistrat, chargé du contrôle" in words
        assert re.search(
            "À informer par courrier.*CPAM de la Gironde , MAIF : la plateforme ne les prévient", words
        )
        for person in professionals:
            assert f"mailto:{person.courriel}" in page
        inner = name in ("expert", "co_expert", "magistrat")
        assert (scene.magistrat.courriel in page) == inner
        assert (scene.membre_lecteur.courriel in page) == (name in ("avocat", "membre_lecteur"))
        assert (scene.membre_deposant.courriel in page) == (name == "membre_deposant")
        assert scene.membre_lecteur.mobile not in page
        assert "33000" not in page
        assert ("administration/" in page) == (name in ("expert", "co_expert"))


def test_l_administration_n_existe_que_pour_l_expert_et_les_co_experts(scene: ExpertiseComplete) -> None:
    party, row = scene.poitou.pk, scene.participation(scene.avocat).pk
    addresses = [
        adresse(scene, "administration"),
        *(adresse(scene, name) for name in ("nom", "partie_ajouter", "avocat", "juridiction")),
        *(adresse(scene, name) for name in ("co_expert", "sapiteur", "sapiteur_nouveau")),
        *(adresse(scene, name, party) for name in ("partie", "membre")),
        adresse(scene, "participant", row),
    ]
    stranger = expert()
    for address in addresses:
        for reader in (scene.expert, scene.co_expert):
            lire(reader, address)
        for reader in (stranger, scene.magistrat, scene.greffier, scene.avocat, scene.membre_deposant):
            lire(reader, address, 404)
            assert client(reader).post(address, {"acte": "desactiver"}).status_code in {404, 405}
        lire(scene.sapiteur, address, 404)
    elsewhere = expertise_complete()
    for name, other in (("partie", elsewhere.poitou.pk), ("membre", elsewhere.poitou.pk)):
        lire(scene.expert, adresse(scene, name, other), 404)
    lire(scene.expert, adresse(scene, "participant", elsewhere.participation(elsewhere.avocat).pk), 404)
    assert client(scene.expert).post(adresse(scene, "partie_retirer", elsewhere.poitou.pk)).status_code == 404


def test_l_expert_ajoute_tout_le_monde_par_les_pages(scene: ExpertiseComplete) -> None:
    browser = client(scene.expert)
    answer = browser.post(
        adresse(scene, "partie_ajouter"),
        {"nom": "SCI  Les Pins", "cote": "defendeur", "genre": "representee", "adresse_postale": ""},
    )
    party = Partie.objects.get(nom="SCI Les Pins")
    assert answer.headers["Location"] == adresse(scene, "partie", party.pk)
    lawyer = avocat("Denis", "Bel")
    found = browser.get(
        adresse(scene, "avocat"), {"texte": "bel"}, headers={"HX-Request": "true", "HX-Target": "resultats"}
    ).content.decode()
    assert str(lawyer.pk) in found
    assert "<html" not in found
    both = {"compte": str(lawyer.pk), "partie": [str(party.pk), str(scene.poitou.pk)]}
    assert "checked" in browser.post(adresse(scene, "avocat"), {**both, "chercher": "1"}).content.decode()
    assert browser.post(adresse(scene, "avocat"), both).status_code == 302
    assert set(scene.participation(lawyer).parties.all()) == {party, scene.poitou}
    for values, sentence in (
        ({"partie": str(party.pk)}, "puis cochez-la"),
        ({"compte": str(lawyer.pk)}, "au moins une partie"),
    ):
        assert sentence in browser.post(adresse(scene, "avocat"), values).content.decode()

    person = {"prenom": "Rose", "nom": "Blanc", "courriel": "rose@exemple.fr", "mobile": "0612345678"}
    page = browser.post(adresse(scene, "membre", party.pk), {**person, "courriel": "rose"}).content.decode()
    assert "Cette adresse e-mail n’est pas valable" in page
    assert browser.post(adresse(scene, "membre", party.pk), person).status_code == 302
    assert Participation.objects.get(compte__nom="Blanc").profil == Profil.PARTIE_NON_AUTORISEE
    twin = {**person, "courriel": "autre@exemple.fr"}
    page = browser.post(adresse(scene, "membre", scene.hartmann.pk), twin).content.decode()
    assert 'name="distincte"' in page
    answer = browser.post(
        adresse(scene, "membre", scene.hartmann.pk), {**twin, "distincte": "on", "autorise": "on"}
    )
    assert answer.status_code == 302
    assert Participation.objects.filter(compte__nom="Blanc", profil=Profil.PARTIE_AUTORISEE).exists()

    judge, clerk, colleague = personne(Role.MAGISTRAT), personne(Role.GREFFIER), expert("Denise", "Roy")
    for compte in (judge, clerk):
        assert browser.post(adresse(scene, "juridiction"), {"compte": str(compte.pk)}).status_code == 302
    assert (
        "participe déjà"
        in browser.post(adresse(scene, "juridiction"), {"compte": str(judge.pk)}).content.decode()
    )
    assert browser.post(adresse(scene, "co_expert"), {"expert": str(colleague.pk)}).status_code == 302
    page = browser.get(adresse(scene, "sapiteur"), {"nom": "roy"}).content.decode()
    assert f'name="expert" value="{colleague.pk}"' in re.sub(r"\s+", " ", page)
    assert browser.post(adresse(scene, "sapiteur"), {"expert": str(colleague.pk)}).status_code == 409
    outside = {"prenom": "Ugo", "nom": "Petit", "courriel": "ugo@exemple.fr", "qualite": "hydrologue"}
    assert browser.post(adresse(scene, "sapiteur_nouveau"), outside).status_code == 302
    words = mots(lire(scene.expert, adresse(scene, "administration")))
    for name in ("Denis Bel", "Rose Blanc", judge.nom, clerk.nom, "Denise Roy", "Ugo Petit", "hydrologue"):
        assert name in words
    assert "Lien envoyé le" in words
    assert "Certificat valable jusqu’au" in words


def test_la_page_d_une_personne_change_sa_place(scene: ExpertiseComplete) -> None:
    browser = client(scene.expert)
    second = actes.ajouter_partie(
        auteur(scene.expert),
        scene.expertise,
        nom="Zoé",
        cote=Cote.DEMANDEUR,
        genre=GenreDePartie.REPRESENTEE,
    )
    actes.ajouter_avocat(auteur(scene.expert), scene.expertise, scene.avocat, [second])

    def agir(compte: Compte, acte: str, statut: int = 302, **values: str) -> Participation:
        address = adresse(scene, "participant", scene.participation(compte).pk)
        assert browser.post(address, {"acte": acte, **values}).status_code == statut
        assert client(scene.expert).get(address).status_code == 200
        return scene.participation(compte)

    assert not agir(scene.avocat, "desactiver").actif
    assert agir(scene.avocat, "activer").actif
    assert agir(scene.avocat, "detacher", partie=str(second.pk)).parties.get() == scene.poitou
    assert agir(scene.membre_deposant, "lecture").profil == Profil.PARTIE_NON_AUTORISEE
    assert agir(scene.membre_deposant, "autoriser").profil == Profil.PARTIE_AUTORISEE
    agir(scene.membre_lecteur, "autoriser", 409)
    agir(scene.membre_lecteur, "lien")
    agir(scene.avocat, "lien", 409)
    agir(scene.avocat, "revoquer", 409)
    agir(scene.membre_deposant, "revoquer", 409)  # the certificate of tests is not the platform's
    agir(scene.expert, "desactiver", 409)
    agir(scene.magistrat, "desactiver", 409)
    agir(scene.avocat, "renommer", 404)
    page = lire(scene.expert, adresse(scene, "participant", scene.participation(scene.expert).pk))
    assert 'data-ouvre="desactiver"' not in page


def test_une_expertise_close_montre_sans_rien_offrir(scene: ExpertiseComplete) -> None:
    scene.statut(Statut.TERMINEE)
    page = lire(scene.expert, adresse(scene, "administration"))
    assert "ses parties et ses participants ne changent plus" in page
    for word in ("Ajouter", "Renommer", "Modifier"):
        assert f">{word}" not in page
    person = lire(scene.expert, adresse(scene, "participant", scene.participation(scene.membre_lecteur).pk))
    assert 'data-ouvre="lien"' in person
    assert 'data-ouvre="desactiver"' not in person


def test_deux_cents_parties_en_peu_de_requetes(
    scene: ExpertiseComplete, django_assert_max_num_queries: Any
) -> None:
    par = auteur(scene.expert)
    for number in range(200):
        actes.ajouter_partie(
            par,
            scene.expertise,
            nom=f"Copropriétaire {number:03}",
            cote=Cote.DEFENDEUR,
            genre=GenreDePartie.REPRESENTEE,
        )
    others = list(Partie.objects.filter(expertise=scene.expertise, nom__startswith="Copropriétaire"))
    actes.ajouter_avocat(par, scene.expertise, scene.avocat, others)
    for reader, name in ((scene.expert, "administration"), (scene.avocat, "participants")):
        browser = client(reader)
        browser.get(adresse(scene, name))
        with django_assert_max_num_queries(20):
            page = browser.get(adresse(scene, name)).content.decode()
        assert page.count("carte-partie") == 204
        with django_assert_max_num_queries(20):
            page = browser.get(adresse(scene, name), {"texte": "copropr 17"}).content.decode()
        assert page.count("carte-partie") == 12  # 017, 117, and those from 170 to 179


def test_les_changements_de_statut_disent_pour_qui(scene: ExpertiseComplete) -> None:
    address = adresse(scene, "participants")
    words = mots(lire(scene.expert, address)).replace("\u00a0", " ")
    assert "Faire passer l’expertise « En cours » ? Les avocats et les membres des parties lisent" in words
    scene.statut(Statut.EN_COURS)
    words = mots(lire(scene.expert, address)).replace("\u00a0", " ")
    assert "Plus personne ne dépose de document, pas même l’expert" in words
    assert "Ce changement est définitif." in words
    assert "définitif." not in mots(lire(scene.magistrat, address))
    assert mail.outbox == []


def test_chacun_est_prevenu_de_sa_place(scene: ExpertiseComplete) -> None:
    def recus(compte: Compte) -> list[Courriel]:
        return list(
            Courriel.objects.filter(compte=compte.pk, genre__startswith="expertise.").order_by("cree_le")
        )

    (invited,) = recus(scene.avocat)
    assert invited.sujet.endswith("vous participez à cette expertise")
    assert "Alain Cotte vous a ajouté(e) à l’expertise POITOU c/ HARTMANN" in invited.texte
    assert "comme avocat pour Poitou." in invited.texte
    assert "lorsqu’elle sera en cours" in invited.texte
    assert "certificat que vous utilisez déjà" in invited.texte
    assert f"/expertises/{scene.expertise.pk}/" in invited.texte
    for created in (scene.membre_lecteur, scene.sapiteur_cree):
        (invited,) = recus(created)
        assert "un autre courriel vous donne le lien" in invited.texte
        assert "/expertises/" not in invited.texte
    (invited,) = recus(scene.greffier)
    assert "en cours" not in invited.texte
    assert recus(scene.expert) == []

    par = auteur(scene.expert)
    actes.autoriser_a_publier(par, scene.participation(scene.membre_deposant), False)
    actes.desactiver(par, scene.participation(scene.avocat))
    actes.activer(par, scene.participation(scene.avocat))
    assert "vous lisez les documents sans en déposer" in recus(scene.membre_deposant)[-1].texte
    closed, opened = recus(scene.avocat)[1:]
    assert "a retiré votre accès" in closed.texte
    assert scene.expert.courriel in closed.texte
    assert "/expertises/" not in closed.texte
    assert "vous a rendu l’accès" in opened.texte
