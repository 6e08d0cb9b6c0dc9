"""Documents that a party asks the expert to receive in confidence (produit.md part 5, "Confidentiel accepté").

A request is prepared (title, summary, reasons), asked once its file is whole, then accepted, refused or withdrawn;
refused, it may be deposited openly. `demandeur` is who prepared it; the asking side is whoever may deposit for the
party now. Every act locks the expertise, then the request: two that cross never both succeed.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from opalexe.coffre import evenements
from opalexe.coffre import evenements_partage as genres
from opalexe.coffre.actes.depot import creer_document, donnees_du_depot
from opalexe.coffre.actes.noms_libres import nom_libre
from opalexe.coffre.actes.partage import exiger_expert
from opalexe.coffre.actes.repertoires import chemin, exiger_repertoire
from opalexe.coffre.destinations import Contexte
from opalexe.coffre.models import DemandeConfidentielle, Document, Fichier, Lecture, Niveau, Repertoire
from opalexe.coffre.requetes_confidentiel import cote, fichiers_lisibles
from opalexe.comptes.auteur import Auteur
from opalexe.expertises.models import OUVERTS, Expertise, Partie
from opalexe.journal.actes import consigner
from opalexe.journal.genres import Genre
from opalexe.journal.models import Entree
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.templatetags.opalexe import date_heure

Etat = DemandeConfidentielle.Etat
TITRE, TEXTE = 200, 2000
"""Signs: a title; a summary, reasons."""

OUVERTES = ("dires_et_annexes", "pieces_cotees")
"""Folders of the party that take a document whose confidentiality is refused."""


def racine(partie: Partie) -> Repertoire:
    """Return the party's folder "Confidentiel accepté"."""
    return Repertoire.objects.select_related("expertise", "partie", "parent", "sapiteur__compte").get(
        partie=partie, repertoire="confidentiel_accepte", parent=None
    )


def _exiger_cote(
    par: Auteur, partie_id: UUID, pour: UUID | None = None, *, quiconque: bool = False
) -> Partie:
    """Return the party, its expertise locked, if the person may deposit in its folder now.

    `pour` as everywhere; with `quiconque`, either way of acting will do: the request says for whom it is.
    Raises Http404 for whoever does not stand at its side, ActeRefuse for who may only read.
    """
    locked = Expertise.objects.select_for_update(of=("self",), no_key=True)
    expertise = locked.filter(parties=partie_id).first()
    rows = cote(par.compte).filter(repertoire__partie=partie_id)
    levels = set((rows if quiconque else rows.filter(pour=pour)).values_list("niveau", flat=True))
    if expertise is None or not levels:
        raise Http404
    if Niveau.DEPOT not in levels:
        raise ActeRefuse(
            "Vous pouvez suivre les demandes de cette partie, mais pas en faire pour elle\u00a0: "
            f"l’expertise est «\u00a0{expertise.get_statut_display()}\u00a0». "
            "Adressez-vous à la personne qui dépose ses documents."
        )
    return Partie.objects.select_related("expertise").get(pk=partie_id)


def _texte(texte: str, manque: str, longueur: int) -> str:
    text = texte.replace("\r\n", "\n").strip()
    if not text:
        raise ActeRefuse(manque)
    if len(text) > longueur:
        raise ActeRefuse(f"Ce texte est trop long\u00a0: {longueur}\u00a0caractères au plus.")
    return text


def _verrouillee(par: Auteur, demande_id: UUID) -> DemandeConfidentielle:
    """Return a request, locked: who may act on it, the act has checked. Raises Http404 when there is none."""
    rows = DemandeConfidentielle.objects.select_for_update(of=("self",)).select_related(
        "partie__expertise", "pour", "fichier", "demandeur", "decidee_par"
    )
    row = rows.filter(pk=demande_id).first()
    if row is None or (row.etat == Etat.BROUILLON and row.demandeur_id != par.compte.pk):
        raise Http404
    return row


def _partie_de(demande_id: UUID) -> UUID:
    partie = DemandeConfidentielle.objects.filter(pk=demande_id).values_list("partie", flat=True).first()
    if partie is None:
        raise Http404
    return partie


def _consigner(genre: Genre, par: Auteur, row: DemandeConfidentielle, **donnees: object) -> None:
    consigner(
        genre,
        par.acteur,
        chaine=row.partie.expertise_id,
        objet=row.pk,
        donnees={
            "titre": row.titre,
            "partie": str(row.partie_id),
            "partie_nom": row.partie.nom,
            "demandeur": str(row.demandeur_id),
            "pour": str(row.pour_id) if row.pour_id else None,
            "document": str(row.document_id) if row.document_id else None,
            **donnees,
        },
    )


@transaction.atomic
def demander(
    par: Auteur, partie_id: UUID, *, pour: UUID | None = None, titre: str, resume: str, motif: str
) -> DemandeConfidentielle:
    """Prepare a request for a party; it is asked once its file is received (`joindre_fichier`).

    Raises Http404 for whoever does not stand at the party's side, ActeRefuse for who may not deposit for it now,
    or when a text is missing or too long.
    """
    partie = _exiger_cote(par, partie_id, pour)
    return DemandeConfidentielle.objects.create(
        partie=partie,
        demandeur=par.compte,
        pour_id=pour,
        titre=_texte(
            " ".join(titre.split()), "Indiquez le titre du document, lu par tous les participants.", TITRE
        ),
        resume=_texte(resume, "Résumez le document sans rien révéler de confidentiel.", TEXTE),
        motif=_texte(motif, "Indiquez les raisons de votre demande, lues par les experts seuls.", TEXTE),
        creee_le=timezone.now(),
    )


@transaction.atomic
def exiger_fichier_attendu(par: Auteur, demande_id: UUID) -> DemandeConfidentielle:
    """Return a request that awaits its file from this person, locked.

    Raises Http404 for anybody else, ActeRefuse when it has its file, or may no longer be asked.
    """
    mine = DemandeConfidentielle.objects.filter(pk=demande_id, demandeur=par.compte).first()
    if mine is None:
        raise Http404
    _exiger_cote(par, mine.partie_id, mine.pour_id)
    row = _verrouillee(par, demande_id)
    if row.etat != Etat.BROUILLON:
        raise ActeRefuse(
            "Cette demande a déjà son fichier\u00a0: une demande porte sur un seul document. "
            "Faites une autre demande pour celui-ci."
        )
    return row


@transaction.atomic
def joindre_fichier(par: Auteur, demande_id: UUID, nom: str, fichier: Fichier) -> DemandeConfidentielle:
    """Give a request its file, which sends it to the experts. Raises as `exiger_fichier_attendu`."""
    row = exiger_fichier_attendu(par, demande_id)
    row.nom, row.fichier = nom, fichier
    row.etat, row.demandee_le = Etat.DEMANDEE, timezone.now()
    row.save(update_fields=["nom", "fichier", "etat", "demandee_le"])
    _consigner(genres.CONFIDENTIEL_DEMANDE, par, row, taille=fichier.taille, sha256=fichier.sha256)
    return row


def _exiger_en_attente(row: DemandeConfidentielle) -> None:
    if row.etat == Etat.DEMANDEE:
        return
    if row.etat == Etat.RETIREE:
        raise ActeRefuse("Cette demande a été retirée\u00a0: il n’y a plus rien à décider.")
    by = row.decidee_par.nom_complet if row.decidee_par else ""
    raise ActeRefuse(
        f"Cette demande a déjà sa réponse, donnée par {by} le {date_heure(row.decidee_le)}\u00a0: "
        "rechargez la page."
    )


@transaction.atomic
def decider(par: Auteur, demande_id: UUID, accepte: bool, motif: str) -> DemandeConfidentielle:
    """Accept a request, which deposits its document, or refuse it; with reasons, once.

    The expert decides, never on a request of one's own, but for that of a party without access, which nobody else
    could ask: the journal says so. Raises Http404 or ActeRefuse as `exiger_expert`; ActeRefuse when the request
    is not awaiting, without reasons, or to accept once nobody deposits any more.
    """
    partie = Partie.objects.get(pk=_partie_de(demande_id))
    expertise = exiger_expert(
        par,
        partie.expertise_id,
        "Seul l’expert répond à une demande de confidentialité\u00a0: attendez sa décision.",
    )
    row = _verrouillee(par, demande_id)
    _exiger_en_attente(row)
    motif = _texte(motif, "Indiquez les raisons de votre décision\u00a0: la partie les lira.", TEXTE)
    if row.demandeur_id == par.compte.pk and row.pour_id is None:
        raise ActeRefuse("Vous avez fait cette demande\u00a0: vous ne pouvez pas y répondre vous-même.")
    if accepte and expertise.statut not in OUVERTS:
        raise ActeRefuse(
            f"L’expertise est «\u00a0{expertise.get_statut_display()}\u00a0»\u00a0: plus aucun document n’y entre. "
            "Vous pouvez seulement refuser la demande."
        )
    row.decidee_le, row.decidee_par, row.motif_decision = timezone.now(), par.compte, motif
    if accepte:
        row.document = _deposer_accepte(par, row)
    row.etat = Etat.ACCEPTEE if accepte else Etat.REFUSEE
    row.save(update_fields=["etat", "decidee_le", "decidee_par", "motif_decision", "document"])
    mention = (
        f", partie sans accès pour laquelle {row.demandeur.nom_complet} l’avait faite" if row.pour_id else ""
    )
    genre = genres.CONFIDENTIEL_ACCEPTE if accepte else genres.CONFIDENTIEL_REFUSE
    _consigner(genre, par, row, mention=mention)
    return row


def _deposer_accepte(par: Auteur, row: DemandeConfidentielle) -> Document:
    """Deposit the document where only its party and the experts read it, as given by who asked."""
    if row.fichier is None:
        raise ValueError("a request that awaits its decision has its file")
    folder = racine(row.partie)
    name = nom_libre(folder, row.nom)
    document = creer_document(row.demandeur, folder, name, row.fichier, Contexte(pour=row.pour_id))
    document.pour = row.pour
    # Who read the file of the request has read the document: the bytes are the same.
    entries = Entree.objects.filter(acte=genres.CONFIDENTIEL_LU.code, objet=row.pk).exclude(
        acteur=row.demandeur_id
    )
    first = {entry.acteur: entry.le for entry in entries.order_by("-numero") if entry.acteur}
    Lecture.objects.bulk_create(Lecture(document=document, compte_id=pk, le=le) for pk, le in first.items())
    consigner(
        evenements.JOINT,
        par.acteur,
        chaine=folder.expertise_id,
        objet=document.pk,
        donnees=donnees_du_depot(document),
    )
    return document


@transaction.atomic
def retirer(par: Auteur, demande_id: UUID) -> DemandeConfidentielle | None:
    """Withdraw a request that awaits its decision, or is refused; one without its file disappears (None).

    Raises Http404 or ActeRefuse for who is not of the asking side, ActeRefuse when it is too late.
    """
    _exiger_cote(par, _partie_de(demande_id), quiconque=True)
    row = _verrouillee(par, demande_id)
    if row.etat == Etat.BROUILLON:
        row.delete()
        return None
    if row.etat not in (Etat.DEMANDEE, Etat.REFUSEE):
        raise ActeRefuse(
            f"Cette demande est «\u00a0{row.get_etat_display()}\u00a0»\u00a0: elle ne peut plus être retirée. "
            "Rechargez la page."
        )
    row.etat = Etat.RETIREE
    row.save(update_fields=["etat"])
    _consigner(genres.CONFIDENTIEL_RETIRE, par, row)
    return row


@transaction.atomic
def deposer_ouvertement(par: Auteur, demande_id: UUID, repertoire_id: UUID) -> Document:
    """Deposit a refused document for all to read, in the party's Dires or Pièces; its name made free.

    Raises Http404 for who is not of the asking side or a folder that is not the party's, ActeRefuse when the
    request is not refused, the folder takes no such document, or nobody deposits now.
    """
    _exiger_cote(par, _partie_de(demande_id), quiconque=True)
    row = _verrouillee(par, demande_id)
    if row.etat != Etat.REFUSEE or row.fichier is None:
        raise ActeRefuse(
            "Seul un document dont la confidentialité est refusée se dépose ainsi\u00a0: rechargez la page."
        )
    # For a party without access the expert deposits as the party would; else in one's own name.
    acting = cote(par.compte).filter(repertoire__partie=row.partie_id, pour=row.partie_id).exists()
    contexte = Contexte(pour=row.partie_id if acting else None)
    folder = exiger_repertoire(par, repertoire_id, contexte.pour)
    if folder.partie_id != row.partie_id:
        raise Http404
    if folder.repertoire not in OUVERTES:
        raise ActeRefuse(
            "Choisissez un dossier de «\u00a0Dires et annexes\u00a0» ou de «\u00a0Pièces cotées\u00a0»."
        )
    document = creer_document(par.compte, folder, nom_libre(folder, row.nom), row.fichier, contexte)
    document.pour = row.partie if acting else None
    row.document, row.etat = document, Etat.OUVERTE
    row.save(update_fields=["document", "etat"])
    consigner(
        evenements.DEPOSE_POUR if acting else evenements.DEPOSE,
        par.acteur,
        chaine=folder.expertise_id,
        objet=document.pk,
        donnees=donnees_du_depot(document),
    )
    _consigner(genres.CONFIDENTIEL_OUVERT, par, row, chemin=chemin(folder))
    return document


@transaction.atomic
def lire_fichier(par: Auteur, demande_id: UUID, moyen: str) -> None:
    """Record that the person reads the file of a request. Raises Http404 for whoever may not."""
    row = DemandeConfidentielle.objects.select_related("partie__expertise").filter(pk=demande_id).first()
    if row is None or not fichiers_lisibles(par.compte, row):
        raise Http404
    _consigner(genres.CONFIDENTIEL_LU, par, row, moyen=moyen)
