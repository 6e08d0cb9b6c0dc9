"""Fixtures of the tests of this room."""

from opalexe.essais.stockages import coffre

__all__ = ["coffre"]
