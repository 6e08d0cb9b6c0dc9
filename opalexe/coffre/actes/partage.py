"""Sharing: where the matrix says `P`, the expert decides, document by document and person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from opalexe.coffre import evenements_partage as evenements
from opalexe.coffre.models import Document, Partage
from opalexe.coffre.requetes_partage import Niveaux, en_clair, regle
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise, Participation, Profil
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse

LIMITE = 500
"""Documents shared at once."""


def est_expert(compte: Compte, expertise: Expertise) -> bool:
    """Tell whether the person is the expert of the expertise (a co-expert is not)."""
    return Participation.objects.filter(
        compte=compte, expertise=expertise, profil=Profil.EXPERT, actif=True
    ).exists()


def exiger_expert(par: Auteur, expertise_id: UUID, phrase: str) -> Expertise:
    """Return the expertise, locked against any change of status or right, if the person is its expert.

    Raises Http404 for whoever takes no part in it, ActeRefuse (`phrase`) for the others.
    """
    locked = Expertise.objects.visibles_par(par.compte).select_for_update(of=("self",), no_key=True)
    expertise = locked.filter(pk=expertise_id).first()
    if expertise is None:
        raise Http404
    if not est_expert(par.compte, expertise):
        raise ActeRefuse(phrase)
    return expertise


def _choisis(par: Auteur, documents: Sequence[UUID]) -> tuple[Expertise, list[Document]]:
    """Return the documents and their one expertise, locked. Raises Http404 for what the person does not see."""
    wanted = set(documents)
    if not wanted:
        raise ActeRefuse("Aucun document n’est choisi\u00a0: cochez-en au moins un, puis recommencez.")
    if len(wanted) > LIMITE:
        raise ActeRefuse(
            f"Vous avez choisi {len(wanted)}\u00a0documents\u00a0: {LIMITE}\u00a0au plus. "
            "Partagez-les en plusieurs fois."
        )
    seen = Document.objects.visibles_par(par.compte).filter(pk__in=wanted)
    cases = set(seen.values_list("repertoire__expertise", flat=True))
    if len(cases) != 1:
        raise Http404
    expertise = exiger_expert(
        par, cases.pop(), "Seul l’expert décide de ce qui est partagé\u00a0: demandez-le-lui."
    )
    rows = list(seen.select_related("repertoire", "verrou").order_by("cle_nom"))
    if len(rows) != len(wanted):
        raise Http404
    return expertise, rows


def _partageables(
    expertise: Expertise, participation: Participation, rows: list[Document]
) -> tuple[list[Document], set[str]]:
    """Return the documents, all of which may be shared, with the statuses to come in which some will show.

    Raises ActeRefuse with the first of them that may not be, and why.
    """
    niveaux = Niveaux([participation])
    person = participation.compte.nom_complet
    later: set[str] = set()
    for row in rows:
        rule = regle(niveaux.de(participation, row.repertoire), expertise.statut)
        if rule.lit:
            raise ActeRefuse(
                f"{person} lit déjà «\u00a0{row.nom}\u00a0» de droit\u00a0: il n’y a rien à partager. "
                "Retirez ce document de votre choix."
            )
        if not rule.partage:
            raise ActeRefuse(
                f"Les droits d’accès ne permettent pas de partager «\u00a0{row.nom}\u00a0» avec {person}\u00a0: "
                "retirez ce document de votre choix."
            )
        if hasattr(row, "verrou"):
            raise ActeRefuse(
                f"«\u00a0{row.nom}\u00a0» est verrouillé\u00a0: il ne se partage plus. Retirez-le de votre choix."
            )
        if not rule.maintenant:
            later |= set(rule.partage)
    return rows, later


def _consigner(
    par: Auteur,
    expertise: Expertise,
    participation: Participation,
    rows: list[Document],
    acces: bool,
    pour_l: str,
) -> None:
    one = rows[0] if len(rows) == 1 else None
    consigner(
        evenements.PARTAGE_ACCORDE if acces else evenements.PARTAGE_RETIRE,
        par.acteur,
        chaine=expertise.pk,
        objet=one.pk if one else None,
        donnees={
            "quoi": f"«\u00a0{one.nom}\u00a0»" if one else f"{len(rows)}\u00a0documents",
            "documents": [str(row.pk) for row in rows],
            "participation": participation.pk,
            "compte": str(participation.compte_id),
            "nom": participation.compte.nom_complet,
            "profil": participation.profil,
            "plus_tard": pour_l,
        },
    )


@transaction.atomic
def partager(par: Auteur, documents: Sequence[UUID], participation_id: int, acces: bool) -> tuple[int, str]:
    """Grant to somebody the reading of documents, or withdraw it (produit.md part 5, "Sharing").

    Return how many documents changed, and the statuses awaited for some of them to show ("" for none).
    Granting what is granted, or withdrawing what is not, changes nothing and is not written in the journal.
    Raises Http404 for a document or a person that does not exist for who acts; ActeRefuse for who is not the
    expert, an inactive person, a locked document, a folder where the matrix does not say `P` in any status.
    """
    expertise, rows = _choisis(par, documents)
    some = expertise.participations.select_related("compte").filter(pk=participation_id).first()
    if some is None:
        raise Http404
    current = set(
        Partage.objects.filter(participation=some, document__in=rows, retire_le=None).values_list(
            "document", flat=True
        )
    )
    now = timezone.now()
    if not acces:
        return _retirer(par, expertise, some, [row for row in rows if row.pk in current]), ""
    if not some.actif:
        raise ActeRefuse(
            f"{some.compte.nom_complet} n’a plus accès à l’expertise\u00a0: rendez-la active, puis partagez."
        )
    rows, later = _partageables(expertise, some, rows)
    new = [row for row in rows if row.pk not in current]
    awaited = en_clair(sorted(later))
    if new:
        Partage.objects.bulk_create(
            Partage(document=row, participation=some, accorde_le=now, accorde_par=par.compte) for row in new
        )
        _consigner(par, expertise, some, new, True, awaited)
    return len(new), awaited


def _retirer(par: Auteur, expertise: Expertise, some: Participation, rows: list[Document]) -> int:
    if rows:
        Partage.objects.filter(participation=some, document__in=rows, retire_le=None).update(
            retire_le=timezone.now(), retire_par=par.compte
        )
        _consigner(par, expertise, some, rows, False, "")
    return len(rows)


@transaction.atomic
def retirer_tout(par: Auteur, documents: Sequence[UUID]) -> int:
    """Withdraw from everybody what is shared of the documents; return from how many people.

    Raises as `partager`.
    """
    expertise, rows = _choisis(par, documents)
    by_person: dict[int, set[UUID]] = defaultdict(set)
    shares = Partage.objects.filter(document__in=rows, retire_le=None)
    for person, document in shares.values_list("participation", "document"):
        by_person[person].add(document)
    people = Participation.objects.select_related("compte").filter(pk__in=by_person).order_by("pk")
    for some in people:
        _retirer(par, expertise, some, [row for row in rows if row.pk in by_person[some.pk]])
    return len(by_person)
