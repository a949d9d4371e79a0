"""Newsletters, their issues, and whom an issue goes to beside those who follow its newsletter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, PreviewableMixin

from depesche.newsletters.kinds import PartsField
from depesche.newsroom.models import Edition
from depesche.newsroom.models.base import new_public_id


class Preview(Protocol):
    """What shows an issue to its editor as those who get it would see it."""

    def __call__(self, issue: Issue, *, mode: str) -> HttpResponse:
        """Render ``issue``."""


class _Above:
    """What the rooms above put in when they start, since models must not import them."""

    preview: Preview


above = _Above()


class NewsletterQuerySet(models.QuerySet["Newsletter"]):
    """Reading newsletters."""

    def visible(self, at: datetime) -> Self:
        """What readers may see and follow at the moment ``at``."""
        return self.filter(live=True, edition__in=Edition.objects.visible(at).values("pk"))


class Newsletter(models.Model):
    """A letter that comes again and again, under one name; readers follow it like a story."""

    edition = models.ForeignKey(
        "newsroom.Edition", on_delete=models.PROTECT, related_name="newsletters", verbose_name=_("edition")
    )
    title = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("last part of its address"), max_length=80)
    description = models.TextField(
        _("what it is about"), blank=True, max_length=500, help_text=_("What it brings, and how often.")
    )
    live = models.BooleanField(
        _("readers can see it"), default=True, help_text=_("Switched off, it has no pages and cannot be followed.")
    )

    # Set while it is saved: what pages have shown of it.
    shown_before: dict[str, tuple[str, str, str]]

    objects: ClassVar[Any] = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering: ClassVar[list[str]] = ["title", "pk"]
        constraints = (models.UniqueConstraint(fields=["edition", "slug"], name="newsletter_address_once"),)

    def __str__(self) -> str:
        return self.title

    def public_path(self) -> str:
        """``/edition/newsletters/name/``."""
        return f"{self.edition.public_path()}newsletters/{self.slug}/"


class IssueQuerySet(models.QuerySet["Issue"]):
    """Reading issues."""

    def sent(self) -> Self:
        """What stands on the web: issues whose letters are on their way or with their readers, the newest first."""
        return self.filter(sent_at__isnull=False).order_by("-sent_at", "-pk")

    def due(self, at: datetime) -> Self:
        """What is to be sent by now and was not."""
        return self.filter(sent_at=None, send_at__lte=at).order_by("send_at", "pk")


class Issue(PreviewableMixin, ClusterableModel):
    """One letter of a newsletter: a draft until it is sent, and then as it is.

    ``chosen`` is what was settled at that moment, such as which articles were
    read most, and ``faults`` are the parts that could not be shown.
    """

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.PROTECT, related_name="issues", verbose_name=_("newsletter")
    )
    public_id = models.CharField(max_length=12, default=new_public_id, unique=True, editable=False)
    title = models.CharField(
        _("subject"), max_length=150, help_text=_("The first thing that readers see, and the title on the web.")
    )
    greeting = models.TextField(
        _("greeting"), blank=True, max_length=1000, help_text=_("A line or two before everything else.")
    )
    body = PartsField(verbose_name=_("content"), blank=True)
    send_at = models.DateTimeField(_("to be sent at"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)
    chosen = models.JSONField(default=dict, editable=False)
    faults = models.JSONField(default=list, editable=False)

    objects: ClassVar[Any] = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes = (
            models.Index(fields=["newsletter", "-sent_at"], name="issue_sent"),
            models.Index(fields=["send_at"], condition=Q(sent_at=None), name="issue_due"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def edition(self) -> Edition:
        """The paper that speaks."""
        return self.newsletter.edition

    @property
    def preview_modes(self) -> Sequence[tuple[str, Any]]:
        """As mail programs show it, in the widths of Wagtail's preview, and without any looks."""
        return [("letter", _("Letter")), ("text", _("Plain text"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the issue as it is in the editor's hands."""
        return above.preview(self, mode=mode_name)

    def public_path(self) -> str:
        """``/edition/newsletters/name/issue/``."""
        return f"{self.newsletter.public_path()}{self.public_id}/"


class AlsoTo(Orderable):
    """A section or story whose followers get an issue as well."""

    issue = ParentalKey(Issue, on_delete=models.CASCADE, related_name="also")
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("section or story")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("section or story whose followers get it too")
        verbose_name_plural = _("sections and stories whose followers get it too")
