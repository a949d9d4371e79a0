"""A newsletter as something that is followed, and an issue as something that followers get."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from depesche.delivery.remembering import until_purged
from depesche.newsletters import composing
from depesche.newsletters.models import Issue, Newsletter
from depesche.newsroom.models import Section, Story
from depesche.subscriptions import mailings, subjects
from depesche.subscriptions.mailings import Audience, Mailing
from depesche.subscriptions.subjects import Label, Place, Subject

KIND = "newsletter"
_PAGES = ((Section, "section"), (Story, "story"))


def register() -> None:
    """Say who knows about newsletters and writes their issues."""
    subjects.register(KIND, _newsletter, labels=_labels)
    mailings.writes(_Issues())


class _Issues:
    """Issues that are on their way, by their numbers."""

    def audience(self, name: str, at: datetime) -> Audience | None:
        """Whom the issue goes to, while its newsletter is there."""
        issue = _sent(name, at)
        return audience_of(issue) if issue else None

    def mailing(self, name: str, at: datetime) -> Mailing | None:
        """What the issue says; for all its letters the same until something is purged."""
        issue = _sent(name, at)
        return until_purged(("issue", issue.pk), lambda: mailing_of(issue, at=at)) if issue else None


def audience_of(issue: Issue) -> Audience:
    """Whom an issue would go to."""
    wanted = issue.also.values_list("page_id", flat=True)
    also = [
        Place(kind, str(pk))
        for model, kind in _PAGES
        for pk in model.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    ]
    return Audience(own=Place(KIND, str(issue.newsletter_id)), also=tuple(also))


def mailing_of(issue: Issue, *, at: datetime) -> Mailing:
    """An issue as a letter; what had to be left out is noted with it."""
    composed = composing.compose(issue, at=at)
    composing.note(issue, composed.faults)
    edition = issue.edition
    return Mailing(
        subject=issue.title,
        text=composed.text,
        html=composed.html,
        audience=audience_of(issue),
        paper=edition.title,
        language=edition.language,
        direction=edition.direction,
        zone=edition.time_zone,
        pieces=composed.pieces,
    )


def _sent(name: str, at: datetime) -> Issue | None:
    newsletters = Newsletter.objects.visible(at)
    found = Issue.objects.sent().filter(pk=_number(name), newsletter__in=newsletters)
    issue: Issue | None = found.select_related("newsletter__edition__locale").first()
    return issue


def _newsletter(name: str, at: datetime) -> Subject | None:
    found = Newsletter.objects.visible(at).select_related("edition__locale").filter(pk=_number(name)).first()
    if found is None:
        return None
    edition = found.edition
    return Subject(
        place=Place(KIND, name),
        title=found.title,
        path=found.public_path(),
        edition=Place("edition", str(edition.pk)),
        code=edition.code,
        paper=edition.title,
        language=edition.language,
        direction=edition.direction,
        zone=edition.time_zone,
    )


def _labels(names: Collection[str]) -> dict[str, Label]:
    found = Newsletter.objects.filter(pk__in=[_number(name) for name in names]).select_related("edition")
    return {str(one.pk): Label(one.title, one.edition.title) for one in found}


def _number(name: str) -> int:
    """The number that a name is; 0, which nothing has, for what is no number, and for a second way to write one."""
    return int(name) if name.isascii() and name.isdecimal() and not name.startswith("0") and len(name) < 18 else 0
