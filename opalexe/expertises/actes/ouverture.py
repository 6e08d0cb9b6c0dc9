"""Opening an expertise, by the acceptance of a designation or by hand, and renaming it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import JURIDICTION, Compte, Role
from opalexe.expertises import evenements
from opalexe.expertises.actes.commun import donnees_participant, exiger_administration
from opalexe.expertises.identite import controler
from opalexe.expertises.models import Expertise, NomAncien, Participation, Profil
from opalexe.expertises.nommage import Identite, nom_expertise
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.identifiers import uuid7
from opalexe.socle.texte import normaliser

QUI_CREE = (Role.EXPERT, Role.MAGISTRAT, Role.GREFFIER)
"""Roles that open an expertise by hand (produit.md part 3)."""


def ouvrir(par: Auteur, *, identite: Identite, expert: Compte, juridiction: Compte) -> Expertise:
    """Open an expertise "En création", the expert and the court's person taking part in it.

    Called inside the transaction of the act that causes it (the acceptance of a designation).
    """
    return _ouvrir(par, identite, expert, [juridiction], uuid7(), manuelle=False)


@transaction.atomic
def creer(
    par: Auteur,
    identite: Identite,
    *,
    expert: Compte,
    juridiction: Sequence[Compte] = (),
    identifiant: UUID | None = None,
) -> Expertise:
    """Open an expertise by hand: an expert for himself, or court staff who choose the expert and take part.

    `juridiction`: the magistrats and greffiers named besides oneself; the first magistrat is chargé du contrôle.
    `identifiant`: drawn with the form, so that a request sent twice opens one expertise. Raises ActeRefuse.
    """
    # Two requests of the same person are judged one after the other.
    Compte.objects.select_for_update(no_key=True).get(pk=par.compte.pk)
    if identifiant is not None:
        already = Expertise.objects.filter(pk=identifiant, cree_par=par.compte).first()
        if already is not None:
            return already
        if Expertise.objects.filter(pk=identifiant).exists():
            identifiant = None
    if par.compte.role not in QUI_CREE:
        raise ActeRefuse("Une expertise se crée par un expert, un magistrat ou un greffier.")
    if par.compte.role == Role.EXPERT and expert.pk != par.compte.pk:
        raise ActeRefuse(
            "Vous créez une expertise dont vous êtes l’expert\u00a0: un confrère crée la sienne."
        )
    if expert.role != Role.EXPERT or not expert.actif:
        raise ActeRefuse("Choisissez l’expert dans l’annuaire.")
    court = list(dict.fromkeys([*([par.compte] if par.compte.est_juridiction else []), *juridiction]))
    if any(person.role not in JURIDICTION or not person.actif for person in court):
        raise ActeRefuse(
            "Choisissez le magistrat et le greffier parmi ceux qui ont un compte sur la plateforme."
        )
    wrong = controler(identite, timezone.localdate())
    if wrong:
        raise ActeRefuse(" ".join(wrong.values()))
    name = nom_expertise(identite, expert.nom)
    same = Expertise.objects.visibles_par(par.compte).filter(nom=name, expert=expert).first()
    if same is not None:
        raise ActeRefuse(
            f"L’expertise «\u00a0{same.titre}\u00a0», RG {same.numero_rg}, existe déjà sous la même référence\u00a0: "
            "ouvrez-la depuis la liste de vos expertises, ou corrigez ce qui distingue celle-ci."
        )
    return _ouvrir(par, identite, expert, court, identifiant or uuid7(), manuelle=True)


def _ouvrir(
    par: Auteur,
    identite: Identite,
    expert: Compte,
    court: Sequence[Compte],
    identifiant: UUID,
    *,
    manuelle: bool,
) -> Expertise:
    now = timezone.now()
    expertise = Expertise(pk=identifiant, expert=expert, cree_par=par.compte, creee_le=now)
    _nommer(expertise, identite)
    expertise.save(force_insert=True)
    magistrats = [person for person in court if person.role == Role.MAGISTRAT]
    rows = [
        Participation(
            expertise=expertise,
            compte=person,
            profil=Profil.MAGISTRAT if person.role == Role.MAGISTRAT else Profil.GREFFIER,
            charge_du_controle=person in magistrats[:1],
            depuis=now,
        )
        for person in court
    ]
    rows.insert(0, Participation(expertise=expertise, compte=expert, profil=Profil.EXPERT, depuis=now))
    Participation.objects.bulk_create(rows)
    consigner(
        evenements.OUVERTE,
        par.acteur,
        chaine=expertise.pk,
        objet=expertise.pk,
        donnees={
            "titre": expertise.titre,
            "nom": expertise.nom,
            "manuelle": manuelle,
            "participants": [
                {**donnees_participant(row), "charge_du_controle": row.charge_du_controle} for row in rows
            ],
        },
    )
    return expertise


@transaction.atomic
def renommer(par: Auteur, expertise: Expertise, identite: Identite) -> None:
    """Correct what names an expertise (expert, co-expert), keeping how it was called (produit.md part 5).

    Raises ActeRefuse for what `controler` refuses, and for a decision later than the consignation.
    """
    row = exiger_administration(par, expertise.pk)
    wrong = controler(identite, timezone.localdate())
    if wrong:
        raise ActeRefuse(" ".join(wrong.values()))
    if row.date_consignation and identite.date_decision and identite.date_decision > row.date_consignation:
        raise ActeRefuse(
            "La date de la décision suit la date de consignation "
            f"({row.date_consignation.strftime('%d/%m/%Y')})\u00a0: corrigez d’abord celle-ci."
        )
    if identite == identite_de(row):
        return
    before = (row.titre, row.nom)
    _nommer(row, identite)
    row.save()
    if (row.titre, row.nom) != before:
        NomAncien.objects.create(expertise=row, titre=before[0], nom=before[1], change_par=par.compte)
    consigner(
        evenements.RENOMMEE,
        par.acteur,
        chaine=row.pk,
        objet=row.pk,
        donnees={"ancien_titre": before[0], "ancien_nom": before[1], "titre": row.titre, "nom": row.nom},
    )


def identite_de(expertise: Expertise) -> Identite:
    """Return what names the expertise today."""
    return Identite(
        premier_demandeur=expertise.premier_demandeur,
        premier_defendeur=expertise.premier_defendeur,
        juridiction=expertise.juridiction,
        numero_rg=expertise.numero_rg,
        date_decision=expertise.date_decision,
        numero_mi=expertise.numero_mi,
        numero_minute=expertise.numero_minute,
    )


def _nommer(expertise: Expertise, identite: Identite) -> None:
    if identite.date_decision is None:
        raise ActeRefuse("Indiquez la date de la décision.")
    expertise.premier_demandeur = identite.premier_demandeur
    expertise.premier_defendeur = identite.premier_defendeur
    expertise.juridiction = identite.juridiction
    expertise.numero_rg = identite.numero_rg
    expertise.numero_mi = identite.numero_mi
    expertise.numero_minute = identite.numero_minute
    expertise.date_decision = identite.date_decision
    expertise.nom = nom_expertise(identite, expertise.expert.nom)
    expertise.cle_tri = normaliser(expertise.titre)[:300]
