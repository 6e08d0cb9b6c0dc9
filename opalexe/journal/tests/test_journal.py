"""The journal: what is written stays, in its order, and a change shows."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from opalexe.journal import genres
from opalexe.journal.actes import PLATEFORME, Acteur, consigner, verifier
from opalexe.journal.models import GENERALE, Chaine, Entree

pytestmark = pytest.mark.django_db

ESSAI = genres.declarer("essai.acte", "a essayé {quoi}")
DURAND = Acteur(uuid4(), "François Durand", "greffier", "0A1B", "192.0.2.7")


def ecrire(nombre: int, chaine: UUID | None = None) -> None:
    for numero in range(nombre):
        consigner(ESSAI, DURAND, chaine=chaine, donnees={"quoi": f"n° {numero} – « éàç »"})


def test_une_entree_dit_qui_quoi_quand_et_d_ou() -> None:
    objet = uuid4()
    entree = consigner(ESSAI, DURAND, objet=objet, donnees={"quoi": "une fois"})
    lue = Entree.objects.get(pk=entree.pk)
    assert (lue.acteur, lue.acteur_nom, lue.acteur_role) == (
        DURAND.identifiant,
        "François Durand",
        "greffier",
    )
    assert (lue.certificat, lue.adresse, lue.objet) == ("0A1B", "192.0.2.7", objet)
    assert lue.chaine_id == GENERALE
    assert genres.phrase(lue) == "a essayé une fois"


def test_chaque_chaine_se_suit_sans_attendre_les_autres() -> None:
    une, autre = uuid4(), uuid4()
    ecrire(3, une)
    ecrire(2, autre)
    numeros = Entree.objects.filter(chaine=une).values_list("numero", flat=True)
    assert list(numeros) == [1, 2, 3]
    assert verifier(une) is None
    assert verifier(autre) is None
    assert verifier(uuid4()) is None, "an empty chain is whole"


@pytest.mark.parametrize(
    "requete",
    [
        "UPDATE journal_entree SET acteur_nom = 'Autre'",
        "DELETE FROM journal_entree",
        "TRUNCATE journal_entree CASCADE",
        "DELETE FROM journal_chaine",
        "UPDATE journal_chaine SET longueur = longueur - 1",
        "INSERT INTO journal_entree (chaine_id, numero, le, acte, acteur_nom, acteur_role, certificat, donnees,"
        " empreinte_precedente, empreinte)"
        " SELECT chaine_id, 9, le, acte, acteur_nom, acteur_role, certificat, donnees, empreinte, empreinte"
        " FROM journal_entree LIMIT 1",
    ],
)
def test_la_base_refuse_toute_retouche(requete: str) -> None:
    ecrire(2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(requete)
    assert verifier() is None


@pytest.mark.parametrize(
    ("retouche", "numero"),
    [
        ('UPDATE journal_entree SET donnees = \'{"quoi": "rien"}\' WHERE numero = 2', 2),
        ("UPDATE journal_entree SET le = le + interval '1 microsecond' WHERE numero = 3", 3),
        ("UPDATE journal_entree SET adresse = '192.0.2.8' WHERE numero = 1", 1),
        ("DELETE FROM journal_entree WHERE numero = 2", 2),
        ("DELETE FROM journal_entree WHERE numero = 4", 4),
        ("UPDATE journal_entree SET numero = 9 - numero WHERE numero >= 3", 3),
    ],
)
def test_une_retouche_forcee_se_voit(retouche: str, numero: int) -> None:
    chaine = uuid4()
    ecrire(4, chaine)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entree DISABLE TRIGGER USER")
        cursor.execute(f"{retouche} AND chaine_id = %s", [chaine])
        cursor.execute("ALTER TABLE journal_entree ENABLE TRIGGER USER")
    rupture = verifier(chaine)
    assert rupture is not None
    assert rupture.numero == numero
    assert rupture.raison


def test_une_entree_ne_s_ecrit_que_dans_la_transaction_de_son_acte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        consigner(ESSAI, PLATEFORME)


def test_qui_ecoute_est_dans_la_transaction() -> None:
    entendues: list[Entree] = []
    genre = genres.declarer(f"essai.{uuid4()}", "a essayé")

    @genres.ecouter(genre)
    def entendre(entree: Entree) -> None:
        assert Entree.objects.filter(pk=entree.pk).exists()
        entendues.append(entree)
        raise LookupError

    with pytest.raises(LookupError), transaction.atomic():
        consigner(genre, PLATEFORME)
    assert len(entendues) == 1
    assert not Entree.objects.filter(acte=genre.code).exists(), "a listener that fails undoes the act"
    assert not Chaine.objects.filter(pk=GENERALE, longueur__gt=0).exists()
