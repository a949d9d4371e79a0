"""``depesche bounces``: takes in letters that came back."""

from __future__ import annotations

import sys

import click

from depesche.cli.home import Home
from depesche.cli.words import _

_LATER = 75  # what a mail server takes as “try again” (EX_TEMPFAIL of sysexits.h)


@click.command(help=_("Take in a letter that came back, from a pipe of your mail server (or all in the folder)."))
@click.option(
    "--maildir",
    "whole",
    is_flag=True,
    help=_("Read the folder that DEPESCHE_BOUNCES_MAILDIR names instead; “serve” does it each minute."),
)
@click.pass_obj
def bounces(home: Home, whole: bool) -> None:
    """Do what follows from it; whatever is no report about a letter of ours changes nothing."""
    home.enter()
    from django.db import DatabaseError
    from django.utils import timezone

    from depesche.formats.bounces import MOST
    from depesche.subscriptions import mailbox

    try:
        if whole:
            seen, ours = mailbox.take(at=timezone.now())
            click.echo(_("Messages read: %(seen)d, letters that came back: %(ours)d") % {"seen": seen, "ours": ours})
        else:
            mailbox.read(sys.stdin.buffer.read(MOST), at=timezone.now())
            sys.stdin.buffer.read()  # a mail server takes a pipe that closes early for a failure
    except DatabaseError:
        sys.exit(_LATER)  # the mail server brings it again
