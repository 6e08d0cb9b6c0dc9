"""The computed name of an expertise (produit.md part 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from opalexe.expertises.nommage import Identite, nom_expertise

POITOU = Identite(
    premier_demandeur="Poitou",
    premier_defendeur="Hartmann",
    juridiction="TJ Bordeaux",
    numero_rg="21/01234",
    numero_mi="568520",
    date_decision=date(2020, 12, 11),
)


def test_le_nom_met_les_parties_bout_a_bout_en_majuscules() -> None:
    assert nom_expertise(POITOU, "Cotte") == "POITOU_HARTMANN_TJ-BORDEAUX_21-01234_COTTE_568520_11-12-2020"


def test_la_minute_vient_apres_le_mi_et_les_vides_ne_laissent_pas_de_trace() -> None:
    assert nom_expertise(replace(POITOU, numero_minute="2020/45"), "Cotte").endswith(
        "_568520_2020-45_11-12-2020"
    )
    assert nom_expertise(replace(POITOU, numero_mi=""), "Cotte").endswith("_COTTE_11-12-2020")
    assert nom_expertise(replace(POITOU, numero_mi=" / ", date_decision=None), "").endswith("_21-01234")


def test_accents_ligatures_et_signes_deviennent_lettres_et_tirets() -> None:
    identite = replace(
        POITOU, premier_demandeur="S.C.I. Œuvre d’Élise & Cie", premier_defendeur="../NGUYỄN\u202e"
    )
    assert nom_expertise(identite, "Lefèvre-Brûlé").startswith("S-C-I-OEUVRE-D-ELISE-CIE_NGUYEN_TJ-BORDEAUX")
