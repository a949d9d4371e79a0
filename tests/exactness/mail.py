"""What editors do with newsletters, among the things that can happen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from depesche.newsletters import actions
from depesche.newsletters.models import Issue, Newsletter
from depesche.newsroom.models import Article, Edition, Story

from .desk import STEPS, WORDS, Desk, Step, step


def begin(desk: Desk) -> None:
    """A newsletter in one edition, one that is switched off in the other, and an issue that was sent."""
    for edition, live in zip(desk.editions, (True, False), strict=True):
        Newsletter.objects.create(edition=edition, title="Kaipost", slug="kaipost", live=live)
    newsletter_written(desk, 0, 0)
    newsletter_sent(desk, 0, 0)


@step
def newsletter_new(desk: Desk, first: int, second: int) -> None:
    slug = f"post-{desk.clock:%j%H%M}"
    edition = desk.pick(Edition, first)
    Newsletter.objects.create(edition=edition, title=f"Post {WORDS[second]}", slug=slug, live=second % 4 > 0)


@step
def newsletter_written(desk: Desk, first: int, second: int) -> None:
    if newsletter := desk.pick(Newsletter, first):
        article, story = desk.pick(Article, second), desk.pick(Story, second)
        blocks: list[tuple[str, Any]] = [("text", f"<p>Neues vom {WORDS[second]}.</p>")]
        if article:
            blocks.append(("articles", {"title": "Neu", "articles": [article.pk]}))
        if story:
            blocks.append(("story", {"story": story.pk, "number": 2}))
        body = [{"type": kind, "value": value, "id": f"{n}"} for n, (kind, value) in enumerate(blocks)]
        Issue.objects.create(newsletter=newsletter, title=f"Woche {second}", greeting=WORDS[first], body=body)


@step
def newsletter_sent(desk: Desk, first: int, second: int) -> None:
    if issue := desk.pick(Issue, first, sent_at=None):
        with suppress(actions.NotToBeSent):
            actions.send(issue=issue, at=desk.clock)


@step
def newsletter_issue_deleted(desk: Desk, first: int, second: int) -> None:
    if issue := desk.pick(Issue, first):
        issue.delete()


@step
def newsletter_deleted(desk: Desk, first: int, second: int) -> None:
    if newsletter := desk.pick(Newsletter, first, issues=None):
        newsletter.delete()


def change(**fields: Callable[[int, Desk], Any]) -> Step:
    """A step that saves a newsletter with other words."""

    def act(desk: Desk, first: int, second: int) -> None:
        if newsletter := desk.pick(Newsletter, first):
            for name, value in fields.items():
                setattr(newsletter, name, value(second, desk))
            newsletter.save()

    return act


STEPS |= {
    "newsletter_name": change(title=lambda n, _desk: f"Post {WORDS[n]}"),
    "newsletter_slug": change(slug=lambda n, desk: f"post-{n}-{desk.clock:%j%H%M}"),
    "newsletter_description": change(description=lambda n, _desk: WORDS[n] if n % 3 else ""),
    "newsletter_on_or_off": change(live=lambda n, _desk: n % 2 == 0),
    "newsletter_edition": change(
        edition=lambda n, desk: desk.editions[n % 2], slug=lambda n, desk: f"post-{n}-{desk.clock:%j%H%M}"
    ),
    "newsletter_nothing": change(),
}
