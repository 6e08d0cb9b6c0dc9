"""Words and numbers, as they are indexed and as they are asked."""

from __future__ import annotations

import pytest
from django.db import connection

from opalexe.recherche import mots
from opalexe.recherche.mots import Champ, vecteur
from opalexe.recherche.requete import comprendre

pytestmark = pytest.mark.django_db


def trouve(text: str, q: str) -> bool:
    """Ask PostgreSQL whether a text answers."""
    request = comprendre(q)
    assert not request.refus, request.refus
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vecteur([Champ(text)])[0], request.entiere])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("Les désordres affectant l’étanchéité", "désordre étanchéité"),
        ("LES DESORDRES AFFECTANT L’ETANCHEITE", "désordres affectés étanchéité"),
        ("l’expert a constaté des fissures", "constatant fissure"),
        ("travaux de réfection", "travail"),
        ("baux commerciaux", "bail commercial"),
        ("le cœur de l’œuvre", "coeur œuvres"),
        ("Mme O’Brien-Lefèvre", "o'brien lefevre"),
        ("RG n° 21/01234", "RG 21/01234"),
        ("RG n° 21/01234", "21/01"),
        ("RG n° 21/01234", "RG21/01234"),
        ("RG n° 21/01234", "01234"),
        ("RG n° 21/01234", "1234"),
        ("Mi 568520", "Mi 5685"),
        ("soit 12 450,00 €", "12450"),
        ("soit 12450 €", "12 450"),
        ("le 1er mars 2021", "01/03/2021"),
        ("le 11/12/2020", "11 décembre 2020"),
        ("tél. 06 12 34 56 78", "0612345678"),
        ("norme NF P 94-500", "94-500"),
        ("le pré-rapport", "prérapport"),
        ("le prérapport", "pré-rapport"),
        ("Saint-Étienne", "saint etien"),
        ("mesures acoustiques", "mes"),
        ("facture_F-10873.pdf", "facture 10873"),
        ("0 euro et 000", "000"),
    ],
)
def test_is_found(text: str, q: str) -> None:
    assert trouve(text, q)


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("RG n° 21/01234", "21/02"),
        ("la toiture", "toiture infiltration"),
        ("la toiture et son devis", "toiture -devis"),
        ("un mur", "murmure"),
    ],
)
def test_is_not_found(text: str, q: str) -> None:
    assert not trouve(text, q)


@pytest.mark.parametrize(
    "q",
    [
        "'; DROP TABLE coffre_document; --",
        "a' & !'b':* | ('c",
        "\\'\\\\ <-> mot:*",
        '"non fermé',
        '-"',
        '"" - -- -- mots',
        "((((((mot",
        "mot\0nul",
        "%%%s%(x)s mot",
        "🏛️ mot",
        "mot" * 200,
        "- " * 90 + "mot",
        "é" * 3,
        "Ελλάδα mot",
        "עברית",
    ],
)
def test_whatever_is_typed_is_a_search_or_a_sentence(q: str) -> None:
    request = comprendre(q)
    if not request.refus:
        assert trouve("mot", q) in (True, False)


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("", "Écrivez ce"),
        ("ab", "trois"),
        ("é-à", "trois"),
        ("le dans pour ", "courants"),
        ("-devis", "à trouver"),
    ],
)
def test_what_is_missing_is_said(q: str, said: str) -> None:
    assert said in comprendre(q).refus


def test_a_vector_stays_within_what_postgresql_takes() -> None:
    words, cut = vecteur([Champ(" ".join(f"{n:x}zq{n}" for n in range(120_000)))])
    assert cut
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(%s::tsvector)", [words])
        assert cursor.fetchone()[0] > 20_000


def test_folding_in_place_keeps_every_sign_in_its_place() -> None:
    text = "".join(chr(code) for code in range(0x20, 0x2500))
    assert len(mots.plier_sur_place(text)) == len(text)
    assert mots.plier_sur_place("Cœur brûlé d’İzmir") == "cour brule d’izmir"
