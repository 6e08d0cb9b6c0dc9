"""Parties and people: who adds whom, what is refused and in which words, what the journal keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from opalexe.coffre.models import Repertoire
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import auteur, client, expert, personne
from opalexe.essais.scenes import ExpertiseComplete, expertise_complete
from opalexe.expertises import actes
from opalexe.expertises.models import (
    Cote,
    Expertise,
    GenreDePartie,
    Participation,
    Partie,
    Profil,
    Rattachement,
    Statut,
)
from opalexe.expertises.requetes import partie_sans_acces
from opalexe.journal.actes import verifier
from opalexe.journal.genres import phrase
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> ExpertiseComplete:
    return expertise_complete()


def ajouter(scene: ExpertiseComplete, nom: str, genre: GenreDePartie, par: Compte | None = None) -> Partie:
    return actes.ajouter_partie(
        auteur(par or scene.expert), scene.expertise, nom=nom, cote=Cote.DEFENDEUR, genre=genre
    )


def retyper(scene: ExpertiseComplete, partie: Partie, genre: GenreDePartie) -> None:
    actes.modifier_partie(auteur(scene.expert), partie, nom=partie.nom, cote=Cote(partie.cote), genre=genre)
    partie.refresh_from_db()


def membre(scene: ExpertiseComplete, partie: Partie, **champs: Any) -> Participation:
    values = {"nom": "Blanc", "prenom": "Rose", "courriel": "rose.blanc@exemple.fr", **champs}
    return actes.ajouter_membre(auteur(scene.expert), partie, **values)


def test_la_scene_a_chaque_profil_et_le_journal_dit_qui_lit_quoi(scene: ExpertiseComplete) -> None:
    profils = {name: scene.participation(person).profil for name, person in scene.tous.items()}
    assert profils == {
        "expert": "expert",
        "co_expert": "co_expert",
        "magistrat": "magistrat",
        "greffier": "greffier",
        "avocat": "avocat",
        "membre_lecteur": "partie_non_autorisee",
        "membre_deposant": "partie_autorisee",
        "sapiteur": "sapiteur",
        "sapiteur_cree": "sapiteur",
    }
    entries = Entree.objects.filter(chaine=scene.expertise.pk, acte="expertise.participant_ajoute")
    said = entries.get(objet=scene.avocat.pk).donnees
    assert said["parties"] == [str(scene.poitou.pk)]
    assert said["parties_noms"] == ["Poitou"]
    assert said["participation"] == scene.participation(scene.avocat).pk
    opened = Entree.objects.get(chaine=scene.expertise.pk, acte="expertise.ouverte").donnees["participants"]
    assert {line["profil"] for line in opened} == {"expert", "magistrat"}
    assert [party.ordre for party in (scene.poitou, scene.hartmann, scene.cpam, scene.maif)] == [1, 2, 3, 4]
    assert verifier(scene.expertise.pk) is None
    sentences = [phrase(entry) for entry in Entree.objects.filter(chaine=scene.expertise.pk)]
    assert "a ajouté Claire Arnaud comme avocat pour Poitou" in sentences
    assert "a ajouté la partie MAIF (Non dématérialisée)" in sentences


@pytest.mark.parametrize(
    "qui",
    ["magistrat", "greffier", "avocat", "membre_lecteur", "membre_deposant", "sapiteur", "sapiteur_cree"],
)
def test_seuls_l_expert_et_le_co_expert_administrent(scene: ExpertiseComplete, qui: str) -> None:
    par = auteur(scene.tous[qui])
    lawyer = scene.participation(scene.avocat)
    attempts: list[Any] = [
        lambda: ajouter(scene, "X", GenreDePartie.REPRESENTEE, scene.tous[qui]),
        lambda: actes.retirer_partie(par, scene.maif),
        lambda: actes.ajouter_avocat(par, scene.expertise, personne(Role.AVOCAT), [scene.poitou]),
        lambda: actes.ajouter_greffier(par, scene.expertise, personne(Role.GREFFIER)),
        lambda: actes.ajouter_sapiteur(par, scene.expertise, expert()),
        lambda: actes.desactiver(par, lawyer),
        lambda: actes.renvoyer_lien(par, scene.participation(scene.membre_lecteur)),
        lambda: actes.renommer(par, scene.expertise, actes.identite_de(scene.expertise)),
    ]
    for attempt in attempts:
        with pytest.raises(ActeRefuse, match="revient à l’expert et aux co-experts"):
            attempt()
    assert ajouter(scene, "Nouvelle", GenreDePartie.REPRESENTEE, scene.co_expert).ordre == 5


@pytest.mark.parametrize("statut", [Statut.TERMINEE, Statut.REJETEE])
def test_une_expertise_close_ne_change_plus(scene: ExpertiseComplete, statut: Statut) -> None:
    scene.statut(statut)
    par, reader = auteur(scene.expert), scene.participation(scene.membre_lecteur)
    for attempt in (
        lambda: ajouter(scene, "X", GenreDePartie.REPRESENTEE),
        lambda: actes.desactiver(par, reader),
        lambda: actes.autoriser_a_publier(par, reader, True),
    ):
        with pytest.raises(ActeRefuse, match="ne changent plus"):
            attempt()
    if statut == Statut.TERMINEE:
        actes.renvoyer_lien(par, reader)  # one still reads: a lost certificate must not keep one out
    else:
        with pytest.raises(ActeRefuse, match="n’a plus accès"):
            actes.renvoyer_lien(par, reader)


def test_deux_parties_ne_portent_pas_le_meme_nom(scene: ExpertiseComplete) -> None:
    for nom in ("POITOU", " poitou "):
        with pytest.raises(ActeRefuse, match="a déjà une partie «\u00a0Poitou\u00a0»"):
            ajouter(scene, nom, GenreDePartie.REPRESENTEE)
    with pytest.raises(ActeRefuse, match="au moins une lettre"):
        ajouter(scene, " … ", GenreDePartie.REPRESENTEE)
    with pytest.raises(ActeRefuse, match="a déjà une partie"):
        actes.modifier_partie(
            auteur(scene.expert),
            scene.maif,
            nom="Hartmann",
            cote=Cote.DEFENDEUR,
            genre=GenreDePartie.SANS_ACCES,
        )
    assert scene.expertise.parties.count() == 4


def test_le_genre_d_une_partie_suit_les_personnes_qui_l_assistent(scene: ExpertiseComplete) -> None:
    for genre in (GenreDePartie.SANS_ACCES, GenreDePartie.NON_DEMATERIALISEE):
        with pytest.raises(ActeRefuse, match="désactivez ces personnes"):
            retyper(scene, scene.poitou, genre)
        with pytest.raises(ActeRefuse, match=r"Louis Hartmann a accès .* désactivez cette personne"):
            retyper(scene, scene.hartmann, genre)
    with pytest.raises(ActeRefuse, match="Claire Arnaud représente Poitou"):
        retyper(scene, scene.poitou, GenreDePartie.NON_REPRESENTEE)

    retyper(scene, scene.hartmann, GenreDePartie.REPRESENTEE)
    publisher = scene.participation(scene.membre_deposant)
    assert publisher.profil == Profil.PARTIE_NON_AUTORISEE
    told = Entree.objects.filter(chaine=scene.expertise.pk, acte="expertise.participant_modifie").latest(
        "numero"
    )
    assert told.donnees["profil"] == "partie_non_autorisee"
    with pytest.raises(ActeRefuse, match="son avocat dépose"):
        actes.autoriser_a_publier(auteur(scene.expert), publisher, True)

    actes.desactiver(auteur(scene.expert), publisher)
    retyper(scene, scene.hartmann, GenreDePartie.SANS_ACCES)
    with pytest.raises(ActeRefuse, match="ne reçoit plus rien par la plateforme"):
        actes.activer(auteur(scene.expert), publisher)
    retyper(scene, scene.hartmann, GenreDePartie.NON_REPRESENTEE)
    actes.activer(auteur(scene.expert), publisher)
    actes.autoriser_a_publier(auteur(scene.expert), publisher, True)
    assert scene.participation(scene.membre_deposant).profil == Profil.PARTIE_AUTORISEE

    actes.desactiver(auteur(scene.expert), scene.participation(scene.avocat))
    retyper(scene, scene.poitou, GenreDePartie.NON_REPRESENTEE)
    with pytest.raises(ActeRefuse, match="est indiquée sans avocat"):
        actes.activer(auteur(scene.expert), scene.participation(scene.avocat))


def test_un_avocat_pour_plusieurs_parties_et_sans_dommage_deux_fois(scene: ExpertiseComplete) -> None:
    par, lawyer = auteur(scene.expert), scene.avocat
    second = ajouter(scene, "SCI Les Pins", GenreDePartie.REPRESENTEE)
    with pytest.raises(ActeRefuse, match="Pas d’avocat pour Hartmann"):
        actes.ajouter_avocat(par, scene.expertise, lawyer, [second, scene.hartmann])
    with pytest.raises(ActeRefuse, match="au moins une partie"):
        actes.ajouter_avocat(par, scene.expertise, lawyer, [])
    before = Entree.objects.count()
    for _ in range(2):
        row = actes.ajouter_avocat(par, scene.expertise, lawyer, [scene.poitou, second])
    assert Entree.objects.count() == before + 1
    assert list(row.parties.all()) == [scene.poitou, second]
    actes.detacher_avocat(par, row, scene.poitou)
    actes.detacher_avocat(par, row, scene.poitou)
    with pytest.raises(ActeRefuse, match="désactivez plutôt"):
        actes.detacher_avocat(par, row, second)
    with pytest.raises(ActeRefuse, match="Choisissez un avocat"):
        actes.ajouter_avocat(par, scene.expertise, personne(Role.GREFFIER), [second])
    actes.desactiver(par, row)
    with pytest.raises(ActeRefuse, match="réactivez"):
        actes.ajouter_avocat(par, scene.expertise, lawyer, [scene.poitou])
    elsewhere = actes.ouvrir(
        par, identite=actes.identite_de(scene.expertise), expert=scene.expert, juridiction=scene.magistrat
    )
    foreign = actes.ajouter_partie(
        par, elsewhere, nom="Ailleurs", cote=Cote.DEMANDEUR, genre=GenreDePartie.REPRESENTEE
    )
    with pytest.raises(ActeRefuse, match="au moins une partie"):
        actes.ajouter_avocat(par, scene.expertise, personne(Role.AVOCAT), [foreign])
    with pytest.raises(IntegrityError), transaction.atomic():
        Rattachement.objects.create(participation=row, partie=foreign)


def test_une_personne_deja_la_est_dite(scene: ExpertiseComplete) -> None:
    same = {"nom": "HARTMANN", "prenom": "Louis", "courriel": "Louis.Hartmann@exemple.fr"}
    for distincte in (False, True):
        with pytest.raises(ActeRefuse, match=r"participe déjà .* avec cette adresse e-mail"):
            membre(scene, scene.hartmann, **same, distincte=distincte)
    with pytest.raises(ActeRefuse, match=r"porte déjà ce nom .*C’est une autre personne"):
        membre(scene, scene.hartmann, **{**same, "courriel": "fils@exemple.fr"})
    with pytest.raises(ActeRefuse, match="a déjà cette adresse e-mail"):
        membre(scene, scene.hartmann, **{**same, "prenom": "Marie"})
    assert membre(scene, scene.hartmann, **{**same, "prenom": "Marie"}, distincte=True).actif
    for compte in (scene.sapiteur, scene.co_expert, scene.expert):
        with pytest.raises(ActeRefuse, match="participe déjà à cette expertise"):
            actes.ajouter_co_expert(auteur(scene.expert), scene.expertise, compte)
    assert Compte.objects.filter(role=Role.PARTIE).count() == 3


def test_les_membres_d_une_partie_representee_lisent_ceux_d_une_partie_sur_papier_n_existent_pas(
    scene: ExpertiseComplete,
) -> None:
    with pytest.raises(ActeRefuse, match="son avocat dépose"):
        membre(scene, scene.poitou, autorise=True)
    for party in (scene.cpam, scene.maif):
        with pytest.raises(ActeRefuse, match="changez d’abord son type"):
            membre(scene, party)
    assert not Compte.objects.filter(nom="Blanc").exists()
    added = membre(scene, scene.poitou)
    assert added.profil == Profil.PARTIE_NON_AUTORISEE
    with pytest.raises(ActeRefuse, match="Seul le membre"):
        actes.autoriser_a_publier(auteur(scene.expert), scene.participation(scene.avocat), True)


def test_on_n_ajoute_que_le_bon_role(scene: ExpertiseComplete) -> None:
    par, case = auteur(scene.expert), scene.expertise
    closed = personne(Role.MAGISTRAT, actif=False)
    for act, wrong in (
        (actes.ajouter_magistrat, personne(Role.GREFFIER)),
        (actes.ajouter_magistrat, closed),
        (actes.ajouter_greffier, personne(Role.MAGISTRAT)),
        (actes.ajouter_co_expert, personne(Role.AVOCAT)),
        (actes.ajouter_sapiteur, personne(Role.PARTIE)),
    ):
        with pytest.raises(ActeRefuse, match=r"^Choisissez un"):
            act(par, case, wrong)


def test_desactiver_ferme_et_certains_ne_se_desactivent_pas(scene: ExpertiseComplete) -> None:
    par, co = auteur(scene.expert), auteur(scene.co_expert)
    lawyer = scene.participation(scene.avocat)
    actes.desactiver(co, lawyer)
    actes.desactiver(co, lawyer)
    assert not Expertise.objects.visibles_par(scene.avocat).exists()
    actes.activer(par, lawyer)
    assert Expertise.objects.visibles_par(scene.avocat).exists()
    with pytest.raises(ActeRefuse, match="L’expert garde son accès"):
        actes.desactiver(co, scene.participation(scene.expert))
    with pytest.raises(ActeRefuse, match="votre propre accès"):
        actes.desactiver(co, scene.participation(scene.co_expert))
    other = actes.ajouter_co_expert(par, scene.expertise, expert())
    with pytest.raises(ActeRefuse, match="revient à l’expert"):
        actes.desactiver(co, other)
    actes.desactiver(par, other)
    with pytest.raises(ActeRefuse, match="revient à l’expert"):
        actes.activer(co, other)
    kinds = Entree.objects.filter(chaine=scene.expertise.pk, objet=scene.avocat.pk).values_list(
        "acte", flat=True
    )
    assert list(kinds.order_by("numero")) == [
        "expertise.participant_ajoute",
        "expertise.participant_desactive",
        "expertise.participant_active",
    ]


def test_un_seul_magistrat_est_charge_du_controle(scene: ExpertiseComplete) -> None:
    par = auteur(scene.expert)
    first = scene.participation(scene.magistrat)
    second = actes.ajouter_magistrat(par, scene.expertise, personne(Role.MAGISTRAT))
    assert (first.charge_du_controle, second.charge_du_controle) == (True, False)
    with pytest.raises(ActeRefuse, match="quel autre magistrat"):
        actes.desactiver(par, first)
    actes.charger_du_controle(par, second)
    actes.charger_du_controle(par, second)
    actes.desactiver(par, first)
    with pytest.raises(ActeRefuse, match="Choisissez un magistrat qui participe"):
        actes.charger_du_controle(par, first)
    with pytest.raises(ActeRefuse, match="Choisissez un magistrat qui participe"):
        actes.charger_du_controle(par, scene.participation(scene.greffier))
    assert Entree.objects.filter(acte="expertise.controle").count() == 1


def test_le_premier_magistrat_ajoute_est_charge_du_controle() -> None:
    leader = expert()
    case = actes.ouvrir(
        auteur(leader),
        identite=actes.identite_de(expertise_complete().expertise),
        expert=leader,
        juridiction=personne(Role.GREFFIER),
    )
    assert actes.ajouter_magistrat(auteur(leader), case, personne(Role.MAGISTRAT)).charge_du_controle


def test_une_partie_ne_se_retire_que_si_personne_ni_rien_ne_s_y_trouve(scene: ExpertiseComplete) -> None:
    par = auteur(scene.expert)
    with pytest.raises(ActeRefuse, match="pris part à l’expertise pour Poitou"):
        actes.retirer_partie(par, scene.poitou)
    root = scene.maif.repertoires.first()
    assert root is not None
    Repertoire.objects.create(
        expertise=scene.expertise,
        parent=root,
        dossier=root.dossier,
        repertoire=root.repertoire,
        partie=scene.maif,
        nom="Lots",
        cle_nom="lots",
    )
    with pytest.raises(ActeRefuse, match="contiennent des documents ou des dossiers"):
        actes.retirer_partie(par, scene.maif)
    assert scene.maif.repertoires.count() == 5
    assert not Entree.objects.filter(acte="expertise.partie_retiree").exists()
    actes.retirer_partie(par, scene.cpam)
    assert not Repertoire.objects.filter(partie=scene.cpam).exists()
    assert list(scene.expertise.parties.values_list("nom", flat=True)) == ["Poitou", "Hartmann", "MAIF"]
    assert ajouter(scene, "CPAM de la Gironde", GenreDePartie.SANS_ACCES).ordre == 5
    assert verifier(scene.expertise.pk) is None


def test_corriger_une_personne_creee_et_revoquer_son_certificat(scene: ExpertiseComplete) -> None:
    par, row = auteur(scene.expert), scene.participation(scene.membre_lecteur)
    values = {"nom": "Poitou", "prenom": "Jeanne", "courriel": "j.poitou@exemple.fr", "mobile": ""}
    for _ in range(2):
        actes.corriger_personne(par, row, **values)
    assert Compte.objects.get(pk=row.compte_id).courriel == "j.poitou@exemple.fr"
    assert Entree.objects.filter(acte="expertise.personne_corrigee").count() == 1
    with pytest.raises(ActeRefuse, match="demandez-lui de les corriger"):
        actes.corriger_personne(par, scene.participation(scene.avocat), **values)
    row.compte.certificats.update(de_plateforme=True)
    actes.revoquer_certificat(par, row)
    assert row.compte.certificats.get().revoque_le is not None
    assert client(row.compte).get(f"/expertises/{scene.expertise.pk}/").status_code == 403
    with pytest.raises(ActeRefuse, match="pas de certificat de la plateforme à révoquer"):
        actes.revoquer_certificat(par, row)


def test_l_expert_seul_agit_pour_une_partie_sans_acces(scene: ExpertiseComplete) -> None:
    case = scene.expertise
    assert partie_sans_acces(scene.expert, case, scene.cpam.pk) == scene.cpam
    assert partie_sans_acces(scene.expert, case, str(scene.cpam.pk)) == scene.cpam
    for who, wanted in (
        (scene.co_expert, scene.cpam.pk),
        (scene.magistrat, scene.cpam.pk),
        (scene.expert, scene.maif.pk),
        (scene.expert, scene.poitou.pk),
        (scene.expert, "abc"),
        (scene.expert, None),
    ):
        assert partie_sans_acces(who, case, wanted) is None
