"""The rights explained: the matrix as its tables, one for each profile, one's own first."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from opalexe.coffre import matrice, tableaux
from opalexe.comptes.auteur import Requete
from opalexe.comptes.models import Role
from opalexe.expertises.models import Expertise, GenreDePartie, Participation, Profil

PROFILS_DU_ROLE: dict[str, tuple[Profil, ...]] = {
    Role.EXPERT: (Profil.EXPERT, Profil.EXPERT_POUR_PARTIE, Profil.CO_EXPERT, Profil.SAPITEUR),
    Role.MAGISTRAT: (Profil.MAGISTRAT,),
    Role.GREFFIER: (Profil.GREFFIER,),
    Role.AVOCAT: (Profil.AVOCAT,),
    Role.PARTIE: (Profil.PARTIE_AUTORISEE, Profil.PARTIE_NON_AUTORISEE),
    Role.SAPITEUR: (Profil.SAPITEUR,),
}
"""As what a person of each role may take part."""


@require_GET
def droits(request: Requete) -> HttpResponse:
    """Show the nine tables. With `?expertise=`, one's own are those of one's part in it, at its status."""
    expertise = _expertise(request)
    mine = _miens(request, expertise)
    tables = tableaux.tableaux()
    order = [*mine, *(profil for profil in Profil if profil not in mine)]
    return render(
        request,
        "coffre/droits/page.html",
        {
            "expertise": expertise,
            "miens": [tables[profil] for profil in mine],
            "autres": [tables[profil] for profil in order[len(mine) :]],
            "statuts": matrice.COLONNES,
            "legende": tableaux.SYMBOLES.values(),
            "propre_matrice": Path(settings.OPALEXE_DROITS).resolve() != matrice.FICHIER.resolve(),
        },
    )


def _expertise(request: Requete) -> Expertise | None:
    value = request.GET.get("expertise")
    if not value:
        return None
    try:
        identifier = UUID(value)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Expertise.objects.visibles_par(request.compte), pk=identifier)


def _miens(request: Requete, expertise: Expertise | None) -> list[Profil]:
    if expertise is None:
        return list(PROFILS_DU_ROLE.get(request.compte.role, ()))
    rows = Participation.objects.filter(expertise=expertise, compte=request.compte, actif=True)
    found = {Profil(profil) for profil in rows.values_list("profil", flat=True)}
    if Profil.EXPERT in found and expertise.parties.filter(genre=GenreDePartie.SANS_ACCES).exists():
        found.add(Profil.EXPERT_POUR_PARTIE)
    return [profil for profil in PROFILS_DU_ROLE[Role.EXPERT] if profil in found] + [
        profil for profil in Profil if profil in found and profil not in PROFILS_DU_ROLE[Role.EXPERT]
    ]
