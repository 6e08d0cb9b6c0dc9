"""The life of each case of the demonstration, act after act, each at its own moment.

Every step is the act that a person would do on the pages, files included: the journal, the rights and the
states are what they would be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from opalexe.coffre import actes as coffre
from opalexe.coffre.models import Document, Repertoire
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Role
from opalexe.demonstration.affaires import Affaire, Suite
from opalexe.demonstration.envois import envoyer_fichier
from opalexe.demonstration.pieces import Piece, Redaction
from opalexe.designations import actes
from opalexe.designations.models import Designation
from opalexe.expertises.actes import changer_statut, fixer_consignation
from opalexe.expertises.models import Expertise, Statut
from opalexe.expertises.nommage import Identite

NON_ENVOYEES = (Suite.BROUILLON_VIDE, Suite.BROUILLON_EXPERT, Suite.BROUILLON_PRET)
SANS_REPONSE = (*NON_ENVOYEES, Suite.ENVOYEE, Suite.RELANCEE, Suite.RELANCEE_DEUX_FOIS, Suite.RETIREE)
SANS_CONSIGNATION = (
    Suite.CREATION,
    Suite.COURS_SANS_CONSIGNATION,
    Suite.REJETEE_EXPERT,
    Suite.REJETEE_MAGISTRAT,
)
COMMENCEES = (Suite.COURS, Suite.COURS_AVANCE, Suite.COURS_SANS_CONSIGNATION, Suite.PAUSE, Suite.TERMINEE)


@dataclass(frozen=True)
class Etape:
    """An act to come, and its moment."""

    quand: datetime
    faire: Callable[[], object]


def moment(affaire: Affaire, maintenant: datetime, apres: float, heure: int, minute: int) -> datetime:
    """Return when an act takes place, `apres` days after the sending: on a working day, not in the last hour."""
    day = timezone.localtime(maintenant) - timedelta(days=affaire.age - apres)
    day -= timedelta(days=max(0, day.weekday() - 4))
    found = day.replace(hour=heure, minute=(minute + affaire.numero * 7) % 60, second=17, microsecond=0)
    return found if found <= maintenant - timedelta(hours=1) else found - timedelta(days=1)


@dataclass
class Vie:
    """One case, from the draft on. `maintenant` is the true time, from which ages are counted."""

    affaire: Affaire
    juridiction: Auteur
    expert: Auteur | None
    redaction: Redaction | None
    maintenant: datetime
    etapes: list[Etape] = field(default_factory=list)
    _designation: UUID | None = None
    _expertise: UUID | None = None

    @property
    def designation(self) -> Designation:
        """The designation as it is now."""
        if self._designation is None:
            raise LookupError("not begun yet")
        return Designation.objects.get(pk=self._designation)

    @property
    def expertise(self) -> Expertise:
        """The expertise as it is now."""
        if self._expertise is None:
            raise LookupError("not accepted yet")
        return Expertise.objects.get(pk=self._expertise)

    def _ajouter(self, apres: float, heure: int, minute: int, faire: Callable[[], object]) -> None:
        """Plan an act `apres` days after the sending, on a working day, after the case's previous one."""
        when = moment(self.affaire, self.maintenant, apres, heure, minute)
        if self.etapes and when <= self.etapes[-1].quand:
            when = self.etapes[-1].quand + timedelta(minutes=6)
        self.etapes.append(Etape(when, faire))

    def planifier(self) -> list[Etape]:
        """Return every step of the case, in order."""
        self._ajouter(0, 9, 5, self._commencer)
        suite = self.affaire.suite
        if suite == Suite.BROUILLON_VIDE:
            return self.etapes
        self._ajouter(0, 9, 12, self._choisir)
        if suite == Suite.BROUILLON_EXPERT:
            return self.etapes
        self._ajouter(0, 9, 20, self._joindre)
        if suite == Suite.BROUILLON_PRET:
            return self.etapes
        self._ajouter(0, 9, 31, lambda: actes.envoyer(self.juridiction, self.designation))
        if suite in SANS_REPONSE:
            self._planifier_attente()
        else:
            self._planifier_reponse()
        return self.etapes

    def _planifier_attente(self) -> None:
        suite = self.affaire.suite
        if suite in (Suite.RELANCEE_DEUX_FOIS, Suite.RETIREE) or self.affaire.age > 8:
            self._ajouter(1, 18, 2, self._lire_demande)
        if suite != Suite.ENVOYEE:
            self._ajouter(20, 10, 15, self._relancer)
        if suite == Suite.RELANCEE_DEUX_FOIS:
            self._ajouter(self.affaire.age - 9, 10, 40, self._relancer)
        if suite == Suite.RETIREE:
            self._ajouter(42, 11, 3, lambda: actes.retirer(self.juridiction, self.designation))

    def _planifier_reponse(self) -> None:
        suite = self.affaire.suite
        late = self.affaire.numero % 3
        self._ajouter(1, 18, 2, self._lire_demande)
        if late == 2:
            self._ajouter(9, 10, 15, self._relancer)
        answered = (3, 5, 12)[late]
        if suite == Suite.REFUSEE:
            self._ajouter(answered, 14, 8, self._refuser)
            if self.affaire.numero % 2:
                self._ajouter(answered + 1, 9, 2, self._lire_reponse)
            return
        self._ajouter(answered, 14, 8, self._accepter)
        if suite not in SANS_CONSIGNATION:
            self._ajouter(answered + 6, 11, 20, self._consigner)
        if suite == Suite.REJETEE_EXPERT:
            self._ajouter(75, 9, 45, lambda: self._rendre_compte("caducite"))
            self._ajouter(75, 10, 0, lambda: self._statut(self._expert, Statut.REJETEE))
        if suite == Suite.REJETEE_MAGISTRAT:
            self._ajouter(60, 10, 0, lambda: self._statut(self.juridiction, Statut.REJETEE))
        if suite in COMMENCEES:
            self._planifier_travaux(answered + 8)

    def _planifier_travaux(self, debut: int) -> None:
        suite, age = self.affaire.suite, self.affaire.age
        self._ajouter(debut, 9, 10, lambda: self._statut(self._expert, Statut.EN_COURS))
        self._ajouter(debut, 9, 40, lambda: self._deposer("expert", "correspondance", "convocation"))
        self._ajouter(debut, 9, 50, lambda: self._deposer("expert", "gestion_financiere", "honoraires"))
        self._ajouter(debut + 24, 17, 30, lambda: self._deposer("expert", "notes_aux_parties", "note", 1))
        if suite in (Suite.COURS_AVANCE, Suite.TERMINEE):
            self._ajouter(debut + 60, 17, 30, lambda: self._deposer("expert", "notes_aux_parties", "note", 2))
            self._ajouter(debut + 62, 15, 0, self._signaler_et_lire)
            self._ajouter(debut + 70, 11, 0, self._proroger)
            self._ajouter(debut + 71, 18, 20, lambda: self._lire_depots(self._expert, self.juridiction))
        if suite == Suite.COURS_AVANCE:
            self._ajouter(age - 4, 16, 10, lambda: self._rendre_compte("complement"))
        if suite == Suite.COURS and self.affaire.numero % 2 == 0:
            self._ajouter(age - 2, 15, 36, lambda: self._rendre_compte("difficultes"))
        if suite == Suite.PAUSE:
            self._ajouter(age - 17, 16, 5, lambda: self._rendre_compte("complement"))
            self._ajouter(age - 16, 16, 30, lambda: self._statut(self._expert, Statut.EN_PAUSE))
        if suite == Suite.TERMINEE:
            self._ajouter(age - 40, 16, 0, lambda: self._deposer("greffe", "rapport_definitif", "rapport"))
            if self.affaire.numero % 2:
                self._ajouter(age - 38, 9, 0, lambda: self._lire_depots(self.juridiction, self._expert))
            self._ajouter(age - 30, 10, 0, lambda: self._statut(self._expert, Statut.TERMINEE))

    # The acts

    @property
    def _expert(self) -> Auteur:
        if self.expert is None:
            raise LookupError("this case has no expert")
        return self.expert

    @property
    def _redaction(self) -> Redaction:
        if self.redaction is None:
            raise LookupError("this case has no expert")
        return self.redaction

    def _commencer(self) -> None:
        self._designation = actes.commencer(self.juridiction).pk

    def _choisir(self) -> None:
        actes.choisir_expert(self.juridiction, self.designation, self._expert.compte)

    def _joindre(self) -> None:
        today = timezone.localdate()
        decided = today - timedelta(days=3)
        pieces = [self._redaction.ordonnance(decided), self._redaction.mission(today)]
        if self.affaire.numero % 3 == 1:
            pieces.append(self._redaction.assignation(decided))
        for piece in pieces:
            envoyer_fichier(self.juridiction, "designation", self.designation.pk, piece)

    def _lire_demande(self) -> None:
        for document in self.designation.documents.de_la_demande():
            actes.lire(self._expert, document)

    def _lire_reponse(self) -> None:
        for document in self.designation.documents.de_la_reponse():
            actes.lire(self.juridiction, document)

    def _relancer(self) -> None:
        actes.relancer(self.juridiction, self.designation)

    def _refuser(self) -> None:
        envoyer_fichier(
            self._expert, "reponse", self.designation.pk, self._redaction.refus(timezone.localdate())
        )
        actes.refuser(
            self._expert,
            self.designation,
            f"J’ai conseillé {self.affaire.defendeur} en 2024. Mon courrier ci-joint en donne le détail.",
        )

    def _accepter(self) -> None:
        if self.affaire.numero % 2:
            letter = self._redaction.acceptation(timezone.localdate())
            envoyer_fichier(self._expert, "reponse", self.designation.pk, letter)
        sent = self.designation.envoyee_le or self.maintenant
        identite = Identite(
            premier_demandeur=self.affaire.demandeur,
            premier_defendeur=self.affaire.defendeur,
            juridiction=self.affaire.tribunal,
            numero_rg=self.affaire.numero_rg,
            numero_mi=self.affaire.numero_mi,
            numero_minute=self.affaire.numero_minute,
            date_decision=timezone.localdate(sent) - timedelta(days=3),
        )
        self._expertise = actes.accepter(self._expert, self.designation, identite).pk

    def _consigner(self) -> None:
        par = self.juridiction if self.affaire.numero % 2 else self._expert
        fixer_consignation(par, self.expertise, timezone.localdate() - timedelta(days=1))
        clerk = self.juridiction.compte.role == Role.GREFFIER
        folder = (
            ("greffe", "greffe_vers_expert_et_parties") if clerk else ("magistrat", "magistrat_vers_expert")
        )
        self._deposer(*folder, "avis_consignation", par=self.juridiction)

    def _statut(self, par: Auteur, statut: Statut) -> None:
        changer_statut(par, self.expertise, statut)

    def _deposer(self, dossier: str, code: str, piece: str, *numero: int, par: Auteur | None = None) -> None:
        folder = Repertoire.objects.get(
            expertise=self._expertise, dossier=dossier, repertoire=code, parent__isnull=True
        )
        made: Piece = getattr(self._redaction, piece)(*numero, timezone.localdate())
        envoyer_fichier(par or self._expert, "repertoire", folder.pk, made)

    def _rendre_compte(self, piece: str) -> None:
        self._deposer("magistrat", "expert_vers_magistrat", piece)

    def _signaler_et_lire(self) -> None:
        self._rendre_compte("difficultes")
        self._lire_depots(self.juridiction, self._expert)

    def _proroger(self) -> None:
        self._deposer("magistrat", "magistrat_vers_expert", "prorogation", par=self.juridiction)

    def _lire_depots(self, par: Auteur, de: Auteur) -> None:
        """Read everything new that the other has deposited and that one may read."""
        rows = Document.objects.filter(repertoire__expertise=self._expertise, depose_par=de.compte)
        for document in rows.nouveaux_pour(par.compte).select_related("repertoire"):
            coffre.lire(par, document, "téléchargement")
