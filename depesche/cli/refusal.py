"""How the command says no: one clear line, and an exit code that says that nothing was begun."""

from __future__ import annotations

import click


class Refusal(click.ClickException):
    """What was asked for cannot be done as it was asked; the text says what to do instead."""

    exit_code = 2
