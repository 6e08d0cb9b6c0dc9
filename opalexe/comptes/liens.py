"""The one-time links of certificates: how long they hold, and the signature in their address.

The signature is an HMAC of the link's identifier under the installation's secret key: the database holds
nothing that opens a link, and whoever follows the journal can write the address.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

DUREE = timedelta(hours=72)
"""How long a link waits (produit.md, part 2)."""

TELECHARGEMENT = timedelta(hours=1)
"""How long the file that a link gave may be downloaded."""

_SALT = "opalexe.comptes.liens"


def signature(lien: UUID) -> str:
    """Return the signature of a link: 256 bits, 43 signs that an address takes as they are."""
    digest = salted_hmac(_SALT, str(lien), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def est_signe(lien: UUID, presentee: str) -> bool:
    """Tell, in constant time, whether the signature presented is the link's."""
    return constant_time_compare(signature(lien), presentee)
