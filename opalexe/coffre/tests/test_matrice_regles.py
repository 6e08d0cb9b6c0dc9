"""The institution's own matrix: every rule refuses its broken copy, all mistakes told at once, checked at start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from opalexe import configuration
from opalexe.coffre.matrice import ENTETE, FICHIER, MatriceIncorrecte, lire, synchroniser
from opalexe.coffre.models import Droit
from opalexe.configuration import ConfigurationError

TEXTE = FICHIER.read_text(encoding="utf-8")


def remplacer(before: str, after: str) -> Callable[[str], str]:
    assert before in TEXTE, before
    return lambda text: text.replace(before, after)


def ajouter(*lines: str) -> Callable[[str], str]:
    return lambda text: text + "".join(f"{line}\n" for line in lines)


def sans(word: str) -> Callable[[str], str]:
    return lambda text: "".join(line for line in text.splitlines(keepends=True) if word not in line)


def erreurs(tmp_path: Path, change: Callable[[str], str]) -> list[str]:
    path = tmp_path / "droits.csv"
    path.write_text(change(TEXTE), encoding="utf-8")
    with pytest.raises(MatriceIncorrecte) as error:
        lire(path)
    return error.value.erreurs


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (sans(",rapport_definitif,"), "greffe/rapport_definitif\u00a0» ne peut être lu par personne"),
        (
            lambda text: sans(",rapport_definitif,")(text) + "sapiteur,greffe,rapport_definitif,,-,P,-,P\n",
            "ne peut être lu par personne",
        ),
        (
            remplacer("expert,expert,designation,,D,D,D,T", "expert,expert,designation,,D,D,D,P"),
            "rien ne se partage avec ce profil",
        ),
        (
            remplacer("co_expert,expert,designation,,D,D,D,T", "co_expert,expert,designation,,P,D,D,T"),
            "rien ne se partage avec ce profil",
        ),
        (
            ajouter("expert_pour_partie_sans_acces,magistrat,expert_vers_magistrat,,-,P,-,P"),
            "rien ne se partage avec ce profil",
        ),
        (
            ajouter("avocat,magistrat,expert_vers_magistrat,sa_partie,-,T,-,T"),
            "que pour les dossiers des parties",
        ),
        (
            ajouter("magistrat,expert,designation,autres_parties,-,T,-,T"),
            "que pour les dossiers des parties",
        ),
        (
            ajouter("greffier,greffe,rapport_definitif,toute_partie,-,T,-,T"),
            "que pour les dossiers des parties",
        ),
        (ajouter("greffier,parties,bordereaux,sa_partie,-,T,-,T"), "n’est pas du côté d’une partie"),
        (ajouter("magistrat,parties,bordereaux,autres_parties,-,T,-,T"), "n’est pas du côté d’une partie"),
        (
            ajouter("avocat,parties,bordereaux,toute_partie,-,T,-,T"),
            "écrivez une ligne «\u00a0sa_partie\u00a0»",
        ),
        (ajouter("expert,sapiteur,gestion_financiere,lui_meme,-,T,-,T"), "que pour un sapiteur"),
        (ajouter("sapiteur,expert,designation,lui_meme,-,T,-,T"), "que pour un sapiteur"),
        (ajouter("magistrat,parties,bordereaux,,-,T,-,T"), "de quelle partie s’agit-il"),
        (
            ajouter("sapiteur,sapiteur,gestion_financiere,,-,T,-,T"),
            "un sapiteur n’a que ses propres dossiers",
        ),
        (
            remplacer(
                "partie_non_autorisee,parties,bordereaux,sa_partie,-,T,-,T",
                "partie_non_autorisee,parties,bordereaux,sa_partie,-,D,-,T",
            ),
            "une partie non autorisée à publier ne dépose pas",
        ),
        (
            remplacer(
                "avocat,parties,bordereaux,sa_partie,-,D,-,T", "avocat,parties,bordereaux,sa_partie,-,D,-,D"
            ),
            "personne ne dépose dans une expertise terminée",
        ),
        (
            remplacer(
                "avocat,parties,bordereaux,autres_parties,-,T,-,T",
                "avocat,parties,bordereaux,autres_parties,-,D,-,T",
            ),
            "personne ne dépose dans le dossier d’une autre partie",
        ),
        (
            remplacer(
                "\nexpert,parties,bordereaux,toute_partie,T,T,T,T",
                "\nexpert,parties,bordereaux,toute_partie,T,T,-,T",
            ),
            "mais l’expert n’y lit pas (en_pause)",
        ),
        (
            remplacer("\nexpert,magistrat,magistrat_vers_expert,,T,T,T,T", ""),
            "(greffier, magistrat), mais l’expert n’y lit pas (en_creation, en_cours, en_pause, terminee)",
        ),
        (ajouter("avocat,magistrat,magistrat_vers_expert,,-,T,-,T,T"), "cellules en trop"),
        (ajouter("avocat,magistrat,magistrat_vers_expert,,-,T,-"), "une cellule ne vaut ni"),
        (lambda text: text.replace(",", ";"), "séparé par des virgules"),
        (lambda _text: "", "l’en-tête doit être"),
    ],
)
def test_each_rule(tmp_path: Path, change: Callable[[str], str], sentence: str) -> None:
    found = erreurs(tmp_path, change)
    assert any(sentence in line for line in found), found


def test_all_mistakes_are_told_at_once_with_their_line(tmp_path: Path) -> None:
    found = erreurs(
        tmp_path,
        lambda text: ajouter(
            "notaire,expert,designation,,-,T,-,T", "avocat,parties,dires_et_annexes,,-,T,-,D"
        )(sans(",rapport_definitif,")(text)),
    )
    last = len(sans(",rapport_definitif,")(TEXTE).splitlines())
    assert found[0].startswith(f"ligne {last + 1} (notaire/expert/designation)\u00a0: profil inconnu")
    assert [line.split(" (")[0] for line in found[1:3]] == [f"ligne {last + 2}"] * 2
    assert "rapport_definitif" in found[-1]
    assert len(found) == 4


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", '"non fermé'.encode(), None])
def test_what_is_no_such_file(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "droits.csv"
    if content is not None:
        path.write_bytes(",".join(ENTETE).encode() + b"\n" + content)
    with pytest.raises(MatriceIncorrecte, match="ne se lit pas"):
        lire(path)


@pytest.mark.django_db
def test_the_institution_s_own_file_is_the_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "nôtre.csv"
    own = TEXTE.replace("\navocat,expert,gestion_financiere,,-,T,-,T", "")
    path.write_bytes(b"\xef\xbb\xbf" + own.encode())  # as spreadsheets write it
    monkeypatch.setattr(settings, "OPALEXE_DROITS", path)
    assert synchroniser() is True
    assert not Droit.objects.filter(profil="avocat", repertoire="gestion_financiere").exists()
    path.write_text(own + "x", encoding="utf-8")
    before = Droit.objects.count()
    with pytest.raises(MatriceIncorrecte):
        synchroniser()
    assert Droit.objects.count() == before


def test_the_configuration_names_it(tmp_path: Path) -> None:
    environ = dict(os.environ) | {
        "OPALEXE_DROITS": str(tmp_path / "absent.csv"),
        "OPALEXE_LIBREOFFICE": "/absent",
    }
    with pytest.raises(ConfigurationError) as error:
        configuration.read(environ)
    assert [line.split(" ")[0] for line in error.value.mistakes] == ["OPALEXE_LIBREOFFICE", "OPALEXE_DROITS"]
    environ |= {"OPALEXE_DROITS": "", "OPALEXE_LIBREOFFICE": "non"}
    assert (configuration.read(environ).rights, configuration.read(environ).libreoffice) == (FICHIER, "")


@pytest.mark.django_db
def test_the_service_does_not_start_on_a_wrong_one(tmp_path: Path) -> None:
    path = tmp_path / "droits.csv"
    path.write_text(ajouter("a,b,c,,-,T,-,T")(sans(",bordereaux,")(TEXTE)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "opalexe.runtime.prepare"],
        env=os.environ | {"OPALEXE_DROITS": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for words in ("Matrice des droits incorrecte", "profil inconnu", "parties/bordereaux"):
        assert words in done.stderr
