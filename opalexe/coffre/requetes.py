"""What the lists of the vault ask the database. The tree is in `arbre.py`, who reads a folder in `lecteurs.py`.

Rights are joined in the query (`Lisible`), never applied afterwards: what is not listed has no row here.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Lower

from opalexe.coffre.models import Document, Lecture, Lisible, Visible
from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise

# Compared without accents or case, in whatever collation the database has ("Été" among the E).
_ACCENTS = "àáâãäåçèéêëìíîïñòóôõöœùúûüýÿæ"
_LETTRES = "aaaaaaceeeeiiiinoooooouuuuyya"
NOM_SANS_ACCENT = Lower(
    Func(
        F("nom"),
        Value(_ACCENTS + _ACCENTS.upper()),
        Value(_LETTRES * 2),
        function="translate",
        output_field=TextField(),
    )
)

_CHIFFRES = Func(
    NOM_SANS_ACCENT,
    Value(r"(\d+)"),
    Value(r"0000000000\1"),
    Value("g"),
    function="regexp_replace",
    output_field=TextField(),
)
NOM_NATUREL = Func(
    _CHIFFRES,
    Value(r"\d*(\d{10})"),
    Value(r"\1"),
    Value("g"),
    function="regexp_replace",
    output_field=TextField(),
)
"""Numbers as people count them ("Pièce 2" before "Pièce 10"): each is written with ten figures."""

TRIS: dict[str, tuple[str, ...]] = {
    "-date": ("-depose_le", "-pk"),
    "date": ("depose_le", "pk"),
    "nom": ("nom_naturel", "pk"),
    "-nom": ("-nom_naturel", "-pk"),
    "deposant": ("depose_par__cle_tri", "-depose_le", "-pk"),
    "-deposant": ("-depose_par__cle_tri", "-depose_le", "-pk"),
}
"""Orders of the list, by the word that the address holds; the first is the default."""


def parmi(lisibles: QuerySet[Model]) -> Func:
    """Say that a document is among those (`Lisible`), in a way that the database answers by one look-up each.

    As a plain IN it is a join, whose plan rests on estimates: for a folder that has just received thousands of
    documents they are far too low, and each document is then compared with all the others (31 s for 5,000).
    A test of the answer ("IS TRUE") is no join: what may be read is gathered once, and hashed.
    """
    among = ExpressionWrapper(Q(pk__in=lisibles.values("document")), output_field=BooleanField())
    return Func(among, template="(%(expressions)s) IS TRUE", output_field=BooleanField())


def documents(
    compte: Compte, expertise: Expertise, repertoire: UUID | None, tri: str, pour: UUID | None = None
) -> QuerySet[Document]:
    """Return what the person sees in a folder (None: in the whole expertise), each row with `nouveau`."""
    lisibles = Lisible.objects.de(compte, pour).filter(expertise=expertise)
    if repertoire is not None:
        lisibles = lisibles.filter(repertoire=repertoire)
        folders = [repertoire]
    else:
        visibles = Visible.objects.de(compte, pour).filter(expertise=expertise)
        folders = list(visibles.values_list("repertoire", flat=True))
    # The folders by their names, not by a join: the index on them is then the only way in.
    rows = Document.objects.filter(repertoire__in=folders)
    lus = Lecture.objects.filter(compte=compte, document=OuterRef("pk"))
    return (
        rows.filter(parmi(lisibles))
        .select_related("fichier", "depose_par", "repertoire__partie", "pour", "verrou")
        .annotate(
            nom_naturel=NOM_NATUREL,
            nouveau=ExpressionWrapper(
                ~Exists(lus) & ~Q(depose_par=compte) & Q(verrou__isnull=True), output_field=BooleanField()
            ),
        )
        .order_by(*TRIS[tri])
    )
