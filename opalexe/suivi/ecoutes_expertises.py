"""Who is told of what concerns their place in an expertise: invitation, access withdrawn or given back."""

from __future__ import annotations

from opalexe.comptes.models import ROLES_CREES, Compte
from opalexe.expertises import evenements
from opalexe.expertises.models import Expertise, Participation, Profil, Statut
from opalexe.journal.genres import ecouter
from opalexe.journal.models import Entree
from opalexe.suivi.messages import Message, envoyer

FERMES_AUX_PARTIES = {
    Statut.EN_CREATION: (
        "L’expertise est en création\u00a0: les documents vous seront ouverts lorsqu’elle sera en cours."
    ),
    Statut.EN_PAUSE: "L’expertise est en pause\u00a0: les documents vous seront ouverts à sa reprise.",
}
"""What somebody who is neither an expert nor of the court must know before looking for documents."""

OUVERTS_TOUJOURS = (Profil.EXPERT, Profil.CO_EXPERT, Profil.MAGISTRAT, Profil.GREFFIER)

CHANGEMENTS = {
    "represente": "vous a indiqué comme avocat d’une autre partie",
    "detache": "a indiqué que vous ne représentez plus une partie",
    "publie": "vous autorise à publier\u00a0: vous pouvez déposer des documents pour votre partie",
    "lit": "a indiqué que vous lisez les documents sans en déposer",
}
"""By code of a change of place: what is told to the person."""


def _expertise(entree: Entree) -> Expertise:
    return Expertise.objects.select_related("expert").get(pk=entree.chaine_id)


def _ligne(case: Expertise) -> str:
    return f"{case.titre} ({case.juridiction}, RG\u00a0{case.numero_rg}, expert {case.expert.nom_complet})"


def _ecrire(
    entree: Entree, case: Expertise, sujet: str, paragraphes: list[str], *, ouvrir: bool = True
) -> None:
    """Write to the person of the entry, unless it is the one who acts; `ouvrir`: with the expertise's address."""
    if str(entree.acteur) == entree.donnees["compte"]:
        return
    person = Compte.objects.get(pk=entree.donnees["compte"])
    envoyer(
        person,
        Message(
            genre=entree.acte,
            objet=case.pk,
            sujet=f"{case.nom}\u00a0: {sujet}",
            paragraphes=paragraphes,
            libelle="Ouvrir l’expertise" if ouvrir else "",
            lien=("coffre:expertise", case.pk) if ouvrir else None,
        ),
    )


def _invitation(case: Expertise, par: str, participation: Participation, precision: str) -> list[str]:
    """Say who adds the person, to what, as what, and how to sign in."""
    role = participation.get_profil_display().lower()
    control = ", chargé du contrôle" if participation.charge_du_controle else ""
    said = [f"{par} vous a ajouté(e) à l’expertise {_ligne(case)}, comme {role}{control}{precision}."]
    if participation.profil not in OUVERTS_TOUJOURS and case.statut in FERMES_AUX_PARTIES:
        said.append(FERMES_AUX_PARTIES[Statut(case.statut)])
    if participation.compte.role in ROLES_CREES:
        said.append(
            "Vous y accéderez avec un certificat que la plateforme vous délivre\u00a0: un autre courriel vous donne le "
            "lien pour le retirer. Conservez-le, il est personnel."
        )
    else:
        said.append("Vous y accédez avec le certificat que vous utilisez déjà sur la plateforme.")
    return said


@ecouter(evenements.OUVERTE)
def annoncer_creation(entree: Entree) -> None:
    """Tell those named in an expertise created by hand; an accepted designation tells its own."""
    if not entree.donnees["manuelle"]:
        return
    case = _expertise(entree)
    rows = Participation.objects.select_related("compte").filter(expertise=case).exclude(compte=entree.acteur)
    for some in rows:
        envoyer(
            some.compte,
            Message(
                genre=entree.acte,
                objet=case.pk,
                sujet=f"{case.nom}\u00a0: vous participez à cette expertise",
                paragraphes=_invitation(case, entree.acteur_nom, some, ""),
                libelle="Ouvrir l’expertise",
                lien=("coffre:expertise", case.pk),
            ),
        )


@ecouter(evenements.PARTICIPANT_AJOUTE)
def annoncer_invitation(entree: Entree) -> None:
    """Invite the person added. A created one has nothing to open before the certificate is there."""
    case = _expertise(entree)
    some = Participation.objects.select_related("compte").get(pk=entree.donnees["participation"])
    _ecrire(
        entree,
        case,
        "vous participez à cette expertise",
        _invitation(case, entree.acteur_nom, some, entree.donnees["precision"]),
        ouvrir=some.compte.role not in ROLES_CREES,
    )


@ecouter(evenements.PARTICIPANT_MODIFIE)
def annoncer_changement(entree: Entree) -> None:
    """Tell the person what changes in their place; nothing to somebody without access."""
    if not entree.donnees["actif"]:
        return
    case = _expertise(entree)
    said = [f"Dans l’expertise {_ligne(case)}, {entree.acteur_nom} {CHANGEMENTS[entree.donnees['code']]}."]
    if entree.donnees["profil"] == Profil.AVOCAT:
        said.append(f"Vous y représentez\u00a0: {', '.join(entree.donnees['parties_noms'])}.")
    _ecrire(entree, case, "votre place change", said)


@ecouter(evenements.PARTICIPANT_ACTIVE)
def annoncer_retour(entree: Entree) -> None:
    """Tell the person that the expertise is open to them again."""
    case = _expertise(entree)
    said = [f"{entree.acteur_nom} vous a rendu l’accès à l’expertise {_ligne(case)}."]
    if entree.donnees["profil"] not in OUVERTS_TOUJOURS and case.statut in FERMES_AUX_PARTIES:
        said.append(FERMES_AUX_PARTIES[Statut(case.statut)])
    _ecrire(entree, case, "vous y avez de nouveau accès", said)


@ecouter(evenements.PARTICIPANT_DESACTIVE)
def annoncer_retrait(entree: Entree) -> None:
    """Tell the person that the expertise is closed to them, and whom to ask."""
    case = _expertise(entree)
    _ecrire(
        entree,
        case,
        "vous n’y avez plus accès",
        [
            f"{entree.acteur_nom} a retiré votre accès à l’expertise {_ligne(case)}. "
            "Ce que vous y avez déposé y reste.",
            f"Si c’est une erreur, écrivez à l’expert, {case.expert.nom_complet}\u00a0: {case.expert.courriel}.",
        ],
        ouvrir=False,
    )


@ecouter(evenements.CONTROLE)
def annoncer_controle(entree: Entree) -> None:
    """Tell the magistrat now in charge of control."""
    case = _expertise(entree)
    _ecrire(
        entree,
        case,
        "vous êtes chargé(e) du contrôle",
        [f"{entree.acteur_nom} a indiqué que vous êtes chargé(e) du contrôle de l’expertise {_ligne(case)}."],
    )
