"""Configuration read from the environment, and nothing else, validated once at start.

Every mistake found is told in one clear French sentence; all of them are told together, so that an operator
does not mend them one start after another. See `docs/exploitation.md` for the list of variables.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent

MINIMUM_SECRET_LENGTH = 50

BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIX = re.compile(r"([A-Za-z0-9._-][A-Za-z0-9._/-]*)?")


class ConfigurationError(Exception):
    """The environment does not make a working configuration; `mistakes` holds one French sentence each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__(
            "Configuration incorrecte\u00a0:\n" + "\n".join(f"  - {mistake}" for mistake in mistakes)
        )


@dataclass(frozen=True)
class S3:
    """Where documents are kept when not in a folder; `prefix` is "" or ends with a slash."""

    bucket: str
    endpoint: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)
    prefix: str = ""


@dataclass(frozen=True)
class Configuration:
    """What the environment says, checked and typed."""

    demonstration: bool
    var: Path
    bind: str
    public_url: str
    hosts: list[str]
    secret_key: str
    database_url: str
    authorities: Path
    proxy: bool
    storage: Path
    s3: S3 | None
    smtp_url: str
    mail_from: str
    support_mail: str
    brand: str
    upload_limit: int
    keys: Path
    certificate_days: int
    tsa_url: str
    tsa_authorities: Path | None
    rights: Path
    libreoffice: str
    mistakes: list[str] = field(default_factory=list)


def is_loopback_bind(bind: str) -> bool:
    """Tell whether `host:port` (or `unix:path`) can be reached from this machine only."""
    if bind.startswith("unix:"):
        return True
    host = bind.rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def database_parameters(url: str) -> dict[str, str]:
    """Split `postgresql://user:password@host:port/name?option=…` into Django's keys.

    Raises ValueError when the scheme is not PostgreSQL's or the database has no name.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("not a PostgreSQL address")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.get("host") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or options.get("port", "")),
    }


def _boolean(environ: Mapping[str, str], name: str, mistakes: list[str]) -> bool:
    value = environ.get(name, "").strip().lower()
    if value in ("", "0", "non", "false"):
        return False
    if value in ("1", "oui", "true"):
        return True
    mistakes.append(
        f"{name} vaut «\u00a0{value}\u00a0»\u00a0: écrivez «\u00a0oui\u00a0» ou «\u00a0non\u00a0»."
    )
    return False


def _generated_secret(var: Path) -> str:
    """Return the secret kept in `var`, made at first start (embedded default: a single machine)."""
    path = var / "cle_secrete"
    if not path.is_file():
        var.mkdir(parents=True, exist_ok=True)
        draft = var / f".cle_secrete.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        # Processes that start together keep the first one's: a link never replaces a file.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii")


def keys_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the platform's own authorities; gunicorn's configuration asks for it too."""
    var = Path(environ.get("OPALEXE_VAR") or ROOT / "var").resolve()
    return Path(environ.get("OPALEXE_KEYS") or var / "autorites")


def _libreoffice(environ: Mapping[str, str], mistakes: list[str]) -> str:
    """Return the path of LibreOffice, "" where there is none or the operator wants none."""
    wanted = environ.get("OPALEXE_LIBREOFFICE", "").strip()
    if wanted.lower() == "non":
        return ""
    if not wanted:
        return shutil.which("soffice") or shutil.which("libreoffice") or ""
    if not (Path(wanted).is_file() and os.access(wanted, os.X_OK)):
        mistakes.append(
            f"OPALEXE_LIBREOFFICE désigne «\u00a0{wanted}\u00a0», qui n’est pas un programme\u00a0: "
            "indiquez le chemin de «\u00a0soffice\u00a0», ou «\u00a0non\u00a0» pour se passer d’aperçus."
        )
    return wanted


def _s3(environ: Mapping[str, str], mistakes: list[str]) -> S3 | None:
    """Return the S3 service of documents, None when no variable asks for one: they are in the folder."""
    names = ("BUCKET", "ENDPOINT", "REGION", "ACCESS_KEY", "SECRET_KEY", "PREFIX")
    bucket, endpoint, region, access_key, secret_key, prefix = (
        environ.get(f"OPALEXE_S3_{name}", "").strip() for name in names
    )
    if not any((bucket, endpoint, region, access_key, secret_key, prefix)):
        return None
    if not BUCKET.fullmatch(bucket):
        mistakes.append(
            "OPALEXE_S3_BUCKET manque ou n’est pas un nom de compartiment\u00a0: donnez de 3 à 63 lettres "
            "minuscules, chiffres, points ou tirets\u00a0; ou retirez les variables OPALEXE_S3_ pour garder les "
            "documents dans le dossier OPALEXE_STORAGE."
        )
    for name, value in (("ACCESS_KEY", access_key), ("SECRET_KEY", secret_key)):
        if not value:
            mistakes.append(
                f"OPALEXE_S3_{name} manque\u00a0: indiquez la clé par laquelle la plate-forme accède au compartiment."
            )
    try:
        parts = urlsplit(endpoint)
        local = is_loopback_bind(f"{parts.hostname}:{parts.port or 80}")
    except ValueError:
        parts, local = urlsplit(""), False
    if endpoint and not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and local))):
        mistakes.append(
            "OPALEXE_S3_ENDPOINT doit être une adresse «\u00a0https://\u00a0», ou «\u00a0http://\u00a0» sur cette "
            "machine seulement\u00a0: les documents ne voyagent pas en clair."
        )
    if not endpoint and not region:
        mistakes.append(
            "OPALEXE_S3_REGION manque\u00a0: indiquez la région du compartiment, par exemple «\u00a0eu-west-3\u00a0», "
            "ou l’adresse du service dans OPALEXE_S3_ENDPOINT."
        )
    if not PREFIX.fullmatch(prefix):
        mistakes.append(
            "OPALEXE_S3_PREFIX ne contient que des lettres sans accent, des chiffres, des points, des tirets "
            "et des barres obliques (jamais la première)\u00a0: par exemple «\u00a0opalexe/\u00a0»."
        )
    prefix = prefix and prefix.rstrip("/") + "/"
    return S3(bucket, endpoint, region or "us-east-1", access_key, secret_key, prefix)


def read(environ: Mapping[str, str]) -> Configuration:
    """Read and check the configuration.

    Raises ConfigurationError with every mistake at once. Demonstration mode is refused on any address but a
    loopback one, with an external authority, and behind a proxy: it lends certificates to whoever asks.
    """
    mistakes: list[str] = []
    mode = environ.get("OPALEXE_MODE", "production").strip().lower()
    if mode not in ("production", "demonstration"):
        mistakes.append(
            f"OPALEXE_MODE vaut «\u00a0{mode}\u00a0»\u00a0: "
            "écrivez «\u00a0production\u00a0» ou «\u00a0demonstration\u00a0»."
        )
    demonstration = mode == "demonstration"
    var = Path(environ.get("OPALEXE_VAR") or ROOT / "var").resolve()
    bind = environ.get("OPALEXE_BIND", "127.0.0.1:8443").strip()
    proxy = _boolean(environ, "OPALEXE_PROXY", mistakes)
    own_authority = var / "demonstration" / "autorites.pem"
    authorities = Path(environ.get("OPALEXE_AUTHORITIES") or (own_authority if demonstration else ""))

    if demonstration:
        if not is_loopback_bind(bind):
            mistakes.append(
                "La démonstration prête ses certificats à qui les demande\u00a0: "
                f"elle refuse l’adresse «\u00a0{bind}\u00a0». "
                "Choisissez une adresse locale, par exemple OPALEXE_BIND=127.0.0.1:8443."
            )
        if authorities.resolve() != own_authority:
            mistakes.append(
                "La démonstration n’accepte que sa propre autorité de certification\u00a0: "
                "retirez OPALEXE_AUTHORITIES ou passez OPALEXE_MODE à «\u00a0production\u00a0»."
            )
        if proxy:
            mistakes.append(
                "La démonstration ne se place pas derrière un mandataire\u00a0: retirez OPALEXE_PROXY."
            )
    if proxy and not bind.startswith("unix:"):
        mistakes.append(
            "OPALEXE_PROXY demande une prise locale\u00a0: indiquez OPALEXE_BIND=unix:/chemin/de/la/prise, "
            "seul passage par lequel l’en-tête du mandataire est lu."
        )

    secret_key = environ.get("OPALEXE_SECRET_KEY", "")
    if not secret_key and demonstration:
        secret_key = _generated_secret(var)
    if len(secret_key) < MINIMUM_SECRET_LENGTH:
        mistakes.append(
            f"OPALEXE_SECRET_KEY manque ou est trop courte\u00a0: donnez au moins {MINIMUM_SECRET_LENGTH} caractères "
            "tirés au hasard, les mêmes sur tous les nœuds."
        )
    if not demonstration and not environ.get("OPALEXE_AUTHORITIES"):
        mistakes.append(
            "OPALEXE_AUTHORITIES manque\u00a0: indiquez le fichier PEM des autorités de certification admises."
        )

    public_url = environ.get("OPALEXE_URL", "https://localhost:8443" if demonstration else "").rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme != "https" or not parts.hostname:
        mistakes.append(
            "OPALEXE_URL manque ou n’est pas une adresse «\u00a0https://\u00a0»\u00a0: les courriels s’en servent."
        )
    hosts = [host.strip() for host in environ.get("OPALEXE_HOSTS", "").split(",") if host.strip()]
    if not hosts and parts.hostname:
        hosts = [parts.hostname, "127.0.0.1", "[::1]"] if demonstration else [parts.hostname]

    database_url = environ.get("DATABASE_URL", "")
    if not database_url:
        embedded = var / "postgres" / "url"
        database_url = embedded.read_text(encoding="utf-8").strip() if embedded.is_file() else ""
    try:
        database_parameters(database_url)
    except ValueError:
        mistakes.append(
            "DATABASE_URL manque ou n’est pas de la forme «\u00a0postgresql://nom:mot@hôte/base\u00a0» "
            "(et aucune base embarquée n’a été créée)."
        )

    smtp_url = environ.get("OPALEXE_SMTP_URL", "" if demonstration else "smtp://localhost:25")
    if smtp_url and urlsplit(smtp_url).scheme not in ("smtp", "smtps", "smtp+starttls"):
        mistakes.append(
            "OPALEXE_SMTP_URL doit commencer par «\u00a0smtp://\u00a0», «\u00a0smtp+starttls://\u00a0» ou «\u00a0smtps://\u00a0»."
        )

    limit = environ.get("OPALEXE_UPLOAD_LIMIT", str(10 * 1024**3))
    if not limit.isdigit() or int(limit) < 1:
        mistakes.append("OPALEXE_UPLOAD_LIMIT est un nombre d’octets, par exemple 10737418240.")
        limit = "1"

    certificate_days = environ.get("OPALEXE_CERTIFICATE_DAYS", "").strip() or "730"
    if not certificate_days.isdigit() or not 1 <= int(certificate_days) <= 3650:
        mistakes.append("OPALEXE_CERTIFICATE_DAYS est un nombre de jours, de 1 à 3650, par exemple 730.")
        certificate_days = "730"

    tsa_url = environ.get("OPALEXE_TSA_URL", "").strip()
    tsa_authorities = environ.get("OPALEXE_TSA_AUTHORITIES", "").strip()
    if tsa_url and (urlsplit(tsa_url).scheme not in ("http", "https") or not urlsplit(tsa_url).hostname):
        mistakes.append(
            "OPALEXE_TSA_URL doit être une adresse «\u00a0http://\u00a0» ou «\u00a0https://\u00a0»\u00a0: "
            "celle de l’autorité d’horodatage, ou rien pour celle de la plate-forme."
        )
    if tsa_url and not tsa_authorities:
        mistakes.append(
            "OPALEXE_TSA_AUTHORITIES manque\u00a0: indiquez le fichier PEM des certificats "
            "qui vérifient les jetons de l’autorité d’horodatage."
        )
    elif tsa_authorities and not Path(tsa_authorities).is_file():
        mistakes.append(
            f"OPALEXE_TSA_AUTHORITIES désigne «\u00a0{tsa_authorities}\u00a0», qui n’est pas un fichier\u00a0: "
            "indiquez celui des certificats de l’autorité d’horodatage, au format PEM."
        )

    s3 = _s3(environ, mistakes)
    libreoffice = _libreoffice(environ, mistakes)
    rights = Path(environ.get("OPALEXE_DROITS") or ROOT / "opalexe" / "donnees" / "droits.csv")
    if not rights.is_file():
        mistakes.append(
            f"OPALEXE_DROITS désigne «\u00a0{rights}\u00a0», qui n’est pas un fichier\u00a0: "
            "indiquez celui de votre matrice des droits, au format CSV, ou rien pour celle de la plate-forme."
        )

    if mistakes:
        raise ConfigurationError(mistakes)
    hostname = parts.hostname or "localhost"
    return Configuration(
        demonstration=demonstration,
        var=var,
        bind=bind,
        public_url=public_url,
        hosts=hosts,
        secret_key=secret_key,
        database_url=database_url,
        authorities=authorities,
        proxy=proxy,
        storage=Path(environ.get("OPALEXE_STORAGE") or var / "coffre"),
        s3=s3,
        smtp_url=smtp_url,
        mail_from=environ.get("OPALEXE_MAIL_FROM", f"Opalexe <ne-pas-repondre@{hostname}>"),
        support_mail=environ.get("OPALEXE_SUPPORT_MAIL", f"assistance@{hostname}"),
        brand=environ.get("OPALEXE_BRAND", "Opalexe"),
        upload_limit=int(limit),
        keys=keys_folder(environ),
        certificate_days=int(certificate_days),
        tsa_url=tsa_url,
        tsa_authorities=Path(tsa_authorities) if tsa_authorities else None,
        rights=rights,
        libreoffice=libreoffice,
    )
