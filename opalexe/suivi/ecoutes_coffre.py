"""Who is told of sharing, locking and confidential requests. No message names what its reader may not see now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.db.models import Q

from opalexe.coffre import evenements_partage as evenements
from opalexe.coffre.models import DemandeConfidentielle, Document
from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise, Profil
from opalexe.journal.genres import ecouter
from opalexe.journal.models import Entree
from opalexe.suivi.messages import Message, envoyer

TITRES = 20
"""Titles told in one message; the page shows the others."""


def _expertise(entree: Entree) -> Expertise:
    return Expertise.objects.get(pk=entree.chaine_id)


def _ecrire(entree: Entree, people: Iterable[Compte], message: Message) -> None:
    """Write the message to each person but who acts."""
    for person in people:
        if person.pk != entree.acteur:
            envoyer(person, message)


def _documents(nombre: int) -> str:
    return "un document" if nombre == 1 else f"{nombre}\u00a0documents"


def _accorde(entree: Entree, case: Expertise, person: Compte) -> list[str]:
    """Say what is shared: titles of what the person may read now, a number for the rest."""
    wanted = entree.donnees["documents"]
    readable = Document.objects.lisibles_par(person).filter(pk__in=wanted).order_by("cle_nom")
    titles = list(readable.values_list("nom", flat=True))
    said = [f"{entree.acteur_nom} partage avec vous {_documents(len(wanted))} de l’expertise {case.titre}."]
    if titles:
        shown = "\u00a0; ".join(f"«\u00a0{title}\u00a0»" for title in titles[:TITRES])
        rest = f", et {len(titles) - TITRES}\u00a0autres" if len(titles) > TITRES else ""
        said.append(f"Vous pouvez lire\u00a0: {shown}{rest}.")
    if later := len(wanted) - len(titles):
        when = entree.donnees["plus_tard"] or "«\u00a0En cours\u00a0»"
        what = "Ce document sera lisible" if later == 1 else f"{later}\u00a0documents seront lisibles"
        said.append(f"{what} lorsque l’expertise sera {when}.")
    return said


@ecouter(evenements.PARTAGE_ACCORDE)
def annoncer_partage(entree: Entree) -> None:
    """Tell the person what the expert lets them read."""
    case = _expertise(entree)
    person = Compte.objects.get(pk=entree.donnees["compte"])
    envoyer(
        person,
        Message(
            genre=entree.acte,
            objet=case.pk,
            sujet=f"{case.nom}\u00a0: l’expert partage avec vous {_documents(len(entree.donnees['documents']))}",
            paragraphes=_accorde(entree, case, person),
            libelle="Ouvrir l’expertise",
            lien=("coffre:expertise", case.pk),
        ),
    )


@ecouter(evenements.PARTAGE_RETIRE)
def annoncer_retrait_de_partage(entree: Entree) -> None:
    """Tell the person that some documents are no longer shown: how many, not which."""
    case = _expertise(entree)
    person = Compte.objects.get(pk=entree.donnees["compte"])
    # Who no longer takes part is told nothing of the case.
    if not case.participations.filter(compte=person, actif=True).exists():
        return
    number = len(entree.donnees["documents"])
    envoyer(
        person,
        Message(
            genre=entree.acte,
            objet=case.pk,
            sujet=f"{case.nom}\u00a0: fin d’un partage",
            paragraphes=[
                f"{entree.acteur_nom} ne partage plus avec vous {_documents(number)} de l’expertise {case.titre}.",
                "Pour en connaître la raison, écrivez à l’expert.",
            ],
            libelle="Ouvrir l’expertise",
            lien=("coffre:expertise", case.pk),
        ),
    )


@ecouter(evenements.VERROUILLE)
def annoncer_verrou(entree: Entree) -> None:
    """Tell the depositor, who alone reads the document from now on, with the expert."""
    case = _expertise(entree)
    people = Compte.objects.filter(
        pk=entree.donnees["depose_par"], participations__expertise=case, participations__actif=True
    ).distinct()
    for person in people:
        seen = Document.objects.visibles_par(person).filter(pk=cast(UUID, entree.objet)).exists()
        what = f"le document «\u00a0{entree.donnees['nom']}\u00a0» que" if seen else "un document que"
        _ecrire(
            entree,
            [person],
            Message(
                genre=entree.acte,
                objet=case.pk,
                sujet=f"{case.nom}\u00a0: un de vos documents est verrouillé",
                paragraphes=[
                    f"{entree.acteur_nom} a verrouillé {what} vous avez déposé dans l’expertise {case.titre}.",
                    f"Motif\u00a0: {entree.donnees['motif']}",
                    "Le document reste dans la liste\u00a0; vous et l’expert êtes seuls à pouvoir encore le lire.",
                ],
                libelle="Ouvrir l’expertise",
                lien=("coffre:expertise", case.pk),
            ),
        )


def _demande(entree: Entree) -> DemandeConfidentielle:
    return DemandeConfidentielle.objects.select_related("partie", "demandeur").get(
        pk=cast(UUID, entree.objet)
    )


def _participants(case: Expertise) -> list[Compte]:
    people = Compte.objects.filter(participations__expertise=case, participations__actif=True)
    return list(people.distinct().order_by("nom", "prenom"))


def _cote(case: Expertise, row: DemandeConfidentielle) -> list[Compte]:
    """Return who stands at the party's side, and who asked as long as they take part."""
    side = Q(participations__rattachements__partie=row.partie) | Q(
        pk=row.demandeur_id, participations__expertise=case
    )
    return list(Compte.objects.filter(side, participations__actif=True).distinct().order_by("nom", "prenom"))


@ecouter(evenements.CONFIDENTIEL_DEMANDE)
def annoncer_demande(entree: Entree) -> None:
    """Tell the expert and the co-experts that a request awaits."""
    case, row = _expertise(entree), _demande(entree)
    people = Compte.objects.filter(
        participations__expertise=case,
        participations__actif=True,
        participations__profil__in=(Profil.EXPERT, Profil.CO_EXPERT),
    ).distinct()
    _ecrire(
        entree,
        people,
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"{case.nom}\u00a0: demande de confidentialité",
            paragraphes=[
                f"{entree.acteur_nom} demande, pour {row.partie.nom}, que le document «\u00a0{row.titre}\u00a0» "
                f"soit reçu de façon confidentielle dans l’expertise {case.titre}.",
                "Les raisons de la demande et le document sont sur la plateforme\u00a0; l’expert accepte ou refuse.",
            ],
            libelle="Voir la demande",
            lien=("coffre:confidentiels", case.pk),
        ),
    )


@ecouter(evenements.CONFIDENTIEL_ACCEPTE, evenements.CONFIDENTIEL_REFUSE)
def annoncer_decision(entree: Entree) -> None:
    """Tell the asking side of the decision and, of what is accepted, all the others that it exists."""
    case, row = _expertise(entree), _demande(entree)
    accepted = entree.acte == evenements.CONFIDENTIEL_ACCEPTE.code
    side = _cote(case, row)
    verb = "accepte" if accepted else "refuse"
    after = (
        "Le document est versé au dossier «\u00a0Confidentiel accepté\u00a0»\u00a0; tous les participants savent "
        "qu’il existe, par son titre et son résumé."
        if accepted
        else "Vous pouvez retirer votre demande, ou déposer le document sans confidentialité."
    )
    _ecrire(
        entree,
        side,
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"{case.nom}\u00a0: demande de confidentialité {'acceptée' if accepted else 'refusée'}",
            paragraphes=[
                f"{entree.acteur_nom} {verb} de recevoir de façon confidentielle le document "
                f"«\u00a0{row.titre}\u00a0» de {row.partie.nom}.",
                after,
                "Les raisons de la décision sont sur la plateforme.",
            ],
            libelle="Voir la décision",
            lien=("coffre:confidentiels", case.pk),
        ),
    )
    if not accepted:
        return
    told = {person.pk for person in side}
    _ecrire(
        entree,
        [person for person in _participants(case) if person.pk not in told],
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"{case.nom}\u00a0: un document confidentiel existe",
            paragraphes=[
                f"Un document de {row.partie.nom} est reçu de façon confidentielle dans l’expertise {case.titre}"
                f"\u00a0: «\u00a0{row.titre}\u00a0».",
                row.resume,
                "Les experts et cette partie peuvent le lire\u00a0; l’expert peut décider de le partager.",
            ],
            libelle="Voir les documents confidentiels",
            lien=("coffre:confidentiels", case.pk),
        ),
    )
