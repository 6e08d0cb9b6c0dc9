"""A free name in a folder, for a document whose giver is not there to rename it."""

from __future__ import annotations

from itertools import count

from opalexe.coffre.models import Document, Repertoire
from opalexe.socle.file_names import LONGUEUR, cle


def nom_libre(repertoire: Repertoire, nom: str) -> str:
    """Return the name, or the first of "nom (2).pdf", "nom (3).pdf"… that no document of the folder bears.

    Called with the expertise locked: nobody takes the name meanwhile.
    """
    stem, dot, suffix = nom.rpartition(".")
    if not stem:
        stem, dot, suffix = nom, "", ""
    taken = set(Document.objects.filter(repertoire=repertoire).values_list("cle_nom", flat=True))
    for number in count(2):
        if cle(nom) not in taken:
            break
        end = f" ({number}){dot}{suffix}"
        room = LONGUEUR - len(end.encode())
        nom = stem.encode()[:room].decode(errors="ignore").rstrip() + end
    return nom
