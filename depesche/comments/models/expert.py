"""Experts whom a moderator knows, and where they are known as such."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from depesche.comments.hosts import Host
from depesche.comments.models.discussion import Discussion


class ExpertQuerySet(models.QuerySet["Expert"]):
    """Reading who is an expert."""

    def known(self, user_id: int, host: Host, at: datetime) -> Self:
        """What somebody is known for beneath a page: what was said for it alone comes first."""
        here = Q(discussion=None) | Q(discussion__kind=host.kind, discussion__name=host.name)
        rows = self.filter(here, Q(until=None) | Q(until__gt=at), user_id=user_id, edition=host.edition)
        return rows.order_by(models.F("discussion").asc(nulls_last=True), "pk")


class Expert(models.Model):
    """That somebody is who they say, and knows about something: in a whole edition or in one discussion."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    edition = models.CharField(_("edition"), max_length=50)  # the code
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, null=True, blank=True, related_name="experts")
    known_for = models.CharField(
        _("known for"),
        max_length=100,
        help_text=_("What readers see beside the name: “hydrologist, Harbour Institute”."),
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("verified expert")
        verbose_name_plural = _("verified experts")
        indexes = (models.Index(fields=["user", "edition"], name="expert_of_edition"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.known_for}"
