"""Sizes and delays, as French people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from opalexe.socle.templatetags.opalexe import date_heure, il_y_a, jour, taille
from opalexe.socle.texte import normaliser


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (0, "0 o"),
        (999, "999 o"),
        (1000, "1,0 ko"),
        (10_466, "10,5 ko"),
        (486_100, "486,1 ko"),
        (999_949, "999,9 ko"),
        (999_960, "1,0 Mo"),
        (10 * 1024**3, "10,7 Go"),
        (5 * 10**15, "5000,0 To"),
    ],
)
def test_une_taille(octets: int, dit: str) -> None:
    assert taille(octets).replace("\u00a0", " ") == dit


def test_un_instant_se_dit_a_l_heure_de_paris() -> None:
    assert date_heure(datetime(2020, 12, 23, 14, 36, tzinfo=UTC)) == "23/12/2020 à 15h36"
    assert date_heure(datetime(2020, 7, 23, 22, 30, tzinfo=UTC)) == "24/07/2020 à 00h30"
    assert jour(datetime(2020, 12, 31, 23, 30, tzinfo=UTC)) == "01/01/2021"
    assert date_heure(None) == jour(None) == il_y_a(None) == ""


def test_il_y_a_compte_les_jours_du_calendrier() -> None:
    now = timezone.now()
    assert il_y_a(now) == "aujourd’hui"
    assert il_y_a(now - timedelta(days=1)) == "hier"
    assert il_y_a(now - timedelta(days=12)) == "il y a 12\u00a0jours"


@pytest.mark.parametrize(
    ("texte", "cle"),
    [("Éric Lœb-Martin", "eric loeb martin"), ("  D’Été  ", "d ete"), ("21/01234", "21 01234"), ("!", "")],
)
def test_une_cle_de_tri(texte: str, cle: str) -> None:
    assert normaliser(texte) == cle
