"""Which letters followers are owed: announcements, and the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from depesche.subscriptions.models.followers import Follower, new_public_id

# Kinds of letters, beside those of the rhythms; the last three are announced.
CONFIRM, REST, PIECE, ISSUE, CORRECTION = "confirm", "rest", "piece", "issue", "correction"
LEASE = timedelta(minutes=15)  # longer than any talk with a mail server may last


class Announcement(models.Model):
    """A version of a piece, an issue or a correction that followers are to have; how far its letters are written."""

    kind = models.CharField(max_length=10, default=PIECE)
    piece = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    at = models.DateTimeField()
    reached = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = (
            models.UniqueConstraint(fields=["kind", "piece", "version"], name="announcement_once_of_its_kind"),
        )
        indexes = (models.Index(fields=["at"], condition=Q(done_at=None), name="announcement_open"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.piece} {self.version}"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Reading the outbox."""

    def due(self, at: datetime) -> Self:
        """What can be sent now, lane by lane, the oldest first."""
        return self.filter(state=Letter.State.WAITING, due_at__lte=at).order_by("lane", "due_at", "pk")

    def handed_over(self) -> Self:
        """What its reader has, or may have."""
        begun = Q(state=Letter.State.TAKEN, begun_at__isnull=False)
        return self.filter(begun | Q(state__in=[Letter.State.SENT, Letter.State.UNKNOWN]))


class Letter(models.Model):
    """A letter that somebody is owed: written before anything is sent, and sent once.

    ``about`` and ``version`` say what it tells, and no follower gets the same twice.  The text is made when it
    is sent, of what readers may see then.  ``begun_at`` is the moment from which the mail server may have all of it,
    and ``tells`` says of which pieces it told then.
    """

    class Lane(models.IntegerChoices):
        """Who goes first."""

        AWAITED = 0  # somebody sits there and waits for it, to confirm
        NEWS = 1
        BULK = 2  # asks a whole list: not even the oldest of them holds up news

    class State(models.TextChoices):
        """How far a letter has come."""

        WAITING = "waiting", _("Waiting")
        TAKEN = "taken", _("Being sent")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not needed any more")
        LEFT = "left", _("Above the limit of a day, and told in a summary")
        REFUSED = "refused", _("Not taken by the mail server")
        UNKNOWN = "unknown", _("Handed over, without an answer")

    public_id = models.CharField(max_length=16, default=new_public_id, unique=True, editable=False)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10)
    about = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    tells = models.TextField(default="")
    lane = models.PositiveSmallIntegerField(choices=Lane, default=Lane.NEWS)
    domain = models.CharField(max_length=253, default="")  # of the address: who may get no more letters this minute
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tried = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = (
            models.UniqueConstraint(fields=["follower", "about", "version"], name="letter_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[CONFIRM, REST, PIECE, ISSUE, CORRECTION, "now", "daily", "weekly"]),
                name="letter_is_of_a_known_kind",
            ),
        )
        indexes = (
            # Whoever looks for the next letter passes those of full providers without reading them.
            models.Index(
                fields=["lane", "due_at", "id", "domain"], condition=Q(state="waiting"), name="letter_waiting"
            ),
            models.Index(fields=["taken_at", "domain"], condition=Q(taken_at__isnull=False), name="letter_paced"),
            models.Index(fields=["taken_at"], condition=Q(state="taken"), name="letter_taken"),
            models.Index(fields=["done_at"], name="letter_done"),
        )

    def __str__(self) -> str:
        return self.public_id


def domain_of(address: str) -> str:
    """The mail provider of an address."""
    return address.rpartition("@")[2].lower()
