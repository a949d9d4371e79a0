"""Lists of readers who get letters, as other systems give them back: CSV of any kind, Ghost and Mailchimp.

Ghost's list of members says of each whether letters go to them
(``subscribed_to_emails``), and when the member was made (``created_at``),
which may have been done by the house: no date of consent.  Mailchimp's has a
file for each state; ``UNSUB_TIME`` and ``CLEAN_TIME`` stand in those that
nobody may be written to from, and ``CONFIRM_TIME`` is when somebody agreed only
where ``OPTIN_TIME`` says that they asked themselves.  What the lists say of
people beyond that (names, networks, places) is left where it is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from depesche.formats.malformed import Malformed

Kind: TypeAlias = Literal["auto", "csv", "ghost", "mailchimp"]
LARGEST = 100_000  # characters in a line
_ADDRESSES = ("email", "address", "email address", "e-mail")
_CONSENTS = ("consent_at", "confirmed_at")
_GONE = ("unsub_time", "clean_time", "deleted_at", "unsubscribed_at")
_STATES = ("status", "state")
_GOOD_STATES = ("", "subscribed", "active", "confirmed")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Somebody on a list; ``agreed_at`` is when they agreed, where the list tells it."""

    line: int
    address: str
    wanted: bool
    agreed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A line that says nothing we can use, and why; it does not repeat what stands there."""

    line: int
    reason: Literal["columns", "date", "nothing"]


def load(lines: Iterable[str], *, kind: Kind = "auto") -> Iterator[Entry | Unreadable]:
    """Everybody on a list, in its order; raises Malformed where the rest cannot be read."""
    reader = csv.reader(_bounded(lines))
    try:
        names = [name.strip().lstrip("\ufeff").lower() for name in next(reader, [])]
        if not any(name in _ADDRESSES for name in names):
            raise Malformed("No column holds addresses; its heading should be “email”.", line=1)
        found = _recognised(names) if kind == "auto" else kind
        for cells in reader:
            if any(cells):
                yield _entry(names, cells, found, reader.line_num)
    except csv.Error as fault:
        raise Malformed(f"This is no CSV ({fault}).", line=reader.line_num) from None


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP, “CSV Injection”)."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > LARGEST:
            raise Malformed(f"A line is longer than {LARGEST:,} characters.", line=number)
        yield line.replace("\0", "")


def _recognised(names: list[str]) -> Kind:
    if "subscribed_to_emails" in names:
        return "ghost"
    return "mailchimp" if "leid" in names or "optin_time" in names else "csv"


def _entry(names: list[str], cells: list[str], kind: Kind, line: int) -> Entry | Unreadable:
    if len(cells) != len(names):
        return Unreadable(line=line, reason="columns")
    row = {name: text.strip() for name, text in zip(names, cells, strict=True)}
    address = _plain(next((row[name] for name in _ADDRESSES if row.get(name)), ""))
    if not address:
        return Unreadable(line=line, reason="nothing")
    if not _is_wanted(row, kind):
        return Entry(line=line, address=address, wanted=False)
    said = _agreed(row, kind)
    try:
        return Entry(line=line, address=address, wanted=True, agreed_at=_moment(said) if said else None)
    except ValueError:
        return Unreadable(line=line, reason="date")


def _is_wanted(row: dict[str, str], kind: Kind) -> bool:
    """Whether a list says nothing against writing to somebody; what it says in other words counts as a no."""
    if any(row.get(name) for name in _GONE):
        return False
    if kind == "ghost" and row.get("subscribed_to_emails", "").lower() not in ("true", "1"):
        return False
    return all(row.get(name, "").lower() in _GOOD_STATES for name in _STATES)


def _agreed(row: dict[str, str], kind: Kind) -> str:
    if kind == "mailchimp":
        return row.get("confirm_time", "") if row.get("optin_time") else ""
    return "" if kind == "ghost" else next((row[name] for name in _CONSENTS if row.get(name)), "")


def _plain(text: str) -> str:
    """What ``cell`` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULAS) else text


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
