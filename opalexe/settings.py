"""Django's settings, derived from the checked configuration: nothing here reads the environment by itself."""

import dataclasses
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from opalexe import configuration

try:
    CONFIGURATION = configuration.read(os.environ)
except configuration.ConfigurationError as error:
    sys.exit(str(error))

BASE_DIR = configuration.ROOT
SECRET_KEY = CONFIGURATION.secret_key
DEBUG = False
ALLOWED_HOSTS = CONFIGURATION.hosts
ROOT_URLCONF = "opalexe.urls"
WSGI_APPLICATION = "opalexe.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What the rooms read
OPALEXE_DEMONSTRATION = CONFIGURATION.demonstration
OPALEXE_VAR = CONFIGURATION.var
OPALEXE_URL = CONFIGURATION.public_url
OPALEXE_AUTHORITIES = CONFIGURATION.authorities
OPALEXE_PROXY = CONFIGURATION.proxy
OPALEXE_BRAND = CONFIGURATION.brand
OPALEXE_SUPPORT_MAIL = CONFIGURATION.support_mail
OPALEXE_STORAGE = CONFIGURATION.storage
OPALEXE_UPLOAD_LIMIT = CONFIGURATION.upload_limit
OPALEXE_KEYS = CONFIGURATION.keys
OPALEXE_CERTIFICATE_DAYS = CONFIGURATION.certificate_days
OPALEXE_TSA_URL = CONFIGURATION.tsa_url
OPALEXE_TSA_AUTHORITIES = CONFIGURATION.tsa_authorities
OPALEXE_DROITS = CONFIGURATION.rights
OPALEXE_LIBREOFFICE = CONFIGURATION.libreoffice

ROOMS = [
    "espace",
    "suivi",
    "designations",
    "recherche",
    "coffre",
    "expertises",
    "annuaire",
    "comptes",
    "journal",
    "socle",
]
if OPALEXE_DEMONSTRATION:
    ROOMS.insert(0, "demonstration")

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "csp",
    "django_bootstrap5",
    "django_htmx",
    "procrastinate.contrib.django",
    *(f"opalexe.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "opalexe.comptes.middleware.IdentificationMiddleware",
    "opalexe.socle.middleware.RefusMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "opalexe.socle.context.product",
                "opalexe.espace.context.navigation",
            ],
            "builtins": ["opalexe.socle.templatetags.opalexe"],
        },
    }
]

# One connection a greenlet would be opened and closed at each request: the pool keeps a few for all of them.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **configuration.database_parameters(CONFIGURATION.database_url),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 20, "timeout": 20}},
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/statique/"
STATIC_ROOT = CONFIGURATION.var / "statique"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS: list[tuple[str, Path]] = [
    ("bootstrap", NODE_MODULES / "bootstrap/dist"),
    ("htmx", NODE_MODULES / "htmx.org/dist"),
    ("idiomorph", NODE_MODULES / "idiomorph/dist"),
    ("tus", NODE_MODULES / "tus-js-client/dist"),
    ("police", NODE_MODULES / "@fontsource-variable/atkinson-hyperlegible-next/files"),
]
STATICFILES_DIRS = [entry for entry in STATICFILES_DIRS if entry[1].is_dir()]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "opalexe.socle.storage_local.LocalStorage",
        "OPTIONS": {"location": str(CONFIGURATION.storage)},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if CONFIGURATION.s3:
    STORAGES["default"] = {
        "BACKEND": "opalexe.socle.storage_s3.S3Storage",
        "OPTIONS": dataclasses.asdict(CONFIGURATION.s3),
    }

# Cookies, transport, content
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "opalexe.socle.views.formulaire_perime"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# A demonstration on localhost must not bind the whole machine's localhost to TLS for a year.
SECURE_HSTS_SECONDS = 0 if OPALEXE_DEMONSTRATION else 365 * 24 * 3600
SECURE_SSL_REDIRECT = False
X_FRAME_OPTIONS = "SAMEORIGIN"
if OPALEXE_PROXY:
    # Only reachable by the proxy's unix socket, and the proxy speaks TLS only (deploy/).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        # Documents shown in a page: an address of ours, whose own policy closes it.
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Jobs
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "taches"

# Mail
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION.mail_from
if CONFIGURATION.smtp_url:
    _smtp = urlsplit(CONFIGURATION.smtp_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _smtp.hostname or "localhost"
    EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 25)
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = _smtp.scheme == "smtp+starttls"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "opalexe.demonstration.courriels.BoiteDemonstration"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"opalexe": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
