"""Comments and what readers think of them."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from depesche.comments.models.discussion import Discussion

# Lower-case letters and digits that nobody mistakes for each other.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id() -> str:
    """A random name that tells nothing: 12 characters, 59 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class CommentQuerySet(models.QuerySet["Comment"]):
    """Reading comments."""

    def visible(self) -> Self:
        """What readers see; a comment that its writer deleted keeps its place only while answers hang on it."""
        return self.filter(Q(state=Comment.State.PUBLIC) | Q(state=Comment.State.DELETED, answers__gt=0))


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
    text = models.TextField(_("text"))
    html = models.TextField()
    # A paragraph of the page as it was when it was quoted, and the name of that version.
    quote = models.TextField(blank=True, default="")
    quoted_version = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    posted_at = models.DateTimeField(_("written at"))
    edited_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    helpful = models.PositiveIntegerField(default=0)  # votes
    answers = models.PositiveIntegerField(default=0)  # visible comments directly beneath
    pinned_at = models.DateTimeField(null=True, blank=True)
    featured_at = models.DateTimeField(null=True, blank=True)
    # A word of the form that makes sending twice the same as sending once; imports: source and name there.
    token = models.CharField(max_length=200, unique=True)

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
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
            models.Index(fields=["discussion", "parent", "state", "posted_at"], name="comment_by_time"),
            models.Index(fields=["discussion", "parent", "state", "helpful", "posted_at"], name="comment_by_votes"),
            models.Index(fields=["root", "depth", "state", "posted_at"], name="comment_in_thread"),
            models.Index(fields=["state", "posted_at"], name="comment_queue"),
            models.Index(fields=["writer", "posted_at"], name="comment_of_writer"),
        )

    def __str__(self) -> str:
        return f"{self.signed or '–'}: {self.text[:60]}"


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
