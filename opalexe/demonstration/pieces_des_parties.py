"""What parties, caisses and sapiteurs write in the demonstration, before it becomes files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from opalexe.demonstration.affaires import Affaire
from opalexe.demonstration.litiges import LITIGES, Litige
from opalexe.demonstration.personnage import Personne
from opalexe.demonstration.pieces import Piece, jour_en_lettres

SCENES = {
    "semences": "champ",
    "drainage": "champ",
    "foncier": "champ",
    "fissures": "mur",
    "toiture": "mur",
    "bruit": "mur",
}
"""What photographs show, by kind of dispute."""

SUJETS = ("le chiffrage", "l’origine des désordres")
"""What dires are about, even and odd ones. The platform numbers them, annexes included: their names do not."""


@dataclass(frozen=True)
class Ecrits:
    """Writes the documents of one party, by the hand of `plume` (a lawyer, a manager, or the party itself)."""

    affaire: Affaire
    partie: str
    plume: Personne | None = None

    @property
    def litige(self) -> Litige:
        """What the case is about."""
        return LITIGES[self.affaire.litige]

    @property
    def _entete(self) -> str:
        if self.plume is None:
            return self.partie
        if self.plume.barreau:
            return f"Cabinet de Me {self.plume.nom_complet}, avocat au barreau de {self.plume.barreau}"
        return f"{self.plume.nom_complet}, pour {self.partie}"

    def _piece(
        self, nom: str, titre: str, le: date, *corps: str | tuple[str, ...], entete: str = ""
    ) -> Piece:
        signature = f"Le {jour_en_lettres(le)}, {self.plume.nom_complet if self.plume else self.partie}"
        references = (f"N° RG\u00a0: {self.affaire.numero_rg}", f"Affaire\u00a0: {self.affaire.titre}")
        return Piece(nom, entete or self._entete, titre, references, corps, signature)

    def contrat(self, le: date) -> Piece:
        """Return the contract between the parties."""
        signed = le - timedelta(days=420)
        return self._piece(
            "Contrat et conditions générales.pdf",
            "Contrat",
            signed,
            f"Entre {self.affaire.demandeur} et {self.affaire.defendeur}, il a été convenu ce qui suit.",
            (
                "objet et prix\u00a0;",
                "délai et réception\u00a0;",
                "garanties\u00a0;",
                "règlement des différends.",
            ),
            entete=self.partie,
        )

    def facture(self, le: date) -> Piece:
        """Return a bill."""
        return self._piece(
            "Facture acquittée.pdf",
            "Facture",
            le - timedelta(days=380),
            f"Facture adressée à {self.affaire.demandeur} pour un total de 18 420,00 euros, acquittée par virement.",
            entete=self.affaire.defendeur,
        )

    def mise_en_demeure(self, le: date) -> Piece:
        """Return the letter that came before the case."""
        return self._piece(
            "Mise en demeure.pdf",
            "Mise en demeure",
            le - timedelta(days=210),
            f"Nous vous mettons en demeure de remédier sans délai aux désordres suivants\u00a0: {self.litige.objet}.",
            self.litige.faits,
        )

    def constat(self, le: date) -> Piece:
        """Return what a commissaire de justice saw."""
        return self._piece(
            "Procès-verbal de constat.pdf",
            "Procès-verbal de constat",
            le - timedelta(days=190),
            f"Nous nous sommes transporté sur les lieux ({self.litige.lieu}) et avons constaté ce qui suit.",
            self.litige.constat,
            entete="Étude de commissaires de justice, Paris",
        )

    def attestation(self, le: date) -> Piece:
        """Return an insurer's word."""
        return self._piece(
            "Attestation d’assurance.pdf",
            "Attestation d’assurance",
            le - timedelta(days=400),
            f"Nous attestons que {self.partie} est titulaire d’un contrat en cours de validité au jour des faits.",
            entete="Compagnie d’assurances",
        )

    def notice(self, le: date) -> Piece:
        """Return a technical sheet."""
        return self._piece(
            "Fiche technique.pdf",
            "Fiche technique",
            le - timedelta(days=500),
            "Caractéristiques déclarées, conditions d’emploi et contrôles effectués avant livraison.",
            ("lot et date de fabrication\u00a0;", "essais réalisés\u00a0;", "résultats conformes."),
            entete=self.partie,
        )

    def devis(self, le: date) -> Piece:
        """Return an estimate, as a sheet."""
        lines = (
            ("Remise en état", 3, 2_450.0),
            ("Fournitures", 12, 186.0),
            ("Main-d’œuvre (heures)", 64, 48.0),
        )
        return Piece(
            "Devis de remise en état.xlsx",
            self._entete,
            f"Devis du {jour_en_lettres(le)}",
            (f"Affaire\u00a0: {self.affaire.titre}",),
            (),
            "",
            (("Poste", "Quantité", "Prix unitaire (€)"), *lines),
        )

    def photographie(self, numero: int, le: date) -> Piece:
        """Return a photograph, drawn."""
        return Piece(
            f"Photographie {numero:02d}.png",
            self._entete,
            f"Vue n° {numero}, {self.litige.lieu}, le {jour_en_lettres(le - timedelta(days=60))}",
            (),
            (),
            "",
            scene=SCENES.get(self.affaire.litige, "mur"),
            numero=numero,
        )

    def dire(self, numero: int, le: date) -> Piece:
        """Return written observations to the expert; odd ones are a PDF, even ones a text to edit."""
        return self._piece(
            f"Dire {self.partie}, {SUJETS[numero % 2]}.{'pdf' if numero % 2 else 'docx'}",
            f"Dire sur {SUJETS[numero % 2]}",
            le,
            "Monsieur ou Madame l’expert, j’ai l’honneur de vous adresser le présent dire, auquel vous voudrez bien "
            "répondre dans votre rapport (article 276 du code de procédure civile).",
            self.litige.constat if numero % 2 else self.litige.avis,
            (
                "sur l’origine des désordres, la partie maintient ses observations\u00a0;",
                "sur le chiffrage, elle demande que les devis soient comparés\u00a0;",
                "sur le calendrier, elle sollicite quinze jours de plus.",
            ),
        )

    def annexe(self, le: date) -> Piece:
        """Return what goes with a first dire."""
        return self._piece(
            f"Annexe, note technique {self.partie}.pdf",
            f"Annexe au dire sur {SUJETS[1]}",
            le,
            "Note technique établie à la demande de la partie.",
            self.litige.avis,
        )

    def note_interne(self, le: date) -> Piece:
        """Return what should never have left its author's desk."""
        return self._piece(
            "Note interne au cabinet.docx",
            "Note interne",
            le,
            "Stratégie du dossier et temps passé. Document sans rapport avec l’expertise.",
        )

    def confidentiel(self, nom: str, titre: str, texte: str, le: date) -> Piece:
        """Return a document that its party asks to be received in confidence."""
        return self._piece(nom, titre, le, "Document confidentiel.", texte)

    def numerise(self, nom: str, titre: str, texte: str, le: date) -> Piece:
        """Return a letter received on paper, scanned by the expert."""
        return self._piece(
            nom,
            titre,
            le,
            texte,
            f"Reçu par courrier et numérisé par l’expert le {jour_en_lettres(le)}.",
            entete=self.partie,
        )


@dataclass(frozen=True)
class Analyses:
    """Writes what an expert and a sapiteur send each other."""

    affaire: Affaire
    sapiteur: Personne

    def _piece(self, nom: str, entete: str, titre: str, le: date, *corps: str | tuple[str, ...]) -> Piece:
        references = (f"Affaire\u00a0: {self.affaire.titre}",)
        return Piece(nom, entete, titre, references, corps, f"Le {jour_en_lettres(le)}, {entete}")

    def demande(self, expert: Personne, le: date) -> Piece:
        """Return what the expert asks."""
        return self._piece(
            "Demande d’avis.docx",
            expert.nom_complet,
            f"Demande d’avis à {self.sapiteur.nom_complet}",
            le,
            "Je vous prie de me donner votre avis sur les points suivants, dans votre spécialité\u00a0:",
            ("état constaté\u00a0;", "causes possibles\u00a0;", "mesures propres à trancher."),
        )

    def avis(self, le: date) -> Piece:
        """Return the sapiteur's answer."""
        return self._piece(
            "Avis du sapiteur.pdf",
            self.sapiteur.nom_complet,
            "Avis",
            le,
            LITIGES[self.affaire.litige].avis,
            "Cet avis est joint au rapport de l’expert (article 282 du code de procédure civile).",
        )

    def note_de_frais(self, le: date) -> Piece:
        """Return the sapiteur's fees, as a sheet."""
        return Piece(
            "Note d’honoraires.xlsx",
            self.sapiteur.nom_complet,
            f"Honoraires au {jour_en_lettres(le)}",
            (f"Affaire\u00a0: {self.affaire.titre}",),
            (),
            "",
            (
                ("Poste", "Quantité", "Prix unitaire (€)"),
                ("Essais", 4, 210.0),
                ("Rédaction (heures)", 5, 95.0),
            ),
        )
