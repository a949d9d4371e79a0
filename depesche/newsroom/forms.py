"""The editor's forms: what they offer and what they refuse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.coreutils import find_available_slug


class DeskForm(WagtailAdminPageForm):
    """The form of a page of the newsroom."""

    def rows(self, relation: str) -> list[Any]:
        """The rows of a list in the form that are meant to stay, checked one by one."""
        if relation not in self.formsets:
            return []
        self.formsets[relation].is_valid()
        return [row for row in self.formsets[relation].forms if _counts(row)]

    @cached_property
    def edition(self) -> Any:
        """The edition in whose tree the page stands or is to stand; None for a new edition."""
        page = self.parent_page or self.instance
        if not page.path:
            return None
        return apps.get_model("newsroom.Edition").objects.ancestor_of(page, inclusive=True).first()


class ArticleForm(DeskForm):
    """The form of an article: everything it refers to belongs to its own edition."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "main_story" in self.fields:
            self.fields["main_story"] = _story_field(self.fields["main_story"], self.edition, self.instance)
        if self.instance.pk and not self.instance.has_unpublished_changes:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """What was said of the version that is live is not said of the next one."""
        new = {"tell_followers": False, "correction_wrong": "", "correction_right": "", "correction_since": None}
        self.initial.update(new)

    def clean_slug(self) -> str:
        """Two articles of a section may carry one headline: their addresses differ by the public id anyway."""
        slug: str = self.cleaned_data["slug"]
        if self.parent_page:
            slug = find_available_slug(self.parent_page, slug, ignore_page_id=self.instance.pk)
        return slug

    def clean(self) -> dict[str, Any]:
        """Refuse authors, stories and articles of other editions, and an article that recommends itself."""
        cleaned: dict[str, Any] = super().clean()
        for relation, field in (("bylines", "author"), ("further_stories", "story"), ("related_picks", "target")):
            for row in self.rows(relation):
                _check_edition(row, field, self.edition)
        for row in self.rows("related_picks"):
            if self.instance.pk and row.cleaned_data.get("target") == self.instance:
                row.add_error("target", ValidationError(_("An article cannot recommend itself. Choose another one.")))
        self._check_correction(cleaned)
        if "action-publish" in self.data:
            self._check_ready(cleaned)
        return cleaned

    def _check_correction(self, cleaned: dict[str, Any]) -> None:
        """A correction says both what was wrong and what is right, of something that readers have seen."""
        wrong, right = (cleaned.get(name, "").strip() for name in ("correction_wrong", "correction_right"))
        if bool(wrong) != bool(right):
            text = _("Please say both what was wrong and what is right, or leave both empty.")
            self.add_error("correction_right" if wrong else "correction_wrong", ValidationError(text))
        elif wrong and self.instance.first_published_at is None:
            text = _("Nobody has read this yet, so there is nothing to correct. Leave it empty.")
            self.add_error("correction_wrong", ValidationError(text))

    def _check_ready(self, cleaned: dict[str, Any]) -> None:
        """What nobody at the desk means to send to readers, and an archive may well hold."""
        if not self.errors and not cleaned.get("body") and not (cleaned.get("standfirst") or "").strip():
            text = _("There is nothing to read under the headline yet. Write a text, or at least a standfirst.")
            self.add_error("standfirst", ValidationError(text))
        go_live_at = cleaned.get("go_live_at")
        if "go_live_at" in self.changed_data and go_live_at and go_live_at <= timezone.now():
            text = _("This time is over. Choose one that lies ahead, or leave the field empty to publish now.")
            self.add_error("go_live_at", ValidationError(text))


class EditionForm(DeskForm):
    """The form of an edition and its front page."""

    def clean(self) -> dict[str, Any]:
        """An article stands on the front page once, unless a slot says that it may show again."""
        cleaned: dict[str, Any] = super().clean()
        seen = set()
        for row in self.rows("slots"):
            article = row.cleaned_data.get("article")
            if article in seen and not row.cleaned_data.get("may_repeat"):
                message = _("This article already stands in a slot above. Choose another one, or let it show again.")
                row.add_error("article", ValidationError(message))
            elif article and not row.cleaned_data.get("may_repeat"):
                seen.add(article)
            _check_edition(row, "article", self.edition)
        return cleaned


class DraftCopyForm(CopyForm):
    """A copy is a draft of its own: not published with the original, and no mirror of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)


def _story_field(field: Any, edition: Any, article: Any) -> Any:
    stories = apps.get_model("newsroom.Story").objects.descendant_of(edition) if edition else field.queryset.none()
    running = stories.filter(running=True) | stories.filter(pk=article.main_story_id)
    return forms.ModelChoiceField(
        running.order_by("title"),
        label=field.label,
        required=False,
        help_text=_("Its name stands above the headline."),
        empty_label=_("none"),
    )


def _check_edition(row: Any, field: str, edition: Any) -> None:
    page = row.cleaned_data.get(field)
    if page is not None and edition is not None and not page.is_descendant_of(edition):
        message = _("“%(title)s” belongs to another edition. Choose one of “%(edition)s”.")
        row.add_error(field, ValidationError(message, params={"title": page.title, "edition": edition.title}))


def _counts(row: Any) -> bool:
    # Deleted and untouched rows of the form say nothing.
    return bool(getattr(row, "cleaned_data", None)) and not row.cleaned_data.get("DELETE")
