"""Fixtures of every test (the environment itself is prepared by `opalexe/essais/environnement.py`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from opalexe.essais.plateforme import Plateforme, plateforme_en_marche


@pytest.fixture(scope="session")
def plateforme() -> Iterator[Plateforme]:
    """Give a running platform, one for all the tests of a process that ask for it."""
    with plateforme_en_marche() as running:
        yield running
