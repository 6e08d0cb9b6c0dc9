"""What the page of choice says of each person today: how many documents are new to them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from django.db.models import Count, Exists, F, OuterRef

from opalexe.coffre.models import Lecture, Lisible
from opalexe.comptes.models import Certificat
from opalexe.demonstration import certificats
from opalexe.demonstration.personnage import Personne


def certificat_de(someone: Personne) -> bytes | None:
    """Return the certificate to lend for somebody: of their file, or that they fetched by their link meanwhile."""
    kept = certificats.der(someone.identifiant)
    if kept is not None or not someone.de_plateforme:
        return kept
    rows = Certificat.objects.filter(
        compte__courriel=someone.courriel, de_plateforme=True, revoque_le=None
    ).values_list("der", flat=True)
    found = rows.first()
    return bytes(found) if found is not None else None


def nouveaux(people: Iterable[Personne]) -> dict[str, int]:
    """Return, by identifier, how many documents each may read and has not: two queries for all.

    Counted as `Document.objects.nouveaux_pour`, for many accounts at once; those with nothing new are left out.
    """
    prints = {
        sha256(der).hexdigest(): someone.identifiant
        for someone in people
        if (der := certificat_de(someone)) is not None
    }
    accounts = dict(Certificat.objects.filter(empreinte__in=prints).values_list("compte_id", "empreinte"))
    read = Lecture.objects.filter(compte=OuterRef("compte"), document=OuterRef("document"))
    rows = (
        Lisible.objects.filter(compte__in=accounts, pour=None, document__verrou=None)
        .exclude(document__depose_par=F("compte"))
        .filter(~Exists(read))
        .values("compte")
        .annotate(combien=Count("document", distinct=True))
    )
    return {prints[accounts[account]]: count for account, count in rows.values_list("compte", "combien")}
