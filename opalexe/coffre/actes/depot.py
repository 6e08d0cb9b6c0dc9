"""Depositing: for ever, numbered where the folder numbers, time-stamped, written in the journal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from opalexe.coffre import evenements, preuves
from opalexe.coffre.actes.repertoires import chemin, exiger_repertoire, sous_repertoire
from opalexe.coffre.destinations import Contexte
from opalexe.coffre.models import Acces, Document, Fichier, Lecture, Niveau, Repertoire
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Compte
from opalexe.expertises.models import Partie
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.file_names import cle

NUMEROTES = {
    ("parties", "pieces_cotees"): "Pièce",
    ("parties", "dires_et_annexes"): "Dire",
    ("expert", "notes_aux_parties"): "Note",
}
"""Folders whose documents are numbered, each series for itself, with the word before the number."""

SUR_DEMANDE = ("parties", "confidentiel_accepte")
"""The folder where nothing lands but by the expert's decision (see `confidentiel.py`)."""


def peut_deposer(compte: Compte, repertoire: Repertoire, pour: UUID | None = None) -> bool:
    """Tell whether the person may deposit in the folder now: the one question, on the one matrix."""
    rows = Acces.objects.de(compte, pour)
    return rows.filter(repertoire=repertoire, niveau=Niveau.DEPOT).exists()


def repertoire_de_depot(par: Auteur, repertoire_id: UUID, contexte: Contexte) -> Repertoire:
    """Return the folder of the matrix, or a sub-folder, where the person may deposit a document now.

    Raises Http404 or ActeRefuse as `exiger_repertoire`, ActeRefuse where documents come by request only.
    Called in a transaction: the status is locked, nobody closes the expertise meanwhile.
    """
    repertoire = exiger_repertoire(par, repertoire_id, contexte.pour)
    if (repertoire.dossier, repertoire.repertoire) == SUR_DEMANDE:
        raise ActeRefuse(
            "Un document n’entre dans ce dossier qu’avec l’accord de l’expert\u00a0: "
            "faites une demande de confidentialité."
        )
    return repertoire


@transaction.atomic
def exiger_depot(par: Auteur, repertoire_id: UUID, cle_nom: str, nom: str, contexte: Contexte) -> None:
    """Check, before its first byte, that a document of that name may be deposited.

    Raises as `repertoire_de_depot`, ActeRefuse when the name is taken.
    """
    folder: Repertoire | None = repertoire_de_depot(par, repertoire_id, contexte)
    for name in contexte.sous_dossiers:
        folder = Repertoire.objects.filter(parent=folder, cle_nom=cle(name)).first()
        if folder is None:
            return
    if Document.objects.filter(repertoire=folder, cle_nom=cle_nom).exists():
        raise ActeRefuse(_nom_pris(nom))


def _nom_pris(nom: str) -> str:
    return (
        f"Un document porte déjà le nom «\u00a0{nom}\u00a0» dans ce dossier\u00a0: "
        "un document déposé ne se remplace pas. Renommez le vôtre, puis déposez-le."
    )


def _numero(repertoire: Repertoire) -> tuple[Repertoire | None, int | None]:
    """Take the next number of the folder's series: its row is locked until the deposit's end."""
    if (repertoire.dossier, repertoire.repertoire) not in NUMEROTES:
        return None, None
    root = repertoire
    while root.parent is not None:
        root = root.parent
    Repertoire.objects.filter(pk=root.pk).update(dernier_numero=F("dernier_numero") + 1)
    return root, Repertoire.objects.values_list("dernier_numero", flat=True).get(pk=root.pk)


def creer_document(
    depose_par: Compte, repertoire: Repertoire, nom: str, fichier: Fichier, contexte: Contexte
) -> Document:
    """Make a document of a received file, numbered and time-stamped. Raises ActeRefuse when the name is taken.

    The rights are the caller's to check, the journal the caller's to write.
    """
    try:
        with transaction.atomic():
            serie, numero = _numero(repertoire)
            document = Document.objects.create(
                repertoire=repertoire,
                fichier=fichier,
                nom=nom,
                cle_nom=cle(nom),
                depose_par=depose_par,
                depose_le=timezone.now(),
                pour_id=contexte.pour,
                lot=contexte.lot,
                serie=serie,
                numero=numero,
            )
    except IntegrityError as error:
        if "un_document_par_nom" not in str(error):
            raise
        raise ActeRefuse(_nom_pris(nom)) from error
    preuves.horodater_depot(document)
    return document


def donnees_du_depot(document: Document) -> dict[str, object]:
    """Return what the journal keeps of a deposit."""
    pour = document.pour
    return {
        "nom": document.nom,
        "chemin": chemin(document.repertoire),
        "repertoire": str(document.repertoire_id),
        "taille": document.fichier.taille,
        "sha256": document.fichier.sha256,
        "numero": document.numero,
        "pour": str(pour.pk) if pour else None,
        "pour_nom": pour.nom if pour else "",
    }


@transaction.atomic
def deposer(
    par: Auteur, repertoire_id: UUID, nom: str, fichier: Fichier, contexte: Contexte | None = None
) -> Document:
    """Deposit a received file in a folder, for ever (produit.md, part 5).

    Raises Http404 or ActeRefuse as `exiger_depot`.
    """
    contexte = contexte or Contexte()
    folder = repertoire_de_depot(par, repertoire_id, contexte)
    folder = sous_repertoire(par, folder, contexte.sous_dossiers, contexte.pour)
    document = creer_document(par.compte, folder, nom, fichier, contexte)
    genre = evenements.DEPOSE
    if contexte.pour:
        document.pour = Partie.objects.get(pk=contexte.pour)
        genre = evenements.DEPOSE_POUR
    consigner(
        genre, par.acteur, chaine=folder.expertise_id, objet=document.pk, donnees=donnees_du_depot(document)
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
    lot: UUID | None = None,
) -> Document:
    """Put in a folder a document that an act brings (a designation's, at its acceptance).

    `depose_par` is who had given the document, when that is not who acts; `lu_le`, when who acts read it.
    """
    contexte = Contexte(lot=lot) if lot else Contexte()
    document = creer_document(depose_par or par.compte, repertoire, nom, fichier, contexte)
    if lu_le is not None:
        Lecture.objects.create(document=document, compte=par.compte, le=lu_le)
    consigner(
        evenements.JOINT,
        par.acteur,
        chaine=repertoire.expertise_id,
        objet=document.pk,
        donnees=donnees_du_depot(document),
    )
    return document
