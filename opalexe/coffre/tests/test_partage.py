"""Sharing: whom it may reach, what it opens and closes, what is written and told."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from opalexe.coffre.actes.partage import partager, retirer_tout
from opalexe.coffre.models import Acces, Document, Partage, Repertoire, Verrou
from opalexe.coffre.requetes_partage import Niveaux, Selection, partages
from opalexe.coffre.tests.envoi import deposer
from opalexe.coffre.tests.scene_partage import Dossier
from opalexe.comptes.models import Compte, Role
from opalexe.essais.personnes import auteur, client, personne
from opalexe.expertises.models import Participation, Profil, Statut
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.models import Courriel

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Dossier:
    return Dossier()


@pytest.fixture
def piece(scene: Dossier) -> Document:
    return deposer(
        scene.avocat, scene.de_partie(scene.poitou, "pieces_cotees"), "Facture du toit.pdf", b"facture"
    )


def donner(scene: Dossier, person: Compte, *documents: Document, acces: bool = True) -> tuple[int, str]:
    return partager(
        auteur(scene.expert), [row.pk for row in documents], scene.participation(person).pk, acces
    )


def lit(person: Compte, document: Document) -> bool:
    """Tell whether every address gives the document, or whether none does."""
    browser = client(person)
    answers = {
        browser.get(f"/documents/{document.pk}/").status_code,
        browser.get(f"/documents/{document.pk}/?voir").status_code,
        browser.post("/documents/zip/", {"documents": [document.pk]}).status_code,
    }
    assert len(answers) == 1, answers
    return answers == {200}


def voit(person: Compte, folder: Repertoire) -> bool:
    return client(person).get(f"/expertises/{folder.expertise_id}/dossiers/{folder.pk}/").status_code == 200


def courriels(person: Compte) -> list[str]:
    return list(Courriel.objects.filter(compte=person.pk).order_by("cree_le").values_list("texte", flat=True))


@pytest.mark.parametrize("statut", Statut.values)
def test_les_niveaux_disent_ce_que_dit_la_base(scene: Dossier, statut: str) -> None:
    scene.statut(Statut(statut))
    people = list(scene.expertise.participations.all())
    levels = Niveaux(people)
    computed = {
        (some.pk, folder.pk, level)
        for some in people
        for folder in scene.expertise.repertoires.all()
        if (level := levels.de(some, folder).get(statut))
    }
    known = Acces.objects.filter(expertise=scene.expertise, pour=None)
    assert computed == set(known.values_list("participation", "repertoire", "niveau"))


@pytest.mark.parametrize("qui", ["magistrat", "greffier", "sapiteur"])
def test_partager_ouvre_et_retirer_ferme_aussitot(scene: Dossier, piece: Document, qui: str) -> None:
    person = scene.tous()[qui]
    other = deposer(scene.avocat, piece.repertoire, "Autre.pdf", b"autre")
    assert not lit(person, piece)
    assert not voit(person, piece.repertoire)
    assert donner(scene, person, piece) == (1, "")
    assert lit(person, piece)
    assert voit(person, piece.repertoire)
    assert not lit(person, other)
    page = (
        client(person)
        .get(f"/expertises/{scene.expertise.pk}/dossiers/{piece.repertoire_id}/")
        .content.decode()
    )
    assert piece.nom in page
    assert other.nom not in page
    assert donner(scene, person, piece) == (0, "")
    assert donner(scene, person, piece, acces=False) == (1, "")
    assert not lit(person, piece)
    assert not voit(person, piece.repertoire)
    assert donner(scene, person, piece, acces=False) == (0, "")
    kept = Partage.objects.get()
    assert (kept.accorde_par, kept.retire_par) == (scene.expert, scene.expert)
    acts = Entree.objects.filter(chaine=scene.expertise.pk, acte__startswith="partage.").order_by("numero")
    assert [(row.acte, row.objet, row.donnees["documents"]) for row in acts] == [
        ("partage.accorde", piece.pk, [str(piece.pk)]),
        ("partage.retire", piece.pk, [str(piece.pk)]),
    ]
    granted, withdrawn = courriels(person)
    assert piece.nom in granted
    assert piece.nom not in withdrawn
    assert "ne partage plus avec vous un document" in withdrawn
    # Granted again, it opens again: a share withdrawn is history.
    donner(scene, person, piece)
    assert lit(person, piece)
    assert Partage.objects.count() == 2


def test_un_sous_dossier_et_son_chemin_apparaissent_avec_ce_qui_y_est_partage(scene: Dossier) -> None:
    root = scene.de_partie(scene.hartmann, "dires_et_annexes")
    first = Repertoire.objects.create(**_sous(root, "Annexes"))
    second = Repertoire.objects.create(**_sous(first, "Photographies"))
    beside = Repertoire.objects.create(**_sous(root, "Brouillons"))
    photo = deposer(scene.membre, second, "Photo.pdf", b"photo")
    donner(scene, scene.sapiteur, photo)
    assert [voit(scene.sapiteur, each) for each in (root, first, second, beside)] == [True, True, True, False]
    assert lit(scene.sapiteur, photo)
    donner(scene, scene.sapiteur, photo, acces=False)
    assert [voit(scene.sapiteur, each) for each in (root, first, second)] == [False, False, False]


def _sous(parent: Repertoire, nom: str) -> dict[str, Any]:
    return {
        "expertise": parent.expertise,
        "parent": parent,
        "dossier": parent.dossier,
        "repertoire": parent.repertoire,
        "partie": parent.partie,
        "nom": nom,
        "cle_nom": nom.lower(),
    }


def test_le_statut_cache_et_remontre_ce_qui_est_partage(scene: Dossier, piece: Document) -> None:
    donner(scene, scene.sapiteur, piece)
    donner(scene, scene.magistrat, piece)
    for statut, sapiteur, magistrat in (
        (Statut.EN_PAUSE, False, True),
        (Statut.EN_COURS, True, True),
        (Statut.TERMINEE, True, True),
        (Statut.EN_CREATION, False, False),
        (Statut.REJETEE, False, False),
        (Statut.EN_COURS, True, True),
    ):
        scene.statut(statut)
        assert (lit(scene.sapiteur, piece), lit(scene.magistrat, piece)) == (sapiteur, magistrat), statut
    Participation.objects.filter(compte=scene.sapiteur).update(actif=False)
    assert not lit(scene.sapiteur, piece)
    with pytest.raises(ActeRefuse, match="n’a plus accès à l’expertise"):
        donner(scene, scene.sapiteur, piece)
    assert donner(scene, scene.sapiteur, piece, acces=False) == (1, "")


def test_partager_pour_plus_tard_le_dit_sans_nommer_le_document(scene: Dossier, piece: Document) -> None:
    scene.statut(Statut.EN_PAUSE)
    number, later = donner(scene, scene.sapiteur, piece)
    assert (number, later) == (1, "«\u00a0En cours\u00a0» ou «\u00a0Terminée\u00a0»")
    (told,) = courriels(scene.sapiteur)
    assert piece.nom not in told
    assert "Ce document sera lisible lorsque l’expertise sera «\u00a0En cours\u00a0»" in told
    assert not lit(scene.sapiteur, piece)
    scene.statut(Statut.EN_COURS)
    assert lit(scene.sapiteur, piece)


@pytest.mark.parametrize(
    ("qui", "phrase"),
    [
        ("avocat", "lit déjà"),
        ("membre", "lit déjà"),
        ("lecteur", "lit déjà"),
        ("co_expert", "lit déjà"),
    ],
)
def test_qui_lit_de_droit_n_a_rien_a_recevoir(scene: Dossier, piece: Document, qui: str, phrase: str) -> None:
    with pytest.raises(ActeRefuse, match=phrase):
        donner(scene, scene.tous()[qui], piece)
    assert not Partage.objects.exists()


def test_la_ou_la_matrice_ne_donne_rien_rien_ne_se_partage(scene: Dossier, piece: Document) -> None:
    (secret,) = scene.poser("magistrat", "expert_vers_magistrat", scene.expert, "Au juge.pdf")
    for person in (scene.sapiteur, scene.avocat):
        with pytest.raises(ActeRefuse, match="ne permettent pas de partager"):
            donner(scene, person, secret)
    # One document that may not be, and none is: never a part of what was asked.
    with pytest.raises(ActeRefuse):
        donner(scene, scene.sapiteur, piece, secret)
    assert not Partage.objects.exists()


def test_un_document_confidentiel_ne_se_montre_que_par_partage(scene: Dossier) -> None:
    folder = scene.de_partie(scene.poitou, "confidentiel_accepte")
    document = Document.objects.create(
        repertoire=folder,
        fichier=deposer(scene.avocat, scene.de_partie(scene.poitou, "pieces_cotees"), "a.pdf", b"a").fichier,
        nom="Secret.pdf",
        cle_nom="secret.pdf",
        depose_par=scene.avocat,
    )
    with pytest.raises(ActeRefuse, match="ne permettent pas"):
        donner(scene, scene.membre, document)
    donner(scene, scene.magistrat, document)
    readers = {name for name, person in scene.tous().items() if lit(person, document)}
    assert readers == {"expert", "co_expert", "avocat", "magistrat"}


def test_seul_l_expert_partage(scene: Dossier, piece: Document) -> None:
    target = scene.participation(scene.sapiteur).pk
    outsider = personne(Role.EXPERT)
    for name, person in {**scene.tous(), "dehors": outsider}.items():
        if name == "expert":
            continue
        reads = name in {"co_expert", "avocat", "membre", "lecteur"}
        with pytest.raises(ActeRefuse if reads else Http404):
            partager(auteur(person), [piece.pk], target, True)
        browser = client(person)
        assert browser.get(f"/expertises/{scene.expertise.pk}/partage/").status_code == 404
        sent = {"documents": [piece.pk], "accorder": target}
        assert browser.post(f"/expertises/{scene.expertise.pk}/partage/", sent).status_code == 404
        assert browser.post(f"/expertises/{scene.expertise.pk}/partage/acces/", sent).status_code == 404
    assert not Partage.objects.exists()


def test_ni_rien_ni_trop_ni_ailleurs(scene: Dossier, piece: Document) -> None:
    other = Dossier(expert=scene.expert)
    target = scene.participation(scene.sapiteur).pk
    with pytest.raises(ActeRefuse, match="Aucun document"):
        partager(auteur(scene.expert), [], target, True)
    (elsewhere,) = other.poser("expert", "correspondance", scene.expert, "Lettre.pdf")
    with pytest.raises(Http404):
        partager(auteur(scene.expert), [piece.pk, elsewhere.pk], target, True)
    with pytest.raises(Http404):
        partager(auteur(scene.expert), [piece.pk], other.participation(other.sapiteur).pk, True)


def test_tout_retirer(scene: Dossier, piece: Document) -> None:
    second = deposer(scene.avocat, piece.repertoire, "Deux.pdf", b"deux")
    donner(scene, scene.sapiteur, piece, second)
    donner(scene, scene.greffier, piece)
    assert partages([piece.pk, second.pk]) == {
        piece.pk: ["Serge Acoustique", "Hélène Marchand"],
        second.pk: ["Serge Acoustique"],
    }
    assert retirer_tout(auteur(scene.expert), [piece.pk, second.pk]) == 2
    assert partages([piece.pk, second.pk]) == {}
    assert not lit(scene.sapiteur, second)
    assert "2\u00a0documents" in courriels(scene.sapiteur)[-1]
    assert Entree.objects.filter(acte="partage.retire").count() == 2


# --- The page ---------------------------------------------------------------------------------------------------


@pytest.fixture
def navigateur(scene: Dossier) -> Client:
    return client(scene.expert)


def test_la_page_montre_chacun_devant_la_selection(
    scene: Dossier, piece: Document, navigateur: Client
) -> None:
    second = deposer(scene.avocat, piece.repertoire, "Deux.pdf", b"deux")
    donner(scene, scene.sapiteur, piece)
    donner(scene, scene.greffier, piece, second)
    page = f"/expertises/{scene.expertise.pk}/partage/"
    sent = navigateur.post(page, {"documents": [piece.pk, second.pk]})
    assert (sent.status_code, sent.headers["Location"]) == (302, page)
    answer = navigateur.get(page)
    states = {one.nom: one.etat for one in answer.context["selection"].acteurs}
    assert states == {
        "François Durand": "aucun",
        "Hélène Marchand": "total",
        "Serge Acoustique": "partiel",
        "Brigitte Vidal": "droit",
        "Léa Arnaud": "droit",
        "Paul Hartmann": "droit",
        "Rose Hartmann": "droit",
    }
    text = answer.content.decode()
    assert "Accès partiel" in text
    assert "De droit, par la matrice" in text
    (secret,) = scene.poser("magistrat", "expert_vers_magistrat", scene.expert, "Au juge.pdf")
    text = navigateur.get(f"{page}?documents={secret.pk}").content.decode()
    assert "Accès impossible" in text
    assert "Aucune personne ne dépend de votre décision" in text


def test_la_page_accorde_et_retire(scene: Dossier, piece: Document, navigateur: Client) -> None:
    page = f"/expertises/{scene.expertise.pk}/partage/"
    (secret,) = scene.poser("magistrat", "expert_vers_magistrat", scene.expert, "Au juge.pdf")
    target = scene.participation(scene.sapiteur).pk
    chosen = [piece.pk, secret.pk]
    # What the matrix closes is left out, and the page had said so.
    answer = navigateur.post(f"{page}acces/", {"documents": chosen, "accorder": target}, follow=True)
    assert "Serge Acoustique a maintenant accès à 1\u00a0document" in answer.content.decode()
    assert lit(scene.sapiteur, piece)
    answer = navigateur.post(f"{page}acces/", {"documents": chosen, "retirer": target}, follow=True)
    assert "n’a plus accès à 1\u00a0document" in answer.content.decode()
    donner(scene, scene.magistrat, piece)
    answer = navigateur.post(f"{page}acces/", {"documents": chosen, "tout_retirer": "oui"}, follow=True)
    assert "une personne en est informée" in answer.content.decode()
    assert not Partage.objects.filter(retire_le=None).exists()
    answer = navigateur.post(f"{page}acces/", {"documents": [secret.pk], "accorder": target})
    assert answer.status_code == 409
    assert "Rien de cette sélection" in answer.content.decode()
    for wrong in ({"documents": ["x"]}, {"documents": [target]}, {"documents": chosen, "accorder": "zéro"}):
        assert navigateur.post(f"{page}acces/", wrong).status_code == 404


def test_un_document_verrouille_ne_se_partage_plus(
    scene: Dossier, piece: Document, navigateur: Client
) -> None:
    donner(scene, scene.sapiteur, piece)
    Verrou.objects.create(document=piece, par=scene.expert, motif="Erreur.", le=timezone.now())
    assert not lit(scene.sapiteur, piece)
    with pytest.raises(ActeRefuse, match="verrouillé"):
        donner(scene, scene.magistrat, piece)
    text = navigateur.get(f"/expertises/{scene.expertise.pk}/partage/?documents={piece.pk}").content.decode()
    assert "Verrouillé" in text
    assert "accorder-" not in text
    assert donner(scene, scene.sapiteur, piece, acces=False) == (1, "")


def test_cinq_cents_documents_devant_soixante_personnes(
    scene: Dossier, navigateur: Client, django_assert_max_num_queries: Any
) -> None:
    documents = []
    for code, party in (("pieces_cotees", scene.poitou), ("dires_et_annexes", scene.hartmann)):
        folder = scene.de_partie(party, code)
        row = deposer(scene.avocat if party == scene.poitou else scene.membre, folder, "modele.pdf", b"x")
        documents += Document.objects.bulk_create(
            Document(
                repertoire=folder,
                fichier=row.fichier,
                nom=f"{n}.pdf",
                cle_nom=f"{n}.pdf",
                depose_par=scene.avocat,
            )
            for n in range(250)
        )
    for _ in range(53):
        scene.ajouter(personne(Role.EXPERT), Profil.SAPITEUR)
    ids = [row.pk for row in documents]
    assert partager(auteur(scene.expert), ids, scene.participation(scene.sapiteur).pk, True) == (500, "")
    page = f"/expertises/{scene.expertise.pk}/partage/"
    assert navigateur.post(page, {"documents": ids}).status_code == 302
    with django_assert_max_num_queries(40):
        assert navigateur.get(page).status_code == 200
    with django_assert_max_num_queries(10):
        rows = Document.objects.filter(pk__in=ids).select_related("repertoire", "verrou")
        assert len(Selection(scene.expertise, list(rows)).acteurs) == 60
    with django_assert_max_num_queries(10):
        assert len(partages(ids)) == 500
    extra = deposer(scene.membre, scene.de_partie(scene.hartmann, "bordereaux"), "x.pdf", b"x")
    with pytest.raises(ActeRefuse, match="501"):
        partager(auteur(scene.expert), [*ids, extra.pk], scene.participation(scene.sapiteur).pk, False)
    assert navigateur.post(page, {"documents": [*ids, extra.pk]}).status_code == 409


def test_sans_choix_la_page_dit_ce_qui_est_partage(
    scene: Dossier, piece: Document, navigateur: Client
) -> None:
    page = f"/expertises/{scene.expertise.pk}/partage/"
    assert "encore partagé aucun document" in navigateur.get(page).content.decode()
    donner(scene, scene.sapiteur, piece)
    text = navigateur.get(page).content.decode()
    assert "Serge Acoustique" in text
    assert piece.nom in text
