"""All settings of a newsroom, from environment variables with safe defaults.

``DEPESCHE_HOME`` names the folder that holds everything of one newsroom: the
database, media, keys and ``depesche.env``, a file of the same variables that
the environment overrides.  docs/reference/settings.md explains each of them;
a wrong value is a system check that says what to write instead.
"""

from __future__ import annotations

import logging
import os
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.utils.translation import gettext_lazy as _

from depesche.accounts import providers

# Variables that hold something unreadable: name, value, kind.  A system check names each of them.
UNREADABLE: list[tuple[str, str, str]] = []
KNOWN: set[str] = set()  # the names of all settings


class _Env(environ.Env):
    """Reads variables; one that cannot be read is noted and its default used, so that the check can speak."""

    def get_value(self, var: str, cast: Any = None, default: Any = None, parse_default: bool = False) -> Any:
        KNOWN.add(var)
        try:
            return super().get_value(var, cast=cast, default=default, parse_default=parse_default)
        except (ValueError, environ.ImproperlyConfigured):
            UNREADABLE.append((var, self.ENVIRON.get(var, ""), getattr(cast, "__name__", "str")))
            return default


env = _Env()


def _meaning(name: str, value: Any, read: Any, *, instead: Any) -> Any:
    """What the address in a setting means; one that cannot be read is noted, and ``instead`` stands for it."""
    try:
        return read(value)
    except (ValueError, KeyError, environ.ImproperlyConfigured):
        UNREADABLE.append((name, "…" if name.startswith("DEPESCHE_SIGN_IN_") else value, name))  # may hold a secret
        return read(instead)


def _database(url: str) -> dict[str, Any]:
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if config["ENGINE"] not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
        raise ValueError(url)
    return config


def _mail(url: str) -> dict[str, Any]:
    folder: dict[str, Any] = {"EMAIL_BACKEND": "depesche.subscriptions.channels.folder.Backend"}
    config: dict[str, Any] = environ.Env.email_url_config(url) if url else folder
    if config["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        config["EMAIL_BACKEND"] = "depesche.subscriptions.channels.email.Backend"  # the same way, with a signature
    return config


def _service(address: str) -> SplitResult | None:
    parts = urlsplit(address)
    if address and not (parts.scheme == "https" and parts.hostname and parts.username):
        raise ValueError(address)
    return parts if address else None


HOME = Path(env.path("DEPESCHE_HOME", default=str(Path.cwd() / "newsroom"))).resolve()
env.read_env(str(HOME / "depesche.env"))  # never overrides what the environment says

DEBUG = env.bool("DEPESCHE_DEBUG", default=False)
BASE_URL = env.str("DEPESCHE_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("DEPESCHE_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SECRET_KEY = env.str("DEPESCHE_SECRET_KEY", default="")
SECRET_KEY_FILE = HOME / "keys" / "secret_key"
if not SECRET_KEY and SECRET_KEY_FILE.exists():
    SECRET_KEY = SECRET_KEY_FILE.read_text().strip()
PUBLISHER = env.str("DEPESCHE_PUBLISHER", default="")  # the legal name in JSON-LD; empty: the edition's name
DEFAULT_LANGUAGE = env.str("DEPESCHE_LANGUAGE", default="en")
DATABASE_URL = env.str("DEPESCHE_DATABASE_URL", default="")
EMAIL_URL = env.str("DEPESCHE_EMAIL_URL", default="")  # empty: letters are kept in a folder of the home
EMAIL_FROM = env.str("DEPESCHE_EMAIL_FROM", default="")  # empty: newsroom@ and the host of the newsroom
DKIM_SELECTORS = env.list("DEPESCHE_DKIM_SELECTORS", default=[])  # keys that letters are signed with; none: not by us
DKIM_DOMAIN = env.str("DEPESCHE_DKIM_DOMAIN", default="")  # empty: the domain of the sender
DKIM_KEYS = env.str("DEPESCHE_DKIM_KEYS", default="") or str(HOME / "keys")  # the folder of these keys
BOUNCES_TO = env.str("DEPESCHE_BOUNCES_TO", default="")  # where letters come back to; empty: to their sender
BOUNCES_MAILDIR = env.str("DEPESCHE_BOUNCES_MAILDIR", default="")  # where the mail server puts them, if in no pipe
LETTERS_PER_MINUTE = max(0, env.int("DEPESCHE_LETTERS_PER_MINUTE", default=0))  # to one mail provider; 0: any number
AT_ONCE_A_DAY = max(0, env.int("DEPESCHE_AT_ONCE_A_DAY", default=12))  # letters or messages to one reader; 0: any
TRUSTED_PROXIES = env.int("DEPESCHE_TRUSTED_PROXIES", default=0)
LOG_LEVEL = env.str("DEPESCHE_LOG_LEVEL", default="INFO").upper()
if LOG_LEVEL not in logging.getLevelNamesMapping():
    UNREADABLE.append(("DEPESCHE_LOG_LEVEL", LOG_LEVEL, "DEPESCHE_LOG_LEVEL"))
    LOG_LEVEL = "INFO"
PHOTO_MAX_MEGAPIXELS = env.int("DEPESCHE_PHOTO_MAX_MEGAPIXELS", default=60)
PHOTO_MAX_BYTES = env.int("DEPESCHE_PHOTO_MAX_BYTES", default=40 * 1024 * 1024)
CACHES_IN_FRONT = env.list("DEPESCHE_CACHES", default=[])  # of ours, told what to purge; depesche/delivery/caches
FILES_FOR_NGINX = env.bool("DEPESCHE_FILES_FOR_NGINX", default=False)
VALKEY_URL = env.str("DEPESCHE_VALKEY_URL", default="")  # the page store of several machines
PAGES_AT_HAND = max(1, env.int("DEPESCHE_PAGES_AT_HAND", default=64)) << 20  # bytes of pages in each web process
SPAM_SERVICE = _meaning("DEPESCHE_SPAM_SERVICE", env.str("DEPESCHE_SPAM_SERVICE", default=""), _service, instead="")
THEME = env.str("DEPESCHE_THEME", default="broadsheet")
SIGN_UP = env.bool("DEPESCHE_SIGN_UP", default=True)  # whether readers may open accounts
STAFF_SECOND_FACTOR = env.bool("DEPESCHE_STAFF_SECOND_FACTOR", default=True)
SIGN_IN_GOOGLE = env.str("DEPESCHE_SIGN_IN_GOOGLE", default="")
SIGN_IN_FACEBOOK = env.str("DEPESCHE_SIGN_IN_FACEBOOK", default="")
SIGN_IN_OPENID = env.list("DEPESCHE_SIGN_IN_OPENID", default=[])
SIGN_IN_MASTODON = env.bool("DEPESCHE_SIGN_IN_MASTODON", default=False)
# Where browsers may have their messages taken; what a reader's browser names beyond these is not called.
PUSH_SERVICES = env.list(
    "DEPESCHE_PUSH_SERVICES",
    default=[
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "*.notify.windows.com",
        "*.push.apple.com",
    ],
)
GIVEN = {name for name in os.environ if name.startswith("DEPESCHE_")}

PACKAGE = Path(__file__).resolve().parent
THEME_DIR = PACKAGE / "website" / "themes" / THEME

INSTALLED_APPS = [
    "depesche.delivery",
    "depesche.accounts",
    "depesche.audience",
    "depesche.media",
    "depesche.newsroom",
    "depesche.comments",
    "depesche.subscriptions",
    "depesche.newsletters",
    "depesche.ingest",
    "depesche.syndication",
    "depesche.website",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.locales",
    "wagtail.sites",
    "depesche.accounts.apps.UsersConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.facebook",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "depesche.apps.DepescheConfig",
]

MIDDLEWARE = [
    "depesche.website.middleware.without_cookies",
    "depesche.server.timing.server_timing",
    "depesche.website.middleware.without_nul",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "depesche.website.middleware.CompressText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "depesche.website.middleware.Slashes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "depesche.website.middleware.Accounts",
    "depesche.accounts.middleware.desk_door",
]

ROOT_URLCONF = "depesche.urls"
WSGI_APPLICATION = "depesche.server.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [THEME_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "depesche.website.middleware.frame_of_accounts",
            ],
        },
    },
]

DATABASES = {
    "default": _meaning(
        "DEPESCHE_DATABASE_URL",
        DATABASE_URL or f"sqlite:///{HOME / 'newsroom.sqlite3'}",
        _database,
        instead="sqlite://:memory:",  # not the home's own: nobody should write into a newsroom that was not meant
    )
}
DATABASES["default"].update(ATOMIC_REQUESTS=False, CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock at once instead of failing half-way; readers are never blocked.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # What is deleted is overwritten, such as the salt of a day: else it would stay in free pages of the file.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            "PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    }

else:
    # A database that is stopped, or behind a network that drops everything, is noticed within seconds.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),  # what the address says comes first
    }

TASKS = {
    "default": {
        "BACKEND": "depesche.ingest.queue.Queue",
        "QUEUES": ["default"],
        # Enqueued inside the transaction: the row commits or rolls back with the data.
        "ENQUEUE_ON_COMMIT": False,
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["depesche.accounts.adapters.AddressAndPassword"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_overview"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

ACCOUNT_ADAPTER = "depesche.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = False  # its counters belong to one process; depesche/accounts/limits.py counts for all
ACCOUNT_FORMS = {
    "login": "depesche.accounts.forms.SignIn",
    "reauthenticate": "depesche.accounts.forms.PasswordAgain",
    "confirm_reauthentication_code": "depesche.accounts.forms.CodeAgain",
    "change_password": "depesche.accounts.forms.ChangePassword",
    "set_password": "depesche.accounts.forms.SetPassword",
}
MFA_ADAPTER = "depesche.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ by some seconds
MFA_RATE_LIMITS = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BASE_URL.startswith("https://")  # for localhost; browsers allow no other
MFA_FORMS = {
    "authenticate": "depesche.accounts.forms.SecondFactor",
    "reauthenticate": "depesche.accounts.forms.SecondFactorAgain",
    "activate_totp": "depesche.accounts.forms.ActivateApp",
    "add_webauthn": "depesche.accounts.forms.AddPasskey",
}
SOCIALACCOUNT_ADAPTER = "depesche.accounts.adapters.OutsideAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # nobody is let in because of an address that somebody else vouches for
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = providers.for_allauth(
    google=_meaning("DEPESCHE_SIGN_IN_GOOGLE", SIGN_IN_GOOGLE, providers.app, instead=""),
    facebook=_meaning("DEPESCHE_SIGN_IN_FACEBOOK", SIGN_IN_FACEBOOK, providers.app, instead=""),
    openid=_meaning("DEPESCHE_SIGN_IN_OPENID", SIGN_IN_OPENID, providers.issuers, instead=[]),
)
USERSESSIONS_ADAPTER = "depesche.accounts.adapters.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if BASE_URL.startswith("https://") else 0
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor shows its preview in a frame of the same origin
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long article is one form with many fields

USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["depesche.locale"]  # English dates are British ones
_ZONES = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
TIME_ZONE = "UTC"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("de", _("German")), ("ar", _("Arabic"))]
# In a language that is not there, not even the check that says so would find words.
LANGUAGE_CODE = DEFAULT_LANGUAGE if DEFAULT_LANGUAGE in dict(LANGUAGES) else "en"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [PACKAGE / "locale"]
WAGTAIL_I18N_ENABLED = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [THEME_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"  # what readers may see, under names that say nothing
PRIVATE_ROOT = HOME / "private"  # originals and everything unpublished
STORE_ROOT = HOME / "store"  # rendered pages; may be removed at any time, they are made again
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": "/desk/files/"},
    },
    "public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT), "base_url": MEDIA_URL},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # served from where the packages keep them: nothing to collect
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_PERMISSIONS = 0o640

EMAIL_CONFIG = _meaning("DEPESCHE_EMAIL_URL", EMAIL_URL, _mail, instead="")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = EMAIL_FROM or f"newsroom@{urlsplit(BASE_URL).hostname or 'localhost'}"
LETTERS_ROOT = HOME / "letters"  # letters of a newsroom that has no mail server yet
EMAIL_TIMEOUT = 60  # seconds that a mail server may be silent for

WAGTAIL_SITE_NAME = "Depesche"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "media.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "depesche.media.forms.PhotoForm"
WAGTAILDOCS_DOCUMENT_MODEL = "media.File"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = PHOTO_MAX_BYTES
WAGTAILIMAGES_MAX_IMAGE_PIXELS = PHOTO_MAX_MEGAPIXELS * 1_000_000
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False  # the newsroom calls nobody
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Browsers know the zones that are called after places, and no others of what Debian lists.
WAGTAIL_USER_TIME_ZONES = [
    "UTC",
    *sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in _ZONES),
]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_AUTO_UPDATE_PREVIEW = True
# The desk's door is that of all accounts: address and password are changed where they are confirmed.
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True
SILENCED_SYSTEM_CHECKS: list[str] = []

_TALKATIVE = ("django_tasks", "django_tasks_db", "wagtail")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Two lines for every task that went well would drown what an operator must see.
    "loggers": {name: {"level": max(LOG_LEVEL, "WARNING", key=logging.getLevelName)} for name in _TALKATIVE},
}

os.umask(0o027)
