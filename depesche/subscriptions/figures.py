"""What became of letters and messages, and how many follow what: figures for the desk, and never a person.

Rows that are there are counted; those that were forgotten are known by their totals.  Days are those of UTC.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Max, Q, Sum, Value, When
from django.db.models.functions import TruncDate

from depesche.subscriptions.models import (
    BEGAN,
    CAME_BACK,
    COMPLAINED,
    ENDED,
    PIECE,
    UNWANTED,
    Announcement,
    Bounce,
    Follower,
    Following,
    Letter,
    Notice,
    Rhythm,
    Total,
    Watch,
)
from depesche.subscriptions.subjects import Place, has_labels

DAYS = 30
_State = Letter.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of everything that was written about a piece or an issue.

    ``came_back`` and ``unwanted`` are said of what was sent; ``writing`` is whether more is still being written.
    """

    states: Counter[str]
    at: datetime | None = None
    writing: bool = False

    @property
    def written(self) -> int:
        """All of it."""
        return sum(self.states.values()) - self.came_back - self.unwanted

    @property
    def sent(self) -> int:
        """What the server has taken."""
        return self.states[_State.SENT]

    @property
    def waiting(self) -> int:
        """What is still to be sent, or is being sent."""
        return self.states[_State.WAITING] + self.states[_State.TAKEN]

    @property
    def failed(self) -> int:
        """What the server has refused."""
        return self.states[_State.REFUSED]

    @property
    def unanswered(self) -> int:
        """What was handed over without an answer."""
        return self.states[_State.UNKNOWN]

    @property
    def dropped(self) -> int:
        """What was not needed any more."""
        return self.states[_State.DROPPED]

    @property
    def left(self) -> int:
        """What was above a reader's limit of a day, and is told in a summary."""
        return self.states[_State.LEFT]

    @property
    def came_back(self) -> int:
        """What was taken and could not be delivered."""
        return self.states[CAME_BACK]

    @property
    def unwanted(self) -> int:
        """What a reader has complained about."""
        return self.states[UNWANTED]


@dataclass(slots=True, kw_only=True)
class Followed:
    """How many follow a thing, and how many have begun and ended in the last thirty days."""

    place: Place
    title: str = ""
    rhythms: Counter[str] = field(default_factory=Counter)
    push: int = 0
    began: int = 0
    ended: int = 0

    @property
    def all(self) -> int:
        """Readers by mail and browsers."""
        return sum(self.rhythms.values()) + self.push

    @property
    def at_once(self) -> int:
        """Readers who get mail at once."""
        return self.rhythms[Rhythm.NOW]

    @property
    def daily(self) -> int:
        """Readers of daily letters."""
        return self.rhythms[Rhythm.DAILY]

    @property
    def weekly(self) -> int:
        """Readers of weekly letters."""
        return self.rhythms[Rhythm.WEEKLY]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Letters of all kinds that were done on a day, and how often readers have ended something."""

    day: date
    sent: int
    failed: int
    unanswered: int
    came_back: int
    ended: int


def of(kind: str, name: str) -> Sent:
    """What became of the letters about a piece or an issue, all versions together."""
    of_it = Letter.objects.filter(about=f"{kind}.{name}", kind=kind)
    states = _numbers(of_it.values_list("state").annotate(number=Count("pk")).order_by())
    states += _numbers(_back(Bounce.objects.filter(letter__in=of_it)).values_list("said").annotate(n=Count("pk")))
    gone = Total.objects.filter(kind=kind, name=name).exclude(what__startswith="push ")
    states += _numbers(gone.values_list("what").annotate(number=Sum("number")))
    announced = Announcement.objects.filter(kind=kind, piece=name)
    known = announced.aggregate(at=Max("at"), writing=Count("pk", filter=Q(done_at=None)))
    return Sent(states=states, at=known["at"], writing=bool(known["writing"]))


def pushed(name: str) -> Sent:
    """What became of the messages to browsers about a piece."""
    of_it = Notice.objects.filter(kind=PIECE, piece=name)
    states = _numbers(of_it.values_list("state").annotate(number=Count("pk")).order_by())
    gone = Total.objects.filter(kind=PIECE, name=name, what__startswith="push ")
    for what, number in gone.values_list("what").annotate(number=Sum("number")):
        states[what.removeprefix("push ")] += number
    return Sent(states=states)


def followed(at: datetime) -> list[Followed]:
    """Everything that is followed, or was in the last thirty days, in four questions; the most followed first.

    Things that have no name for the desk, such as searches, are one row for all of a kind: their names are
    readers' own words.
    """
    since = _first_moment(at)
    rows: dict[Place, Followed] = {}

    def row(kind: str, name: str) -> Followed:
        place = Place(kind, name if has_labels(kind) else "")
        return rows.setdefault(place, Followed(place=place))

    heard = Following.objects.heard().values_list("kind", "name", "rhythm")
    for kind, name, rhythm, number, title in heard.annotate(number=Count("pk"), said=Max("title")).order_by():
        one = row(kind, name)
        one.rhythms[rhythm] += number
        one.title = title if one.place.name else ""
    new = Following.objects.confirmed().filter(confirmed_at__gte=since).values_list("kind", "name")
    for kind, name, number in new.annotate(number=Count("pk")).order_by():
        row(kind, name).began += number
    by_push = Watch.objects.values_list("kind", "name")
    newest = Count("pk", filter=Q(began_at__gte=since))
    for kind, name, number, began in by_push.annotate(number=Count("pk"), new=newest).order_by():
        one = row(kind, name)
        one.push += number
        one.began += began
    gone = Total.objects.filter(what__in=[BEGAN, ENDED, COMPLAINED], day__gte=since.date())
    for kind, name, what, number in gone.values_list("kind", "name", "what").annotate(number=Sum("number")):
        one = row(kind, name)
        one.began += number if what == BEGAN else 0
        one.ended += number if what != BEGAN else 0
    return sorted(rows.values(), key=lambda one: (-one.all, -one.began, one.place))


def paused() -> int:
    """How many readers get nothing for a while, and so are in no number of who follows."""
    count: int = Follower.objects.filter(confirmed_at__isnull=False, paused_at__isnull=False).count()
    return count


def by_day(at: datetime) -> list[Day]:
    """Thirty days of letters up to today, in three questions."""
    since = _first_moment(at)
    numbers: Counter[tuple[date, str]] = Counter()
    done = Letter.objects.filter(done_at__gte=since).annotate(day=TruncDate("done_at", tzinfo=UTC))
    back = _back(Bounce.objects.filter(at__gte=since)).annotate(day=TruncDate("at", tzinfo=UTC))
    gone = Total.objects.filter(day__gte=since.date())
    for day, what, number in done.values_list("day", "state").annotate(number=Count("pk")).order_by():
        numbers[day, what] += number
    for day, what, number in back.values_list("day", "said").annotate(number=Count("pk")).order_by():
        numbers[day, what] += number
    for day, what, number in gone.values_list("day", "what").annotate(number=Sum("number")).order_by():
        numbers[day, what] += number
    return [_day(since.date() + timedelta(days=index), numbers) for index in range(DAYS)]


def _day(day: date, numbers: Counter[tuple[date, str]]) -> Day:
    return Day(
        day=day,
        sent=numbers[day, _State.SENT],
        failed=numbers[day, _State.REFUSED],
        unanswered=numbers[day, _State.UNKNOWN],
        came_back=numbers[day, CAME_BACK],
        ended=numbers[day, ENDED],
    )


def _back(bounces: Any) -> Any:
    """What came back and what was not wanted; a refusal at once counts as one."""
    kinds = {Bounce.Kind.HARD: CAME_BACK, Bounce.Kind.SOFT: CAME_BACK, Bounce.Kind.COMPLAINT: UNWANTED}
    said = Case(*(When(kind=kind, then=Value(word)) for kind, word in kinds.items()))
    return bounces.exclude(letter__state=_State.REFUSED).annotate(said=said).order_by()


def _numbers(rows: Any) -> Counter[str]:
    return Counter({str(what): number for what, number in rows})


def _first_moment(at: datetime) -> datetime:
    first = at.astimezone(UTC).date() - timedelta(days=DAYS - 1)
    return datetime.combine(first, time(), UTC)
