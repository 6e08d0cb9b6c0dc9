"""The public pages of a one-time link: what it will do, the certificate with its code, the file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from opalexe.comptes import actes
from opalexe.comptes.acces import public
from opalexe.comptes.liens import TELECHARGEMENT, est_signe, signature
from opalexe.comptes.models import LienCertificat
from opalexe.socle.certificates import remote_address
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.texte import normaliser

P12 = "application/x-pkcs12"


def _trouver(lien: UUID, presentee: str) -> LienCertificat | None:
    """Return the link that an address names, None when its signature is not ours."""
    if not est_signe(lien, presentee):
        return None
    return LienCertificat.objects.select_related("compte", "cree_par", "certificat").filter(pk=lien).first()


def _etat(lien: LienCertificat) -> str:
    """Say what a link still gives: "ouvert", "utilise", "annule", "ferme" or "expire"."""
    if lien.utilise_le is not None:
        return "utilise"
    if lien.annule_le is not None:
        return "annule"
    if not lien.compte.actif:
        return "ferme"
    return "expire" if lien.expire_le <= timezone.now() else "ouvert"


def _telechargeable(lien: LienCertificat) -> bool:
    """Tell whether the file may still be fetched: during an hour, as long as its certificate holds."""
    return (
        lien.utilise_le is not None
        and lien.p12 is not None
        and timezone.now() < lien.utilise_le + TELECHARGEMENT
        and lien.certificat is not None
        and lien.certificat.revoque_le is None
    )


def _refus(request: HttpRequest, lien: LienCertificat | None) -> HttpResponse:
    """Say why the link gives nothing, and what to do."""
    context: dict[str, Any] = {"etat": "inconnu"}
    if lien is not None:
        context = {"etat": _etat(lien), "lien": lien, "signature": signature(lien.pk)}
        context["telechargeable"] = _telechargeable(lien)
        context["fin"] = lien.utilise_le + TELECHARGEMENT if lien.utilise_le else None
    return render(request, "comptes/lien_ferme.html", context, status=410 if lien else 404)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certificat(request: HttpRequest, lien: UUID, signature: str) -> HttpResponse:
    """Show whose certificate the link gives (GET changes nothing: mail filters open links), or make it (POST)."""
    found = _trouver(lien, signature)
    if found is None or _etat(found) != "ouvert":
        return _refus(request, found)
    context: dict[str, Any] = {
        "lien": found,
        "compte": found.compte,
        "signature": signature,
        "adresse": settings.OPALEXE_URL,
        "fichier": _nom_du_fichier(found),
    }
    if request.method != "POST":
        context["remplace"] = found.compte.certificats.filter(de_plateforme=True, revoque_le=None).exists()
        return render(request, "comptes/lien.html", context)
    try:
        done = actes.delivrer_certificat(lien, adresse=remote_address(request))
    except ActeRefuse:  # used or cancelled in between
        return _refus(request, _trouver(lien, signature))
    context |= {"code": done.code, "certificat": done.certificat}
    return render(request, "comptes/certificat_delivre.html", context)


@public
@never_cache
@require_safe
def fichier(request: HttpRequest, lien: UUID, signature: str) -> HttpResponse:
    """Give the file, encrypted by the code that was shown."""
    found = _trouver(lien, signature)
    if found is None or found.p12 is None or not _telechargeable(found):
        return _refus(request, found)
    response = HttpResponse(bytes(found.p12), content_type=P12)
    response["Content-Disposition"] = str(content_disposition_header(True, _nom_du_fichier(found)))
    return response


def _nom_du_fichier(lien: LienCertificat) -> str:
    return f"certificat-opalexe-{normaliser(lien.compte.nom).replace(' ', '-')}.p12"
