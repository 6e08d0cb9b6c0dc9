"""First connection, registration, the account of the person."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from opalexe.comptes import actes, complements
from opalexe.comptes.acces import avant_cgu, certificat_suffit, public
from opalexe.comptes.auteur import Auteur, Requete
from opalexe.comptes.cgu import VERSION, version_en_clair
from opalexe.comptes.forms import CoordonneesForm, InscriptionForm, PremiereConnexionForm, QuestionForm
from opalexe.comptes.models import Role
from opalexe.comptes.presentation import lien_assistance, voir
from opalexe.socle.certificates import CertificateRefused, ClientCertificate, remote_address
from opalexe.socle.formulaires import tenter


class RequeteSansCompte(HttpRequest):
    """A request whose certificate, if there is one, may open no account."""

    certificat: ClientCertificate | None
    auteur: Auteur | None
    refus_certificat: CertificateRefused | None


class RequeteInscription(RequeteSansCompte):
    """A request whose certificate is valid (`@certificat_suffit`)."""

    certificat: ClientCertificate


@certificat_suffit
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_certificat(request: RequeteInscription) -> HttpResponse:
    """Ask the bearer of a certificate that opens no account whether they have one (guide, chapter 2)."""
    if request.auteur is not None:
        return redirect("espace:accueil")
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        known = form.cleaned_data["compte"] == QuestionForm.OUI
        return redirect("comptes:assistance" if known else "comptes:inscription")
    return render(request, "comptes/nouveau_certificat.html", {"form": form})


@certificat_suffit
@require_http_methods(["GET", "HEAD", "POST"])
def inscription(request: RequeteInscription) -> HttpResponse:
    """Open an account."""
    if request.auteur is not None:
        if request.method == "POST":
            messages.info(request, "Votre compte est déjà ouvert\u00a0: il n’y a rien à refaire.")
        return redirect("espace:accueil")
    data = request.POST if request.method == "POST" else None
    certificat = request.certificat
    form = InscriptionForm(
        data,
        initial={
            "prenom": certificat.given_name,
            "nom": certificat.surname,
            "courriel": certificat.email,
        },
    )
    parts = [(role, complement, complement.formulaire(data, None)) for role, complement in complements.tous()]
    if data is not None:
        complete = None
        for role, complement, part in parts:
            part.attendu = data.get("role") == role
            if part.attendu:
                complete = partial(complement.enregistrer, formulaire=part)
        # Both are checked before anything is said, so that all that is missing is told at once.
        valid = all([form.is_valid(), *(part.is_valid() for _role, _complement, part in parts)])

        def register() -> Auteur:
            return _inscrire(request, form, complete)

        done = tenter(form, register) if valid else None
        if done is not None:
            return redirect("comptes:bienvenue")
    context = {
        "form": form,
        "parties": [
            {"role": role.value, "nom_role": role.label, "complement": complement, "formulaire": part}
            for role, complement, part in parts
        ],
        "incomplet": data is not None,
    }
    return render(request, "comptes/inscription.html", context)


def _inscrire(request: RequeteInscription, form: InscriptionForm, complete: Any) -> Auteur:
    values = form.cleaned_data
    return actes.inscrire(
        request.certificat,
        role=Role(values["role"]),
        nom=values["nom"],
        prenom=values["prenom"],
        coordonnees=form.coordonnees(),
        adresse=remote_address(request),
        completer=complete,
    )


@require_safe
def bienvenue(request: Requete) -> HttpResponse:
    """Confirm that the account is open."""
    return render(request, "comptes/bienvenue.html", {"compte": request.compte})


@public
@require_safe
def assistance(request: RequeteSansCompte) -> HttpResponse:
    """Say how to reach the support, with what it needs to know of the certificate presented."""
    refusal = request.refus_certificat
    certificat = request.certificat or (refusal.certificate if refusal else None)
    context = {
        "certificat": certificat,
        "lien_assistance": lien_assistance(settings.OPALEXE_SUPPORT_MAIL, certificat),
    }
    return render(request, "comptes/assistance.html", context)


@public
@require_safe
def cgu(request: HttpRequest) -> HttpResponse:
    """Show the terms of use."""
    return render(request, "comptes/cgu.html", {"version": version_en_clair(VERSION)})


@avant_cgu
@require_http_methods(["GET", "HEAD", "POST"])
def premiere_connexion(request: Requete) -> HttpResponse:
    """Ask the person of an account made by somebody else to accept the terms, before anything else."""
    person = request.compte
    if person.cgu_acceptees_le is not None:
        return redirect("espace:accueil")
    # The menu leads to pages that are not open yet.
    context: dict[str, Any] = {"compte": person, "auteur": None}
    if request.method == "POST" and "refuser" in request.POST:
        return render(request, "comptes/cgu_refusees.html", context)
    initial = {name: getattr(person, name) for name in actes.COORDONNEES}
    data = request.POST if request.method == "POST" else None
    form = PremiereConnexionForm(data, compte=person, initial=initial)
    if data is not None:

        def accept() -> bool:
            actes.accepter_cgu(request.auteur, form.coordonnees())
            return True

        if tenter(form, accept):
            return redirect("espace:accueil")
    return render(request, "comptes/premiere_connexion.html", {**context, "form": form})


@require_safe
def compte(request: Requete) -> HttpResponse:
    """Show the person what the platform knows of them."""
    person = request.compte
    now = timezone.now()
    complement = complements.complement_de(person.role)
    context = {
        "compte": person,
        "certificats": [voir(row, request.certificat.fingerprint, now) for row in person.certificats.all()],
        "complement": complement,
        "fiche": complement.fiche(person) if complement else None,
    }
    return render(request, "comptes/compte.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def coordonnees(request: Requete) -> HttpResponse:
    """Change one's own e-mail, phones and address."""
    person = request.compte
    initial = {name: getattr(person, name) for name in actes.COORDONNEES}
    data = request.POST if request.method == "POST" else None
    form = CoordonneesForm(data, compte=person, initial=initial)
    if data is not None:

        def change() -> bool:
            actes.modifier_coordonnees(request.auteur, form.coordonnees())
            return True

        if tenter(form, change):
            messages.success(request, "Vos informations personnelles sont à jour.")
            return redirect("comptes:compte")
    return render(request, "comptes/coordonnees.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def fiche(request: Requete) -> HttpResponse:
    """Change what one's role adds to the account (an expert's card in the directory)."""
    complement = complements.complement_de(request.compte.role)
    if complement is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = complement.formulaire(data, request.compte)
    if data is not None:

        def change() -> bool:
            complement.enregistrer(request.auteur, form)
            return True

        if tenter(form, change):
            messages.success(request, "Votre fiche est à jour.")
            return redirect("comptes:compte")
    return render(request, "comptes/fiche.html", {"complement": complement, "formulaire": form})
