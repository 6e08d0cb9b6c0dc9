"""From the certificate of a request to the person, on every request: the session proves nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from opalexe.comptes import actes
from opalexe.comptes.auteur import Auteur
from opalexe.comptes.models import Certificat
from opalexe.socle import certificates
from opalexe.socle.views import formulaire_perime

CLE_SESSION = "certificat"
METHODES_SURES = ("GET", "HEAD", "OPTIONS")


class IdentificationMiddleware:
    """Verify the certificate, find its account, bind the session to it, and close what is not open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Identify, then let the view be chosen."""
        self._identify(request)
        return self.get_response(request)

    def _identify(self, request: Any) -> None:
        request.auteur = request.compte = request.certificat = request.refus_certificat = None
        request.compte_ferme = request.certificat_de_plateforme = False
        try:
            der = certificates.presented(request)
            if der is not None:
                request.certificat = certificates.verify(
                    der, certificates.configured_authorities(), timezone.now()
                )
        except certificates.CertificateRefused as refusal:
            request.refus_certificat = refusal
            if refusal.certificate:
                request.certificat_de_plateforme = Certificat.objects.filter(
                    empreinte=refusal.certificate.fingerprint, de_plateforme=True
                ).exists()
        bound = request.session.get(CLE_SESSION)
        fingerprint = request.certificat.fingerprint if request.certificat else None
        # A cookie stolen, or a card changed: what the session held belongs to another certificate.
        request.session_d_un_autre = bound is not None and bound != fingerprint
        if request.session_d_un_autre:
            request.session.flush()
            bound = None
        if fingerprint is None:
            return
        row = Certificat.objects.select_related("compte").filter(empreinte=fingerprint).first()
        if row is None:
            return
        if row.revoque_le is not None or not row.compte.actif:
            request.session.flush()
            request.compte_ferme = row.revoque_le is None
            request.certificat_de_plateforme = row.de_plateforme
            request.refus_certificat = certificates.CertificateRefused(
                certificates.RefusalKind.REVOKED, request.certificat
            )
            return
        request.auteur = Auteur(
            compte=row.compte,
            certificat=row.numero_serie,
            adresse=certificates.remote_address(request),
        )
        request.compte = row.compte
        if bound is None:
            actes.se_connecter(request.auteur)
            request.session.cycle_key()
            request.session[CLE_SESSION] = fingerprint

    def process_view(
        self, request: Any, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer in the view's place when the person may not reach it."""
        level = getattr(view, "acces", "compte")
        if level == "public":
            return None
        if request.refus_certificat is not None:
            return render(
                request,
                "comptes/certificat_refuse.html",
                {
                    "genre": "compte_ferme" if request.compte_ferme else request.refus_certificat.kind.value,
                    "certificat": request.refus_certificat.certificate,
                    "certificat_de_plateforme": request.certificat_de_plateforme,
                },
                status=403,
            )
        if request.certificat is None:
            return render(request, "comptes/sans_certificat.html", status=403)
        if request.auteur is None and level != "certificat":
            return redirect("comptes:nouveau_certificat")
        if request.session_d_un_autre and request.method not in METHODES_SURES:
            # What one person typed is not done in the name of the next one, whose card took its place.
            return formulaire_perime(request)
        if (
            request.auteur is not None
            and request.compte.cgu_acceptees_le is None
            and not getattr(view, "avant_cgu", False)
        ):
            return redirect("comptes:premiere_connexion")
        return None
