"""The room's entry in Django's registry."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


def _suivre_le_nom(instance: Any, created: bool, **_signal: Any) -> None:
    """Keep the names that are searched, of experts and lawyers, true to those of the account."""
    from opalexe.annuaire.models import FicheAvocat, FicheExpert, cle_de_recherche

    if not created:
        for fiche in FicheAvocat.objects.filter(compte=instance):
            fiche.suivre(instance)
            fiche.save()
        FicheExpert.objects.filter(compte=instance).update(
            cle_nom=cle_de_recherche(instance.nom), cle_prenom=cle_de_recherche(instance.prenom)
        )


class AnnuaireConfig(AppConfig):
    """Registers the room: its reference data, and what it adds to accounts of experts and lawyers."""

    name = "opalexe.annuaire"

    def ready(self) -> None:
        """Register."""
        from opalexe.annuaire.complement import ComplementExpert
        from opalexe.annuaire.complement_avocat import ComplementAvocat
        from opalexe.annuaire.nomenclature import charger
        from opalexe.comptes import complements
        from opalexe.comptes.models import Compte, Role

        complements.declarer(Role.EXPERT, ComplementExpert())
        complements.declarer(Role.AVOCAT, ComplementAvocat())
        post_migrate.connect(charger, sender=self, dispatch_uid="annuaire.charger")
        post_save.connect(_suivre_le_nom, sender=Compte, dispatch_uid="annuaire.suivre_le_nom")
