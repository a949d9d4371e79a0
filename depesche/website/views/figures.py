"""The present figures of one article, for a page that was made a while ago and is open now."""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.formats import localize
from django.views.decorators.http import require_safe

from depesche.audience.models import Count, What, reaction
from depesche.newsroom.models import Edition, Teaser
from depesche.website.templatetags.reading import times_read
from depesche.website.views.frame import Frame

AT_HAND = 2.0  # seconds; what was counted is written as often
MOST = 1000  # articles whose figures are at hand
_BRIEFLY = "public, max-age=5"  # numbers, and nothing of whoever asks, so that any cache may answer many
_NONE = b"{}"

_kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
_guard = threading.Lock()


@require_safe
def figures(request: HttpRequest, public_id: str) -> HttpResponse:
    """The figures in the words of the article's edition, under the names that its page has for them.

    The address is all that is looked at, and it names one article; cookies do
    not even come here (``middleware.without_cookies``).  What readers may not
    see is answered like what never was.
    """
    found = _at_hand(public_id) or _keep(public_id, _asked(public_id, timezone.now()))
    response = HttpResponse(found, status=404 if found == _NONE else 200, content_type="application/json")
    response["Cache-Control"] = _BRIEFLY
    return response


def forget() -> None:
    """Have nothing at hand any more."""
    with _guard:
        _kept.clear()


def _at_hand(public_id: str) -> bytes | None:
    until, found = _kept.get(public_id, (0.0, b""))
    return found if time.monotonic() < until else None


def _keep(public_id: str, found: bytes) -> bytes:
    """Have the answer at hand for a moment; names without figures are too many for that."""
    with _guard:
        _kept.pop(public_id, None)
        if found != _NONE:
            _kept[public_id] = (time.monotonic() + AT_HAND, found)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found


def _asked(public_id: str, at: datetime) -> bytes:
    """What the database says: two rows by their keys, however much it holds."""
    editions = {edition.pk: edition for edition in Frame.editions_at(at)}
    row = Teaser.objects.visible(at).filter(public_id=public_id, edition__in=editions).first()
    return json.dumps(_figures(editions[row.edition_id], public_id)).encode() if row else _NONE


def _figures(edition: Edition, public_id: str) -> dict[str, Any]:
    """Each figure as it is said and as a number; nothing is said of what never happened."""
    names = [What.VIEW.value, *map(reaction, edition.reaction_words)]
    numbers = Count.objects.totals("article", public_id, names)
    with translation.override(edition.language):
        said = {name: str(localize(number)) for name, number in numbers.items()}
        said[What.VIEW] = times_read(numbers[What.VIEW])
    return {name: [said[name], number] for name, number in numbers.items() if number}
