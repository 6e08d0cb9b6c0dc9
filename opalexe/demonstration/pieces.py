"""What the documents of the demonstration say, before they become PDF, DOCX or XLSX files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format

from opalexe.comptes.models import Role
from opalexe.demonstration.affaires import Affaire
from opalexe.demonstration.litiges import LITIGES, Litige
from opalexe.demonstration.personnage import Personne


@dataclass(frozen=True)
class Piece:
    """A document: `corps` holds paragraphs (texts) and numbered lists (tuples), `tableau` lines of cells."""

    nom: str
    entete: str
    titre: str
    references: tuple[str, ...]
    corps: tuple[str | tuple[str, ...], ...]
    signature: str
    tableau: tuple[tuple[str | float, ...], ...] = field(default=())
    scene: str = ""
    """What a photograph shows: "champ" or "mur"."""
    numero: int = 0
    """Tells a photograph from the next one."""


def jour_en_lettres(le: date) -> str:
    """Write a day as letters do: "1er mars 2026"."""
    return f"{'1er' if le.day == 1 else le.day} {date_format(le, 'F Y')}"


@dataclass(frozen=True)
class Redaction:
    """Writes the documents of one case."""

    affaire: Affaire
    juridiction: Personne
    expert: Personne

    @property
    def litige(self) -> Litige:
        """What it is about."""
        return LITIGES[self.affaire.litige]

    @property
    def provision(self) -> int:
        """The money to deposit, in euros."""
        return 2_500 + 500 * (self.affaire.numero % 6)

    def _euros(self, part: float = 1) -> str:
        """Write the provision, or a part of it, with its unit."""
        return f"{self.provision * part:,.0f}\u00a0euros".replace(",", "\u202f")

    @property
    def _references(self) -> tuple[str, ...]:
        lines = [f"N° RG : {self.affaire.numero_rg or 'à compléter'}"]
        if self.affaire.numero_mi:
            lines.append(f"N° Mi : {self.affaire.numero_mi}")
        if self.affaire.demandeur:
            lines.append(f"Affaire : {self.affaire.titre}")
        return tuple(lines)

    @property
    def _tribunal(self) -> str:
        return self.affaire.tribunal.replace("TJ", "Tribunal judiciaire de")

    @property
    def _juge(self) -> str:
        """Who decides: a greffier sends what a judge has signed."""
        if self.juridiction.role == Role.MAGISTRAT:
            return self.juridiction.nom_complet
        return "juge chargé du contrôle des expertises"

    def _du_tribunal(self, nom: str, titre: str, le: date, *corps: str | tuple[str, ...]) -> Piece:
        copie = "" if self.juridiction.role == Role.MAGISTRAT else "Pour copie certifiée conforme. "
        role = self.juridiction.role.label.lower()
        signature = f"{copie}{jour_en_lettres(le)}, {self.juridiction.nom_complet}, {role}"
        return Piece(nom, self._tribunal, titre, self._references, corps, signature)

    def _de_l_expert(self, nom: str, titre: str, le: date, *corps: str | tuple[str, ...]) -> Piece:
        heading = f"{self.expert.nom_complet}, expert près la cour d’appel de {self.expert.cour}"
        signature = f"{self.expert.ville}, le {jour_en_lettres(le)}, {self.expert.nom_complet}"
        return Piece(nom, heading, titre, self._references, corps, signature)

    def ordonnance(self, le: date) -> Piece:
        """Return the decision that names the expert."""
        return self._du_tribunal(
            "Ordonnance de désignation.pdf",
            "Ordonnance de désignation d’expert",
            le,
            f"Nous, {self._juge}, statuant en référé sur une demande relative à {self.litige.objet} "
            f"({self.litige.lieu}) ;",
            self.litige.faits,
            "Attendu qu’il existe un motif légitime de conserver ou d’établir avant tout procès la preuve "
            "de faits "
            "dont peut dépendre la solution du litige, au sens de l’article 145 du code de procédure "
            "civile ;",
            f"Ordonnons une expertise et désignons pour y procéder {self.expert.nom_complet}, avec pour "
            "mission de :",
            self.litige.mission,
            f"Fixons à {self._euros()} la provision à consigner dans les deux mois, à peine de "
            "caducité "
            "(article 271 du code de procédure civile), et à six mois le délai de dépôt du rapport.",
        )

    def mission(self, le: date) -> Piece:
        """Return the letter that goes with the decision."""
        return self._du_tribunal(
            "Mission et coordonnées des parties.docx",
            "Avis de mission",
            le,
            f"{self.expert.nom_complet}, vous êtes désigné(e) pour réaliser l’expertise dont la mission est "
            "rappelée ci-dessous.",
            self.litige.mission,
            "Vous voudrez bien faire connaître sans délai votre acceptation, et signaler toute cause de "
            "récusation "
            "(articles 234 et 267 du code de procédure civile).",
            f"Demandeur : {self.affaire.demandeur or 'à compléter'}. Défendeur : "
            f"{self.affaire.defendeur or 'à compléter'}.",
        )

    def assignation(self, le: date) -> Piece:
        """Return the claim that began it all."""
        return self._du_tribunal(
            "Assignation en référé.pdf",
            "Assignation en référé-expertise (copie)",
            le - timedelta(days=40),
            f"À la requête de {self.affaire.demandeur}, assignation est donnée à {self.affaire.defendeur} "
            "de comparaître à l’audience des référés.",
            self.litige.faits,
            "Il est demandé au juge des référés d’ordonner une mesure d’expertise et de réserver les dépens.",
        )

    def acceptation(self, le: date) -> Piece:
        """Return the expert's letter of acceptance."""
        return self._de_l_expert(
            "Courrier d’acceptation.pdf",
            "Acceptation de la mission",
            le,
            "J’ai pris connaissance de la mission et je l’accepte. Je n’ai de lien avec aucune des parties.",
            "J’estime la durée de mes opérations à cinq mois à compter de la consignation de "
            f"{self._euros()}.",
        )

    def refus(self, le: date) -> Piece:
        """Return the expert's letter of refusal."""
        return self._de_l_expert(
            "Courrier de refus.pdf",
            "Refus de la mission",
            le,
            "Je vous remercie de la confiance que vous me témoignez. Je ne puis cependant accepter cette "
            "mission.",
            f"J’ai conseillé {self.affaire.defendeur} en 2024, ce qui ferait douter de mon impartialité.",
        )

    def note(self, numero: int, le: date) -> Piece:
        """Return a note to the parties."""
        return self._de_l_expert(
            f"Note aux parties n° {numero}.pdf",
            f"Note aux parties n° {numero}",
            le,
            f"La réunion s’est tenue sur place ({self.litige.lieu}), les parties et leurs conseils présents.",
            self.litige.constat,
            "Les parties adresseront leurs dires dans le délai de quatre semaines. Sont demandés :",
            (
                "les plans et devis d’origine, s’ils existent ;",
                "les courriers échangés entre les parties avant l’instance ;",
                "les attestations d’assurance en vigueur au jour des faits.",
            ),
        )

    def convocation(self, le: date) -> Piece:
        """Return the call to the first meeting."""
        return self._de_l_expert(
            "Convocation à la première réunion.docx",
            "Convocation",
            le,
            f"Les parties et leurs conseils sont convoqués le {jour_en_lettres(le + timedelta(days=21))} à 10 heures, "
            f"à l’adresse suivante : {self.litige.lieu}.",
            "Ordre du jour :",
            ("lecture de la mission ;", "examen des lieux ou de la chose ;", "calendrier des opérations."),
            "Chaque partie apportera les pièces utiles, numérotées et accompagnées d’un bordereau.",
        )

    def difficultes(self, le: date) -> Piece:
        """Return the report on difficulties to the judge."""
        return self._de_l_expert(
            "État des difficultés.pdf",
            "État des difficultés rencontrées",
            le,
            "J’ai l’honneur de vous rendre compte, en application de l’article 273 du code de procédure "
            "civile, "
            "de l’état de mes opérations.",
            "Le défendeur n’a pas remis les pièces demandées, malgré un rappel. Un assureur paraît devoir "
            "être "
            "appelé à la cause.",
            "Je sollicite une prorogation de deux mois du délai de dépôt du rapport.",
        )

    def complement(self, le: date) -> Piece:
        """Return the request for more money."""
        return self._de_l_expert(
            "Demande de consignation complémentaire.pdf",
            "Demande de consignation complémentaire",
            le,
            "L’étendue des investigations rend la provision initiale insuffisante.",
            f"Je sollicite une consignation complémentaire de {self._euros(0.5)} "
            "(article 280 du code de procédure civile) et suspends mes opérations dans l’attente.",
        )

    def prorogation(self, le: date) -> Piece:
        """Return the decision that gives more time."""
        return self._du_tribunal(
            "Ordonnance de prorogation de délai.pdf",
            "Ordonnance de prorogation",
            le,
            "Vu la demande de l’expert et les difficultés qu’il expose ;",
            "Prorogeons de deux mois le délai imparti pour déposer le rapport.",
            "Disons que l’expert nous rendra compte de toute nouvelle difficulté.",
        )

    def avis_consignation(self, le: date) -> Piece:
        """Return the registry's notice that the money is there."""
        return self._du_tribunal(
            "Avis de consignation.pdf",
            "Avis de versement de la consignation",
            le,
            f"La somme de {self._euros()} a été versée à la régie du tribunal.",
            "L’expert peut commencer ses opérations.",
        )

    def caducite(self, le: date) -> Piece:
        """Return why it ends before it began."""
        return self._de_l_expert(
            "Constat de carence.pdf",
            "Absence de consignation",
            le,
            "La provision n’a pas été consignée dans le délai et les conditions fixés par l’ordonnance.",
            "La désignation est donc caduque, en application de l’article 271 du code de procédure civile.",
        )

    def rapport(self, le: date) -> Piece:
        """Return the final report."""
        return self._de_l_expert(
            "Rapport d’expertise définitif.pdf",
            "Rapport d’expertise",
            le,
            "Rappel de la mission :",
            self.litige.mission,
            f"Les faits. {self.litige.faits}",
            f"Constatations. {self.litige.constat}",
            "Réponse aux dires. Les dires reçus dans le délai sont annexés ; il y est répondu point par "
            "point.",
            f"Avis. {self.litige.avis}",
        )

    def honoraires(self, le: date) -> Piece:
        """Return the estimate of fees, as a sheet."""
        hours = 8 + self.affaire.numero % 9
        lines = (
            ("Étude du dossier", hours, 110.0),
            ("Réunions sur place", 6, 110.0),
            ("Rédaction des notes", hours // 2, 110.0),
            ("Secrétariat", 5, 38.0),
            ("Déplacements (km)", 140, 0.6),
        )
        return Piece(
            "État prévisionnel des honoraires.xlsx",
            self.expert.nom_complet,
            f"État prévisionnel au {jour_en_lettres(le)}",
            self._references,
            (),
            "",
            (("Poste", "Quantité", "Prix unitaire (€)"), *lines),
        )
