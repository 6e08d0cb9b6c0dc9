"""The expert's answer: it is given once."""

from __future__ import annotations

from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from opalexe.coffre import actes as coffre
from opalexe.coffre.models import Dossier, Repertoire
from opalexe.comptes.auteur import Auteur
from opalexe.designations import evenements
from opalexe.designations.actes.commun import exiger_attente_expert, exiger_expert, inscrire, verrouiller
from opalexe.designations.models import Designation, DocumentDesignation, Etat
from opalexe.expertises.actes import ouvrir
from opalexe.expertises.identite import controler
from opalexe.expertises.models import Expertise
from opalexe.expertises.nommage import Identite
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.file_names import LONGUEUR, cle

REPERTOIRE = "designation"
MOTIF_LONGUEUR = 4000


def _noms_dans_le_coffre(documents: list[DocumentDesignation]) -> dict[DocumentDesignation, str]:
    """Name each document in the one folder that both sides' go to: the court's keep theirs."""
    names: dict[DocumentDesignation, str] = {}
    taken: set[str] = set()
    for document in sorted(documents, key=lambda each: (each.origine != "demande", each.depose_le, each.pk)):
        name = document.nom
        number = 1
        while cle(name) in taken:
            path = PurePath(document.nom)
            suffix = " (réponse)" if number == 1 else f" (réponse {number})"
            # What is too long is cut in the middle: the extension says how to open the file.
            room = LONGUEUR - len(f"{suffix}{path.suffix}".encode())
            stem = path.stem.encode()[:room].decode(errors="ignore")
            name = f"{stem}{suffix}{path.suffix}"
            number += 1
        taken.add(cle(name))
        names[document] = name
    return names


@transaction.atomic
def accepter(par: Auteur, designation: Designation, identite: Identite) -> Expertise:
    """Accept: open the expertise "En création", and put the documents of both sides in Expert/Désignation.

    Raises ActeRefuse when it was answered or withdrawn meanwhile, or when the identity breaks a rule of
    `identite.controler`.
    """
    row = verrouiller(par, designation.pk)
    exiger_expert(par)
    exiger_attente_expert(row)
    wrong = controler(identite, timezone.localdate())
    if wrong:
        raise ActeRefuse(" ".join(wrong.values()))
    expertise = ouvrir(par, identite=identite, expert=par.compte, juridiction=row.auteur)
    folder = Repertoire.objects.get(
        expertise=expertise, dossier=Dossier.EXPERT, repertoire=REPERTOIRE, parent__isnull=True
    )
    for document, name in _noms_dans_le_coffre(
        list(row.documents.select_related("fichier", "depose_par"))
    ).items():
        coffre.joindre(
            par,
            folder,
            name,
            document.fichier,
            depose_par=document.depose_par,
            lu_le=document.lu_le if document.depose_par_id != par.compte.pk else None,
        )
    row.etat = Etat.ACCEPTEE
    row.repondue_le = timezone.now()
    row.expertise = expertise
    row.save(update_fields=["etat", "repondue_le", "expertise"])
    inscrire(
        evenements.ACCEPTEE, par, row, titre=expertise.titre, nom=expertise.nom, expertise=str(expertise.pk)
    )
    return expertise


@transaction.atomic
def refuser(par: Auteur, designation: Designation, motif: str) -> None:
    """Refuse, with a reason and at least one document (produit.md part 4).

    Raises ActeRefuse without them, or when the designation was answered or withdrawn meanwhile.
    """
    row = verrouiller(par, designation.pk)
    exiger_expert(par)
    exiger_attente_expert(row)
    reason = motif.strip()
    if not reason:
        raise ActeRefuse("Indiquez le motif de votre refus.")
    if len(reason) > MOTIF_LONGUEUR:
        raise ActeRefuse(f"Le motif compte {len(reason)}\u00a0caractères\u00a0: {MOTIF_LONGUEUR} au plus.")
    nombre = row.documents.de_la_reponse().count()
    if nombre == 0:
        raise ActeRefuse(
            "Joignez au moins un document à votre refus, par exemple votre courrier à la juridiction."
        )
    row.etat = Etat.REFUSEE
    row.repondue_le = timezone.now()
    row.motif_refus = reason
    row.save(update_fields=["etat", "repondue_le", "motif_refus"])
    inscrire(evenements.REFUSEE, par, row, nombre_documents=nombre)
