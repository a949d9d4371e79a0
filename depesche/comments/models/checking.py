"""What is looked at before a comment is public, and what was found."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from depesche.comments.models.comment import Comment


class Finding(models.Model):
    """What a check said of a comment as it stands, kept for the moderator.

    ``reason`` and ``values`` make a sentence in the language of whoever reads
    it (``depesche.comments.moderation.said``).
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="findings")
    check_name = models.CharField(max_length=20)
    reason = models.CharField(max_length=30)
    values = models.JSONField(default=dict)
    weight = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.check_name}: {self.reason}"


class Fingerprint(models.Model):
    """What a comment says, without case, signs and spaces, as a number: two that say the same have the same."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="fingerprint")
    digest = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")
        indexes = (models.Index(fields=["digest", "at"], name="fingerprint_by_time"),)

    def __str__(self) -> str:
        return self.digest


class WordQuerySet(models.QuerySet["Word"]):
    """Reading the lists."""

    def of(self, language: str) -> Self:
        """The words of a language, and those of all."""
        return self.filter(language__in=["", language.split("-")[0]])


class Word(models.Model):
    """A word or phrase that the house does not want to read, or wants to read first.

    A star at its beginning or end stands for further letters; without one the
    whole word is meant.  ``number`` is the rule that it breaks: without one
    nothing is refused, and the comment waits.
    """

    class Kind(models.TextChoices):
        """What follows."""

        BANNED = "banned", pgettext_lazy("word", "banned: refused at once")
        SUSPECT = "suspect", pgettext_lazy("word", "suspect: waits for a moderator")

    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    pattern = models.CharField(_("word"), max_length=100)
    number = models.PositiveSmallIntegerField(_("house rule"), null=True, blank=True)

    objects: ClassVar[Any] = WordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        ordering = ("language", "pattern")
        constraints = (models.UniqueConstraint(fields=["language", "pattern"], name="word_once"),)

    def __str__(self) -> str:
        return self.pattern


class Learned(models.Model):
    """What the house's own decisions in one language teach: what each word weighs, and how well that fits.

    ``agreed`` is how many of the newest ``tried`` decisions, which it had not
    learned from, it would have taken the same.
    """

    language = models.CharField(max_length=10, unique=True)
    weights = models.JSONField(default=dict)
    bias = models.FloatField(default=0)
    approved = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    agreed = models.PositiveIntegerField()
    tried = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("what decisions teach")
        verbose_name_plural = _("what decisions teach")

    def __str__(self) -> str:
        return self.language
