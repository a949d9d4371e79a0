"""The configuration file of a new newsroom: every setting with its default, ready to be changed."""

from __future__ import annotations

from collections.abc import Mapping

_HEAD = """\
# The settings of this newsroom.  A line that begins with # shows the default; take the # away to change it.
# The environment overrides this file.  docs/reference/settings.md explains each setting,
# and “depesche check” says whether something is wrong.
"""

# Name, example and what it is for, in the order in which somebody who sets up a newsroom meets them.
SETTINGS = (
    ("DEPESCHE_BASE_URL", "http://127.0.0.1:8000", "The address under which readers find the newsroom."),
    ("DEPESCHE_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", "The host names it answers to, with commas between."),
    ("DEPESCHE_TRUSTED_PROXIES", "0", "How many web servers of yours stand before it."),
    ("DEPESCHE_LANGUAGE", "en", "The language of the desk: en, de or ar."),
    ("DEPESCHE_PUBLISHER", "", "The legal name of the publisher; empty: the name of the edition."),
    ("DEPESCHE_THEME", "broadsheet", "What the site looks like."),
    ("DEPESCHE_DATABASE_URL", "", "PostgreSQL, if you want it: postgres://user:password@host/name"),
    (
        "DEPESCHE_EMAIL_URL",
        "",
        "Your mail server: smtp+tls://user:password@host:587; empty: letters are kept in a folder.",
    ),
    ("DEPESCHE_EMAIL_FROM", "", "Who letters are from: Courier <news@courier.example>; empty: newsroom@ and the host."),
    ("DEPESCHE_DKIM_SELECTORS", "", "Keys that letters are signed with (DKIM); “depesche dkim” makes them."),
    ("DEPESCHE_DKIM_DOMAIN", "", "The domain that signs; empty: the one that letters come from."),
    ("DEPESCHE_DKIM_KEYS", "", "The folder of these keys; empty: keys in the home."),
    (
        "DEPESCHE_BOUNCES_TO",
        "",
        "Where letters come back to: bounces@courier.example; needs bounces+anything@ as well.",
    ),
    ("DEPESCHE_BOUNCES_MAILDIR", "", "The folder (Maildir) in which they arrive, unless a pipe brings them."),
    (
        "DEPESCHE_LETTERS_PER_MINUTE",
        "0",
        "How many letters to followers one mail provider gets in a minute; 0: any number.",
    ),
    ("DEPESCHE_SIGN_UP", "true", "Whether readers may open accounts."),
    ("DEPESCHE_STAFF_SECOND_FACTOR", "true", "Whether the desk asks for a second factor."),
    ("DEPESCHE_SIGN_IN_GOOGLE", "", "Sign in with Google: id:secret"),
    ("DEPESCHE_SIGN_IN_FACEBOOK", "", "Sign in with Facebook: id:secret"),
    ("DEPESCHE_SIGN_IN_OPENID", "", "Sign in with OpenID Connect: Name|https://issuer.example|id|secret"),
    ("DEPESCHE_SIGN_IN_MASTODON", "false", "Sign in with any Mastodon server."),
    ("DEPESCHE_PHOTO_MAX_MEGAPIXELS", "60", "The largest picture that is taken in, in megapixels."),
    ("DEPESCHE_PHOTO_MAX_BYTES", "41943040", "The largest picture file that is taken in, in bytes."),
    ("DEPESCHE_CACHES", "", "Caches of yours in front, told what has changed: varnish://127.0.0.1:6081"),
    ("DEPESCHE_FILES_FOR_NGINX", "false", "Keep fresh pages as files that nginx reads by itself."),
    ("DEPESCHE_VALKEY_URL", "", "The page store of several machines: valkey://user:password@host:6379/0"),
    ("DEPESCHE_PAGES_AT_HAND", "64", "Megabytes of pages that each web process keeps in memory."),
    ("DEPESCHE_SPAM_SERVICE", "", "A service that knows advertising among comments: https://KEY@rest.akismet.com"),
    ("DEPESCHE_LOG_LEVEL", "INFO", "How much the log tells: DEBUG, INFO, WARNING or ERROR."),
)


def text(given: Mapping[str, str]) -> str:
    """The file's text; a setting that is ``given`` is kept, so that the next start needs no environment."""
    return "\n".join([_HEAD, *(_entry(name, example, why, given) for name, example, why in SETTINGS)])


def _entry(name: str, example: str, why: str, given: Mapping[str, str]) -> str:
    line = f"{name}={given[name]}" if given.get(name) else f"# {name}={example}"
    return f"# {why}\n{line}\n"
