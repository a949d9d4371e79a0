"""One letter of each kind that an edition sends, about what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from depesche.newsletters.models import Issue, Newsletter
from depesche.newsroom.models import Article, Edition, Section, Story
from depesche.subscriptions import actions, letters
from depesche.subscriptions.letters import Message
from depesche.subscriptions.mailings import writer
from depesche.subscriptions.models import CONFIRM, ISSUE, PIECE, Follower, Letter
from depesche.subscriptions.subjects import Place, Subject, subject

SINCE = {"daily": timedelta(days=2), "weekly": timedelta(days=7)}


def written(edition: Edition, at: datetime) -> Iterator[tuple[str, Message]]:
    """Each kind with its name; what it needs is written into the database, and stays until it is taken back.

    Those whose edition sends no newsletter have none.
    """
    live = Article.objects.live().descendant_of(edition)
    story = _fullest(Story, edition, lambda page: live.filter(main_story=page).count())
    section = _fullest(Section, edition, lambda page: live.descendant_of(page).count())
    followed = [_subject("story", story.pk, at), _subject("section", section.pk, at)]
    address = f"mira+{edition.slug}@reader.example"
    for one, rhythm in zip(followed, ("now", "daily"), strict=True):
        actions.take_in(address=address, subject=one, rhythm=rhythm, hour=7, zone=one.zone, at=at)
    follower = Follower.objects.get(address=address)
    yield "question", _letter(follower, CONFIRM, CONFIRM, at)
    actions.confirm(follower=follower, places=[one.place for one in followed], at=at)
    yield "known", _letter(follower, CONFIRM, f"{CONFIRM}.known", at)
    newest = live.filter(main_story=story).order_by("-first_published_at").values_list("pk", flat=True)[0]
    yield "now", _letter(follower, PIECE, f"{PIECE}.{newest}", at)
    follower.letters.filter(kind=PIECE).delete()  # what came at once is not told again
    for rhythm, since in SINCE.items():
        follower.followings.update(rhythm=rhythm)
        yield rhythm, _letter(follower, rhythm, rhythm, at, since=at - since, until=at)
    issue = Issue.objects.sent().filter(newsletter__in=Newsletter.objects.filter(edition=edition)).first()
    if issue:
        yield from _of_issue(issue, follower, at)


def _of_issue(issue: Issue, follower: Follower, at: datetime) -> Iterator[tuple[str, Message]]:
    newsletter = _subject("newsletter", issue.newsletter_id, at)
    times = {"rhythm": "now", "hour": 7, "zone": newsletter.zone}
    actions.take_in(address=follower.address, subject=newsletter, at=at, **times)
    actions.confirm(follower=follower, places=[newsletter.place], at=at)
    yield "newsletter", _letter(follower, ISSUE, f"{ISSUE}.{issue.pk}", at)
    mailing = writer().mailing(str(issue.pk), at)
    assert mailing
    yield "trial", letters.trial(mailing, address=follower.address)


def _fullest(model: Any, edition: Edition, number: Any) -> Any:
    """The page of this kind under which most was published."""
    return max(model.objects.live().descendant_of(edition), key=number)


def _subject(kind: str, name: int, at: datetime) -> Subject:
    found = subject(Place(kind, str(name)), at)
    assert found
    return found


def _letter(follower: Follower, kind: str, about: str, at: datetime, **fields: datetime) -> Message:
    when = {"version": "1", "written_at": at, "due_at": at}
    letter = Letter.objects.create(follower=follower, kind=kind, about=about, **when, **fields)
    message = letters.compose(letter, at=at)
    assert message, about
    return message
