"""Are the settings right?  Each answer says what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  # Django's word

# SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode (https://sqlite.org/wal.html, "WAL-reset bug").
SOUND_SQLITE = (3, 51, 3)
EXAMPLES = {
    "int": "a whole number, for example 2",
    "bool": "on or off",
    "list": "names with commas between",
    "float": "a number, for example 0.5",
}


def connect() -> None:
    """Let Django ask all of these."""
    for check in (unreadable, addresses, secret, language, theme, database):
        register(check)


def unreadable(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Values that are not of their kind; the default is used until they are mended."""
    for name, value, kind in settings.UNREADABLE:
        yield Error(
            f"{name} is “{value}”, which cannot be read.",
            hint=f"Write {EXAMPLES.get(kind, 'a value as docs/reference/settings.md shows it')}.",
            id="depesche.E001",
        )


def addresses(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Links, cookies and the answers to strangers all hang on these two."""
    base = urlsplit(settings.BASE_URL)
    if base.scheme not in ("http", "https") or not base.hostname or base.path or base.query:
        yield Error(
            f"DEPESCHE_BASE_URL is “{settings.BASE_URL}”, which is not the address of a site.",
            hint="Write scheme and host and nothing behind them, for example https://news.example.org",
            id="depesche.E002",
        )
    elif not _allowed(base.hostname):
        yield Error(
            f"The host of DEPESCHE_BASE_URL, {base.hostname}, is not among DEPESCHE_ALLOWED_HOSTS.",
            hint=f"Add it: DEPESCHE_ALLOWED_HOSTS={','.join([*settings.ALLOWED_HOSTS, base.hostname])}",
            id="depesche.E003",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Warning(
            "DEPESCHE_ALLOWED_HOSTS lets strangers choose the host name.",
            hint="Name the hosts under which readers come, with commas between.",
            id="depesche.W001",
        )


def secret(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Without a secret anybody could sign in as anybody."""
    if len(settings.SECRET_KEY) < 32:
        yield Error(
            "The secret key is missing or shorter than 32 characters.",
            hint="Let `depesche new DIR` make one in DIR/keys/secret_key, or set DEPESCHE_SECRET_KEY.",
            id="depesche.E004",
        )


def language(**_kwargs: Any) -> Iterator[CheckMessage]:
    """The desk speaks three languages so far."""
    known = [code for code, _name in settings.LANGUAGES]
    if settings.LANGUAGE_CODE not in known:
        yield Error(
            f"DEPESCHE_LANGUAGE is “{settings.LANGUAGE_CODE}”, which the desk does not speak.",
            hint=f"Write one of {', '.join(known)}.",
            id="depesche.E005",
        )


def theme(**_kwargs: Any) -> Iterator[CheckMessage]:
    """A site without a theme has no pages."""
    if not (settings.THEME_DIR / "templates").is_dir():
        yield Error(
            f"There is no theme “{settings.THEME}”.",
            hint="Write the name of a folder in depesche/website/themes, for example broadsheet.",
            id="depesche.E006",
        )


def database(**_kwargs: Any) -> Iterator[CheckMessage]:
    """The database is one of two, and SQLite is one that keeps what it is given."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine == "django.db.backends.sqlite3":
        from sqlite3 import sqlite_version, sqlite_version_info

        if sqlite_version_info < SOUND_SQLITE:
            yield Error(
                f"SQLite {sqlite_version} can corrupt the database (WAL-reset bug).",
                hint="Install the package pysqlite3 (0.6.1 or newer brings a mended SQLite), or use PostgreSQL.",
                id="depesche.E007",
            )
    elif engine != "django.db.backends.postgresql":
        yield Error(
            "DEPESCHE_DATABASE_URL names a database that Depesche does not know.",
            hint="Write postgres://user:password@host/name, or leave it empty for the file in the home.",
            id="depesche.E008",
        )


def _allowed(host: str) -> bool:
    names = settings.ALLOWED_HOSTS
    bare = [name.strip("[]") for name in names]
    return "*" in names or host in bare or any(name.startswith(".") and host.endswith(name) for name in names)
