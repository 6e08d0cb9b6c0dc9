"""Acts that make people take part: lawyers, members of parties, court staff, co-experts, sapiteurs."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from opalexe.comptes import actes as comptes
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Compte, Role
from opalexe.expertises import evenements
from opalexe.expertises.actes.commun import (
    donnees_participant,
    enumerer,
    exiger_administration,
    exiger_participation,
    parties_de,
)
from opalexe.expertises.models import (
    MEMBRES,
    Expertise,
    GenreDePartie,
    Participation,
    Partie,
    Profil,
    Rattachement,
)
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.texte import normaliser

LONGUEUR_QUALITE = 120

ROLE_DU_PROFIL: dict[Profil, tuple[Role, str]] = {
    Profil.AVOCAT: (Role.AVOCAT, "un avocat, dans l’annuaire des avocats"),
    Profil.MAGISTRAT: (Role.MAGISTRAT, "un magistrat qui a un compte sur la plateforme"),
    Profil.GREFFIER: (Role.GREFFIER, "un greffier qui a un compte sur la plateforme"),
    Profil.CO_EXPERT: (Role.EXPERT, "un expert, dans l’annuaire des experts"),
    Profil.SAPITEUR: (Role.EXPERT, "un expert, dans l’annuaire des experts"),
}
"""For each profile that an existing account takes: its role, and whom to choose."""


@transaction.atomic
def ajouter_avocat(
    par: Auteur, expertise: Expertise, compte: Compte, parties: Sequence[Partie]
) -> Participation:
    """Add a lawyer at the side of one or several represented parties, those already there left as they are.

    Sent twice, it changes nothing. Raises ActeRefuse for a party of another kind, or an inactive lawyer.
    """
    row = exiger_administration(par, expertise.pk)
    found = list(row.parties.select_for_update().filter(pk__in=[party.pk for party in parties]))
    if not found:
        raise ActeRefuse("Choisissez au moins une partie que l’avocat représente.")
    others = [party.nom for party in found if party.genre != GenreDePartie.REPRESENTEE]
    if others:
        raise ActeRefuse(
            f"Pas d’avocat pour {enumerer(others)}\u00a0: indiquez d’abord, en modifiant la partie, qu’elle est "
            "représentée."
        )
    already = Participation.objects.select_related("compte").filter(
        expertise=row, compte=compte, profil=Profil.AVOCAT
    )
    participation = already.select_for_update(of=("self",)).first()
    if participation is None:
        return _ajouter(par, row, compte, Profil.AVOCAT, parties=found)
    if not participation.actif:
        raise ActeRefuse(
            f"{compte.nom_complet} a été désactivé(e) dans cette expertise\u00a0: réactivez son accès d’abord."
        )
    held = set(participation.rattachements.values_list("partie_id", flat=True))
    new = [party for party in found if party.pk not in held]
    if new:
        _rattacher(participation, new)
        _consigner_changement(
            par,
            participation,
            "represente",
            f"représente aussi {enumerer([party.nom for party in new])}",
        )
    return participation


@transaction.atomic
def detacher_avocat(par: Auteur, participation: Participation, partie: Partie) -> None:
    """Take a lawyer away from one of the parties represented. Raises ActeRefuse when it is the only one."""
    row = exiger_administration(par, participation.expertise_id)
    lawyer = exiger_participation(row, participation)
    link = lawyer.rattachements.filter(partie=partie)
    if lawyer.profil != Profil.AVOCAT or not link.exists():
        return
    if lawyer.rattachements.count() == 1:
        raise ActeRefuse(
            f"{lawyer.compte.nom_complet} ne représente que {partie.nom}\u00a0: désactivez plutôt son accès."
        )
    link.delete()
    _consigner_changement(par, lawyer, "detache", f"ne représente plus {partie.nom}")


@transaction.atomic
def ajouter_membre(
    par: Auteur,
    partie: Partie,
    *,
    nom: str,
    prenom: str,
    courriel: str,
    mobile: str = "",
    autorise: bool = False,
    qualite: str = "",
    distincte: bool = False,
) -> Participation:
    """Create the account of a person of a party, and send the link of the certificate.

    `autorise`: deposits, at a party that has no lawyer; otherwise reads only. `distincte`: the expert says that
    it is another person than the one of the same name or e-mail. Raises ActeRefuse.
    """
    row = exiger_administration(par, partie.expertise_id)
    party = Partie.objects.select_for_update().get(pk=partie.pk)
    if party.sur_papier:
        raise ActeRefuse(
            f"{party.nom} est indiquée comme «\u00a0{party.get_genre_display().lower()}\u00a0»\u00a0: "
            "changez d’abord son type pour que ses membres accèdent à l’expertise."
        )
    if autorise:
        _exiger_non_representee(party)
    _exiger_personne_nouvelle(row, nom, prenom, courriel, distincte)
    compte = comptes.creer_compte(
        par, role=Role.PARTIE, nom=nom, prenom=prenom, courriel=courriel, mobile=mobile
    )
    profil = Profil.PARTIE_AUTORISEE if autorise else Profil.PARTIE_NON_AUTORISEE
    participation = _ajouter(par, row, compte, profil, parties=[party], qualite=qualite)
    comptes.envoyer_lien(par, compte)
    return participation


@transaction.atomic
def autoriser_a_publier(par: Auteur, participation: Participation, oui: bool) -> None:
    """Let a member of a party that has no lawyer deposit, or read only (produit.md part 1). Raises ActeRefuse."""
    row = exiger_administration(par, participation.expertise_id)
    member = exiger_participation(row, participation)
    if member.profil not in MEMBRES:
        raise ActeRefuse(
            "Seul le membre d’une partie se laisse autoriser à publier\u00a0: rechargez la page."
        )
    wanted = Profil.PARTIE_AUTORISEE if oui else Profil.PARTIE_NON_AUTORISEE
    if member.profil == wanted:
        return
    if oui:
        for party in parties_de(member):
            _exiger_non_representee(party)
    member.profil = wanted
    member.save(update_fields=["profil"])
    _consigner_changement(
        par, member, "publie" if oui else "lit", "peut déposer" if oui else "lit sans déposer"
    )


@transaction.atomic
def ajouter_magistrat(par: Auteur, expertise: Expertise, compte: Compte) -> Participation:
    """Add a magistrat; in charge of control when nobody is. Raises ActeRefuse."""
    row = exiger_administration(par, expertise.pk)
    vacant = not row.participations.filter(charge_du_controle=True).exists()
    return _ajouter(par, row, compte, Profil.MAGISTRAT, charge_du_controle=vacant)


@transaction.atomic
def ajouter_greffier(par: Auteur, expertise: Expertise, compte: Compte) -> Participation:
    """Add a greffier. Raises ActeRefuse."""
    return _ajouter(par, exiger_administration(par, expertise.pk), compte, Profil.GREFFIER)


@transaction.atomic
def ajouter_co_expert(par: Auteur, expertise: Expertise, compte: Compte) -> Participation:
    """Add an expert of the directory as co-expert. Raises ActeRefuse."""
    return _ajouter(par, exiger_administration(par, expertise.pk), compte, Profil.CO_EXPERT)


@transaction.atomic
def ajouter_sapiteur(
    par: Auteur, expertise: Expertise, compte: Compte, *, qualite: str = ""
) -> Participation:
    """Add an expert of the directory as sapiteur (CPC art. 278); folders follow. Raises ActeRefuse."""
    row = exiger_administration(par, expertise.pk)
    return _ajouter(par, row, compte, Profil.SAPITEUR, qualite=qualite)


@transaction.atomic
def creer_sapiteur(
    par: Auteur,
    expertise: Expertise,
    *,
    nom: str,
    prenom: str,
    courriel: str,
    mobile: str = "",
    qualite: str = "",
    distincte: bool = False,
) -> Participation:
    """Create the account of a sapiteur who is on no list, and send the link of the certificate.

    `distincte` as in `ajouter_membre`. Raises ActeRefuse.
    """
    row = exiger_administration(par, expertise.pk)
    _exiger_personne_nouvelle(row, nom, prenom, courriel, distincte)
    compte = comptes.creer_compte(
        par, role=Role.SAPITEUR, nom=nom, prenom=prenom, courriel=courriel, mobile=mobile
    )
    participation = _ajouter(par, row, compte, Profil.SAPITEUR, qualite=qualite)
    comptes.envoyer_lien(par, compte)
    return participation


def _ajouter(
    par: Auteur,
    expertise: Expertise,
    compte: Compte,
    profil: Profil,
    *,
    parties: Sequence[Partie] = (),
    qualite: str = "",
    charge_du_controle: bool = False,
) -> Participation:
    """Add the row and its entry, the expertise being locked."""
    _exiger_role(compte, profil)
    _exiger_absent(expertise, compte)
    qualite = " ".join(qualite.split())
    if len(qualite) > LONGUEUR_QUALITE:
        raise ActeRefuse(f"La qualité compte {LONGUEUR_QUALITE}\u00a0caractères au plus.")
    participation = Participation.objects.create(
        expertise=expertise,
        compte=compte,
        profil=profil,
        qualite=qualite,
        charge_du_controle=charge_du_controle,
        depuis=timezone.now(),
    )
    _rattacher(participation, parties)
    consigner(
        evenements.PARTICIPANT_AJOUTE,
        par.acteur,
        chaine=expertise.pk,
        objet=compte.pk,
        donnees={
            **donnees_participant(participation, parties),
            "charge_du_controle": charge_du_controle,
        },
    )
    return participation


def _rattacher(participation: Participation, parties: Sequence[Partie]) -> None:
    for party in parties:
        Rattachement.objects.create(participation=participation, partie=party)


def _consigner_changement(par: Auteur, participation: Participation, code: str, changement: str) -> None:
    consigner(
        evenements.PARTICIPANT_MODIFIE,
        par.acteur,
        chaine=participation.expertise_id,
        objet=participation.compte_id,
        donnees={
            **donnees_participant(participation, parties_de(participation)),
            "code": code,
            "changement": changement,
        },
    )


def _exiger_role(compte: Compte, profil: Profil) -> None:
    if profil in MEMBRES or (profil == Profil.SAPITEUR and compte.role == Role.SAPITEUR):
        return
    role, whom = ROLE_DU_PROFIL[profil]
    if compte.role != role or not compte.actif:
        raise ActeRefuse(f"Choisissez {whom}.")


def _exiger_absent(expertise: Expertise, compte: Compte) -> None:
    """Refuse somebody who takes part already: two profiles would mix what each lets read."""
    already = Participation.objects.filter(expertise=expertise, compte=compte).order_by("-actif").first()
    if already is None:
        return
    place = f"{compte.nom_complet} participe déjà à cette expertise ({already.get_profil_display().lower()})"
    if already.actif:
        raise ActeRefuse(f"{place}.")
    raise ActeRefuse(f"{place}, sans accès pour le moment\u00a0: réactivez son accès.")


def _exiger_non_representee(party: Partie) -> None:
    if party.genre != GenreDePartie.NON_REPRESENTEE:
        raise ActeRefuse(
            f"{party.nom} est représentée\u00a0: son avocat dépose, ses membres lisent. Pour qu’un membre dépose, "
            "indiquez d’abord que la partie n’est pas représentée."
        )


def _exiger_personne_nouvelle(
    expertise: Expertise, nom: str, prenom: str, courriel: str, distincte: bool
) -> None:
    """Tell that the person to be created looks like somebody who takes part already."""
    key, mail = normaliser(f"{nom} {prenom}"), courriel.strip().casefold()
    rows = Participation.objects.filter(expertise=expertise).select_related("compte").order_by("-actif", "pk")
    for some in rows:
        same_name = some.compte.cle_tri == key
        same_mail = some.compte.courriel.casefold() == mail
        if not (same_name or same_mail):
            continue
        who = f"{some.compte.nom_complet} ({some.get_profil_display().lower()})"
        if same_name and same_mail:
            end = "." if some.actif else "\u00a0: réactivez son accès."
            raise ActeRefuse(f"{who} participe déjà à cette expertise avec cette adresse e-mail{end}")
        if not distincte:
            what = "porte déjà ce nom" if same_name else "a déjà cette adresse e-mail"
            raise ActeRefuse(
                f"{who} {what} dans cette expertise. S’il s’agit d’une autre personne, cochez "
                "«\u00a0C’est une autre personne\u00a0» et validez de nouveau."
            )
