"""Into a folder of the newsroom's home, until it has a mail server: every letter is a file, and the oldest go.

What lies there opens accounts (links to confirm, codes to sign in), so nobody
but the newsroom itself may read the folder.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from email.message import EmailMessage as Letter
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

MOST = 500  # letters that are kept
_NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")  # when it was written, to the microsecond, and chance


class Backend(BaseEmailBackend):
    """Django's way into the folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each into a file of its own, complete from the moment at which it is there."""
        for message in email_messages:
            _write(message.message().as_bytes())
        _prune()
        return len(email_messages)


def is_used() -> bool:
    """Whether letters go into the folder, since the newsroom has no mail server yet."""
    used: str = settings.EMAIL_BACKEND
    return used == f"{__name__}.Backend"


def names() -> list[str]:
    """The letters that lie there, the newest first."""
    return sorted((path.stem for path in _paths()), reverse=True)


def read(name: str) -> bytes | None:
    """A letter as it would have left, or None if there is none of this name; a name is never a path."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return (_folder() / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None


def understood(source: bytes) -> Letter:
    """A letter with its parts."""
    return BytesParser(policy=default).parsebytes(source)


def _folder() -> Path:
    return Path(settings.LETTERS_ROOT)


def _paths() -> Iterator[Path]:
    return (path for path in _folder().glob("*.eml") if _NAME.fullmatch(path.stem))


def _write(source: bytes) -> None:
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{timezone.now():%Y%m%d%H%M%S%f}-{secrets.token_hex(4)}"
    unfinished = folder / f"{name}.new"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(source)
    unfinished.rename(folder / f"{name}.eml")


def _prune() -> None:
    for name in names()[MOST:]:
        (_folder() / f"{name}.eml").unlink(missing_ok=True)  # another process may have been quicker
