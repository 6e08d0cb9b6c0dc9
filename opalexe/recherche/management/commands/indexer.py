"""`indexer`: makes findable what is not, or what older rules indexed; may be run at any time, and again."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q

from opalexe.coffre.models import Document
from opalexe.expertises.models import Expertise
from opalexe.recherche import indexation
from opalexe.recherche.models import Etat, Raison
from opalexe.recherche.mots import VERSION
from opalexe.recherche.taches import indexer_document

LOT = 500
"""Rows of a transaction."""


class Command(BaseCommand):
    """Index expertises here, documents through the jobs of the service (or here too, with `--ici`)."""

    help = "Rend cherchables les expertises et les documents qui ne le sont pas encore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--tout", action="store_true", help="relit tout, même ce qui est déjà indexé")
        parser.add_argument(
            "--ici",
            action="store_true",
            help="lit les documents dans cette commande, sans passer par le service",
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Do it, and say how much was done."""
        cases = self._expertises()
        papers = self._documents(tout=options["tout"], ici=options["ici"])
        how = "lus" if options["ici"] else "à lire par le service"
        self.stdout.write(f"{cases}\u00a0expertises indexées, {papers}\u00a0documents {how}.")

    def _expertises(self) -> int:
        count = 0
        for some in _lots(Expertise.objects.values_list("pk", flat=True)):
            with transaction.atomic():
                rows = Expertise.objects.filter(pk__in=some).prefetch_related("parties", "noms_anciens")
                for case in rows:
                    indexation.inscrire_expertise(case)
                    count += 1
        return count

    def _documents(self, *, tout: bool, ici: bool) -> int:
        wanted = Q() if tout else Q(indexation=None) | ~Q(indexation__version=VERSION)
        wanted |= Q(indexation__etat=Etat.ATTENTE) | Q(indexation__raison=Raison.PANNE)
        count = 0
        for some in _lots(Document.objects.filter(wanted).values_list("pk", flat=True)):
            with transaction.atomic():
                indexation.remettre_en_attente(some)
                if not ici:
                    for pk in some:
                        indexer_document.defer(document=str(pk))
            for pk in some if ici else ():
                indexation.indexer(pk)
            count += len(some)
        return count


def _lots(rows: Any) -> Iterator[tuple[UUID, ...]]:
    """Iterate over identifiers by batches, in their order (that of creation), none twice."""
    last = UUID(int=0)
    while some := tuple(rows.filter(pk__gt=last).order_by("pk")[:LOT]):
        yield some
        last = some[-1]
