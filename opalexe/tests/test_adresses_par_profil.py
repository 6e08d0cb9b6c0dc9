"""Every address of the product, with real things behind it, walked as each profile, each stranger and nobody.

For whom an address is not, it does not exist (404); for whom it is, it answers. An address that is missing in the table
below fails the test: whoever adds a page says here for whom it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from opalexe.coffre import actes as coffre
from opalexe.coffre.actes import confidentiel
from opalexe.coffre.actes.partage import partager
from opalexe.coffre.models import DemandeConfidentielle, Repertoire
from opalexe.coffre.tests.envoi import TUS, deposer, envoyer, metadonnees, ouvrir
from opalexe.comptes.actes import envoyer_lien
from opalexe.comptes.liens import signature
from opalexe.comptes.models import Compte, Role
from opalexe.designations.tests import outils
from opalexe.essais.personnes import auteur, client, client_de, personne
from opalexe.essais.scenes import ExpertiseComplete, avocat, expertise_complete
from opalexe.expertises.models import Partie, Statut
from opalexe.tests.test_adresses import LIENS, PUBLIQUES, TOUTES

CAS = frozenset(
    {
        "expert",
        "co_expert",
        "magistrat",
        "greffier",
        "avocat",
        "membre_lecteur",
        "membre_deposant",
        "sapiteur",
        "sapiteur_cree",
    }
)
"""Who takes part in the case."""

ETRANGERS = {
    "autre_expert": Role.EXPERT,
    "autre_magistrat": Role.MAGISTRAT,
    "autre_greffier": Role.GREFFIER,
    "autre_avocat": Role.AVOCAT,
    "autre_partie": Role.PARTIE,
    "autre_sapiteur": Role.SAPITEUR,
    "operateur": Role.OPERATEUR,
}
"""Somebody of each role who does not."""

TOUS = CAS | set(ETRANGERS)
EXPERT = frozenset({"expert"})
EXPERTS = frozenset({"expert", "co_expert"})
COUR = frozenset({"magistrat", "greffier"})
HARTMANN = frozenset({"membre_deposant"})
PARTIES = frozenset({"avocat", "membre_lecteur", "membre_deposant"})
# By role: a sapiteur of the directory and a co-expert are experts.
TOUS_EXPERTS = frozenset({"expert", "co_expert", "sapiteur", "autre_expert"})
TOUTE_COUR = frozenset({"magistrat", "greffier", "autre_magistrat", "autre_greffier"})
VOIENT = EXPERTS | PARTIES | {"magistrat"}
"""Who sees the exhibits: by right, or (the magistrat) because the expert has shared one."""


@dataclass(frozen=True)
class Regle:
    """For whom an address is: `lire` by GET, `agir` by POST with `donnees` (None: not offered to POST)."""

    args: tuple[str, ...] = ()
    lire: frozenset[str] | None = None
    agir: frozenset[str] | None = None
    donnees: dict[str, Any] = field(default_factory=dict)
    entetes: dict[str, str] = field(default_factory=dict)


def r(
    *args: str,
    lire: frozenset[str] | None = None,
    agir: frozenset[str] | None = None,
    entetes: dict[str, str] | None = None,
    **donnees: Any,
) -> Regle:
    """Write a rule; arguments and data name things of the scene, or are taken as they are."""
    return Regle(args, lire, agir, donnees, entetes or {})


ADMIN = r("expertise", lire=EXPERTS, agir=EXPERTS)
REGLES: dict[str, Regle] = {
    "espace:accueil": r(lire=TOUS),
    "espace:panneaux": r(lire=TOUS),
    "espace:menu": r(lire=TOUS),
    "espace:expertises": r(lire=TOUS),
    "espace:aide": r(lire=TOUS),
    "comptes:nouveau_certificat": r(lire=TOUS, agir=TOUS),
    "comptes:inscription": r(lire=TOUS, agir=TOUS),
    "comptes:bienvenue": r(lire=TOUS),
    "comptes:assistance": r(lire=TOUS),
    "comptes:cgu": r(lire=TOUS),
    "comptes:compte": r(lire=TOUS),
    "comptes:coordonnees": r(lire=TOUS, agir=TOUS),
    "comptes:fiche": r(
        lire=TOUS_EXPERTS | {"avocat", "autre_avocat"}, agir=TOUS_EXPERTS | {"avocat", "autre_avocat"}
    ),
    "comptes:premiere_connexion": r(lire=TOUS, agir=TOUS),
    "comptes:certificat": r("lien", "signature", lire=TOUS, agir=TOUS),
    "comptes:certificat_fichier": r("lien", "signature", lire=TOUS),
    "annuaire:experts": r(lire=TOUTE_COUR | TOUS_EXPERTS),
    "designations:liste": r(lire=TOUTE_COUR | TOUS_EXPERTS),
    "designations:nouvelle": r(agir=TOUTE_COUR),
    "designations:detail": r("designation", lire=frozenset({"magistrat", "expert"})),
    "designations:expert": r("brouillon", lire=frozenset({"magistrat"}), agir=frozenset({"magistrat"})),
    "designations:envoyer": r("brouillon", lire=frozenset({"magistrat"}), agir=frozenset({"magistrat"})),
    "designations:abandonner": r("brouillon", lire=frozenset({"magistrat"}), agir=frozenset({"magistrat"})),
    "designations:relancer": r("designation", lire=frozenset({"magistrat"}), agir=frozenset({"magistrat"})),
    "designations:retirer": r("designation", lire=frozenset({"magistrat"}), agir=frozenset({"magistrat"})),
    "designations:documents": r("designation", lire=frozenset({"magistrat", "expert"})),
    # The court has nothing to take: the expert has joined nothing yet.
    "designations:zip": r("designation", agir=EXPERT),
    "designations:document": r("designation", "piece_designation", lire=frozenset({"magistrat", "expert"})),
    "designations:retirer_document": r("brouillon", "piece_brouillon", agir=frozenset({"magistrat"})),
    "designations:repondre": r("designation", lire=EXPERT, agir=EXPERT),
    "designations:apercu": r("designation", agir=EXPERT),
    "expertises:nouvelle": r(lire=TOUTE_COUR | TOUS_EXPERTS, agir=TOUTE_COUR | TOUS_EXPERTS),
    "expertises:nouvelle_expert": r(lire=TOUTE_COUR, agir=TOUTE_COUR),
    "expertises:apercu": r(agir=TOUTE_COUR | TOUS_EXPERTS),
    "expertises:nouvelle_juridiction": r(lire=TOUTE_COUR | TOUS_EXPERTS),
    "expertises:consignation": r("expertise", lire=EXPERT | COUR, agir=EXPERT | COUR),
    "expertises:statut": r("expertise", agir=CAS, statut="en_pause"),
    "expertises:participants": r("expertise", lire=CAS),
    "expertises:administration": r("expertise", lire=EXPERTS),
    "expertises:nom": ADMIN,
    "expertises:nom_apercu": r("expertise", agir=EXPERTS),
    "expertises:partie_ajouter": ADMIN,
    "expertises:partie": r("expertise", "partie", lire=EXPERTS, agir=EXPERTS),
    "expertises:partie_retirer": r("expertise", "partie", agir=EXPERTS),
    "expertises:membre": r("expertise", "partie", lire=EXPERTS, agir=EXPERTS),
    "expertises:avocat": ADMIN,
    "expertises:juridiction": ADMIN,
    "expertises:co_expert": ADMIN,
    "expertises:sapiteur": ADMIN,
    "expertises:sapiteur_nouveau": ADMIN,
    "expertises:participant": r("expertise", "participation", lire=EXPERTS, agir=EXPERTS, acte="desactiver"),
    "expertises:coordonnees": r("expertise", "participation", lire=EXPERTS, agir=EXPERTS),
    "coffre:expertise": r("expertise", lire=CAS),
    "coffre:repertoire": r("expertise", "correspondance", lire=EXPERTS | PARTIES),
    "coffre:nouveau": r("expertise", "pieces", lire=VOIENT, agir=VOIENT, nom="Photos"),
    "coffre:renommer": r(
        "expertise", "sous_dossier", lire=EXPERTS | PARTIES, agir=EXPERTS | PARTIES, nom="Images"
    ),
    "coffre:supprimer": r("expertise", "sous_dossier", agir=EXPERTS | PARTIES),
    "coffre:deposer_bordereau": r("expertise", "pieces", agir=EXPERTS | PARTIES),
    "coffre:partage": r("expertise", lire=EXPERT, agir=EXPERT, documents=["piece"]),
    "coffre:partage_acces": r(
        "expertise", agir=EXPERT, documents=["piece"], accorder="participation_magistrat"
    ),
    "coffre:verrou": r("piece", lire=EXPERT, agir=EXPERT, motif="Déposé par erreur"),
    "coffre:confidentiels": r("expertise", lire=CAS),
    "coffre:confidentiel_demander": r(
        "expertise",
        lire=frozenset({"avocat", "membre_deposant"}),
        agir=frozenset({"avocat", "membre_deposant"}),
    ),
    "coffre:confidentiel_envoi": r("demande", lire=HARTMANN),
    "coffre:confidentiel_fichier": r("demande", lire=HARTMANN | EXPERTS),
    "coffre:confidentiel_decision": r(
        "demande", lire=EXPERT, agir=EXPERT, reponse="accepter", motif="Secret des affaires"
    ),
    "coffre:confidentiel_retrait": r("demande", agir=HARTMANN),
    "coffre:confidentiel_depot": r("demande_refusee", lire=HARTMANN, agir=HARTMANN),
    "coffre:jeton": r("lettre", lire=EXPERTS | PARTIES),
    "coffre:autorite": r("lettre", lire=EXPERTS | PARTIES),
    "coffre:recu": r("lettre", lire=EXPERTS | PARTIES),
    "coffre:recu_du_lot": r("lot", lire=EXPERT),
    "coffre:bordereau": r("expertise", "pieces", lire=VOIENT),
    "coffre:apercu": r("lettre", lire=EXPERTS | PARTIES),
    "coffre:contenu": r("lettre", lire=EXPERTS | PARTIES),
    "coffre:droits": r(lire=TOUS),
    "coffre:zip": r(agir=EXPERTS | PARTIES, documents=["lettre"]),
    "coffre:document": r("piece", lire=VOIENT),
    "coffre:televersement": r(
        "televersement", agir=EXPERT, entetes={**TUS, "X-HTTP-Method-Override": "HEAD"}
    ),
    "coffre:televersements": r(
        "repertoire",
        "correspondance",
        agir=EXPERTS | PARTIES,
        entetes={**TUS, "Upload-Length": "6", "Upload-Metadata": metadonnees(filename="envoi.txt")},
    ),
    "recherche:recherche": r(lire=TOUS),
}
"""For whom each address is. Who reads a folder but does not deposit in it is told so (409, 422), not lied to."""


OUVERTES = {200, 201, 204, 302, 400, 409, 410, 422}
"""What an address answers to whom it is for; 405: it is not asked that way."""


@dataclass
class Scene:
    """A whole case, and one of each thing that addresses name."""

    affaire: ExpertiseComplete
    personnes: dict[str, Compte]
    choses: dict[str, Any]


def _demande(personne_: Compte, partie: Partie) -> DemandeConfidentielle:
    row = confidentiel.demander(
        auteur(personne_),
        partie.pk,
        titre="Comptes",
        resume="Comptes de l’exercice",
        motif="Secret des affaires",
    )
    browser = client(personne_)
    answer = browser.post(
        f"/televersements/confidentiel/{row.pk}/",
        headers={
            **TUS,
            "Upload-Length": "6",
            "Upload-Metadata": metadonnees(filename=f"comptes {row.pk}.txt"),
        },
    )
    assert answer.status_code == 201
    assert envoyer(browser, answer.headers["Location"], 0, b"secret").status_code == 204
    row.refresh_from_db()
    return row


def _scene() -> Scene:
    affaire = expertise_complete()
    affaire.statut(Statut.EN_COURS)
    people = {
        **affaire.tous,
        **{name: personne(role) for name, role in ETRANGERS.items() if role != Role.AVOCAT},
        "autre_avocat": avocat(),
    }
    case = affaire.expertise
    letters = Repertoire.objects.get(expertise=case, repertoire="correspondance")
    exhibits = Repertoire.objects.get(partie=affaire.hartmann, repertoire="pieces_cotees")
    letter = deposer(affaire.expert, letters, "Convocation.txt", b"convocation")
    exhibit = deposer(affaire.membre_deposant, exhibits, "Devis.txt", b"devis")
    magistrat = affaire.participation(affaire.magistrat)
    partager(auteur(affaire.expert), [exhibit.pk], magistrat.pk, True)
    folder = coffre.creer_sous_repertoire(auteur(affaire.membre_deposant), exhibits.pk, "Plans")
    waiting = _demande(affaire.membre_deposant, affaire.hartmann)
    refused = _demande(affaire.membre_deposant, affaire.hartmann)
    confidentiel.decider(auteur(affaire.expert), refused.pk, False, "Rien de secret")
    sent = outils.envoyee(affaire.magistrat, affaire.expert, "ordonnance.txt")
    draft = outils.brouillon(affaire.magistrat, a=affaire.expert, documents=("projet.txt",))
    _, upload = ouvrir(client(affaire.expert), letters, "en cours.txt", 10)
    link = envoyer_lien(auteur(affaire.expert), affaire.membre_lecteur)
    things = {
        "expertise": case.pk,
        "partie": affaire.hartmann.pk,
        "participation": affaire.participation(affaire.membre_deposant).pk,
        "participation_magistrat": magistrat.pk,
        "correspondance": letters.pk,
        "pieces": exhibits.pk,
        "sous_dossier": folder.pk,
        "lettre": letter.pk,
        "lot": letter.lot,
        "piece": exhibit.pk,
        "demande": waiting.pk,
        "demande_refusee": refused.pk,
        "designation": sent.pk,
        "piece_designation": sent.documents.get().pk,
        "brouillon": draft.pk,
        "piece_brouillon": draft.documents.get().pk,
        "televersement": upload.pk,
        "lien": link.pk,
        "signature": signature(link.pk),
    }
    return Scene(affaire, people, things)


def test_chaque_adresse_est_dans_la_table() -> None:
    assert {name for name, _ in TOUTES} == set(REGLES)


def _demander(browser: Client, method: str, address: str, rule: Regle, things: dict[str, Any]) -> int:
    def real(value: Any) -> Any:
        return [real(each) for each in value] if isinstance(value, list) else str(things.get(value, value))

    data = {name: real(value) for name, value in rule.donnees.items()}
    with transaction.atomic():
        if method == "GET":
            answer = browser.get(address, data, headers=rule.entetes)
        else:
            answer = browser.post(address, data, headers=rule.entetes)
        if answer.streaming:
            for _ in answer:  # read to its end, as a browser does
                pass
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.mark.django_db
def test_chaque_adresse_n_est_que_pour_les_siens() -> None:
    scene = _scene()
    browsers = {name: client(compte) for name, compte in scene.personnes.items()}
    nobody = client_de(None)
    wrong: list[str] = []
    # Whoever is asked nothing by GET is asked by POST.
    assert all(rule.lire or rule.agir for rule in REGLES.values())
    for name, rule in REGLES.items():
        address = reverse(name, args=[scene.choses.get(arg, arg) for arg in rule.args])
        for method, allowed in (("GET", rule.lire), ("POST", rule.agir)):
            if name not in PUBLIQUES | LIENS:
                status = _demander(nobody, method, address, rule, scene.choses)
                if status != 403:
                    wrong.append(f"{method} {name} sans certificat : {status}")
            for who, browser in browsers.items():
                status = _demander(browser, method, address, rule, scene.choses)
                if allowed is None:
                    good = status in {404, 405}
                elif who in allowed:
                    good = status in OUVERTES
                else:
                    good = status == 404
                if not good:
                    wrong.append(f"{method} {name} {who} : {status}")
    assert not wrong, "\n".join(wrong)
