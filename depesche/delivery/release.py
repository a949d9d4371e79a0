"""Which release makes the pages of this process: its code, its theme, and the settings that pages show."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

import depesche

PACKAGE = Path(depesche.__file__).resolve().parent
# What of the package can change a page; the content of the demo newsroom comes in by an import.
_KINDS = {".py", ".html", ".css", ".js", ".svg", ".woff2", ".mo", ".bin"}
_ASIDE = {"demo_newsroom", "__pycache__"}
# Settings that stand in pages or change how they are made …
SHOWN = ("BASE_URL", "THEME", "PUBLISHER", "DEFAULT_LANGUAGE", "TRUSTED_PROXIES", "DEBUG", "CACHES_IN_FRONT")
# … and those that do not; a test holds that each setting stands in one of the two.
NOT_SHOWN = (
    "HOME",
    "ALLOWED_HOSTS",
    "SECRET_KEY",
    "DATABASE_URL",
    "EMAIL_FROM",
    "EMAIL_URL",
    "BOUNCES_TO",
    "BOUNCES_MAILDIR",
    "AT_ONCE_A_DAY",
    "DKIM_DOMAIN",
    "DKIM_KEYS",
    "DKIM_SELECTORS",
    "LETTERS_PER_MINUTE",
    "PUSH_SERVICES",
    "LOG_LEVEL",
    "PHOTO_MAX_MEGAPIXELS",
    "PHOTO_MAX_BYTES",
    "FILES_FOR_NGINX",
    "VALKEY_URL",
    "PAGES_AT_HAND",
    "SPAM_SERVICE",
    "SIGN_UP",
    "SIGN_IN_FACEBOOK",
    "SIGN_IN_GOOGLE",
    "SIGN_IN_MASTODON",
    "SIGN_IN_OPENID",
    "STAFF_SECOND_FACTOR",
)


@dataclass(frozen=True, slots=True)
class Release:
    """What made a page.  ``digest`` tells any two of them apart; the rest is for people."""

    digest: str
    version: str
    theme: str
    address: str

    def __str__(self) -> str:
        return f"{self.version} ({self.theme}, {self.address}, {self.digest[:8]})"


def release() -> Release:
    """The release of this process, as it was when it first asked."""
    # Of the caches only their kinds: their addresses hold secrets, and pages say the same to all of a kind.
    kinds = sorted({address.partition(":")[0] for address in settings.CACHES_IN_FRONT})
    shown = {name: getattr(settings, name) for name in SHOWN} | {"CACHES_IN_FRONT": kinds}
    digest = blake2b(f"{_code(PACKAGE)}{json.dumps(shown)}".encode(), digest_size=12).hexdigest()
    return Release(digest, depesche.__version__, settings.THEME, settings.BASE_URL)


def environment() -> dict[str, str]:
    """That of this process, in which Python finds this very package, whatever else lies in the folder or is installed.

    Start it with ``-P``, so that the folder does not come first.
    """
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), *_path_before()])}


def _path_before() -> list[str]:
    before = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [one for one in before if one and one != str(PACKAGE.parent)]


@lru_cache(1)
def _code(package: Path) -> str:
    """A name for everything that runs: our own files, and which versions of others are installed."""
    digest = blake2b(f"{sys.version_info[:2]}{_installed()}".encode(), digest_size=16)
    for path in sorted(package.rglob("*")):
        if path.suffix in _KINDS and _ASIDE.isdisjoint(path.parts):
            digest.update(f"\0{path.relative_to(package)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _installed() -> list[str]:
    """Names and versions, as the folders say them that installers leave."""
    folders = (Path(path) for path in sys.path if path)
    return sorted({found.name for folder in folders if folder.is_dir() for found in folder.glob("*.dist-info")})
