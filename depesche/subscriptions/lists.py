"""Lists of followers: brought along from another system, and given out."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction

from depesche.formats import followers as formats
from depesche.formats.followers import Entry, Unreadable
from depesche.formats.malformed import Malformed
from depesche.subscriptions import actions
from depesche.subscriptions.models import Follower
from depesche.subscriptions.subjects import Subject

AT_ONCE = 200  # lines in one transaction: a broken-off run loses no more, and the next one does them again
COLUMNS = ("address", "kind", "name", "title", "rhythm", "confirmed_at", "consent_at", "origin", "statement", "paused")


@dataclass(slots=True)
class Report:
    """What became of the lines: how many of each kind, and which could not be read; addresses are not repeated."""

    counts: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[int, str]] = field(default_factory=list)
    stopped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What everybody on a list shall follow, how often, and how they agreed where the list does not tell."""

    subjects: Sequence[Subject]
    rhythm: str
    hour: int
    statement: str


def bring(lines: Iterable[str], *, kind: formats.Kind, wish: Wish, clock: Callable[[], datetime]) -> Report:
    """Let everybody on a list follow who may be written to; running it again changes nothing."""
    report = Report()
    entries = _until_broken(formats.load(lines, kind=kind), report)
    while some := list(islice(entries, AT_ONCE)):
        with transaction.atomic():
            for entry in some:
                _take(entry, wish, clock(), report)
    return report


def _take(entry: Entry | Unreadable, wish: Wish, at: datetime, report: Report) -> None:
    if isinstance(entry, Unreadable):
        report.bad.append((entry.line, entry.reason))
        return
    if not entry.wanted:
        report.counts["unwanted"] += 1
        return
    try:
        done = actions.bring(
            address=entry.address,
            subjects=wish.subjects,
            rhythm=wish.rhythm,
            hour=wish.hour,
            agreed_at=entry.agreed_at,
            statement=wish.statement,
            at=at,
        )
        report.counts[done] += 1
    except actions.NoAddress:
        report.bad.append((entry.line, "address"))


def _until_broken(entries: Iterator[Entry | Unreadable], report: Report) -> Iterator[Entry | Unreadable]:
    """Everything that can be read; what stands before the break is good."""
    try:
        yield from entries
    except (Malformed, UnicodeDecodeError) as fault:
        report.stopped = str(fault) if isinstance(fault, Malformed) else "The file is not UTF-8."


def as_csv() -> Iterator[str]:
    """A line for each thing that somebody follows, with the newest evidence of consent."""
    yield _line(COLUMNS)
    for follower in _followers():
        evidence = {(one.kind, one.name): one for one in follower.consents.all()}
        for one in follower.followings.all():
            if one.confirmed_at:
                shown = evidence.get((one.kind, one.name))
                agreed = shown.agreed_at if shown else None
                known = (shown.origin, shown.statement) if shown else ("", "")
                when = (one.confirmed_at.isoformat(), agreed.isoformat() if agreed else "")
                paused = "yes" if follower.paused_at else ""
                yield _line((follower.address, one.kind, one.name, one.title, one.rhythm, *when, *known, paused))


def as_json() -> Iterator[str]:
    """Everything that is kept of each follower, as they can fetch it themselves."""
    between = "[\n"
    for follower in _followers():
        yield between + json.dumps(actions.told(follower), ensure_ascii=False)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _followers() -> Iterator[Follower]:
    confirmed = Follower.objects.filter(confirmed_at__isnull=False).order_by("pk")
    yield from confirmed.prefetch_related("followings", "consents").iterator(chunk_size=500)


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([formats.cell(text) for text in cells])
    return written.getvalue()
