"""Messages to browsers that come at once, and not now: the same rules as for letters, on the clock of a browser.

What is above the limit of a day comes in one message, when the quiet hours
end, or in the morning.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from depesche import events
from depesche.subscriptions.actions.asking import check_quiet, check_zone
from depesche.subscriptions.actions.holding import most_of
from depesche.subscriptions.events import NoticesWritten
from depesche.subscriptions.models import PIECE, REST, Browser, Notice
from depesche.subscriptions.rounds import day_began, next_hour, quiet_until

_State = Notice.State
_A_MOMENT = timedelta(minutes=1)
_MORNING = 7  # of a browser without quiet hours


@transaction.atomic
def set_quiet(*, endpoint: str, quiet_from: int | None, quiet_to: int | None, zone: str, at: datetime) -> None:
    """Tell a browser nothing between two hours; without them its zone is forgotten as well.  Raises NoTime."""
    check_quiet(quiet_from, quiet_to)
    check_zone(zone)
    browser = Browser.objects.filter(endpoint=endpoint).first()
    if browser is None:
        return
    browser.quiet_from, browser.quiet_to = quiet_from, quiet_to
    browser.zone = "UTC" if quiet_from is None else zone
    browser.save(update_fields=["quiet_from", "quiet_to", "zone"])
    waiting = browser.notices.filter(state=_State.WAITING, tried=0).exclude(kind=REST)
    if waiting.update(due_at=quiet_until(browser, at=at)):
        events.emit(NoticesWritten())


def quiet_hours(*, endpoint: str) -> tuple[int | None, int | None]:
    """Between which hours a browser is told nothing."""
    found = Browser.objects.filter(endpoint=endpoint).values_list("quiet_from", "quiet_to").first()
    return found or (None, None)


def quiet_ends(browsers: Collection[int], *, at: datetime) -> dict[int, datetime]:
    """Those of the browsers for which it is quiet, and until when."""
    with_hours = Browser.objects.filter(pk__in=browsers, quiet_from__isnull=False)
    ends = {browser.pk: quiet_until(browser, at=at) for browser in with_hours}
    return {pk: end for pk, end in ends.items() if end > at}


def may_go(notice: Notice, *, at: datetime) -> bool:
    """Whether a message that was taken may be sent now; if not, it is put where it belongs."""
    if (end := quiet_until(notice.browser, at=at)) > at:
        _put_back(notice, end)
        return False
    return notice.kind != PIECE or _is_within_limit(notice, at)


def _is_within_limit(notice: Notice, at: datetime) -> bool:
    """As with letters, one that is on its way counts as well."""
    most = most_of(None)
    if not most:
        return True
    today = day_began(notice.browser.zone, at=at)
    states = [_State.TAKEN, _State.SENT, _State.UNKNOWN]
    others = Notice.objects.filter(browser=notice.browser_id, kind=PIECE, taken_at__gte=today, state__in=states)
    found = list(others.exclude(pk=notice.pk).values_list("state", flat=True)[:most])
    if len(found) < most:
        return True
    if _State.TAKEN in found:
        _put_back(notice, at + _A_MOMENT)
    else:
        _leave(notice, at)
    return False


def _put_back(notice: Notice, until: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).update(state=_State.WAITING, taken_at=None, due_at=until)


@transaction.atomic
def _leave(notice: Notice, at: datetime) -> None:
    browser = notice.browser
    Notice.objects.filter(pk=notice.pk).update(state=_State.LEFT, done_at=at)
    hour = _MORNING if browser.quiet_to is None else browser.quiet_to
    due = next_hour(browser.zone, hour, after=at)
    fields = {"written_at": at, "due_at": due}
    Notice.objects.get_or_create(browser=browser, kind=REST, piece="", version=due.isoformat(), defaults=fields)
