"""Comments and what readers think of them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from depesche.comments.models.discussion import Discussion
from depesche.media.models import Enclosure

# Lower-case letters and digits that nobody mistakes for each other.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHANGEABLE = timedelta(minutes=5)  # after it was written


def new_public_id() -> str:
    """A random name that tells nothing: 12 characters, 59 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def micros(moment: datetime) -> int:
    """A moment as a whole number, exact."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def _standing(name: str, *fields: str, **only: Any) -> models.Index:
    """An index of what has a place on a page, and of nothing else."""
    return models.Index(fields=fields, name=name, condition=Q(stands=True, **only))


class CommentQuerySet(models.QuerySet["Comment"]):
    """Reading comments."""

    def visible(self) -> Self:
        """What has a place on the page; one that went keeps an empty place while answers hang on it."""
        return self.filter(stands=True)

    def begins(self) -> Self:
        """The comments that threads begin with."""
        return self.filter(parent=None)

    def newest(self) -> Self:
        """The newest first."""
        return self.order_by("-posted_at", "-pk")

    def oldest(self) -> Self:
        """In the order in which they were written."""
        return self.order_by("posted_at", "pk")

    def most_helpful(self) -> Self:
        """Those that most readers found helpful first."""
        return self.order_by("-helpful", "-posted_at", "-pk")

    def appeared(self, *, since: datetime, until: datetime) -> Self:
        """What readers see and could not see before: it came to them after ``since`` and up to ``until``."""
        return self.filter(state=Comment.State.PUBLIC, appeared_at__gt=since, appeared_at__lte=until)

    def picks(self) -> Self:
        """What editors have picked, the last pick first."""
        return self.filter(featured_at__isnull=False, state=Comment.State.PUBLIC).order_by("-featured_at", "-pk")


class Comment(models.Model):
    """What somebody has said beneath a page, or in answer to somebody.

    ``text`` is what was typed, ``html`` what is shown: made from it once, when
    it was written.  The account goes with its owner, the comment may stay
    without a name.
    """

    class State(models.TextChoices):
        """Whether readers see it."""

        PENDING = "pending", pgettext_lazy("comment", "waits for a moderator")
        PUBLIC = "public", pgettext_lazy("comment", "public")
        REFUSED = "refused", pgettext_lazy("comment", "refused")
        DELETED = "deleted", pgettext_lazy("comment", "deleted by its writer")

    class Badge(models.TextChoices):
        """What readers should know about the writer."""

        AUTHOR = "author", pgettext_lazy("badge", "Author of the article")
        STAFF = "staff", pgettext_lazy("badge", "Newsroom")
        EXPERT = "expert", pgettext_lazy("badge", "Verified expert")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id)
    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    # The comment that the thread begins with; empty for that one itself.
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="thread")
    depth = models.PositiveSmallIntegerField(default=0)
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    # The name under which it was written; empty once the writer has withdrawn it.
    signed = models.CharField(_("name"), max_length=100, blank=True)
    badge = models.CharField(max_length=10, choices=Badge, blank=True, default="")
    # What an expert knows about, as it was said when they wrote.
    known_for = models.CharField(max_length=100, blank=True, default="")
    text = models.TextField(_("text"))
    html = models.TextField()
    # A paragraph of the page as it was when it was quoted, and the name of that version.
    quote = models.TextField(blank=True, default="")
    quoted_version = models.CharField(max_length=40, blank=True, default="")
    picture = models.OneToOneField(Enclosure, on_delete=models.SET_NULL, null=True, blank=True, related_name="comment")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    posted_at = models.DateTimeField(_("written at"))
    # When readers first saw it; empty for what came from elsewhere, which is new to nobody.
    appeared_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    helpful = models.PositiveIntegerField(default=0)  # votes
    # Readers see it, or something that hangs on it; kept by ``set_state`` so that no page has to find it out.
    stands = models.BooleanField(default=False)
    answers = models.PositiveIntegerField(default=0)  # comments directly beneath that stand
    size = models.PositiveIntegerField(default=0)  # of a thread's first comment: public ones beneath, however deep
    pinned_at = models.DateTimeField(null=True, blank=True)
    featured_at = models.DateTimeField(null=True, blank=True)
    # A word of the form that makes sending twice the same as sending once; imports: source and name there.
    token = models.CharField(max_length=200, unique=True)

    # Set by the page that shows it: whether the paragraph that it quotes has changed since.
    quote_is_old = False
    face = ""  # the address of the writer's picture

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = (("feature_comment", "May pin and pick comments"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(parent=None, root=None, depth=0) | Q(parent__isnull=False, root__isnull=False, depth__gt=0),
                name="comment_stands_in_a_thread",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "public", "refused", "deleted"]), name="comment_state_is_known"
            ),
        )
        indexes = (
            # What a page of a discussion asks for: threads in the order of time or votes, and what hangs on them.
            _standing("comment_by_time", "discussion", "parent", "posted_at"),
            _standing("comment_by_votes", "discussion", "parent", "helpful", "posted_at"),
            _standing("comment_in_thread", "root", "posted_at"),
            _standing("comment_beneath", "parent", "posted_at"),
            _standing("comment_invited", "root", "posted_at", badge__gt="", depth=1),
            models.Index(
                fields=["discussion", "featured_at"], name="comment_picks", condition=Q(featured_at__isnull=False)
            ),
            models.Index(
                fields=["discussion", "pinned_at"], name="comment_pinned", condition=Q(pinned_at__isnull=False)
            ),
            models.Index(fields=["state", "posted_at"], name="comment_queue"),
            models.Index(fields=["posted_at"], name="comment_of_all"),
            # What those who follow a discussion are told of.
            models.Index(fields=["appeared_at"], name="comment_appeared", condition=Q(appeared_at__isnull=False)),
            models.Index(
                fields=["discussion", "appeared_at"],
                name="comment_new_beneath",
                condition=Q(appeared_at__isnull=False),
            ),
            models.Index(fields=["writer", "posted_at"], name="comment_of_writer"),
        )

    def __str__(self) -> str:
        return f"{self.signed or '–'}: {self.text[:60]}"

    @property
    def public(self) -> bool:
        """Whether readers see what it says."""
        return self.state == self.State.PUBLIC

    @property
    def place(self) -> str:
        """How addresses name its place in the order of time: microseconds since 1970 and its number."""
        return f"{micros(self.posted_at)}.{self.pk}"

    def may_be_changed(self, at: datetime) -> bool:
        """Whether its writer may still change it."""
        return self.state in (self.State.PUBLIC, self.State.PENDING) and at < self.posted_at + CHANGEABLE


class Vote(models.Model):
    """That a reader finds a comment helpful."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="votes")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = (models.UniqueConstraint(fields=["comment", "reader"], name="vote_once"),)

    def __str__(self) -> str:
        return f"{self.reader} → {self.comment}"
