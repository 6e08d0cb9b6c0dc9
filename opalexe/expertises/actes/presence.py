"""Acts on people who take part already: active or not, in charge of control, the link of a certificate again."""

from __future__ import annotations

from django.db import transaction

from opalexe.comptes import actes as comptes
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import ROLES_CREES
from opalexe.comptes.requetes import etats_certificats
from opalexe.expertises import evenements
from opalexe.expertises.actes.commun import (
    donnees_participant,
    enumerer,
    exiger_administration,
    exiger_participation,
    parties_de,
    profils,
)
from opalexe.expertises.models import (
    SUR_PAPIER,
    Expertise,
    GenreDePartie,
    Participation,
    Profil,
    Statut,
)
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse


@transaction.atomic
def activer(par: Auteur, participation: Participation) -> None:
    """Give somebody access again. Raises ActeRefuse when the party's kind leaves no room for it any more."""
    row = exiger_administration(par, participation.expertise_id)
    some = exiger_participation(row, participation)
    if some.actif:
        return
    _exiger_maitre_des_co_experts(par, row, some)
    if not some.compte.actif:
        raise ActeRefuse(
            f"Le compte de {some.compte.nom_complet} est fermé\u00a0: adressez-vous à l’assistance."
        )
    if row.participations.filter(compte=some.compte, actif=True).exists():
        raise ActeRefuse(f"{some.compte.nom_complet} participe déjà à cette expertise à un autre titre.")
    _exiger_genre_possible(some)
    some.actif = True
    some.save(update_fields=["actif"])
    consigner(
        evenements.PARTICIPANT_ACTIVE,
        par.acteur,
        chaine=row.pk,
        objet=some.compte_id,
        donnees=donnees_participant(some, parties_de(some)),
    )


@transaction.atomic
def desactiver(par: Auteur, participation: Participation) -> None:
    """Take somebody's access away at once; what they did stays, with their name.

    Never the expert's, nor one's own. Raises ActeRefuse.
    """
    row = exiger_administration(par, participation.expertise_id)
    some = exiger_participation(row, participation)
    if not some.actif:
        return
    if some.profil == Profil.EXPERT:
        raise ActeRefuse(
            "L’expert garde son accès tant que l’expertise est ouverte\u00a0: son remplacement relève du magistrat."
        )
    if some.compte_id == par.compte.pk:
        raise ActeRefuse("Vous ne pouvez pas retirer votre propre accès\u00a0: demandez-le à l’expert.")
    _exiger_maitre_des_co_experts(par, row, some)
    if some.charge_du_controle:
        raise ActeRefuse(
            f"{some.compte.nom_complet} est chargé(e) du contrôle\u00a0: indiquez d’abord quel autre magistrat l’est."
        )
    some.actif = False
    some.save(update_fields=["actif"])
    consigner(
        evenements.PARTICIPANT_DESACTIVE,
        par.acteur,
        chaine=row.pk,
        objet=some.compte_id,
        donnees=donnees_participant(some, parties_de(some)),
    )


@transaction.atomic
def charger_du_controle(par: Auteur, participation: Participation) -> None:
    """Say which magistrat is in charge of control: one at a time. Raises ActeRefuse."""
    row = exiger_administration(par, participation.expertise_id)
    some = exiger_participation(row, participation)
    if some.profil != Profil.MAGISTRAT or not some.actif:
        raise ActeRefuse("Choisissez un magistrat qui participe à l’expertise.")
    if some.charge_du_controle:
        return
    held = Participation.objects.select_for_update(of=("self",)).select_related("compte")
    former = held.filter(expertise=row, charge_du_controle=True).first()
    if former is not None:
        former.charge_du_controle = False
        former.save(update_fields=["charge_du_controle"])
    some.charge_du_controle = True
    some.save(update_fields=["charge_du_controle"])
    consigner(
        evenements.CONTROLE,
        par.acteur,
        chaine=row.pk,
        objet=some.compte_id,
        donnees={
            **donnees_participant(some),
            "precedent": str(former.compte_id) if former else "",
            "precedent_nom": former.compte.nom_complet if former else "",
        },
    )


@transaction.atomic
def renvoyer_lien(par: Auteur, participation: Participation) -> None:
    """Send again the link by which a created person fetches a certificate; the former one is revoked when used.

    Also once the expertise is over, since one still reads; not when it is rejected. Raises ActeRefuse.
    """
    row = exiger_administration(par, participation.expertise_id, close=True)
    some = exiger_participation(row, participation)
    if some.compte.role not in ROLES_CREES:
        raise ActeRefuse(
            f"{some.compte.nom_complet} se connecte avec son propre certificat\u00a0: la plateforme n’en délivre pas."
        )
    if row.statut == Statut.REJETEE or not some.actif:
        raise ActeRefuse(
            f"{some.compte.nom_complet} n’a plus accès à l’expertise\u00a0: un certificat ne servirait à rien."
        )
    comptes.envoyer_lien(par, some.compte)
    consigner(
        evenements.LIEN_RENVOYE,
        par.acteur,
        chaine=row.pk,
        objet=some.compte_id,
        donnees=donnees_participant(some),
    )


@transaction.atomic
def revoquer_certificat(par: Auteur, participation: Participation) -> None:
    """Revoke the certificate of the platform that opens a created person's account, at once. Raises ActeRefuse."""
    row = exiger_administration(par, participation.expertise_id, close=True)
    some = exiger_participation(row, participation)
    state = etats_certificats([some.compte])[some.compte_id]
    if some.compte.role not in ROLES_CREES or state.certificat is None or not state.revocable:
        raise ActeRefuse(f"{some.compte.nom_complet} n’a pas de certificat de la plateforme à révoquer.")
    comptes.revoquer(par, state.certificat)
    consigner(
        evenements.CERTIFICAT_REVOQUE,
        par.acteur,
        chaine=row.pk,
        objet=some.compte_id,
        donnees={**donnees_participant(some), "numero_serie": state.certificat.numero_serie},
    )


@transaction.atomic
def corriger_personne(
    par: Auteur, participation: Participation, *, nom: str, prenom: str, courriel: str, mobile: str = ""
) -> None:
    """Correct the name or the address of a created person; a link that waits goes to the new e-mail.

    Raises ActeRefuse for somebody who keeps their own details, or as `comptes.creer_compte` does.
    """
    row = exiger_administration(par, participation.expertise_id)
    some = exiger_participation(row, participation)
    before = some.compte.nom_complet
    account = some.compte
    kept = (account.nom, account.prenom, account.courriel, account.mobile)
    comptes.corriger_compte(par, account, nom=nom, prenom=prenom, courriel=courriel, mobile=mobile)
    account.refresh_from_db()
    if kept == (account.nom, account.prenom, account.courriel, account.mobile):
        return
    consigner(
        evenements.PERSONNE_CORRIGEE,
        par.acteur,
        chaine=row.pk,
        objet=some.compte_id,
        donnees={**donnees_participant(some), "ancien_nom": before},
    )


def _exiger_maitre_des_co_experts(par: Auteur, expertise: Expertise, some: Participation) -> None:
    """Keep co-experts from shutting each other out, or undoing what the expert decided of one of them."""
    if some.profil == Profil.CO_EXPERT and Profil.EXPERT not in profils(par.compte, expertise):
        raise ActeRefuse("L’accès d’un co-expert revient à l’expert\u00a0: demandez-lui ce changement.")


def _exiger_genre_possible(some: Participation) -> None:
    """Refuse to bring somebody back at the side of a party whose kind changed meanwhile."""
    parties = parties_de(some)
    paper = [party.nom for party in parties if party.genre in SUR_PAPIER]
    if paper:
        raise ActeRefuse(
            f"{enumerer(paper)} ne {'reçoit' if len(paper) == 1 else 'reçoivent'} plus rien par la plateforme\u00a0: "
            "changez d’abord le type de la partie."
        )
    alone = [party.nom for party in parties if party.genre == GenreDePartie.NON_REPRESENTEE]
    if some.profil == Profil.AVOCAT and alone:
        raise ActeRefuse(
            f"{enumerer(alone)} {'est indiquée' if len(alone) == 1 else 'sont indiquées'} sans avocat\u00a0: "
            "changez d’abord le type de la partie."
        )
