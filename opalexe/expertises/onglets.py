"""The tabs of an expertise: each room declares its own, the page draws those that exist for the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise


@dataclass(frozen=True)
class Onglet:
    """A tab: `visible` is asked at each page, `ordre` places it (Documents is 10, Participants 20)."""

    code: str
    libelle: str
    adresse: Callable[[Expertise], str]
    visible: Callable[[Compte, Expertise], bool]
    ordre: int


_onglets: dict[str, Onglet] = {}


def toujours(_compte: Compte, _expertise: Expertise) -> bool:
    """Show a tab to whoever sees the expertise."""
    return True


def declarer(
    code: str,
    libelle: str,
    adresse: Callable[[Expertise], str],
    visible: Callable[[Compte, Expertise], bool] = toujours,
    ordre: int = 100,
) -> None:
    """Declare a tab (in `AppConfig.ready()`). Raises ValueError when the code is taken."""
    if code in _onglets:
        raise ValueError(f"tab declared twice: {code}")
    _onglets[code] = Onglet(code, libelle, adresse, visible, ordre)


@dataclass(frozen=True)
class OngletOffert:
    """A tab as the page draws it."""

    code: str
    libelle: str
    adresse: str


def onglets_de(compte: Compte, expertise: Expertise) -> list[OngletOffert]:
    """Return the tabs of an expertise for a person, in order."""
    found = sorted(_onglets.values(), key=lambda tab: tab.ordre)
    return [
        OngletOffert(tab.code, tab.libelle, tab.adresse(expertise))
        for tab in found
        if tab.visible(compte, expertise)
    ]
