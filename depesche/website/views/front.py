"""The front page: what editors placed, then what is new, no article twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from itertools import chain, islice
from operator import attrgetter

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from depesche.delivery.collecting import mark
from depesche.delivery.keys import everything
from depesche.newsroom import keys
from depesche.newsroom.models import Article, Edition, Filing, FrontSlot, Teaser, Under, follow, links, shows
from depesche.website.views.errors import moved_to
from depesche.website.views.frame import Frame, in_edition
from depesche.website.views.lists import newest_of_each
from depesche.website.views.reach import most_read
from depesche.website.views.story import with_counts
from depesche.website.views.structured import front_data

SECONDS = 3
STANDARDS = 2
LATEST = 10
PER_SECTION = 4


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The bare host leads to the first edition, an old address such as ``/?p=12`` to what stood there."""
    target = moved_to(request) if request.GET else None
    if target is not None:
        return HttpResponsePermanentRedirect(target)
    edition = min(Edition.objects.visible(timezone.now()), key=attrgetter("path"), default=None)
    if edition is None:
        raise Http404
    mark(everything())  # which is purged when an edition opens, closes or moves
    return HttpResponseRedirect(edition.public_path())


@in_edition
def front(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The front page of an edition."""
    shown = _Shown()
    placed = _placed(frame)
    latest = _Latest(frame, 60)
    lead = shown.take(1, placed["lead"], chain(latest.with_photo(), latest.news()))
    # What finds no room in its rank moves down to the next.
    placed_second = [*placed["lead"][1:], *placed["second"]]
    seconds = shown.take(SECONDS, placed_second, latest.news())
    placed_standard = [*placed_second[SECONDS:], *placed["standard"]]
    standards = shown.take(max(STANDARDS, len(placed_standard)), placed_standard, latest.news())
    ticker = shown.take(LATEST, latest.all())
    per_section = newest_of_each(
        frame, Under.SECTION, [section.pk for section in frame.sections], PER_SECTION + len(shown.pks)
    )
    blocks = [
        (section, shown.take(PER_SECTION, _down(frame, Under.SECTION, section.pk, per_section.get(section.pk, []))))
        for section in frame.sections
    ]
    shows(chain(lead, seconds, standards, *(teasers for _section, teasers in blocks)))
    links(ticker)
    context = {
        "lead": lead[0] if lead else None,
        "seconds": seconds,
        "standards": standards,
        "latest": ticker,
        "running": with_counts(frame, 8),
        "blocks": [(section, teasers) for section, teasers in blocks if teasers],
        **most_read(frame, Under.EDITION, frame.edition.pk),
        "canonical": frame.edition.public_path(),
        "feed": f"{frame.edition.public_path()}feed.rss",
        "json_ld": front_data(frame),
    }
    return frame.render("front", context, keys=[keys.front(frame.edition.code)])


class _Shown:
    """Remembers what stands on the page already."""

    def __init__(self) -> None:
        self.pks: set[int] = set()
        self.again: set[int] = set()

    def take(self, count: int, placed: Iterable[Teaser], fill: Iterable[Teaser] = ()) -> list[Teaser]:
        """The first ``count`` teasers that are not on the page yet: what editors placed, then what fills up.

        An article that may stand twice comes again where an editor or a list
        below has it, but does not fill the gap right beside itself.
        """
        taken = list(islice(self._fresh(placed, fill), count))
        for teaser in taken:
            (self.again if teaser.may_repeat else self.pks).add(teaser.pk)
        return taken

    def _fresh(self, placed: Iterable[Teaser], fill: Iterable[Teaser]) -> Iterator[Teaser]:
        here: set[int] = set()
        filling = (teaser for teaser in fill if teaser.pk not in self.again)
        for teaser in chain(placed, filling):
            if teaser.pk not in self.pks and teaser.pk not in here:
                here.add(teaser.pk)
                yield teaser


def _placed(frame: Frame) -> dict[str, list[Teaser]]:
    """What editors put into slots, by rank; what is not live leaves its place to the next."""
    slots = list(
        FrontSlot.objects.filter(edition=frame.edition).annotate(key=F("article__public_id")).order_by("sort_order")
    )
    mark(*(keys.headline(slot.key) for slot in slots))  # one that is not live may go live
    teasers = Teaser.objects.visible(frame.at).filter(article__in=[slot.article_id for slot in slots])
    found = {teaser.article_id: teaser for teaser in teasers.with_photos()}
    placed: dict[str, list[Teaser]] = {rank: [] for rank in FrontSlot.Rank.values}
    for slot in slots:
        if slot.article_id in found:
            teaser = copy(found[slot.article_id])  # it may stand in two slots, only one of which repeats
            teaser.may_repeat = slot.may_repeat
            placed[slot.rank].append(teaser)
    return placed


class _Latest:
    """The newest of an edition, to be read from the top as often as one likes, and only as far as needed."""

    def __init__(self, frame: Frame, count: int) -> None:
        rows = Filing.objects.under(frame.edition.pk, Under.EDITION, frame.edition.pk).visible(frame.at)
        self._rows = list(rows.select_related("teaser__photo")[:count])
        self._frame = frame

    def all(self) -> Iterator[Teaser]:
        """All of them."""
        return _down(self._frame, Under.EDITION, self._frame.edition.pk, self._rows)

    def news(self) -> Iterator[Teaser]:
        """What somebody has paid for rises to the top of the page only where an editor puts it."""
        for teaser in self.all():
            if teaser.kind != Article.Kind.ADVERTISEMENT:
                yield teaser
            else:
                links([teaser])  # it is left out for what it is

    def with_photo(self) -> Iterator[Teaser]:
        """What can lead the page with a picture."""
        for teaser in self.news():
            if teaser.photo_id:
                yield teaser
            else:
                shows([teaser])


def _down(frame: Frame, under: Under, pk: int, rows: list[Filing]) -> Iterator[Teaser]:
    return (row.teaser for row in follow(rows, frame.edition.pk, under, pk))
