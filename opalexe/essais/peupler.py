"""Fill the database of a running platform: `python -m opalexe.essais.peupler` < JSON.

Input: {"personnes": [{role, prenom, nom, courriel, der (base64), cour, ville, specialites}],
"expertises": [[expert, juridiction]] (places in the list of people)}. Output: the identifiers of both.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import django


def main() -> None:
    """Read, make, print."""
    django.setup()
    from opalexe.comptes.models import Compte, Role
    from opalexe.essais.personnes import expert, personne
    from opalexe.essais.scenes import avocat, expertise_ouverte

    def make(line: dict[str, Any]) -> Compte:
        values = {**line, "der": base64.b64decode(line["der"])}
        role = Role(values.pop("role"))
        if role == Role.AVOCAT:
            return avocat(**values)
        return expert(**values) if role == Role.EXPERT else personne(role, **values)

    wanted = json.load(sys.stdin)
    people = [make(line) for line in wanted["personnes"]]
    cases = [expertise_ouverte(people[expert_], people[court]) for expert_, court in wanted["expertises"]]
    print(json.dumps({"personnes": [str(p.pk) for p in people], "expertises": [str(c.pk) for c in cases]}))


if __name__ == "__main__":
    main()
