"""What the newsroom holds of a person: told and erased by whoever keeps it.

Each app registers what it keeps when it starts, so this app need not know
what a comment is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

# What shall become of what somebody wrote in public.
ANONYMOUS, GONE = "anonymous", "gone"

Export = Callable[[int], Any]  # the number of the account → what is kept of it, fit for JSON
Erase = Callable[[int, str, datetime], None]  # ... ANONYMOUS or GONE, and the time

_HOLDERS: dict[str, tuple[Export, Erase]] = {}


def register(name: str, export: Export, erase: Erase) -> None:
    """Say what is kept under ``name``, how it is told to its owner, and how it is erased.

    ``erase`` runs in the transaction that ends the account, before its row goes.
    """
    _HOLDERS[name] = (export, erase)


def export(account: int) -> dict[str, Any]:
    """Everything that is kept of an account, by what it is called."""
    return {name: tell(account) for name, (tell, _erase) in sorted(_HOLDERS.items())}


def erase(account: int, comments: str, at: datetime) -> None:
    """Erase what is kept of an account everywhere."""
    for _name, (_tell, forget) in sorted(_HOLDERS.items()):
        forget(account, comments, at)
