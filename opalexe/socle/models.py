"""The mail queue: a message exists if and only if the act that causes it does."""

from django.db import models

from opalexe.socle.identifiers import uuid7


class Courriel(models.Model):
    """One message to one person, written in the transaction of the act, sent by a job (see `taches.py`)."""

    class Etat(models.TextChoices):
        """Where the message stands."""

        EN_ATTENTE = "en_attente", "En attente d’envoi"
        ENVOYE = "envoye", "Envoyé"
        REFUSE = "refuse", "Refusé par le serveur du destinataire"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    destinataire = models.EmailField()
    compte = models.UUIDField(null=True, db_index=True, help_text="Account of the person, when there is one.")
    genre = models.CharField(max_length=60)
    objet = models.UUIDField(null=True, db_index=True, help_text="What the message is about.")
    sujet = models.CharField(max_length=255)
    texte = models.TextField()
    html = models.TextField()
    cree_le = models.DateTimeField(auto_now_add=True)
    etat = models.CharField(max_length=12, choices=Etat.choices, default=Etat.EN_ATTENTE)
    essais = models.PositiveIntegerField(default=0)
    envoye_le = models.DateTimeField(null=True)
    reponse_serveur = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="courriel_envoye_a_une_date",
                condition=models.Q(etat="envoye", envoye_le__isnull=False)
                | (~models.Q(etat="envoye") & models.Q(envoye_le__isnull=True)),
            )
        ]
