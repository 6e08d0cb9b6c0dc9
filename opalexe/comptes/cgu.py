"""The version of the terms of use in force; the text is the template `comptes/cgu.html`."""

from __future__ import annotations

from datetime import date

from django.utils import formats

VERSION = "2026-11"
"""Year and month since which the text applies."""


def version_en_clair(version: str) -> str:
    """Write a version as a month and a year ("novembre 2026")."""
    return formats.date_format(date.fromisoformat(f"{version}-01"), "F Y")
