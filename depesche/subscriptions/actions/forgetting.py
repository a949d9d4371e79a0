"""Forgetting rows but not how many they were: the desk's figures of what is there no more.

Numbers are written down in the transaction that deletes the rows, so each of
them is counted once, here or there.  Nothing is counted while letters go out:
many hands would wait for one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncDate

from depesche.subscriptions.models import (
    BEGAN,
    CAME_BACK,
    ENDED,
    ISSUE,
    PIECE,
    UNWANTED,
    Bounce,
    Browser,
    Following,
    Letter,
    Notice,
    Total,
    Watch,
)

_Key = tuple[str, str, str, date]  # kind, name, what, day
_DONE = (Letter.State.SENT, Letter.State.REFUSED, Letter.State.UNKNOWN, Letter.State.DROPPED, Letter.State.LEFT)


@transaction.atomic
def followings(rows: QuerySet[Following], *, at: datetime, why: str = ENDED) -> None:
    """Forget what somebody follows; questions without an answer were never any."""
    known = list(rows.select_for_update(of=("self",)).order_by("pk"))
    _count(key for one in known if one.confirmed_at for key in _ended(one.place, one.confirmed_at, at, why))
    Following.objects.filter(pk__in=[one.pk for one in known]).delete()


@transaction.atomic
def watches(rows: QuerySet[Watch], *, at: datetime) -> None:
    """Forget what browsers hear of."""
    known = list(rows.select_for_update(of=("self",)).order_by("pk"))
    _count(key for one in known for key in _ended((one.kind, one.name), one.began_at, at, ENDED))
    Watch.objects.filter(pk__in=[one.pk for one in known]).delete()


@transaction.atomic
def browsers(rows: QuerySet[Browser], *, at: datetime) -> None:
    """Forget browsers with all that they hear of and are owed."""
    known = [one.pk for one in rows.select_for_update(of=("self",)).order_by("pk")]
    watches(Watch.objects.filter(browser__in=known), at=at)
    notices(Notice.objects.filter(browser__in=known), at=at)
    Browser.objects.filter(pk__in=known).delete()


@transaction.atomic
def letters(rows: QuerySet[Letter], *, at: datetime) -> None:
    """Forget letters; those that nobody has taken yet are not needed any more."""
    _add(_letters(rows, at) + _bounces(rows))
    rows.delete()


@transaction.atomic
def notices(rows: QuerySet[Notice], *, at: datetime) -> None:
    """Forget messages to browsers."""
    found = _by_day(rows, "done_at").values_list("day", "kind", "piece", "state").annotate(number=Count("pk"))
    numbers: Counter[_Key] = Counter()
    for day, kind, piece, state, number in found.order_by():
        numbers[kind, piece, f"push {_end_of(state)}", day or _day(at)] += number
    _add(numbers)
    rows.delete()


def forget_totals(*, before: datetime) -> None:
    """Forget numbers of days that no screen shows; what became of an article and an issue is asked for ever."""
    old = Total.objects.filter(day__lt=_day(before) - timedelta(days=1))
    old.exclude(kind__in=[PIECE, ISSUE]).delete()


def _letters(rows: QuerySet[Letter], at: datetime) -> Counter[_Key]:
    found = _by_day(rows, "done_at").values_list("day", "kind", "about", "state").annotate(number=Count("pk"))
    numbers: Counter[_Key] = Counter()
    for day, kind, about, state, number in found.order_by():
        numbers[kind, about.partition(".")[2], _end_of(state), day or _day(at)] += number
    return numbers


def _bounces(rows: QuerySet[Letter]) -> Counter[_Key]:
    """What came back of letters that were taken; a refusal at once is counted as one."""
    back = Bounce.objects.filter(letter__in=rows).exclude(letter__state=Letter.State.REFUSED)
    found = _by_day(back, "at").values_list("day", "letter__kind", "letter__about", "kind").annotate(number=Count("pk"))
    numbers: Counter[_Key] = Counter()
    for day, kind, about, said, number in found.order_by():
        what = UNWANTED if said == Bounce.Kind.COMPLAINT else CAME_BACK
        numbers[kind, about.partition(".")[2], what, day] += number
    return numbers


def _by_day(rows: Any, field: str) -> Any:
    return rows.annotate(day=TruncDate(field, tzinfo=UTC))


def _end_of(state: str) -> str:
    """How a row ends that is forgotten: what was taken is in doubt."""
    if state in _DONE:
        return state
    return Letter.State.UNKNOWN if state == Letter.State.TAKEN else Letter.State.DROPPED


def _ended(place: tuple[str, str], began: datetime, at: datetime, why: str) -> Iterable[_Key]:
    kind, name = place
    return (kind, name, BEGAN, _day(began)), (kind, name, why, _day(at))


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _count(keys: Iterable[_Key]) -> None:
    _add(Counter(keys))


def _add(numbers: Counter[_Key]) -> None:
    """Add to the totals.  Rows are made and locked in one order, so that two hands never wait for each other."""
    if not numbers:
        return
    wanted = [Total(kind=kind, name=name, what=what, day=day) for kind, name, what, day in sorted(numbers)]
    Total.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=500)
    kinds, names = {key[0] for key in numbers}, {key[1] for key in numbers}
    rows = Total.objects.filter(kind__in=kinds, name__in=names, day__in={key[3] for key in numbers})
    by_amount: dict[int, list[int]] = {}
    for row in rows.select_for_update().order_by("pk"):
        if amount := numbers.get((row.kind, row.name, row.what, row.day)):
            by_amount.setdefault(amount, []).append(row.pk)
    for amount, found in by_amount.items():
        Total.objects.filter(pk__in=found).update(number=F("number") + amount)
