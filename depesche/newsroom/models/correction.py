"""What was wrong in an article, and what is right."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from depesche.newsroom.models.article import Article


def last_correction(article: str = "article") -> Any:
    """The number of the last correction of an article, to be read in one statement with its teaser."""
    newest = Correction.objects.filter(article=OuterRef(article)).order_by("-pk")
    return Subquery(newest.values("pk")[:1])


class Correction(models.Model):
    """An error that was put right with a version of an article, said in public and to those who got it.

    The error stood in all versions before this one, or in those since ``since``.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    version = models.CharField(max_length=40)
    wrong = models.TextField(_("what was wrong"))
    right = models.TextField(_("what is right"))
    since = models.DateTimeField(null=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering: ClassVar[list[str]] = ["made_at", "pk"]
        constraints = (models.UniqueConstraint(fields=["article", "version"], name="correction_once_for_a_version"),)

    def __str__(self) -> str:
        return f"{self.article_id} {self.version}"
