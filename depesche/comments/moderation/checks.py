"""The checks, each with its reasons in words that people can read.

To add one, write a class like these and put it into ``CHECKS``, where it
belongs in the order.  A check asks the database little, and never a network.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from depesche.comments.models import Comment, Decision, Fingerprint, Sanction, Word
from depesche.comments.moderation import learning, words
from depesche.comments.moderation.finding import Case, Found, Weight
from depesche.comments.moderation.folding import essence


class Check(Protocol):
    """Looks at one thing."""

    @property
    def name(self) -> str:
        """What findings call it."""

    @property
    def reasons(self) -> dict[str, Any]:
        """What it may say, by name."""

    def look(self, case: Case) -> Iterator[Found]:
        """Whatever there is to say of the comment."""


class Standing:
    """How the discussion is kept, how its writer stands, and what no program understands: pictures."""

    name = "standing"
    reasons: ClassVar[dict[str, Any]] = {
        "checked": _("Every comment of this discussion is read by a moderator first."),
        "picture": _("A picture: somebody looks at it before readers do."),
        "silenced": _("The writer is silenced: every comment waits."),
        "refused": _("This comment was refused before and has been changed since."),
    }

    def look(self, case: Case) -> Iterator[Found]:
        """Waits where somebody has said so."""
        if case.checked and not case.trusted:
            yield Found(self.name, "checked", Weight.HOLD)
        if case.comment.picture_id:  # whoever brings it
            yield Found(self.name, "picture", Weight.HOLD)
        if case.writer_id and Sanction.objects.in_force(case.writer_id, case.at).without_picture().exists():
            yield Found(self.name, "silenced", Weight.HOLD)
        last = Decision.objects.last_of(case.comment.pk)
        if last and last.verdict == Decision.Verdict.REFUSED:
            yield Found(self.name, "refused", Weight.HOLD)


class Rate:
    """Many comments of one person in a short time."""

    name = "rate"
    most = 5
    minutes = 5
    reasons: ClassVar[dict[str, Any]] = {
        "quick": _("More than %(most)s comments of this writer within %(minutes)s minutes."),
    }

    def look(self, case: Case) -> Iterator[Found]:
        """Waits from the sixth on."""
        if case.trusted or not case.writer_id:
            return
        since = case.at - timedelta(minutes=self.minutes)
        lately = Comment.objects.filter(writer=case.writer_id, posted_at__gt=since).exclude(pk=case.comment.pk)
        if lately[: self.most].count() >= self.most:
            yield Found(self.name, "quick", Weight.HOLD, {"most": self.most, "minutes": self.minutes})


class Links:
    """Addresses of other sites, which advertising cannot do without."""

    name = "links"
    most = 2
    reasons: ClassVar[dict[str, Any]] = {
        "many": _("%(number)s links: more than %(most)s."),
        "first": _("A link in the first comment of a writer."),
    }
    _LINK = re.compile(
        r"(?:https?://|\bwww\.)\S+|\b[a-z0-9-]+\.(?:com|net|org|info|biz|xyz|top|ru|shop|online|site)\b", re.IGNORECASE
    )

    def look(self, case: Case) -> Iterator[Found]:
        """Waits with more than two, and with one if nobody knows the writer."""
        number = len(self._LINK.findall(case.comment.text))
        if case.trusted or not number:
            return
        if number > self.most:
            yield Found(self.name, "many", Weight.HOLD, {"number": number, "most": self.most})
        if not case.seen_before:
            yield Found(self.name, "first", Weight.HOLD)


class Repeats:
    """The same text again, by the same person or by many."""

    name = "repeats"
    shortest = 25  # letters; everybody says “thank you”
    days = 7
    reasons: ClassVar[dict[str, Any]] = {
        "again": _("The writer has said the same already."),
        "many": _("%(number)s comments of others say the same."),
    }

    def look(self, case: Case) -> Iterator[Found]:
        """Waits if it was said before within a week."""
        said = essence(case.comment.text, case.discussion.language)
        if len(said) < self.shortest:
            Fingerprint.objects.filter(comment=case.comment).delete()
            return
        digest = hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
        since = case.at - timedelta(days=self.days)
        same = Fingerprint.objects.filter(digest=digest, at__gt=since).exclude(comment=case.comment.pk)
        writers = list(same.order_by("-at").values_list("comment__writer", flat=True)[:50])
        Fingerprint.objects.bulk_create(
            [Fingerprint(comment=case.comment, digest=digest, at=case.at)],
            update_conflicts=True,
            unique_fields=["comment"],
            update_fields=["digest", "at"],
        )
        if case.writer_id in writers:
            yield Found(self.name, "again", Weight.HOLD)
        elif writers:
            yield Found(self.name, "many", Weight.HOLD, {"number": len(writers)})


class Words:
    """What the house does not want to read."""

    name = "words"
    reasons: ClassVar[dict[str, Any]] = {
        "banned": _("A banned word: %(word)s."),
        "suspect": _("A suspect word: %(word)s."),
    }

    def look(self, case: Case) -> Iterator[Found]:
        """Refuses banned words whose rule it can cite, and lets suspect ones wait."""
        language = case.discussion.language
        lists = {word.pattern: word for word in Word.objects.of(language)}
        for pattern in words.found(lists, case.comment.text, language):
            word = lists[pattern]
            banned = word.kind == Word.Kind.BANNED
            rule = case.rule(word.number) if banned else None
            yield Found(self.name, word.kind, Weight.REFUSE if rule else Weight.HOLD, {"word": pattern}, rule)


class Newcomer:
    """Somebody of whom readers have seen nothing yet."""

    name = "newcomer"
    reasons: ClassVar[dict[str, Any]] = {"first": _("The first comment of this writer.")}

    def look(self, case: Case) -> Iterator[Found]:
        """Waits until one comment was found good."""
        if not case.trusted and not case.seen_before:
            yield Found(self.name, "first", Weight.HOLD)


class History:
    """Somebody whose comments were refused lately."""

    name = "history"
    most = 2
    days = 30
    reasons: ClassVar[dict[str, Any]] = {
        "refused": _("Comments of this writer refused in %(days)s days: %(number)s."),
    }

    def look(self, case: Case) -> Iterator[Found]:
        """Waits after two, and says so after one."""
        if not case.writer_id or case.trusted:
            return
        since = case.at - timedelta(days=self.days)
        lately = Comment.objects.filter(writer=case.writer_id, posted_at__gt=since, state=Comment.State.REFUSED)
        number = lately.exclude(pk=case.comment.pk)[:10].count()
        if number:
            weight = Weight.HOLD if number >= self.most else Weight.NOTE
            yield Found(self.name, "refused", weight, {"days": self.days, "number": number})


class Experience:
    """What was decided here about comments like it."""

    name = "experience"
    least = 0.8
    reasons: ClassVar[dict[str, Any]] = {
        "alike": _("Like comments that were refused here (%(percent)s %%), because of: %(words)s."),
    }

    def look(self, case: Case) -> Iterator[Found]:
        """Lets wait what resembles what was refused; never refuses."""
        opinion = None if case.trusted else learning.opinion(case.comment.text, case.discussion.language)
        if opinion is not None and opinion.likelihood >= self.least:
            values = {"percent": round(opinion.likelihood * 100), "words": ", ".join(opinion.words)}
            yield Found(self.name, "alike", Weight.HOLD, values)


class Service:
    """A service that the newsroom has named, if it has; it is asked later, by a task."""

    name = "service"
    reasons: ClassVar[dict[str, Any]] = {
        "asked": _("%(host)s is asked whether this is advertising."),
        "spam": _("%(host)s takes this for advertising."),
        "silent": _("%(host)s did not answer."),
    }

    def look(self, case: Case) -> Iterator[Found]:
        """Waits until the service has answered."""
        if settings.SPAM_SERVICE and not case.trusted:
            yield Found(self.name, "asked", Weight.HOLD, {"host": settings.SPAM_SERVICE.hostname or ""})


CHECKS: tuple[Check, ...] = (
    Standing(),
    Rate(),
    Links(),
    Repeats(),
    Words(),
    Newcomer(),
    History(),
    Experience(),
    Service(),
)
