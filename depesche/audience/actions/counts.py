"""Counting: many views at once, each of them at most once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from depesche.audience import keys, subjects
from depesche.audience.models import Count, Origin, Period, Quota, Visit, What
from depesche.delivery import actions as delivery

# Who looks at the same thing again within this time is still reading it.
WINDOW = timedelta(minutes=30)
# What one network (an IPv4 address, or 64 bits of IPv6) can add to one count in a day.
MOST_PER_NETWORK = 100
# The same for what readers do on purpose; few people share one connection and one opinion.
MOST_ACTS = 10
_LOOKS = (What.VIEW, What.LINK)
_UNSEEN = (What.LINK, What.SHARE)  # the desk sees them, readers do not
# Hosts told apart for a subject in a day; what comes from others is counted together.
MOST_HOSTS = 50


class View(NamedTuple):
    """Something that happened to a subject, with the hashes of who did it."""

    kind: str
    subject: str
    what: str
    at: datetime
    visitor: str
    network: str
    host: str = Origin.UNKNOWN

    @property
    def day(self) -> date:
        """The day of UTC."""
        return self.at.astimezone(UTC).date()

    @property
    def is_act(self) -> bool:
        """Whether the reader did it on purpose."""
        return self.what not in _LOOKS

    @property
    def most(self) -> int:
        """What one network can add to this count in a day."""
        return MOST_ACTS if self.is_act else MOST_PER_NETWORK

    @property
    def remembered_at(self) -> int:
        """Until half an hour after when (Unix time) the same visitor does not count again; for acts the day is over."""
        at = Period.DAY.start(self.at) + timedelta(days=1) if self.is_act else self.at
        return int(at.timestamp())


@transaction.atomic
def count(*, views: Sequence[View], at: datetime) -> int:
    """Count the views that are the first of their visitor, of public subjects, within the caps; say how many.

    Who was there already is asked and noted in one statement, in the
    transaction that counts: several processes agree, and views that are handed
    in twice, because nobody knows whether the first time succeeded, count once.
    """
    first = {view.visitor: view for view in reversed(views)}
    public = list(_of_public([*first.values()][::-1], at))
    counted = list(_granted(_not_seen_before(_with_quota(public))))
    _add(counted)
    _add_origins([view for view in counted if view.what == What.VIEW])  # who reads and then shares came from there once
    delivery.move(*{keys.figures(view.kind, view.subject) for view in counted if view.what not in _UNSEEN})
    return len(counted)


def _of_public(views: Sequence[View], at: datetime) -> Iterator[View]:
    """Only for these are rows made: an invented name leaves no trace."""
    names: dict[str, set[str]] = defaultdict(set)
    for view in views:
        names[view.kind].add(view.subject)
    public = {kind: subjects.places(kind, found, at) for kind, found in names.items()}
    for view in views:
        place = public[view.kind].get(view.subject)
        if place is not None and (not view.is_act or view.what in place.acts):
            yield view


def _with_quota(views: list[View]) -> list[View]:
    """Leave out what comes from networks that have used up what they have: it need not even be remembered."""
    rows = Quota.objects.filter(token__in={view.network for view in views}, number__gte=MOST_ACTS)
    used = dict(rows.values_list("token", "number"))
    return [view for view in views if used.get(view.network, 0) < view.most]


def _not_seen_before(views: list[View]) -> list[View]:
    rows = [(view.visitor, view.remembered_at, view.kind, view.subject, view.what) for view in views]
    noted = _upsert(
        Visit,
        ("token", "at", "kind", "subject", "what"),
        rows,
        update="{at} = EXCLUDED.{at} WHERE {table}.{at} <= EXCLUDED.{at} - " + str(int(WINDOW.total_seconds())),
        returning="{token}",
    )
    fresh = {token for (token,) in noted}
    return [view for view in views if view.visitor in fresh]


def _granted(views: list[View]) -> Iterator[View]:
    """The views that their networks may still add to the counts today."""
    asked = Counter((view.network, view.day) for view in views)
    rows = _upsert(
        Quota,
        ("token", "day", "number"),
        [(network, day, number) for (network, day), number in asked.items()],
        update="{number} = {table}.{number} + EXCLUDED.{number}",
        returning="{token}, {number}",
    )
    after = dict(rows)
    used = {network: after[network] - number for (network, _day), number in asked.items()}
    for view in sorted(views, key=lambda view: view.at):
        used[view.network] += 1
        if used[view.network] <= view.most:
            yield view


def _add(views: Sequence[View]) -> None:
    numbers = Counter(
        (view.kind, view.subject, view.what, period.value, period.start(view.at)) for view in views for period in Period
    )
    _upsert(
        Count,
        ("kind", "subject", "what", "period", "at", "number"),
        [(*key, number) for key, number in numbers.items()],
        update="{number} = {table}.{number} + EXCLUDED.{number}",
        on=("kind", "subject", "what", "period", "at"),
    )


def _add_origins(views: Sequence[View]) -> None:
    subjects_of_days = {(view.kind, view.subject, view.day) for view in views}
    known: dict[tuple[str, str, date], set[str]] = defaultdict(set)
    rows = Origin.objects.filter(
        kind__in={kind for kind, _, _ in subjects_of_days},
        subject__in={subject for _, subject, _ in subjects_of_days},
        day__in={day for _, _, day in subjects_of_days},
    )
    for kind, subject, day, host in rows.values_list("kind", "subject", "day", "host"):
        known[kind, subject, day].add(host)
    numbers: Counter[tuple[str, str, date, str]] = Counter()
    for view in views:
        hosts = known[view.kind, view.subject, view.day]
        host = view.host if view.host in hosts or len(hosts) < MOST_HOSTS else Origin.OTHER
        hosts.add(host)
        numbers[view.kind, view.subject, view.day, host] += 1
    _upsert(
        Origin,
        ("kind", "subject", "day", "host", "number"),
        [(*key, number) for key, number in numbers.items()],
        update="{number} = {table}.{number} + EXCLUDED.{number}",
        on=("kind", "subject", "day", "host"),
    )


def _upsert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    update: str,
    on: Sequence[str] = (),
    returning: str = "",
) -> list[tuple[Any, ...]]:
    """Insert rows, or change those that are there already, in statements of SQLite and PostgreSQL.

    Django's own ``bulk_create`` can overwrite a number, but not add to it.
    Rows are sorted, so that two processes never wait for each other crosswise.
    """
    answers: list[tuple[Any, ...]] = []
    quote, fields = connection.ops.quote_name, model._meta
    words = {"table": quote(fields.db_table), **{name: quote(name) for name in columns}}
    holes = f"({', '.join(['%s'] * len(columns))})"
    prepare = [fields.get_field(name).get_db_prep_save for name in columns]  # type: ignore[union-attr]  # they are columns
    rows = sorted(rows)
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        statement = (
            f"INSERT INTO {words['table']} ({', '.join(words[name] for name in columns)})"  # noqa: S608 - our own names
            f" VALUES {', '.join([holes] * len(part))}"
            f" ON CONFLICT ({', '.join(words[name] for name in on or columns[:1])})"
            f" DO UPDATE SET {update.format(**words)}"
            f"{' RETURNING ' + returning.format(**words) if returning else ''}"
        )
        values = [ready(value, connection) for row in part for ready, value in zip(prepare, row, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            answers += cursor.fetchall() if returning else []
    return answers
