"""Everything that moderators do, written down once and never changed."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from depesche.comments.models.comment import Comment


class NeverChanged(TypeError):
    """Somebody wanted to change or take away what is written down; write another entry instead."""


class LogQuerySet(models.QuerySet["LogEntry"]):
    """Reading the log; there is nothing else to do with it."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: raises NeverChanged."""
        raise NeverChanged

    def delete(self) -> NoReturn:
        """Refuse: raises NeverChanged."""
        raise NeverChanged


class LogEntry(models.Model):
    """One thing that somebody did.

    The database refuses changes itself (a trigger), so people are named by
    number without a constraint: their accounts may go, the entry stays as it is.
    """

    class What(models.TextChoices):
        """What was done."""

        APPROVED = "approved", pgettext_lazy("log", "approved a comment")
        REFUSED = "refused", pgettext_lazy("log", "refused a comment")
        REOPENED = "reopened", pgettext_lazy("log", "took a decision back")
        SANCTIONED = "sanctioned", pgettext_lazy("log", "sanctioned a person")
        PICTURE_TAKEN = "picture taken", pgettext_lazy("log", "took a person’s picture away")
        LIFTED = "lifted", pgettext_lazy("log", "lifted a sanction")
        UPHELD = "upheld", pgettext_lazy("log", "rejected an appeal")
        REVERSED = "reversed", pgettext_lazy("log", "granted an appeal")
        WORD_ADDED = "word added", pgettext_lazy("log", "added a word to the lists")
        WORD_REMOVED = "word removed", pgettext_lazy("log", "removed a word from the lists")
        EXPORTED = "exported", pgettext_lazy("log", "took statements of reasons out")

    what = models.CharField(max_length=20, choices=What)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    comment = models.ForeignKey(Comment, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    details = models.JSONField(default=dict)  # numbers and names of the things meant, no text of readers
    at = models.DateTimeField()

    objects: ClassVar[Any] = LogQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the moderation log")
        verbose_name_plural = _("moderation log")
        indexes = (models.Index(fields=["-at", "-id"], name="moderation_log_by_time"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_what_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the entry; raises NeverChanged for one that is written already."""
        if not self._state.adding:
            raise NeverChanged
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: raises NeverChanged."""
        raise NeverChanged
