"""The environment: what it must say, and one clear sentence per mistake, all at once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from opalexe.configuration import ConfigurationError, database_parameters, is_loopback_bind, read

PRODUCTION = {
    "OPALEXE_SECRET_KEY": "s" * 60,
    "OPALEXE_URL": "https://expertises.exemple.fr",
    "OPALEXE_AUTHORITIES": "/etc/opalexe/autorites.pem",
    "DATABASE_URL": "postgresql://opalexe:mot%20de%20passe@base.exemple.fr:5433/opalexe",
}


def mistakes(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(environ)
    assert len(caught.value.mistakes) == str(caught.value).count("\n  - ")
    return str(caught.value).replace("\u00a0", " ")


def test_une_configuration_complete_est_lue(tmp_path: Path) -> None:
    configuration = read({**PRODUCTION, "OPALEXE_VAR": str(tmp_path)})
    assert not configuration.demonstration
    assert not configuration.proxy
    assert configuration.hosts == ["expertises.exemple.fr"]
    assert configuration.storage == tmp_path / "coffre"
    assert configuration.upload_limit == 10 * 1024**3
    assert configuration.smtp_url == "smtp://localhost:25"


def test_rien_de_dit_tout_est_reclame_d_un_coup(tmp_path: Path) -> None:
    said = mistakes({"OPALEXE_VAR": str(tmp_path)})
    for name in ("OPALEXE_SECRET_KEY", "OPALEXE_AUTHORITIES", "OPALEXE_URL", "DATABASE_URL"):
        assert f"{name} manque" in said


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("OPALEXE_MODE", "essai", "écrivez « production » ou « demonstration »"),
        ("OPALEXE_SECRET_KEY", "court", "au moins 50 caractères"),
        ("OPALEXE_URL", "http://expertises.exemple.fr", "« https:// »"),
        ("DATABASE_URL", "sqlite:///base", "postgresql://"),
        ("DATABASE_URL", "postgresql://hote/", "postgresql://"),
        ("OPALEXE_PROXY", "peut-être", "« oui » ou « non »"),
        ("OPALEXE_PROXY", "oui", "OPALEXE_BIND=unix:"),
        ("OPALEXE_SMTP_URL", "http://courrier", "« smtp:// »"),
        ("OPALEXE_UPLOAD_LIMIT", "dix", "nombre d’octets"),
        ("OPALEXE_UPLOAD_LIMIT", "0", "nombre d’octets"),
        ("OPALEXE_CERTIFICATE_DAYS", "deux ans", "nombre de jours"),
        ("OPALEXE_CERTIFICATE_DAYS", "0", "nombre de jours"),
    ],
)
def test_chaque_erreur_a_sa_phrase(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    assert sentence in mistakes({**PRODUCTION, "OPALEXE_VAR": str(tmp_path), name: value})


S3 = {
    "OPALEXE_S3_BUCKET": "expertises",
    "OPALEXE_S3_REGION": "eu-west-3",
    "OPALEXE_S3_ACCESS_KEY": "cle",
    "OPALEXE_S3_SECRET_KEY": "secret",
}


def test_les_documents_vont_dans_un_compartiment_si_l_on_en_nomme_un(tmp_path: Path) -> None:
    environ = {**PRODUCTION, "OPALEXE_VAR": str(tmp_path)}
    assert read(environ).s3 is None
    found = read({**environ, **S3, "OPALEXE_S3_PREFIX": "ta/paris"}).s3
    assert found is not None
    assert (found.bucket, found.endpoint, found.region, found.prefix) == (
        "expertises",
        "",
        "eu-west-3",
        "ta/paris/",
    )
    assert "secret" not in repr(found).replace("secret_key", "")
    local = read(
        {**environ, **S3, "OPALEXE_S3_ENDPOINT": "http://127.0.0.1:9000", "OPALEXE_S3_REGION": ""}
    ).s3
    assert local is not None
    assert (local.endpoint, local.region, local.prefix) == ("http://127.0.0.1:9000", "us-east-1", "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BUCKET", "", "OPALEXE_S3_BUCKET manque"),
        ("BUCKET", "Mes_Documents", "n’est pas un nom de compartiment"),
        ("REGION", "", "OPALEXE_S3_REGION manque"),
        ("ACCESS_KEY", "", "OPALEXE_S3_ACCESS_KEY manque"),
        ("SECRET_KEY", "", "OPALEXE_S3_SECRET_KEY manque"),
        ("ENDPOINT", "s3.exemple.fr", "adresse « https:// »"),
        ("ENDPOINT", "http://s3.exemple.fr", "ne voyagent pas en clair"),
        ("ENDPOINT", "https://[s3", "adresse « https:// »"),
        ("PREFIX", "/coffre", "jamais la première"),
    ],
)
def test_chaque_erreur_du_compartiment_a_sa_phrase(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    environ = {**PRODUCTION, "OPALEXE_VAR": str(tmp_path), **S3, f"OPALEXE_S3_{name}": value}
    assert sentence in mistakes(environ)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"OPALEXE_BIND": "0.0.0.0:8443"}, "refuse l’adresse « 0.0.0.0:8443 »"),
        ({"OPALEXE_BIND": "[::]:8443"}, "refuse l’adresse"),
        ({"OPALEXE_BIND": "192.168.1.10:8443"}, "refuse l’adresse"),
        ({"OPALEXE_BIND": "expertises.exemple.fr:8443"}, "refuse l’adresse"),
        ({"OPALEXE_BIND": ":8443"}, "refuse l’adresse"),
        ({"OPALEXE_AUTHORITIES": "/etc/opalexe/autorites.pem"}, "que sa propre autorité"),
        ({"OPALEXE_PROXY": "oui", "OPALEXE_BIND": "unix:/run/web.sock"}, "derrière un mandataire"),
    ],
)
def test_la_demonstration_ne_sort_pas_de_la_machine(
    tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    environ = {
        "OPALEXE_MODE": "demonstration",
        "OPALEXE_VAR": str(tmp_path),
        "DATABASE_URL": PRODUCTION["DATABASE_URL"],
    }
    assert read(environ).demonstration
    assert sentence in mistakes({**environ, **changes})


def test_la_cle_de_la_demonstration_est_secrete_et_stable(tmp_path: Path) -> None:
    environ = {
        "OPALEXE_MODE": "demonstration",
        "OPALEXE_VAR": str(tmp_path),
        "DATABASE_URL": "postgresql:///x",
    }
    first = read(environ).secret_key
    assert first == read(environ).secret_key
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "cle_secrete").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "bind", ["127.0.0.1:1", "127.8.9.10:8443", "[::1]:8443", "localhost:8443", "unix:/a"]
)
def test_adresses_locales(bind: str) -> None:
    assert is_loopback_bind(bind)


def test_adresse_de_base_de_donnees() -> None:
    assert database_parameters(PRODUCTION["DATABASE_URL"]) == {
        "NAME": "opalexe",
        "USER": "opalexe",
        "PASSWORD": "mot de passe",
        "HOST": "base.exemple.fr",
        "PORT": "5433",
    }
    assert database_parameters("postgresql://opalexe@/base?host=%2Fvar%2Frun")["HOST"] == "/var/run"


def test_un_demarrage_mal_configure_le_dit_sans_trace(tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("OPALEXE_")}
    environ |= {"OPALEXE_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "opalexe.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "django", "check"], env=environ, capture_output=True, check=False
    )
    assert done.returncode != 0
    assert "Configuration incorrecte" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
