"""Are the settings right?  Each answer says what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  # Django's word
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode (https://sqlite.org/wal.html, "WAL-reset bug").
SOUND_SQLITE = (3, 51, 3)
EXAMPLES = {
    "int": gettext_lazy("a whole number, for example 2"),
    "bool": gettext_lazy("on or off"),
    "list": gettext_lazy("names with commas between"),
    "float": gettext_lazy("a number, for example 0.5"),
    "DEPESCHE_LOG_LEVEL": gettext_lazy("DEBUG, INFO, WARNING or ERROR"),
    "DEPESCHE_SIGN_IN_GOOGLE": gettext_lazy("id:secret, as the provider shows them"),
    "DEPESCHE_SIGN_IN_FACEBOOK": gettext_lazy("id:secret, as the provider shows them"),
    "DEPESCHE_SIGN_IN_OPENID": "Name|https://issuer.example|id|secret",
    "DEPESCHE_EMAIL_URL": "smtp+tls://user:password@host:587",
    "DEPESCHE_DATABASE_URL": gettext_lazy(
        "postgres://user:password@host/name, or leave it empty for the file in the home"
    ),
    "DEPESCHE_SPAM_SERVICE": "https://KEY@rest.akismet.com",
}
AS_DOCUMENTED = gettext_lazy("a value as docs/reference/settings.md shows it")


def connect() -> None:
    """Let Django ask all of these."""
    for check in (unreadable, unknown, addresses, secret, language, theme, database, caches, page_store):
        register(check)


def unreadable(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Values that are not of their kind; the default is used until they are mended."""
    for name, value, kind in settings.UNREADABLE:
        yield Error(
            _("%(name)s is “%(value)s”, which cannot be read.") % {"name": name, "value": value},
            hint=_("Write %(example)s.") % {"example": EXAMPLES.get(kind, AS_DOCUMENTED)},
            id="depesche.E001",
        )


def unknown(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Names that look like settings and are none, as misspelt ones do."""
    for name in sorted(settings.GIVEN - settings.KNOWN):
        close = get_close_matches(name, settings.KNOWN, n=1)
        yield Warning(
            _("There is no setting %(name)s; it changes nothing.") % {"name": name},
            hint=_("Did you mean %(other)s?") % {"other": close[0]}
            if close
            else _("docs/reference/settings.md lists all that there are."),
            id="depesche.W002",
        )


def addresses(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Links, cookies and the answers to strangers all hang on these two."""
    base = urlsplit(settings.BASE_URL)
    if base.scheme not in ("http", "https") or not base.hostname or base.path or base.query:
        yield Error(
            _("DEPESCHE_BASE_URL is “%(value)s”, which is not the address of a site.") % {"value": settings.BASE_URL},
            hint=_("Write scheme and host and nothing behind them, for example https://news.example.org"),
            id="depesche.E002",
        )
    elif not _allowed(base.hostname):
        yield Error(
            _("The host of DEPESCHE_BASE_URL, %(host)s, is not among DEPESCHE_ALLOWED_HOSTS.")
            % {"host": base.hostname},
            hint=_("Add it: %(setting)s")
            % {"setting": f"DEPESCHE_ALLOWED_HOSTS={','.join([*settings.ALLOWED_HOSTS, base.hostname])}"},
            id="depesche.E003",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Warning(
            _("DEPESCHE_ALLOWED_HOSTS lets strangers choose the host name."),
            hint=_("Name the hosts under which readers come, with commas between."),
            id="depesche.W001",
        )


def secret(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Without a secret anybody could sign in as anybody."""
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""  # Django refuses to name an empty one, but that is what has to be told
    if len(key) < 32:
        yield Error(
            _("The secret key is missing or shorter than 32 characters."),
            hint=_("Let `depesche new DIR` make one in DIR/keys/secret_key, or set DEPESCHE_SECRET_KEY."),
            id="depesche.E004",
        )


def language(**_kwargs: Any) -> Iterator[CheckMessage]:
    """The desk speaks three languages so far."""
    known = [code for code, _name in settings.LANGUAGES]
    if settings.DEFAULT_LANGUAGE not in known:
        yield Error(
            _("DEPESCHE_LANGUAGE is “%(value)s”, which the desk does not speak.")
            % {"value": settings.DEFAULT_LANGUAGE},
            hint=_("Write one of these: %(languages)s.") % {"languages": ", ".join(known)},
            id="depesche.E005",
        )


def theme(**_kwargs: Any) -> Iterator[CheckMessage]:
    """A site without a theme has no pages."""
    if not all((settings.THEME_DIR / part).is_dir() for part in ("templates", "style", "static")):
        yield Error(
            _("There is no theme “%(name)s”.") % {"name": settings.THEME},
            hint=_(
                "Write the name of a folder in depesche/website/themes that holds templates, style and static, "
                "for example broadsheet."
            ),
            id="depesche.E006",
        )


def database(**_kwargs: Any) -> Iterator[CheckMessage]:
    """A SQLite must be one that keeps what it is given."""
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        from sqlite3 import sqlite_version, sqlite_version_info

        if sqlite_version_info < SOUND_SQLITE:
            yield Error(
                _("SQLite %(version)s can corrupt the database (WAL-reset bug).") % {"version": sqlite_version},
                hint=_("Install the package pysqlite3 (0.6.1 or newer brings a mended SQLite), or use PostgreSQL."),
                id="depesche.E007",
            )


def caches(**_kwargs: Any) -> Iterator[CheckMessage]:
    """A cache in front that is not told what changed serves what was withdrawn."""
    from depesche.delivery import caches as known

    for address in settings.CACHES_IN_FRONT:
        try:
            known.opened(address)
        except known.UnknownCache:
            kind = address.partition(":")[0]  # what follows may hold a secret
            yield Error(
                _("DEPESCHE_CACHES names “%(kind)s”, and no cache of this kind can be told what has changed.")
                % {"kind": kind},
                hint=_("Write one of these: %(kinds)s; for example varnish://127.0.0.1:6081")
                % {"kinds": ", ".join(sorted(known.KINDS))},
                id="depesche.E009",
            )


def page_store(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Several machines must find the same store, and its pages must not lie about as files of one of them."""
    if not settings.VALKEY_URL:
        return
    from depesche.delivery.store.valkey.address import Address, NoAddress

    try:
        Address.read(settings.VALKEY_URL)
    except NoAddress:
        kind = settings.VALKEY_URL.partition(":")[0]  # what follows may hold a password
        yield Error(
            _("DEPESCHE_VALKEY_URL, which begins with “%(kind)s”, is not the address of a Valkey.") % {"kind": kind},
            hint=_(
                "Write valkey://user:password@host:6379/0, or valkeys:// for TLS; all but the host may be left out. "
                "In a password, write /, :, ? and @ as %2F, %3A, %3F and %40."
            ),
            id="depesche.E010",
        )
    if "DEPESCHE_BASE_URL" not in settings.GIVEN:
        yield Error(
            _("Several machines need DEPESCHE_BASE_URL, the same on each, to find each other’s pages."),
            hint=_("Write the address under which readers find the newsroom, for example https://news.example.org"),
            id="depesche.E012",
        )
    if settings.FILES_FOR_NGINX:
        yield Error(
            _("DEPESCHE_FILES_FOR_NGINX and DEPESCHE_VALKEY_URL exclude each other."),
            hint=_(
                "Files on one machine could not be taken away by a change on another when the network between them "
                "fails. Switch off DEPESCHE_FILES_FOR_NGINX; put Varnish in front, if you need more, and name it in "
                "DEPESCHE_CACHES."
            ),
            id="depesche.E011",
        )


def _allowed(host: str) -> bool:
    names = settings.ALLOWED_HOSTS
    bare = [name.strip("[]") for name in names]
    return "*" in names or host in bare or any(name.startswith(".") and host.endswith(name) for name in names)
