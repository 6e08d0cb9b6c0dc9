"""Who is told of what: e-mails follow from the journal's entries, in the transaction of the act."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from django.conf import settings

from opalexe.comptes import evenements as compte
from opalexe.comptes.liens import signature
from opalexe.comptes.models import Compte
from opalexe.designations import evenements as designation
from opalexe.designations.models import Designation
from opalexe.expertises import evenements as expertise
from opalexe.expertises.models import Expertise, Statut
from opalexe.journal.genres import ecouter
from opalexe.journal.models import Entree
from opalexe.socle.templatetags.opalexe import date_heure, jour
from opalexe.suivi.messages import Message, envoyer

SUITES_DU_STATUT = {
    Statut.EN_COURS: "Les participants déposent et lisent selon leurs droits.",
    Statut.EN_PAUSE: "Les parties n’y ont plus accès jusqu’à la reprise.",
    Statut.TERMINEE: "Les documents restent lisibles\u00a0; plus personne n’y dépose.",
    Statut.REJETEE: "Plus personne n’y dépose.",
}


def _designation(entree: Entree) -> Designation:
    return Designation.objects.select_related("auteur", "expert", "expertise").get(
        pk=cast(UUID, entree.objet)
    )


def _personne(compte: Compte) -> str:
    return f"{compte.nom_complet} ({compte.get_role_display().lower()})"


@ecouter(designation.ENVOYEE)
def annoncer_designation(entree: Entree) -> None:
    """Tell the expert that a court names him or her."""
    row = _designation(entree)
    if row.expert is None:
        return
    envoyer(
        row.expert,
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"Nouvelle désignation de {_personne(row.auteur)}",
            paragraphes=[
                f"{_personne(row.auteur)} vous désigne pour une expertise.",
                "Prenez connaissance des documents, puis acceptez ou refusez la désignation.",
            ],
            libelle="Voir la désignation",
            lien=("designations:detail", row.pk),
        ),
    )


@ecouter(designation.RELANCEE)
def annoncer_relance(entree: Entree) -> None:
    """Remind the expert, saying how many times it was done."""
    row = _designation(entree)
    if row.expert is None:
        return
    fois = "une fois" if row.nombre_relances == 1 else f"{row.nombre_relances} fois"
    envoyer(
        row.expert,
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"Relance\u00a0: désignation de {_personne(row.auteur)} sans réponse",
            paragraphes=[
                f"{_personne(row.auteur)} attend votre réponse à sa désignation du {jour(row.envoyee_le)} "
                f"et vous a relancé(e) {fois}.",
                "Sans réponse, la juridiction peut retirer la désignation et choisir un autre expert.",
            ],
            libelle="Répondre à la désignation",
            lien=("designations:detail", row.pk),
        ),
    )


@ecouter(designation.RETIREE)
def annoncer_retrait(entree: Entree) -> None:
    """Tell the expert that there is nothing to answer any more."""
    row = _designation(entree)
    if row.expert is None:
        return
    envoyer(
        row.expert,
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"Désignation de {_personne(row.auteur)} retirée",
            paragraphes=[
                f"{_personne(row.auteur)} a retiré sa désignation du {jour(row.envoyee_le)}, restée sans réponse.",
                "Vous n’avez plus rien à faire.",
            ],
            libelle="Voir la désignation",
            lien=("designations:detail", row.pk),
        ),
    )


@ecouter(designation.ACCEPTEE)
def annoncer_acceptation(entree: Entree) -> None:
    """Tell the court that the expert accepts, and the expert that the court was told."""
    row = _designation(entree)
    if row.expert is None or row.expertise is None:
        return
    case = row.expertise
    line = f"{case.titre}, {case.juridiction}, RG {case.numero_rg}"
    envoyer(
        row.auteur,
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"{case.nom}\u00a0: désignation acceptée",
            paragraphes=[
                f"{row.expert.nom_complet} a accepté votre désignation du {jour(row.envoyee_le)}.",
                f"L’expertise est créée\u00a0: {line}. Elle attend la date de consignation.",
            ],
            libelle="Ouvrir l’expertise",
            lien=("coffre:expertise", case.pk),
        ),
    )
    envoyer(
        row.expert,
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"{case.nom}\u00a0: vous avez accepté la désignation",
            paragraphes=[
                f"Votre acceptation est enregistrée et {_personne(row.auteur)} en est informé(e).",
                f"L’expertise est créée\u00a0: {line}.",
            ],
            libelle="Ouvrir l’expertise",
            lien=("coffre:expertise", case.pk),
        ),
    )


@ecouter(designation.REFUSEE)
def annoncer_refus(entree: Entree) -> None:
    """Tell the court why the expert refuses, and the expert that the court was told."""
    row = _designation(entree)
    if row.expert is None:
        return
    envoyer(
        row.auteur,
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"Désignation refusée par {row.expert.nom_complet}",
            paragraphes=[
                f"{row.expert.nom_complet} a refusé votre désignation du {jour(row.envoyee_le)}.",
                "Son motif et ses documents sont sur la plateforme\u00a0; vous pouvez désigner un autre expert.",
            ],
            libelle="Voir la réponse",
            lien=("designations:detail", row.pk),
        ),
    )
    envoyer(
        row.expert,
        Message(
            genre=entree.acte,
            objet=row.pk,
            sujet=f"Vous avez refusé la désignation de {_personne(row.auteur)}",
            paragraphes=[f"Votre refus est enregistré et {_personne(row.auteur)} en est informé(e)."],
            libelle="Voir la désignation",
            lien=("designations:detail", row.pk),
        ),
    )


@ecouter(expertise.STATUT)
def annoncer_statut(entree: Entree) -> None:
    """Tell everybody who takes part that the expertise has another status."""
    de, vers = entree.donnees["de"], entree.donnees["vers"]
    case = Expertise.objects.get(pk=entree.chaine_id)
    people = Compte.objects.filter(
        participations__expertise=case, participations__actif=True, actif=True
    ).distinct()
    for person in people:
        envoyer(
            person,
            Message(
                genre=entree.acte,
                objet=case.pk,
                sujet=f"{case.nom}\u00a0: {vers.lower()}",
                paragraphes=[
                    f"L’expertise {case.titre} passe de «\u00a0{de}\u00a0» à «\u00a0{vers}\u00a0», "
                    f"par décision de {entree.acteur_nom}.",
                    SUITES_DU_STATUT[Statut(case.statut)],
                ],
                libelle="Ouvrir l’expertise",
                lien=("coffre:expertise", case.pk),
            ),
        )


@ecouter(compte.LIEN)
def envoyer_lien_de_certificat(entree: Entree) -> None:
    """Send the one-time link of a certificate; nothing of the case is said, the address may be a wrong one."""
    person = Compte.objects.get(pk=cast(UUID, entree.objet))
    link = UUID(entree.donnees["lien"])
    lines = [
        f"{entree.acteur_nom} vous donne accès à {settings.OPALEXE_BRAND}, la plateforme où s’échangent les "
        "documents des expertises judiciaires.",
        "On y entre sans mot de passe, avec un certificat installé sur un ordinateur ou un téléphone. Ouvrez le "
        "lien ci-dessous sur l’appareil que vous utiliserez\u00a0: il crée votre certificat, puis vous guide pour "
        "l’installer.",
        f"Ce lien ne sert qu’une fois et attend 72\u00a0heures, jusqu’au "
        f"{date_heure(datetime.fromisoformat(entree.donnees['expire_le']))}. Ne le transmettez à personne. S’il ne "
        f"fonctionne plus, demandez-en un autre à {entree.acteur_nom}.",
    ]
    if person.certificats.filter(de_plateforme=True, revoque_le=None).exists():
        lines.append("Le nouveau certificat remplace le précédent, qui cesse alors de fonctionner.")
    envoyer(
        person,
        Message(
            genre=entree.acte,
            objet=link,
            sujet=f"Votre certificat pour accéder à {settings.OPALEXE_BRAND}",
            paragraphes=lines,
            libelle="Obtenir mon certificat",
            lien=("comptes:certificat", link, signature(link)),
        ),
    )
