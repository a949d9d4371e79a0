"""Newsletters on the web: what can be followed, what was sent, and each issue as it stands now."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import Truncator
from django.views.decorators.http import conditional_page

from depesche.delivery.collecting import mark, unkept
from depesche.formats import rss
from depesche.formats.newsitem import NewsItem
from depesche.newsletters import composing, keys
from depesche.newsletters.models import Issue, Newsletter
from depesche.newsroom import keys as newsroom
from depesche.newsroom.models.public import whole
from depesche.website.views.frame import Frame, in_edition

MOST, IN_FEED = 500, 30


@in_edition
def newsletters(request: HttpRequest, frame: Frame) -> HttpResponse:
    """All newsletters of an edition; without any, there is no such page."""
    found = list(Newsletter.objects.filter(live=True, edition=frame.edition.pk))
    if not found:
        raise Http404
    context = {"newsletters": found, "canonical": f"{frame.edition.public_path()}newsletters/"}
    return frame.render("newsletters", context, keys=[keys.newsletters(frame.edition.code)])


@in_edition
def newsletter(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    """A newsletter: what it is about, how to follow it, and its issues."""
    found = _found(frame, slug)
    path = found.public_path()
    issues = list(_sent(found).defer("body")[:MOST])
    context = {"newsletter": found, "issues": _of(found, issues), "canonical": path, "feed": f"{path}feed.rss"}
    return frame.render("newsletter", context, keys=[keys.newsletter(found.pk), keys.issues(found.pk)])


@in_edition
def issue(request: HttpRequest, frame: Frame, slug: str, public_id: str) -> HttpResponse:
    """An issue that was sent, of what readers may see today; one that was not does not exist."""
    found = _found(frame, slug)
    one = _sent(found).filter(public_id=public_id).first()
    if one is None:
        raise Http404
    [one] = _of(found, [one])
    composed = composing.compose(one, at=frame.at, on_the_web=True)
    context = {
        "newsletter": found,
        "issue": one,
        "html": composed.html,
        "canonical": one.public_path(),
        "feed": f"{found.public_path()}feed.rss",
    }
    return frame.render("issue", context, keys=[keys.issue(public_id), keys.newsletter(found.pk)])


@conditional_page
@in_edition
def feed(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    """The feed of a newsletter: its newest issues with their greetings and the way to them."""
    if request.META.get("QUERY_STRING"):
        unkept()
    found = _found(frame, slug)
    edition, path = frame.edition, found.public_path()
    mark(newsroom.name(edition.pk), keys.newsletter(found.pk), keys.issues(found.pk))
    issues = _of(found, list(_sent(found).defer("body")[:IN_FEED]))
    head = rss.Feed(
        title=f"{found.title} · {edition.title}",
        link=whole(path),
        self_url=whole(f"{path}feed.rss"),
        description=found.description,
        language=edition.language,
    )
    return HttpResponse(rss.dump(head, map(_entry, issues)), content_type=rss.MEDIA_TYPE)


def _entry(one: Issue) -> NewsItem:
    return NewsItem(
        key=one.public_id,
        headline=one.title,
        language=one.edition.language,
        uri=whole(one.public_path()),
        standfirst=Truncator(" ".join(one.greeting.split())).chars(400),
        published_at=one.sent_at,
    )


def _found(frame: Frame, slug: str) -> Newsletter:
    found: Newsletter | None = Newsletter.objects.filter(live=True, edition=frame.edition.pk, slug=slug).first()
    if found is None:
        raise Http404
    found.edition = frame.edition
    return found


def _sent(newsletter: Newsletter) -> Any:
    return Issue.objects.sent().filter(newsletter=newsletter)


def _of(newsletter: Newsletter, issues: list[Issue]) -> list[Issue]:
    """The issues, with their newsletter at hand."""
    for one in issues:
        one.newsletter = newsletter
    return issues
