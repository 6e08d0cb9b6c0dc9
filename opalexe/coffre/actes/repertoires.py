"""Folders: those of the matrix, opened with what they belong to, and the sub-folders that people make."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404
from django.utils import timezone

from opalexe.coffre import evenements
from opalexe.coffre.matrice import repertoires
from opalexe.coffre.models import Dossier, Niveau, Repertoire, Visible
from opalexe.comptes.auteur import Auteur
from opalexe.expertises.models import Expertise, Participation, Partie, Profil
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.file_names import cle, nettoyer

COMMUNS = (Dossier.EXPERT, Dossier.MAGISTRAT, Dossier.GREFFE)
"""Top folders whose folders exist once per expertise."""

PROFONDEUR = 12
"""Levels of sub-folders under a folder of the matrix: more is a mistake, or a hostile archive."""

ORDRE_PARTIE = 100
"""Folders are shown by `ordre`: the common ones, then those of each sapiteur, then of each party."""


def chemin(repertoire: Repertoire) -> str:
    """Return the path of a folder as people read it: "Parties/POITOU/Pièces cotées"."""
    names: list[str] = []
    folder: Repertoire | None = repertoire
    while folder is not None:
        names.append(folder.nom)
        folder = folder.parent
    if repertoire.partie is not None:
        names.append(repertoire.partie.nom)
    if repertoire.sapiteur is not None:
        names.append(repertoire.sapiteur.compte.nom_complet)
    return "/".join([Dossier(repertoire.dossier).label, *reversed(names)])


def _ouvrir(
    expertise: Expertise,
    dossiers: Sequence[Dossier],
    premier: int,
    *,
    partie: Partie | None = None,
    sapiteur: Participation | None = None,
) -> None:
    Repertoire.objects.bulk_create(
        Repertoire(
            expertise=expertise,
            dossier=top,
            repertoire=code,
            partie=partie,
            sapiteur=sapiteur,
            nom=name,
            cle_nom=cle(name),
            ordre=premier + place,
            cree_le=timezone.now(),
        )
        for place, (top, code, name) in enumerate(repertoires(*dossiers))
    )


def ouvrir_repertoires(expertise: Expertise) -> None:
    """Make the folders that exist once per expertise, in the transaction that opens it."""
    _ouvrir(expertise, COMMUNS, 0)


def ouvrir_repertoires_sapiteur(sapiteur: Participation) -> None:
    """Make the folders of a sapiteur, in the transaction that adds them."""
    if sapiteur.profil != Profil.SAPITEUR:
        raise ValueError("not a sapiteur")
    _ouvrir(sapiteur.expertise, (Dossier.SAPITEUR,), 50, sapiteur=sapiteur)


def ouvrir_repertoires_partie(partie: Partie) -> None:
    """Make the folders of a party, in the transaction that adds it."""
    _ouvrir(partie.expertise, (Dossier.PARTIES,), ORDRE_PARTIE, partie=partie)


def exiger_repertoire(par: Auteur, repertoire_id: UUID, pour: UUID | None) -> Repertoire:
    """Return a folder where the person may deposit now, its expertise locked against a change of status.

    Raises Http404 when the folder does not exist for the person, ActeRefuse when it may only be read.
    """
    locked = Expertise.objects.select_for_update(of=("self",), no_key=True)
    if locked.filter(repertoires=repertoire_id).first() is None:
        raise Http404
    seen = Visible.objects.de(par.compte, pour).filter(repertoire=repertoire_id)
    levels = set(seen.values_list("niveau", flat=True))
    if not levels:
        raise Http404
    repertoire = Repertoire.objects.select_related("expertise", "partie", "sapiteur__compte", "parent").get(
        pk=repertoire_id
    )
    if Niveau.DEPOT not in levels:
        raise ActeRefuse(
            "Vous pouvez lire ce dossier, mais pas y déposer\u00a0: "
            f"l’expertise est «\u00a0{repertoire.expertise.get_statut_display()}\u00a0». "
            "Rechargez la page pour voir ce qu’elle permet."
        )
    return repertoire


def _pris(nom: str) -> ActeRefuse:
    return ActeRefuse(
        f"Un dossier porte déjà le nom «\u00a0{nom}\u00a0» à cet endroit\u00a0: choisissez un autre nom."
    )


def _enfant(par: Auteur, parent: Repertoire, nom: str) -> Repertoire:
    depth = 1
    above = parent
    while above.parent is not None:
        depth, above = depth + 1, above.parent
    if depth > PROFONDEUR:
        raise ActeRefuse(
            f"Ce dossier serait le {depth}ᵉ l’un dans l’autre\u00a0: {PROFONDEUR}\u00a0niveaux au plus. "
            "Placez-le plus haut."
        )
    return Repertoire(
        expertise_id=parent.expertise_id,
        parent=parent,
        dossier=parent.dossier,
        repertoire=parent.repertoire,
        partie_id=parent.partie_id,
        sapiteur_id=parent.sapiteur_id,
        nom=nom,
        cle_nom=cle(nom),
        ordre=parent.ordre,
        cree_par=par.compte,
        cree_le=timezone.now(),
    )


@transaction.atomic
def creer_sous_repertoire(par: Auteur, parent_id: UUID, nom: str, *, pour: UUID | None = None) -> Repertoire:
    """Make a sub-folder where the person may deposit now (produit.md part 5).

    Raises Http404 or ActeRefuse as `exiger_repertoire`, ActeRefuse for a name that is taken or cannot be one.
    """
    parent = exiger_repertoire(par, parent_id, pour)
    row = _enfant(par, parent, nettoyer(nom))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "un_nom_par_repertoire" not in str(error):
            raise
        raise _pris(row.nom) from error
    _consigner(evenements.SOUS_DOSSIER, par, row, pour)
    return row


def sous_repertoire(par: Auteur, parent: Repertoire, noms: Sequence[str], pour: UUID | None) -> Repertoire:
    """Return the folder of that path under `parent`, made where it is missing: what a dropped folder asks.

    Called in the transaction of a deposit, the person's right to `parent` being checked.
    """
    folder = parent
    for nom in noms:
        name = nettoyer(nom)
        found = Repertoire.objects.filter(parent=folder, cle_nom=cle(name)).first()
        if found is None:
            made = _enfant(par, folder, name)
            # Two files of one dropped folder may arrive together: the second finds what the first made.
            Repertoire.objects.bulk_create([made], ignore_conflicts=True)
            found = Repertoire.objects.get(parent=folder, cle_nom=made.cle_nom)
            if found.pk == made.pk:
                _consigner(evenements.SOUS_DOSSIER, par, made, pour)
        found.parent = folder
        folder = found
    return folder


def _consigner(
    genre: evenements.Genre, par: Auteur, row: Repertoire, pour: UUID | None, **donnees: str
) -> None:
    consigner(
        genre,
        par.acteur,
        chaine=row.expertise_id,
        objet=row.pk,
        donnees={"nom": row.nom, "chemin": chemin(row), "pour": str(pour) if pour else None, **donnees},
    )


def _modifiable(par: Auteur, repertoire_id: UUID, pour: UUID | None) -> Repertoire:
    row = exiger_repertoire(par, repertoire_id, pour)
    if row.est_racine:
        raise ActeRefuse("Ce dossier est commun à toutes les expertises\u00a0: il ne change pas.")
    if row.documents.exists() or row.enfants.exists():
        raise ActeRefuse(
            "Ce dossier n’est pas vide\u00a0: un document déposé reste à sa place, sous le nom de dossier "
            "que chacun connaît. Créez plutôt un autre dossier."
        )
    return row


@transaction.atomic
def renommer_repertoire(
    par: Auteur, repertoire_id: UUID, nom: str, *, pour: UUID | None = None
) -> Repertoire:
    """Rename an empty sub-folder. Raises Http404 or ActeRefuse as `creer_sous_repertoire`, or when it is not empty."""
    row = _modifiable(par, repertoire_id, pour)
    former, row.nom = row.nom, nettoyer(nom)
    row.cle_nom = cle(row.nom)
    try:
        with transaction.atomic():
            row.save(update_fields=["nom", "cle_nom"])
    except IntegrityError as error:
        raise _pris(row.nom) from error
    _consigner(evenements.DOSSIER_RENOMME, par, row, pour, ancien=former)
    return row


@transaction.atomic
def supprimer_repertoire(par: Auteur, repertoire_id: UUID, *, pour: UUID | None = None) -> UUID:
    """Delete an empty sub-folder; return its parent. Raises Http404 or ActeRefuse as `renommer_repertoire`."""
    row = _modifiable(par, repertoire_id, pour)
    parent, path = row.parent_id, chemin(row)
    if parent is None:
        raise Http404
    identifiant, expertise_id, nom = row.pk, row.expertise_id, row.nom
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, IntegrityError) as error:
        raise ActeRefuse("Ce dossier vient de recevoir quelque chose\u00a0: rechargez la page.") from error
    consigner(
        evenements.DOSSIER_SUPPRIME,
        par.acteur,
        chaine=expertise_id,
        objet=identifiant,
        donnees={"nom": nom, "chemin": path, "pour": str(pour) if pour else None},
    )
    return parent
