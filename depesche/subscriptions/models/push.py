"""Browsers that follow something, and the messages that they are owed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from depesche.subscriptions.models.followers import new_public_id, quiet_hours
from depesche.subscriptions.models.letters import CORRECTION, PIECE, REST, Announcement


class Browser(models.Model):
    """A browser that takes messages: where its push service takes them for it, and what only it can open them with.

    It belongs to nobody that we know: neither an address nor an account stands beside it.  Its time zone is known
    only if its owner has chosen quiet hours.
    """

    public_id = models.CharField(max_length=16, default=new_public_id, unique=True, editable=False)
    endpoint = models.CharField(max_length=1000, unique=True)
    key = models.CharField(max_length=87)  # a point on P-256, as base64url
    secret = models.CharField(max_length=22)  # 16 bytes, as base64url
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), null=True)
    quiet_to = models.PositiveSmallIntegerField(_("quiet until"), null=True)
    began_at = models.DateTimeField()

    class Meta:
        verbose_name = _("browser")
        verbose_name_plural = _("browsers")
        constraints = (models.CheckConstraint(condition=quiet_hours(), name="browser_quiet_from_one_hour_to_another"),)

    def __str__(self) -> str:
        return self.public_id  # whoever knows the endpoint can end what it follows


class Watch(models.Model):
    """One thing of which a browser hears at once."""

    browser = models.ForeignKey(Browser, on_delete=models.CASCADE, related_name="watches")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=64)
    began_at = models.DateTimeField()

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        constraints = (models.UniqueConstraint(fields=["browser", "kind", "name"], name="watch_once"),)
        indexes = (models.Index(fields=["kind", "name", "browser"], name="watch_of_a_subject"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Call(models.Model):
    """What an announcement owes to browsers: how far its messages are written."""

    announcement = models.OneToOneField(Announcement, on_delete=models.CASCADE, related_name="call")
    at = models.DateTimeField()
    reached = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = (models.Index(fields=["at"], condition=Q(done_at=None), name="call_open"),)

    def __str__(self) -> str:
        return str(self.announcement)


class Notice(models.Model):
    """A message that a browser is owed: written before anything is sent, and sent once.

    As with letters, its text is made when it is sent.  From ``taken_at`` on the push service may have it.  It tells
    of a version of a piece, of a correction to it, or of all that was above the limit of a day.
    """

    class State(models.TextChoices):
        """How far a message has come."""

        WAITING = "waiting", _("Waiting")
        TAKEN = "taken", _("Being sent")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not needed any more")
        LEFT = "left", _("Above the limit of a day, and told in a summary")
        REFUSED = "refused", _("Not taken by the push service")
        UNKNOWN = "unknown", _("Handed over, without an answer")

    browser = models.ForeignKey(Browser, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, default=PIECE)
    piece = models.CharField(max_length=64)
    tells = models.TextField(default="")
    version = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tried = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = (
            models.UniqueConstraint(fields=["browser", "kind", "piece", "version"], name="notice_once_of_its_kind"),
            models.CheckConstraint(condition=Q(kind__in=[PIECE, CORRECTION, REST]), name="notice_is_of_a_known_kind"),
        )
        indexes = (
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="notice_waiting"),
            models.Index(fields=["taken_at"], condition=Q(state="taken"), name="notice_taken"),
            models.Index(fields=["done_at"], name="notice_done"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.piece} {self.version} to {self.browser}"
