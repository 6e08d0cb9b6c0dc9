"""A demonstration's folder for the tests of a module: its authority and everybody's certificates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from opalexe.demonstration import certificats
from opalexe.socle import pki


@pytest.fixture(scope="package")
def dossier_de_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the certificates, once, with codes that are quick to derive."""
    var = tmp_path_factory.mktemp("demonstration")
    with pytest.MonkeyPatch.context() as patch, override_settings(OPALEXE_VAR=var):
        patch.setattr(pki, "P12_ROUNDS", 1)
        certificats.preparer()
    return var


@pytest.fixture
def demonstration(dossier_de_demonstration: Path) -> Iterator[Path]:
    """Stand in this demonstration: its authority is the only one admitted, as in a real one."""
    with override_settings(
        OPALEXE_VAR=dossier_de_demonstration,
        OPALEXE_AUTHORITIES=dossier_de_demonstration / "demonstration" / "autorites.pem",
    ):
        yield certificats.dossier()
