"""Making the demonstration: certificates, then, in one transaction, people, cases and messages.

A preparation that is killed leaves nothing in the database: the next start does it again from the beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from opalexe.annuaire.actes import ContenuFiche, tenir_fiche, tenir_fiche_avocat
from opalexe.annuaire.models import CourAppel, FicheExpert, Specialite
from opalexe.comptes.actes import envoyer_lien, inscrire, rattacher_certificat
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.cgu import VERSION
from opalexe.comptes.models import Certificat, Compte, LienCertificat, Role
from opalexe.demonstration import certificats, evenements
from opalexe.demonstration.affaires import AFFAIRES
from opalexe.demonstration.courriels import BOITE, vider
from opalexe.demonstration.distribution import AVOCATS, CREES, EXPERTS, JURIDICTION
from opalexe.demonstration.horloge import Horloge, horloge
from opalexe.demonstration.instance import Instance, chercher_certificat
from opalexe.demonstration.personnage import Personne
from opalexe.demonstration.personnes import (
    annuaire,
    avec_certificat,
    en_attente,
    munies_par_la_demonstration,
)
from opalexe.demonstration.pieces import Redaction
from opalexe.demonstration.scenario import Etape, Vie
from opalexe.demonstration.scenes import mettre_en_scene
from opalexe.expertises.actes import creer
from opalexe.expertises.nommage import Identite
from opalexe.journal.actes import PLATEFORME, consigner
from opalexe.journal.models import Entree
from opalexe.socle.models import Courriel
from opalexe.socle.taches import envoyer_courriel
from opalexe.socle.texte import normaliser
from opalexe.socle.validation import ClientCertificate, parse

ANCIENNETE = timedelta(days=340)
"""How long ago people opened their accounts: before the oldest case."""

COURRIELS_GARDES = timedelta(days=21)
"""What is older has left everybody's mailbox."""


def preparer() -> bool:
    """Make what is missing of the demonstration; tell whether anything was.

    Raises CommandError on a database that already serves for something else.
    """
    with certificats.verrou():
        certificats_faits = certificats.preparer()
        certificats.vieillir_autorites()
        if not Entree.objects.filter(acte=evenements.PREPAREE.code).exists():
            _exiger_base_vierge()
            vider()
            with transaction.atomic():
                _peupler(datetime.now(UTC))
            return True
        return _raccorder() or certificats_faits


def _exiger_base_vierge() -> None:
    if Compte.objects.exists():
        raise CommandError(
            "Cette base de données contient déjà des comptes qui ne sont pas ceux de la démonstration : "
            "indiquez-en une autre par DATABASE_URL, pour que la démonstration ne s’y mêle pas."
        )


def _certificat(someone: Personne) -> ClientCertificate:
    der = certificats.der(someone.identifiant)
    if der is None:
        raise CommandError(
            f"Le certificat de {someone.nom_complet} vient de disparaître : relancez la commande."
        )
    return parse(der)


def _raccorder() -> bool:
    """Attach certificates made again (folder removed, end near) to the accounts of the former ones."""
    changed = False
    certificates = {
        someone.nom_complet: _certificat(someone)
        for someone in munies_par_la_demonstration()
        if not someone.particularite
    }
    known = set(
        Certificat.objects.filter(
            empreinte__in=[certificate.fingerprint for certificate in certificates.values()]
        ).values_list("empreinte", flat=True)
    )
    for name, certificate in certificates.items():
        if certificate.fingerprint in known:
            continue
        former = Certificat.objects.select_related("compte").filter(sujet_cn=name).first()
        if former is not None:
            rattacher_certificat(former.compte, certificate)
            changed = True
    return _relivrer() or changed


def _relivrer() -> bool:
    """Send again the links that expired unused, and fetch anew the platform's certificates that are gone."""
    waiting = {someone.courriel: someone for someone in en_attente()}
    missing = {
        someone.courriel: someone
        for someone in avec_certificat()
        if someone.de_plateforme and certificats.manque(someone)
    }
    changed = False
    now = timezone.now()
    for link in LienCertificat.objects.select_related("compte", "cree_par").filter(
        compte__courriel__in=[*waiting, *missing], annule_le=None
    ):
        someone = missing.get(link.compte.courriel)
        if someone is None and (link.utilise_le is not None or link.expire_le > now):
            continue
        with transaction.atomic():
            again = envoyer_lien(Auteur(link.cree_par), link.compte)
            if someone is not None:
                chercher_certificat(someone, again)
        changed = True
    return changed


def _creer_a_la_main(people: Mapping[str, Auteur]) -> None:
    """Open the expertise that a clerk creates without a designation."""
    creer(
        people["francois.durand"],
        Identite(
            premier_demandeur="Gauthier",
            premier_defendeur="Immobilière Centre",
            juridiction="TJ Paris",
            numero_rg="26/03944",
            numero_mi="569914",
            date_decision=timezone.localdate() - timedelta(days=6),
        ),
        expert=people["marc.oster"].compte,
        juridiction=[people["bernard.dupuy"].compte],
    )


def _peupler(maintenant: datetime) -> None:
    with horloge(maintenant - ANCIENNETE) as clock:
        people = _inscrire_tous(clock)
        _remplir_annuaire(maintenant)
        steps: list[Etape] = []
        named = {someone.identifiant: someone for someone in avec_certificat()}
        for line in AFFAIRES:
            expert = named.get(line.expert)
            writing = Redaction(line, named[line.auteur], expert) if expert else None
            life = Vie(line, people[line.auteur], people.get(line.expert), writing, maintenant)
            steps += life.planifier()
            instance = Instance(life, people)
            instance.planifier()
            mettre_en_scene(instance)
            steps += instance.etapes
        steps.append(Etape(maintenant - timedelta(days=8, hours=3), partial(_creer_a_la_main, people)))
        for step in sorted(steps, key=lambda each: each.quand):
            clock.instant = step.quand
            step.faire()
        _distribuer(clock, maintenant)
        clock.instant = maintenant
        consigner(evenements.PREPAREE, PLATEFORME)


def _inscrire_tous(clock: Horloge) -> dict[str, Auteur]:
    """Open the accounts of whoever holds a certificate, as registration does."""
    courts = {court.nom: court for court in CourAppel.objects.all()}
    specialities = {row.code: row for row in Specialite.objects.all()}
    people: dict[str, Auteur] = {}
    for someone in munies_par_la_demonstration():
        if someone.particularite:
            continue
        clock.instant += timedelta(minutes=37)
        complete = None
        if someone.role == Role.AVOCAT:
            complete = partial(_tenir_fiche_avocat, someone)
        if someone.role == Role.EXPERT:
            card = ContenuFiche(
                cour=courts[someone.cour],
                ville=someone.ville,
                specialites=tuple(specialities[code] for code in someone.specialites),
                liste_nationale=someone.liste_nationale,
                indisponible_jusqu_au=(
                    (datetime.now(UTC) + timedelta(days=someone.indisponible_jours)).date()
                    if someone.indisponible_jours
                    else None
                ),
            )
            complete = partial(_tenir_fiche, card)
        people[someone.identifiant] = inscrire(
            _certificat(someone),
            role=someone.role,
            nom=someone.nom,
            prenom=someone.prenom,
            coordonnees={
                "courriel": someone.courriel,
                "telephone": someone.telephone,
                "mobile": someone.mobile,
                "adresse_postale": someone.adresse,
            },
            adresse="127.0.0.1",
            completer=complete,
        )
    return people


def _tenir_fiche_avocat(someone: Personne, par: Auteur) -> None:
    tenir_fiche_avocat(par, numero_cnbf=someone.numero_cnbf, barreau=someone.barreau)


def _tenir_fiche(card: ContenuFiche, par: Auteur) -> None:
    tenir_fiche(par, card)


def _remplir_annuaire(maintenant: datetime) -> None:
    """Add the experts who are only there to be found: accounts that no certificate opens yet."""
    courts = {court.nom: court for court in CourAppel.objects.all()}
    specialities = list(Specialite.objects.all())
    leaves = [row.code for row in specialities if row.fin == row.ordre]
    people = annuaire(leaves)
    accounts = Compte.objects.bulk_create(
        Compte(
            role=Role.EXPERT,
            nom=someone.nom,
            prenom=someone.prenom,
            cle_tri=normaliser(f"{someone.nom} {someone.prenom}"),
            courriel=someone.courriel,
            telephone=someone.telephone,
            mobile=someone.mobile,
            adresse_postale=someone.adresse,
            cgu_version=VERSION,
        )
        for someone in people
    )
    cards = []
    for account, someone in zip(accounts, people, strict=True):
        card = FicheExpert(
            compte=account,
            cour=courts[someone.cour],
            ville=someone.ville,
            liste_nationale=someone.liste_nationale,
        )
        if someone.indisponible_jours:
            card.indisponible_jusqu_au = (maintenant + timedelta(days=someone.indisponible_jours)).date()
        card.poser_cles()
        cards.append(card)
    FicheExpert.objects.bulk_create(cards)
    link = FicheExpert.specialites.through
    link.objects.bulk_create(
        link(ficheexpert_id=account.pk, specialite_id=code)
        for account, someone in zip(accounts, people, strict=True)
        for code in someone.specialites
    )


def _distribuer(clock: Horloge, maintenant: datetime) -> None:
    """Put the messages of the last weeks in the demonstration's mailbox, each at its hour; drop the rest."""
    kept = maintenant - COURRIELS_GARDES
    if settings.EMAIL_BACKEND != BOITE:  # a real server was configured: it is not for the past
        kept = maintenant
    Courriel.objects.filter(cree_le__lt=kept).delete()
    for message in Courriel.objects.order_by("cree_le"):
        clock.instant = message.cree_le
        envoyer_courriel(courriel=str(message.pk))


def presenter() -> str:
    """Return, in French, who the people are, where their certificates lie and under which code."""
    lines = ["", "Les personnes de la démonstration", ""]
    groups = (
        ("Juridiction", JURIDICTION),
        ("Experts", EXPERTS),
        ("Avocats", AVOCATS),
        ("Parties et sapiteurs hors liste, au certificat délivré par la plateforme", CREES),
        ("Certificats qui n’ouvrent aucun compte", tuple(p for p in avec_certificat() if p.particularite)),
    )
    for title, people in groups:
        lines.append(f"  {title}")
        lines += [
            f"    {someone.nom_complet:<20} {someone.identifiant + '.p12':<24} {someone.fonction}"
            for someone in people
        ]
        lines.append("")
    folder = certificats.dossier() / "certificats"
    lines += [
        f"Leurs certificats (.p12) : {folder}",
        f"Le code de chacun : {certificats.CODE}",
        f"Pour les choisir sans rien installer : {settings.OPALEXE_URL}/demonstration/",
        f"Pour lire leurs courriels : {settings.OPALEXE_URL}/demonstration/courriels/",
        "",
    ]
    return "\n".join(lines)
