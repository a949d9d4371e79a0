"""The newsroom's own signature beneath its letters (DKIM), where its mail server puts none.

Each selector of the settings is a key in a file of its own; a letter gets a
signature with each, so that servers which know only one kind find one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from depesche.formats import dkim

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.IGNORECASE)


class NotSigned(OSError):
    """A key of the settings cannot be used, so nothing is sent until somebody has seen to it."""


def domain() -> str:
    """The domain that signs: that of the settings, else the sender's."""
    return str(settings.DKIM_DOMAIN).lower() or sender()


def sender() -> str:
    """The domain that readers see letters come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()


def path_of(selector: str) -> Path:
    """The file that holds the key of a selector."""
    return Path(settings.DKIM_KEYS) / f"dkim-{selector}.pem"


def key_of(selector: str) -> dkim.Key:
    """The key of a selector; raises NotSigned."""
    if not NAME.fullmatch(selector):
        raise NotSigned(selector)
    try:
        return dkim.read_key(path_of(selector).read_bytes())
    except (OSError, dkim.NoKey) as fault:
        raise NotSigned(f"{path_of(selector).name}: {type(fault).__name__}") from None


def signer() -> Callable[[bytes], bytes] | None:
    """What puts the signatures above a letter, or None if the settings name no key; raises NotSigned."""
    keys = [(selector, key_of(selector)) for selector in settings.DKIM_SELECTORS]
    if not keys:
        return None
    ours = domain()

    def signed(letter: bytes) -> bytes:
        now = timezone.now()
        above = [dkim.signature(letter, domain=ours, selector=name, key=key, at=now) for name, key in keys]
        return b"".join([*above, letter])

    return signed
