"""Acts on the vault: opening its folders, depositing, reading."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from opalexe.coffre import evenements
from opalexe.coffre.matrice import repertoires_communs
from opalexe.coffre.models import Acces, Document, Dossier, Fichier, Lecture, Niveau, Repertoire
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.file_names import cle


def chemin(repertoire: Repertoire) -> str:
    """Return the path of a folder as people read it: "Magistrat/Documents Magistrat → Expert"."""
    names: list[str] = []
    folder: Repertoire | None = repertoire
    while folder is not None:
        names.append(folder.nom)
        folder = folder.parent
    return "/".join([Dossier(repertoire.dossier).label, *reversed(names)])


def ouvrir_repertoires(expertise: Expertise) -> None:
    """Make the folders that exist once per expertise, in the transaction that opens it."""
    Repertoire.objects.bulk_create(
        [
            Repertoire(
                expertise=expertise,
                dossier=top,
                repertoire=code,
                nom=name,
                cle_nom=cle(name),
                ordre=place,
                cree_le=timezone.now(),
            )
            for place, (top, code, name) in enumerate(repertoires_communs())
        ]
    )


def peut_deposer(compte: Compte, repertoire: Repertoire) -> bool:
    """Tell whether the person may deposit in the folder now: the one question, on the one matrix."""
    return Acces.objects.filter(compte=compte, repertoire=repertoire, niveau=Niveau.DEPOT).exists()


def exiger_depot(par: Auteur, repertoire_id: UUID, cle_nom: str, nom: str) -> Repertoire:
    """Return the folder if the person may deposit a document of that name in it now.

    Raises Http404 when the folder does not exist for the person, ActeRefuse when it may only be read or when
    the name is taken.
    """
    rows = Repertoire.objects.filter(
        pk=repertoire_id, acces__compte=par.compte, acces__niveau__in=[Niveau.DEPOT, Niveau.LECTURE]
    )
    repertoire = rows.select_related("expertise").first()
    if repertoire is None:
        raise Http404
    if not peut_deposer(par.compte, repertoire):
        raise ActeRefuse(
            "Vous pouvez lire ce dossier, mais pas y déposer\u00a0: "
            f"l’expertise est «\u00a0{repertoire.expertise.get_statut_display()}\u00a0». "
            "Rechargez la page pour voir ce qu’elle permet."
        )
    if Document.objects.filter(repertoire=repertoire, cle_nom=cle_nom).exists():
        raise ActeRefuse(_nom_pris(nom))
    return repertoire


def _nom_pris(nom: str) -> str:
    return (
        f"Un document porte déjà le nom «\u00a0{nom}\u00a0» dans ce dossier\u00a0: "
        "un document déposé ne se remplace pas. Renommez le vôtre, puis déposez-le."
    )


def _creer(depose_par: Compte, repertoire: Repertoire, nom: str, cle_nom: str, fichier: Fichier) -> Document:
    try:
        with transaction.atomic():
            return Document.objects.create(
                repertoire=repertoire,
                fichier=fichier,
                nom=nom,
                cle_nom=cle_nom,
                depose_par=depose_par,
                depose_le=timezone.now(),
            )
    except IntegrityError as error:
        if "un_document_par_nom" not in str(error):
            raise
        raise ActeRefuse(_nom_pris(nom)) from error


def _donnees(repertoire: Repertoire, document: Document, fichier: Fichier) -> dict[str, object]:
    return {
        "nom": document.nom,
        "chemin": chemin(repertoire),
        "repertoire": str(repertoire.pk),
        "taille": fichier.taille,
        "sha256": fichier.sha256,
    }


@transaction.atomic
def deposer(par: Auteur, repertoire_id: UUID, nom: str, cle_nom: str, fichier: Fichier) -> Document:
    """Deposit a received file in a folder, for ever (produit.md, part 5).

    Raises Http404 or ActeRefuse as `exiger_depot`. The status is locked: nobody closes the expertise
    meanwhile.
    """
    locked = Expertise.objects.select_for_update(of=("self",), no_key=True)
    if locked.filter(repertoires=repertoire_id).first() is None:
        raise Http404
    repertoire = exiger_depot(par, repertoire_id, cle_nom, nom)
    document = _creer(par.compte, repertoire, nom, cle_nom, fichier)
    consigner(
        evenements.DEPOSE,
        par.acteur,
        chaine=repertoire.expertise_id,
        objet=document.pk,
        donnees=_donnees(repertoire, document, fichier),
    )
    return document


@transaction.atomic
def joindre(
    par: Auteur,
    repertoire: Repertoire,
    nom: str,
    fichier: Fichier,
    *,
    depose_par: Compte | None = None,
    lu_le: datetime | None = None,
) -> Document:
    """Put in a folder a document that an act brings (a designation's, at its acceptance).

    `depose_par` is who had given the document, when that is not who acts; `lu_le`, when who acts read it.
    """
    document = _creer(depose_par or par.compte, repertoire, nom, cle(nom), fichier)
    if lu_le is not None:
        Lecture.objects.create(document=document, compte=par.compte, le=lu_le)
    consigner(
        evenements.JOINT,
        par.acteur,
        chaine=repertoire.expertise_id,
        objet=document.pk,
        donnees=_donnees(repertoire, document, fichier),
    )
    return document


@transaction.atomic
def lire(par: Auteur, document: Document, moyen: str) -> None:
    """Record that the person reads a document (`moyen`: "téléchargement", "consultation", "archive zip")."""
    lire_ensemble(par, [document], moyen)


@transaction.atomic
def lire_ensemble(par: Auteur, documents: Iterable[Document], moyen: str) -> None:
    """Record that the person reads several documents of one expertise at once.

    The first reading clears "Nouveau"; each is in the journal. The documents come with their folder
    (`select_related`).
    """
    read = list(documents)
    Lecture.objects.bulk_create(
        [Lecture(document=document, compte=par.compte, le=timezone.now()) for document in read],
        ignore_conflicts=True,
    )
    for document in read:
        consigner(
            evenements.LU,
            par.acteur,
            chaine=document.repertoire.expertise_id,
            objet=document.pk,
            donnees={"nom": document.nom, "chemin": chemin(document.repertoire), "moyen": moyen},
        )
