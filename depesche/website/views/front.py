"""The front page: what editors placed, then what is new, no article twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from itertools import chain
from operator import attrgetter

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from depesche.newsroom import keys
from depesche.newsroom.models import Article, Edition, Filing, FrontSlot, Teaser, Under
from depesche.website.views.errors import moved_to
from depesche.website.views.frame import Frame, in_edition, shows
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
    return HttpResponseRedirect(edition.public_path())


@in_edition
def front(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The front page of an edition."""
    shown = _Shown()
    placed = _placed(frame)
    latest = _latest(frame, 60)
    # What somebody has paid for rises to the top of the page only where an editor puts it.
    news = [teaser for teaser in latest if teaser.kind != Article.Kind.ADVERTISEMENT]
    with_photo = [teaser for teaser in news if teaser.photo_id]
    lead = shown.take(1, placed["lead"], [*with_photo, *news])
    # What finds no room in its rank moves down to the next.
    placed_second = [*placed["lead"][1:], *placed["second"]]
    seconds = shown.take(SECONDS, placed_second, news)
    placed_standard = [*placed_second[SECONDS:], *placed["standard"]]
    standards = shown.take(max(STANDARDS, len(placed_standard)), placed_standard, news)
    ticker = shown.take(LATEST, latest)
    per_section = newest_of_each(
        frame, Under.SECTION, [section.pk for section in frame.sections], PER_SECTION + len(shown.pks)
    )
    blocks = [(section, shown.take(PER_SECTION, per_section.get(section.pk, ()))) for section in frame.sections]
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
    return frame.render("front", context, keys=[keys.listing("edition", frame.edition.pk)])


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
        taken: list[Teaser] = []
        for teaser in self._fresh(placed, fill):
            if len(taken) == count:
                break
            taken.append(teaser)
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
    slots = list(FrontSlot.objects.filter(edition=frame.edition).order_by("sort_order"))
    teasers = Teaser.objects.visible(frame.at).filter(article__in=[slot.article_id for slot in slots])
    found = {teaser.article_id: teaser for teaser in teasers.with_photos()}
    placed: dict[str, list[Teaser]] = {rank: [] for rank in FrontSlot.Rank.values}
    for slot in slots:
        if slot.article_id in found:
            teaser = copy(found[slot.article_id])  # it may stand in two slots, only one of which repeats
            teaser.may_repeat = slot.may_repeat
            placed[slot.rank].append(teaser)
    shows(found.values())
    return placed


def _latest(frame: Frame, count: int) -> list[Teaser]:
    rows = Filing.objects.under(frame.edition.pk, Under.EDITION, frame.edition.pk).visible(frame.at)
    teasers = [row.teaser for row in rows.select_related("teaser__photo")[:count]]
    shows(teasers)
    return teasers
