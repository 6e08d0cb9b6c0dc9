"""`verifier_coffre`: compares every document's bytes with what was received; changes nothing."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from opalexe.coffre import reception
from opalexe.coffre.models import Document, Fichier
from opalexe.coffre.taches import AGE, orphelins
from opalexe.coffre.televersements import stockage
from opalexe.socle.storage import Objet, StockageIndisponible
from opalexe.socle.templatetags.opalexe import taille as en_clair

LOT = 500
"""Rows read at once."""

MANQUANT, TRONQUE, ALTERE, ILLISIBLE = "manquant", "tronqué", "altéré", "illisible"


def _date(text: str) -> datetime:
    try:
        return timezone.make_aware(datetime.strptime(text, "%d/%m/%Y"))  # noqa: DTZ007 - made aware here
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"«\u00a0{text}\u00a0» n’est pas une date\u00a0: écrivez-la «\u00a0jj/mm/aaaa\u00a0»."
        ) from None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def dommage(fichier: Fichier) -> str:
    """Say what has become of a file's bytes: `MANQUANT`, `TRONQUE`, `ALTERE`, `ILLISIBLE`, "" when they are whole.

    Raises StockageIndisponible when the whole storage does not answer: nothing is then known of the file.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with stockage().ouvrir(fichier.cle) as file:
            # One byte more than expected: a longer object is not the one received.
            for block in reception.blocs(file, fichier.taille + 1):
                digest.update(block)
                size += len(block)
    except FileNotFoundError:
        return MANQUANT
    except StockageIndisponible:
        raise
    except OSError:  # a disk that fails in one place: all other files are still to be read
        return ILLISIBLE
    if size < fichier.taille:
        return TRONQUE
    return "" if digest.hexdigest() == fichier.sha256 else ALTERE


def _lots(rows: QuerySet[Fichier]) -> Iterator[Fichier]:
    last = UUID(int=0)
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:LOT]):
        reception.rendre_connexion()
        yield from some
        last = some[-1].pk


class Command(BaseCommand):
    """Exit code: 0 when all is whole, 1 when a document is damaged, 2 when the storage could not be read."""

    help = "Compare chaque document avec ses octets et son empreinte, et cherche les objets sans emploi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--depuis", type=_date, help="ne vérifie que ce qui est arrivé depuis cette date (jj/mm/aaaa)"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Verify, and tell of each damage, then of the numbers."""
        depuis: datetime | None = options["depuis"]
        try:
            # The walk first: a bucket that is not there would pass for one that has lost everything.
            useless = self._sans_emploi(depuis)
            damaged = self._fichiers(depuis)
        except StockageIndisponible as error:
            raise CommandError(str(error), returncode=2) from error
        count = sum(damaged.values())
        whole = damaged.pop("")
        bad = ", ".join(f"{damaged[kind]} {kind}(s)" for kind in (MANQUANT, TRONQUE, ALTERE, ILLISIBLE))
        self.stdout.write(f"{count} fichier(s) vérifié(s)\u00a0: {whole} intact(s), {bad}.")
        self.stdout.write(f"{useless} objet(s) sans emploi.")
        if count > whole:
            raise CommandError(
                "Des documents sont endommagés\u00a0: rétablissez-les à partir d’une sauvegarde.",
                returncode=1,
            )

    def _fichiers(self, depuis: datetime | None) -> Counter[str]:
        counts: Counter[str] = Counter({"": 0})
        rows = Fichier.objects.all() if depuis is None else Fichier.objects.filter(recu_le__gte=depuis)
        for fichier in _lots(rows):
            kind = dommage(fichier)
            if kind and not Fichier.objects.filter(pk=fichier.pk).exists():
                continue  # swept while it was being read
            counts[kind] += 1
            if kind:
                self.stdout.write(self._phrase(kind, fichier))
        return counts

    def _phrase(self, kind: str, fichier: Fichier) -> str:
        document = Document.objects.filter(fichier=fichier).select_related("repertoire__expertise").first()
        named = f"«\u00a0{document.nom}\u00a0» ({document.repertoire.expertise.nom}), " if document else ""
        return (
            f"{kind.capitalize()}\u00a0: {named}{en_clair(fichier.taille)}, reçu le "
            f"{timezone.localtime(fichier.recu_le):%d/%m/%Y à %H:%M}, objet {fichier.cle}."
        )

    def _sans_emploi(self, depuis: datetime | None) -> int:
        """Tell of the objects that belong to nothing: what is younger than a day may still be on its way."""
        limit = timezone.now() - AGE
        settled = (
            objet
            for objet in stockage().objets()
            if objet.pose_le < limit and (depuis is None or objet.pose_le >= depuis)
        )
        count = 0
        for objet in orphelins(settled):
            self.stdout.write(_phrase_objet(objet))
            count += 1
        return count


def _phrase_objet(objet: Objet) -> str:
    return (
        f"Sans emploi\u00a0: objet {objet.cle}, {en_clair(objet.taille)}, "
        f"posé le {timezone.localtime(objet.pose_le):%d/%m/%Y à %H:%M}."
    )
