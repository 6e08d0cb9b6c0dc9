"""Names of files as people give them: what is a matter of form is mended, what could deceive is refused."""

from __future__ import annotations

import re
import unicodedata

from opalexe.socle.erreurs import ActeRefuse

LONGUEUR = 255
"""Bytes in UTF-8: the limit of file systems, which the reader's zip must respect."""

# Windows opens none of these, whatever follows the dot.
RESERVES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{device}{n}" for device in ("com", "lpt") for n in "123456789¹²³"),
}
INTERDITS = '<>:"|?*'

# Control signs, direction marks, zero widths, private and unassigned ones: what hides the true end of a name.
TROMPEURS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters and marks in Unicode's tables, but nothing on the screen (property Default_Ignorable_Code_Point).
INVISIBLES = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# These only choose a drawing ("❤" or "❤️"): kept in the name, nothing between two names.
VARIANTES = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
BORDS = re.compile(r"^\s+|[\s.]+$")


def nettoyer(nom: str) -> str:
    """Return the name in composed form (NFC), without spaces around nor a final dot.

    Raises ActeRefuse, with a sentence that says what to do, for a path, an invisible or direction-changing
    sign (which hides a true extension), a name that Windows cannot open, an empty one or one too long.
    """
    name = BORDS.sub("", unicodedata.normalize("NFC", nom))
    if not VARIANTES.sub("", name):
        raise ActeRefuse("Ce fichier n’a pas de nom\u00a0: renommez-le, puis déposez-le de nouveau.")
    if "/" in name or "\\" in name:
        raise ActeRefuse(
            "Le nom du fichier contient une barre («\u00a0/\u00a0» ou «\u00a0\\\u00a0»)\u00a0: "
            "renommez-le sans elle, puis déposez-le de nouveau."
        )
    if any(unicodedata.category(sign) in TROMPEURS or sign in INVISIBLES for sign in name):
        raise ActeRefuse(
            "Le nom du fichier contient un signe invisible ou inconnu, qui peut tromper sur sa nature\u00a0: "
            "retapez ce nom, puis déposez le fichier de nouveau."
        )
    if any(sign in name for sign in INTERDITS):
        raise ActeRefuse(
            f"Le nom du fichier contient un signe que Windows n’accepte pas ({' '.join(INTERDITS)})\u00a0: "
            "renommez-le sans ce signe, puis déposez-le de nouveau."
        )
    if name.split(".")[0].strip().casefold() in RESERVES:
        raise ActeRefuse(
            f"Windows réserve le nom «\u00a0{name}\u00a0»\u00a0: renommez le fichier, "
            "puis déposez-le de nouveau."
        )
    if (size := len(name.encode())) > LONGUEUR:
        raise ActeRefuse(
            f"Le nom du fichier est trop long\u00a0: il compte {size} signes, et {LONGUEUR} au plus sont "
            "permis (une lettre accentuée en vaut deux). Raccourcissez-le, puis déposez-le de nouveau."
        )
    return name


def cle(nom: str) -> str:
    """Return what two names have in common when they are one: composed form, case folded.

    Folding may lengthen a name ("ß" → "ss"): the key is cut at the length of its column, in characters.
    """
    plain = VARIANTES.sub("", unicodedata.normalize("NFC", nom))
    return unicodedata.normalize("NFC", plain.casefold())[:LONGUEUR]
