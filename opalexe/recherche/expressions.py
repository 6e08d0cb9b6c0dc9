"""What the queries say of a `tsvector` beyond Django's own: our lexemes are ready, no parser reads them again."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Exists, FloatField, Func, Lookup, Value
from django.db.models.expressions import F


@SearchVectorField.register_lookup
class Repond(Lookup):
    """`vecteur__repond="'a' & 'b':*"`: the vector matches a `tsquery` given as text."""

    lookup_name = "repond"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*parameters, self.rhs)


class Rang(Func):
    """How well a vector answers, longer texts counting a little less (normalisation 1 of `ts_rank`)."""

    function = "ts_rank"
    template = "ts_rank('{0.05, 0.2, 0.4, 1.0}', %(expressions)s::tsquery, 1)"
    output_field = FloatField()

    def __init__(self, vecteur: str, requete: str) -> None:
        """Rank a field for a `tsquery` given as text."""
        super().__init__(F(vecteur), Value(requete))


class UnParUn(Exists):
    """A condition that PostgreSQL asks of each row: with an offset it makes neither a join nor a table of it."""

    template = "EXISTS(%(subquery)s OFFSET 0)"
