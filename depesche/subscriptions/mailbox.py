"""Where letters that come back are read: from a pipe of the mail server, or from a folder of its own (Maildir)."""

from __future__ import annotations

import logging
from datetime import datetime
from mailbox import Maildir
from pathlib import Path

from django.conf import settings

from depesche.formats import bounces
from depesche.formats.malformed import Malformed
from depesche.subscriptions import actions

logger = logging.getLogger(__name__)


def read(source: bytes, *, at: datetime) -> bool:
    """Do what follows from one message; says whether it was a report about a letter of ours."""
    try:
        report = bounces.load(source)
    except Malformed:
        return False
    return report is not None and actions.take_report(report=report, at=at)


def has_new() -> bool:
    """Whether something has come into the folder that nobody has looked at."""
    if not settings.BOUNCES_MAILDIR:
        return False
    new = Path(settings.BOUNCES_MAILDIR) / "new"
    return new.is_dir() and any(new.iterdir())


def take(*, at: datetime) -> tuple[int, int]:
    """Read what is new in the folder: how many messages, and how many of them were reports about letters of ours.

    Those are thrown away when their consequences are kept.  Whatever else came stays, as seen, for people.
    """
    if not has_new():
        return 0, 0
    folder = Maildir(settings.BOUNCES_MAILDIR, create=False)
    seen = ours = 0
    for key in [path.name.partition(":")[0] for path in sorted((Path(settings.BOUNCES_MAILDIR) / "new").iterdir())]:
        try:
            source = folder.get_bytes(key)
        except KeyError:
            continue  # somebody else has taken it
        seen += 1
        if read(source, at=at):
            ours += 1
            folder.discard(key)
        else:
            _keep(folder, key)
    logger.info("Letters that came back: %d, and other messages: %d.", ours, seen - ours)
    return seen, ours


def _keep(folder: Maildir, key: str) -> None:
    message = folder.get_message(key)
    message.set_subdir("cur")
    message.add_flag("S")
    folder[key] = message
