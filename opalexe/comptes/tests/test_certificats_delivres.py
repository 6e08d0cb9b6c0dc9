"""Certificates of the platform: the link, the file and its code, reissue, revocation, the states shown."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from opalexe.comptes import actes
from opalexe.comptes.liens import signature
from opalexe.comptes.models import Certificat, Compte, LienCertificat, Role
from opalexe.comptes.requetes import Etat, etats_certificats
from opalexe.comptes.taches import oublier_fichiers
from opalexe.essais.personnes import auteur, client, client_de, expert, personne
from opalexe.journal.actes import verifier
from opalexe.journal.models import Entree
from opalexe.socle import pki
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.models import Courriel

pytestmark = pytest.mark.django_db

JEANNE = {"nom": "Le Goff", "prenom": "Jeanne", "courriel": "jeanne@exemple.fr", "mobile": "0612345678"}


def creer(par: Compte, role: Role = Role.PARTIE, **changes: Any) -> Compte:
    return actes.creer_compte(auteur(par), role=role, **JEANNE | changes)


def adresse(lien: LienCertificat) -> str:
    return reverse("comptes:certificat", args=[lien.pk, signature(lien.pk)])


def texte(response: Any) -> str:
    return " ".join(response.content.decode().split())


def obtenir(browser: Client, lien: LienCertificat) -> tuple[str, bytes]:
    """Follow a link to its end; return the code shown, and the file."""
    page = browser.post(adresse(lien))
    assert page.status_code == 200, texte(page)
    assert "no-store" in page["Cache-Control"]
    found = re.search(r'id="code-du-certificat">([^<]+)<', page.content.decode())
    assert found
    file = browser.get(adresse(lien) + "fichier/")
    assert file["Content-Type"] == "application/x-pkcs12"
    assert "no-store" in file["Cache-Control"]
    return found[1], file.content


def ouvrir(p12: bytes, code: str) -> x509.Certificate:
    _key, certificate, others = pkcs12.load_key_and_certificates(p12, code.encode())
    assert certificate is not None
    assert others == [], "no machine is made to trust the platform's root"
    return certificate


def test_the_link_gives_a_certificate_that_signs_in(tmp_path: Path) -> None:
    leader = expert("Alain", "Cotte")
    person = creer(leader)
    link = actes.envoyer_lien(auteur(leader), person)
    mail = Courriel.objects.get(destinataire="jeanne@exemple.fr")
    assert adresse(link) in mail.texte
    assert "Alain Cotte vous donne accès" in mail.texte
    assert "72\u00a0heures" in mail.texte

    nobody = client_de(None)
    page = texte(nobody.get(adresse(link)))
    assert "Jeanne Le Goff" in page
    assert not Certificat.objects.filter(compte=person).exists(), "reading makes nothing"
    code, p12 = obtenir(nobody, link)
    assert re.fullmatch(r"(?:[2-46-9A-HJKMNP-RT-Z]{4}-){3}[2-46-9A-HJKMNP-RT-Z]{4}", code)
    certificate = ouvrir(p12, code)
    row = person.certificats.get()
    assert bytes(row.der) == pki.Credential(certificate, pki.new_key()).der
    subject = certificate.subject
    assert subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "Jeanne LE GOFF"
    assert subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)[0].value == str(person.pk)
    assert "exemple.fr" not in subject.rfc4514_string()
    assert isinstance(certificate.public_key(), rsa.RSAPublicKey)
    usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usages) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert row.valide_au - row.valide_du == timedelta(days=730) + pki.CLOCK_MARGIN

    path = tmp_path / "certificat.p12"
    path.write_bytes(p12)
    command = ["openssl", "pkcs12", "-in", str(path), "-nokeys", "-passin"]
    shown = subprocess.run([*command, f"pass:{code}"], capture_output=True, text=True, check=True).stdout
    assert "BEGIN CERTIFICATE" in shown
    wrong = subprocess.run([*command, "pass:autre"], capture_output=True, check=False)
    assert wrong.returncode != 0
    stored = bytes(LienCertificat.objects.get().p12 or b"")
    assert stored == p12
    assert code not in str(list(Entree.objects.values_list("donnees", flat=True)))

    mine = client_de(bytes(row.der))
    assert mine.get("/")["Location"] == reverse("comptes:premiere_connexion")
    assert verifier() is None


def test_a_new_certificate_revokes_the_one_before_at_once() -> None:
    leader = expert()
    person = creer(leader)
    obtenir(client_de(None), actes.envoyer_lien(auteur(leader), person))
    actes.accepter_cgu(auteur(person), {})
    former = client(person)
    assert former.get("/compte/").status_code == 200
    link = actes.envoyer_lien(auteur(leader), person)
    assert "cessera aussitôt de fonctionner" in texte(client_de(None).get(adresse(link)))
    assert former.get("/compte/").status_code == 200, "until the new one is made"
    obtenir(client_de(None), link)
    refused = former.get("/compte/")
    assert refused.status_code == 403
    assert "Ce certificat a été révoqué" in texte(refused)
    assert "demandez à l’expert de votre affaire un nouveau lien" in texte(refused)
    assert client(person).get("/compte/").status_code == 200

    actes.revoquer(auteur(leader), person.certificats.get(revoque_le=None))
    assert client(person).get("/compte/").status_code == 403
    with pytest.raises(ActeRefuse, match="ne vient pas de la plateforme"):
        actes.revoquer(auteur(leader), leader.certificats.get())


def test_a_closed_link_says_what_to_do() -> None:
    leader = expert("Alain", "Cotte")
    person = creer(leader)
    nobody = client_de(None)
    first = actes.envoyer_lien(auteur(leader), person)
    second = actes.envoyer_lien(auteur(leader), person)
    later = timezone.now() + timedelta(hours=72, minutes=1)

    def refus(link: LienCertificat, status: int = 410) -> str:
        for method in (nobody.get, nobody.post):
            response = method(adresse(link))
            assert response.status_code == status
            assert "no-store" in response["Cache-Control"]
        assert nobody.get(adresse(link) + "fichier/").status_code == status
        return texte(response)

    assert "Ce lien a été remplacé" in refus(first)
    with patch("django.utils.timezone.now", lambda: later):
        assert "Ce lien a expiré" in refus(second)
        with pytest.raises(ActeRefuse):
            actes.delivrer_certificat(second.pk, adresse=None)
    _code, _p12 = obtenir(nobody, second)
    page = texte(nobody.post(adresse(second)))
    assert "Ce lien a déjà servi" in page
    assert "demandez un nouveau lien à Alain Cotte" in page
    assert "Télécharger le certificat" in page
    assert nobody.get(adresse(second) + "fichier/").status_code == 200
    LienCertificat.objects.filter(pk=second.pk).update(utilise_le=timezone.now() - timedelta(minutes=61))
    assert "Télécharger le certificat" not in refus(second), "an hour, no longer"
    oublier_fichiers()
    assert LienCertificat.objects.get(pk=second.pk).p12 is None

    for forged in (signature(first.pk), "A" * 43, "é"):
        response = nobody.get(reverse("comptes:certificat", args=[second.pk, forged]))
        assert response.status_code == 404
        assert "Ce lien n’est pas reconnu" in texte(response)
    checked = client_de(None, enforce_csrf_checks=True)
    third = actes.envoyer_lien(auteur(leader), person)
    assert checked.post(adresse(third)).status_code == 403
    Compte.objects.filter(pk=person.pk).update(actif=False)
    assert "Ce compte est désactivé" in refus(third)


def test_accounts_are_made_and_corrected_for_others() -> None:
    leader = expert()
    for role in (Role.AVOCAT, Role.EXPERT, Role.MAGISTRAT):
        with pytest.raises(ActeRefuse):
            creer(leader, role)
    mistakes: list[dict[str, Any]] = [
        {"nom": " "},
        {"prenom": "…"},
        {"courriel": "jeanne"},
        {"mobile": "12"},
        {"nom": "x" * 101},
    ]
    for wrong in mistakes:
        with pytest.raises(ActeRefuse):
            creer(leader, **wrong)
    person = creer(leader, Role.SAPITEUR, nom="  Le   Goff ")
    assert (person.nom, person.mobile, person.cgu_acceptees_le) == ("Le Goff", "06 12 34 56 78", None)
    link = actes.envoyer_lien(auteur(leader), person)

    changed = JEANNE | {"nom": "Le Gall", "courriel": "j.legall@exemple.fr"}
    other = actes.corriger_compte(auteur(leader), person, **changed)
    person.refresh_from_db()
    link.refresh_from_db()
    assert person.cle_tri == "le gall jeanne"
    assert link.annule_le is not None, "it waits in somebody else's mailbox"
    assert other is not None
    assert Courriel.objects.filter(destinataire="j.legall@exemple.fr", objet=other.pk).exists()
    assert actes.corriger_compte(auteur(leader), person, **changed) is None
    assert Entree.objects.filter(acte="compte.correction").get().donnees["champs"] == ["nom", "courriel"]
    for stranger in (leader, personne(Role.AVOCAT)):
        with pytest.raises(ActeRefuse):
            actes.corriger_compte(auteur(leader), stranger, **changed)
        with pytest.raises(ActeRefuse, match="son propre certificat"):
            actes.envoyer_lien(auteur(leader), stranger)


def test_the_states_of_certificates_cost_two_queries(django_assert_num_queries: Any) -> None:
    leader = expert()
    par = auteur(leader)
    people = {
        name: creer(leader, nom=name) for name in ("jamais", "envoye", "expire", "valide", "revoque", "fini")
    }
    for name in ("envoye", "expire", "valide", "revoque", "fini"):
        link = actes.envoyer_lien(par, people[name])
        if name in ("valide", "revoque", "fini"):
            actes.delivrer_certificat(link.pk, adresse=None)
    past = timezone.now() - timedelta(days=4)
    LienCertificat.objects.filter(compte=people["expire"]).update(
        cree_le=past, expire_le=past + timedelta(days=3)
    )
    Certificat.objects.filter(compte=people["fini"]).update(valide_au=past)
    actes.revoquer(par, people["revoque"].certificats.get())
    with django_assert_num_queries(2):
        states = etats_certificats([*people.values(), leader])
        phrases = {name: states[person.pk].phrase for name, person in people.items()}
    assert {name: states[person.pk].etat for name, person in people.items()} == {
        "jamais": Etat.JAMAIS,
        "envoye": Etat.LIEN_ENVOYE,
        "expire": Etat.LIEN_EXPIRE,
        "valide": Etat.VALIDE,
        "revoque": Etat.REVOQUE,
        "fini": Etat.EXPIRE,
    }
    assert phrases["jamais"] == "Jamais invité(e)"
    assert "valable jusqu’au" in phrases["envoye"]
    assert phrases["valide"].startswith("Certificat valable jusqu’au")
    assert phrases["revoque"].startswith("Certificat révoqué le")
    assert states[people["valide"].pk].revocable
    assert (states[leader.pk].etat, states[leader.pk].revocable) == (Etat.VALIDE, False)
    actes.envoyer_lien(par, people["valide"])
    assert "nouveau lien envoyé" in etats_certificats([people["valide"]])[people["valide"].pk].phrase


def test_the_terms_come_before_anything_else() -> None:
    leader = expert()
    person = creer(leader)
    actes.delivrer_certificat(actes.envoyer_lien(auteur(leader), person).pk, adresse=None)
    browser, gate = client(person), reverse("comptes:premiere_connexion")
    for path in ("/", "/compte/", "/expertises/"):
        assert browser.get(path)["Location"] == gate, path
    assert browser.post("/compte/coordonnees/", {"courriel": "x@exemple.fr"})["Location"] == gate
    assert browser.get("/cgu/").status_code == 200
    page = texte(browser.get(gate))
    assert 'value="jeanne@exemple.fr"' in page
    assert "Adresse postale" not in page
    assert "Sans cet accord" in texte(browser.post(gate, {"refuser": "oui"}))
    assert "Acceptez les conditions" in texte(browser.post(gate, {"courriel": "jeanne@exemple.fr"}))
    assert browser.get("/compte/")["Location"] == gate
    values = {"courriel": "jeanne.legoff@exemple.fr", "mobile": "0612345678", "telephone": "", "cgu": "on"}
    assert browser.post(gate, values)["Location"] == "/"
    person.refresh_from_db()
    assert person.cgu_acceptees_le is not None
    assert person.courriel == "jeanne.legoff@exemple.fr"
    assert browser.get("/compte/").status_code == 200
    assert browser.get(gate)["Location"] == "/"
    assert Entree.objects.get(acte="compte.cgu").donnees["champs"] == ["courriel"]
