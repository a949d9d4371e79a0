"""Discussions as readers see them: beneath their page, and on pages of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse

from depesche.comments import hosts, keys
from depesche.comments.hosts import Host
from depesche.comments.models import Discussion, Kept, Order, Page, branch, kept, page_of
from depesche.delivery.collecting import mark, unkept
from depesche.media.models import Portrait
from depesche.website.following import discussion_name
from depesche.website.views.frame import Frame, in_edition


@dataclass(frozen=True)
class Talk:
    """A discussion as a page shows it, or a part of it."""

    host: Host
    kept: Kept
    page: Page
    order: Order = Order.NEWEST

    @property
    def number(self) -> int:
        """How many comments readers see."""
        return self.page.discussion.number if self.page.discussion else 0

    @property
    def path(self) -> str:
        """Where the whole discussion stands."""
        return f"/{self.host.edition}/discussion/{self.host.kind}/{self.host.name}/"

    @property
    def canonical(self) -> str:
        """Where it stands in this order."""
        return self.path if self.order == Order.NEWEST else f"{self.path}{self.order}/"

    @property
    def write(self) -> str:
        """Where one can write."""
        return f"/-/discussion/{self.host.kind}/{self.host.name}/write/"

    @property
    def follow_name(self) -> str:
        """What it is called as something to follow."""
        return discussion_name(self.host)

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """Each order with its address, and whether this is it."""
        return [
            (str(order.label), self.path if order == Order.NEWEST else f"{self.path}{order}/", order == self.order)
            for order in Order
        ]


def talk(frame: Frame, host: Host, paragraphs: Callable[[], Iterable[str]]) -> Talk | None:
    """The discussion beneath a page, as far as it stands there: four queries, or one where there is none."""
    keeping = kept_on_page(host, frame)
    if not keeping.shown:
        return None
    page = page_of(host.kind, host.name, questions=keeping.questions)
    _compare_quotes(page, paragraphs)
    _show_faces(page)
    return Talk(host, keeping, page)


def kept_on_page(host: Host, frame: Frame) -> Kept:
    """How the discussion is kept; the page being rendered goes with that, and with all comments."""
    places = ((host.kind, host.name), *host.above)
    mark(keys.discussion(host.kind, host.name), *(keys.keeping(*place) for place in places))
    return kept(host, frame.at)


@in_edition
def discussion(request: HttpRequest, frame: Frame, kind: str, name: str, order: str = "newest") -> HttpResponse:
    """All threads of a discussion in one of their orders."""
    host, keeping = _host(frame, kind, name)
    before = request.GET.get("before", "")
    try:
        page = page_of(kind, name, order=Order(order), before=before, questions=keeping.questions)
    except ValueError:
        raise Http404 from None
    return _answer(frame, "discussion", Talk(host, keeping, page, Order(order)), before)


@in_edition
def thread(request: HttpRequest, frame: Frame, kind: str, name: str, public_id: str) -> HttpResponse:
    """One comment with what it answers and what was answered: the address that lasts."""
    host, keeping = _host(frame, kind, name)
    of = Discussion.objects.filter(kind=kind, name=name).first()
    before = request.GET.get("before", "")
    try:
        page = branch(of, public_id, before=before) if of else None
    except ValueError:
        raise Http404 from None
    if page is None:
        raise Http404
    return _answer(frame, "thread", Talk(host, keeping, page), before, canonical=f"{public_id}/")


@in_edition
def count(request: HttpRequest, frame: Frame, kind: str, name: str) -> HttpResponse:
    """How many comments there are, for a page that is open and tells its reader of new ones."""
    _host(frame, kind, name)
    number = Discussion.objects.filter(kind=kind, name=name).values_list("number", flat=True).first() or 0
    if frame.asked != f"{request.path}?":
        unkept()
    return HttpResponse(json.dumps({"number": number}), content_type="application/json")


def _host(frame: Frame, kind: str, name: str) -> tuple[Host, Kept]:
    host = hosts.host(kind, name, frame.at)
    if host is None or host.edition != frame.edition.code:
        raise Http404
    keeping = kept_on_page(host, frame)
    if not keeping.shown:
        raise Http404
    return host, keeping


def _answer(frame: Frame, template: str, shown: Talk, before: str, *, canonical: str = "") -> HttpResponse:
    page = shown.page
    if before and not (page.threads and (page.found or page.threads[0].lines)):
        raise Http404
    if not page.found:
        unkept()
    _compare_quotes(page, lambda: shown.host.paragraphs)
    _show_faces(page)
    path = f"{shown.path}{canonical}" if canonical else shown.canonical
    return frame.render(template, {"talk": shown, "listing": page, "canonical": path})


def _compare_quotes(page: Page, paragraphs: Callable[[], Iterable[str]]) -> None:
    """Say of each quote whether its paragraph has changed since."""
    quoting = [comment for comment in page.comments() if comment.quote]
    now = set(paragraphs()) if quoting else set()
    for comment in quoting:
        comment.quote_is_old = comment.quote not in now


def _show_faces(page: Page) -> None:
    """Give each comment the picture of its writer, and the one that it brings, where there are any."""
    signed = [comment for comment in page.comments() if comment.public and comment.signed and comment.writer_id]
    faces = Portrait.objects.addresses({comment.writer_id for comment in signed if comment.writer_id}) if signed else {}
    bringing = [comment for comment in page.comments() if comment.public and comment.picture_id]
    prefetch_related_objects(bringing, "picture")
    for comment in signed:
        comment.face = faces.get(comment.writer_id or 0, "")
