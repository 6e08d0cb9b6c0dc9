"""Acts on the parties of an expertise (produit.md part 1: the four kinds; part 5: administration)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone

from opalexe.comptes.auteur import Auteur
from opalexe.expertises import evenements
from opalexe.expertises.actes.commun import donnees_participant, enumerer, exiger_administration, parties_de
from opalexe.expertises.models import (
    SUR_PAPIER,
    Cote,
    Expertise,
    GenreDePartie,
    Participation,
    Partie,
    Profil,
)
from opalexe.journal.actes import consigner
from opalexe.socle.erreurs import ActeRefuse
from opalexe.socle.texte import normaliser

LONGUEUR = 128
LONGUEUR_ADRESSE = 500
MAXIMUM = 500
"""Parties of one expertise: co-ownership cases have hundreds; more is a mistake."""


@transaction.atomic
def ajouter_partie(
    par: Auteur,
    expertise: Expertise,
    *,
    nom: str,
    cote: Cote,
    genre: GenreDePartie,
    adresse_postale: str = "",
) -> Partie:
    """Add a party; its folders follow (see `coffre`). Raises ActeRefuse when one has that name already."""
    row = exiger_administration(par, expertise.pk)
    nom = _nom(row, nom)
    last = row.parties.aggregate(last=Max("ordre"))["last"] or 0
    if row.parties.count() >= MAXIMUM:
        raise ActeRefuse(
            f"Une expertise compte {MAXIMUM}\u00a0parties au plus\u00a0: adressez-vous à l’assistance."
        )
    party = Partie(
        expertise=row,
        nom=nom,
        cle_nom=normaliser(nom)[:140],
        cote=Cote(cote),
        genre=GenreDePartie(genre),
        adresse_postale=_adresse(adresse_postale),
        ordre=last + 1,
        ajoutee_le=timezone.now(),
    )
    party.save(force_insert=True)
    consigner(evenements.PARTIE_AJOUTEE, par.acteur, chaine=row.pk, objet=party.pk, donnees=_donnees(party))
    return party


@transaction.atomic
def modifier_partie(
    par: Auteur, partie: Partie, *, nom: str, cote: Cote, genre: GenreDePartie, adresse_postale: str = ""
) -> None:
    """Rename or retype a party. Represented, its members only read from now on (produit.md part 1).

    Raises ActeRefuse when its new kind leaves no room for somebody active at its side.
    """
    row = exiger_administration(par, partie.expertise_id)
    party = Partie.objects.select_for_update().get(pk=partie.pk)
    new = {
        "nom": _nom(row, nom, party),
        "cote": Cote(cote),
        "genre": GenreDePartie(genre),
        "adresse_postale": _adresse(adresse_postale),
    }
    former = party.nom
    changes = [name for name, value in new.items() if getattr(party, name) != value]
    if not changes:
        return
    if "genre" in changes:
        _exiger_genre_possible(party, GenreDePartie(genre))
    for name in changes:
        setattr(party, name, new[name])
    party.cle_nom = normaliser(party.nom)[:140]
    party.save()
    if "genre" in changes and party.genre == GenreDePartie.REPRESENTEE:
        _lecture_seule(par, party)
    said = {
        "nom": f"appelée jusqu’ici {former}",
        "cote": party.get_cote_display().lower(),
        "genre": party.get_genre_display()[:1].lower() + party.get_genre_display()[1:],
        "adresse_postale": "adresse postale changée",
    }
    consigner(
        evenements.PARTIE_MODIFIEE,
        par.acteur,
        chaine=row.pk,
        objet=party.pk,
        donnees={
            **_donnees(party),
            "ancien_nom": former,
            "changement": ", ".join(said[name] for name in changes),
        },
    )


@transaction.atomic
def retirer_partie(par: Auteur, partie: Partie) -> None:
    """Remove a party added by mistake: nobody was ever at its side, nothing is in its folders.

    The entry is written before the row goes: the vault, listening, removes the party's empty folders or refuses.
    Raises ActeRefuse.
    """
    row = exiger_administration(par, partie.expertise_id)
    party = Partie.objects.select_for_update().get(pk=partie.pk)
    attached = [some.compte.nom_complet for some in _attaches(party)]
    if attached:
        raise ActeRefuse(
            f"{enumerer(attached)} {'a' if len(attached) == 1 else 'ont'} pris part à l’expertise pour "
            f"{party.nom}\u00a0: cette partie y reste. Vous pouvez désactiver ces personnes."
        )
    try:
        with transaction.atomic():
            consigner(
                evenements.PARTIE_RETIREE, par.acteur, chaine=row.pk, objet=party.pk, donnees=_donnees(party)
            )
            party.delete()
    except ProtectedError as error:
        raise ActeRefuse(
            f"Les dossiers de {party.nom} contiennent des documents ou des dossiers\u00a0: cette partie reste dans "
            "l’expertise. Vous pouvez la renommer."
        ) from error


def _nom(expertise: Expertise, nom: str, sauf: Partie | None = None) -> str:
    nom = " ".join(nom.split())
    key = normaliser(nom)[:140]
    if not key:
        raise ActeRefuse("Indiquez le nom de la partie, avec au moins une lettre latine ou un chiffre.")
    if len(nom) > LONGUEUR:
        raise ActeRefuse(f"Le nom de la partie compte {LONGUEUR}\u00a0caractères au plus.")
    others = Partie.objects.filter(expertise=expertise, cle_nom=key)
    same = others.exclude(pk=sauf.pk).first() if sauf else others.first()
    if same is not None:
        raise ActeRefuse(
            f"L’expertise a déjà une partie «\u00a0{same.nom}\u00a0»\u00a0: ajoutez ce qui les distingue, "
            "un prénom par exemple."
        )
    return nom


def _adresse(adresse: str) -> str:
    adresse = adresse.replace("\r\n", "\n").strip()
    if len(adresse) > LONGUEUR_ADRESSE:
        raise ActeRefuse(f"L’adresse postale compte {LONGUEUR_ADRESSE}\u00a0caractères au plus.")
    return adresse


def _attaches(party: Partie) -> list[Participation]:
    rows = Participation.objects.filter(rattachements__partie=party).select_related("compte")
    return list(rows.order_by("compte__cle_tri"))


def _exiger_genre_possible(party: Partie, genre: GenreDePartie) -> None:
    active = [some for some in _attaches(party) if some.actif]
    if genre in SUR_PAPIER and active:
        names = enumerer([some.compte.nom_complet for some in active])
        raise ActeRefuse(
            f"{names} {'a' if len(active) == 1 else 'ont'} accès à l’expertise pour {party.nom}\u00a0: désactivez "
            f"{'cette personne' if len(active) == 1 else 'ces personnes'} avant de changer le type de la partie."
        )
    lawyers = [some.compte.nom_complet for some in active if some.profil == Profil.AVOCAT]
    if genre == GenreDePartie.NON_REPRESENTEE and lawyers:
        raise ActeRefuse(
            f"{enumerer(lawyers)} {'représente' if len(lawyers) == 1 else 'représentent'} {party.nom}\u00a0: "
            "détachez ou désactivez d’abord son avocat."
        )


def _lecture_seule(par: Auteur, party: Partie) -> None:
    """Make the members of a party that is now represented read only, active or not."""
    members = Participation.objects.select_for_update(of=("self",)).select_related("compte", "expertise")
    for some in members.filter(rattachements__partie=party, profil=Profil.PARTIE_AUTORISEE):
        some.profil = Profil.PARTIE_NON_AUTORISEE
        some.save(update_fields=["profil"])
        consigner(
            evenements.PARTICIPANT_MODIFIE,
            par.acteur,
            chaine=party.expertise_id,
            objet=some.compte_id,
            donnees={
                **donnees_participant(some, parties_de(some)),
                "code": "lit",
                "changement": "lit sans déposer, la partie étant représentée",
            },
        )


def _donnees(party: Partie) -> dict[str, str]:
    return {
        "nom": party.nom,
        "cote": str(party.cote),
        "cote_nom": party.get_cote_display(),
        "genre": str(party.genre),
        "genre_nom": party.get_genre_display(),
    }
