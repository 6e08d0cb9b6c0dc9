"""Another time than now, for the data of the demonstration only: acts done in it are dated by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any
from unittest.mock import patch

from django.db import models
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Now
from django.db.models.signals import post_init
from django.utils import timezone

from opalexe.socle import horodatage, horodateur


class Horloge:
    """The clock that acts read while the data are made; `instant` is moved by whoever makes them."""

    def __init__(self, instant: datetime) -> None:
        """Set it."""
        self.instant = instant

    def lire(self) -> datetime:
        """Return the time that it is here."""
        return self.instant


@cache
def _dated_by_database(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns that the database would fill with its own clock."""
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if field.has_db_default() and isinstance(field.db_default, Now)
    )


@contextmanager
def horloge(instant: datetime) -> Iterator[Horloge]:
    """Run a block in which `timezone.now`, the columns dated by default and tokens say the clock's time.

    Single thread, in a process of its own: nobody else may be served meanwhile.
    """
    clock = Horloge(instant)

    def date_row(instance: models.Model, **_signal: Any) -> None:
        for name in _dated_by_database(type(instance)):
            if isinstance(getattr(instance, name), DatabaseDefault):
                setattr(instance, name, clock.lire())

    def stamp(sha256: str) -> horodatage.Jeton:
        """Issue the embedded authority's token at the clock's time, as the deposit that it proves."""
        if not horodatage.embarque():
            return ask(sha256)
        local = horodateur.horodateur()
        moment = clock.lire().replace(microsecond=0)
        token = local.jeton(bytes.fromhex(sha256), le=moment)
        return horodatage.Jeton(token, moment, local.nom, embarquee=True)

    ask = horodatage.horodater
    post_init.connect(date_row, weak=False, dispatch_uid="demonstration.horloge")
    try:
        with patch.object(timezone, "now", clock.lire), patch.object(horodatage, "horodater", stamp):
            yield clock
    finally:
        post_init.disconnect(dispatch_uid="demonstration.horloge")
