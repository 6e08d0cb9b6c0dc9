"""Who sees what of confidential requests: their inventory is everybody's, their file and reasons are not."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q, QuerySet

from opalexe.coffre.models import Acces, DemandeConfidentielle, Niveau, RegardQuerySet, Repertoire
from opalexe.comptes.models import Compte
from opalexe.expertises.models import Expertise, Participation, Partie, Profil

Etat = DemandeConfidentielle.Etat
EXPERTS = (Profil.EXPERT, Profil.CO_EXPERT)


def cote(compte: Compte) -> RegardQuerySet:
    """Return what the person has, at a party's side, on its folder "Confidentiel accepté" now.

    At a party's side: one of its lawyers or members in one's own name, the expert when acting for it (`pour`).
    """
    folders = Acces.objects.filter(
        compte=compte, repertoire__repertoire="confidentiel_accepte", repertoire__parent=None
    )
    return folders.filter(
        Q(pour=F("repertoire__partie"))
        | Q(pour=None, participation__rattachements__partie=F("repertoire__partie"))
    )


def parties_du_cote(
    compte: Compte, expertise: Expertise, pour: UUID | None, *niveaux: Niveau
) -> QuerySet[Partie]:
    """Return the parties at whose side the person stands now, with one of these levels on the folder."""
    rows = cote(compte).filter(expertise=expertise, pour=pour, niveau__in=niveaux)
    return Partie.objects.filter(pk__in=rows.values("repertoire__partie"))


def est_des_experts(compte: Compte, expertise: Expertise) -> bool:
    """Tell whether the person is the expert or a co-expert of the expertise."""
    return Participation.objects.filter(
        compte=compte, expertise=expertise, profil__in=EXPERTS, actif=True
    ).exists()


def a_voir(compte: Compte, expertise: Expertise) -> bool:
    """Tell whether the tab of confidential documents has something for the person: experts, a side, an inventory."""
    return (
        est_des_experts(compte, expertise)
        or cote(compte).filter(expertise=expertise, niveau__in=(Niveau.DEPOT, Niveau.LECTURE)).exists()
        or inventaire(expertise).exists()
    )


def inventaire(expertise: Expertise) -> QuerySet[DemandeConfidentielle]:
    """Return what all actors are told of: the documents received in confidence, the latest first."""
    rows = DemandeConfidentielle.objects.filter(partie__expertise=expertise, etat=Etat.ACCEPTEE)
    return rows.select_related("partie", "pour", "document__verrou").order_by("-decidee_le")


def demandes_du_cote(
    compte: Compte, expertise: Expertise, pour: UUID | None
) -> QuerySet[DemandeConfidentielle]:
    """Return the requests of the person's side, drafts of the person alone, the latest first."""
    parties = parties_du_cote(compte, expertise, pour, Niveau.DEPOT, Niveau.LECTURE)
    rows = DemandeConfidentielle.objects.filter(partie__in=parties)
    rows = rows.filter(~Q(etat=Etat.BROUILLON) | Q(demandeur=compte))
    return _avec_tout(rows)


def demandes_aux_experts(compte: Compte, expertise: Expertise) -> QuerySet[DemandeConfidentielle]:
    """Return the requests that the expert and the co-experts follow: those awaiting a decision first.

    A request withdrawn is shown, so that it does not vanish; its file is its party's again.
    """
    rows = DemandeConfidentielle.objects.filter(partie__expertise=expertise).exclude(etat=Etat.BROUILLON)
    if not est_des_experts(compte, expertise):
        rows = rows.none()
    return _avec_tout(rows)


def _avec_tout(rows: QuerySet[DemandeConfidentielle]) -> QuerySet[DemandeConfidentielle]:
    return rows.select_related(
        "partie__expertise", "pour", "demandeur", "decidee_par", "fichier", "document__repertoire"
    ).order_by("-creee_le")


def fichiers_lisibles(compte: Compte, demande: DemandeConfidentielle) -> bool:
    """Tell whether the person may read the file of a request now.

    Once deposited it is a document like others, with its own address, rights and lock. Withdrawn, it is its
    party's only.
    """
    if demande.etat not in (Etat.DEMANDEE, Etat.REFUSEE, Etat.RETIREE):
        return False
    levels = (Niveau.DEPOT, Niveau.LECTURE)
    if cote(compte).filter(repertoire__partie=demande.partie_id, niveau__in=levels).exists():
        return True
    return demande.etat != Etat.RETIREE and est_des_experts(compte, demande.partie.expertise)


def dossiers_ouverts(
    compte: Compte, partie: Partie, pour: UUID | None, codes: tuple[str, ...]
) -> QuerySet[Repertoire]:
    """Return the party's folders of these codes, sub-folders too, where the person may deposit now."""
    rows = Acces.objects.de(compte, pour).filter(
        niveau=Niveau.DEPOT, repertoire__partie=partie, repertoire__repertoire__in=codes
    )
    return Repertoire.objects.filter(pk__in=rows.values("repertoire")).order_by("ordre", "ancetres")
