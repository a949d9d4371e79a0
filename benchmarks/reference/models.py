"""Page types as a tutorial builds them."""

from __future__ import annotations

from typing import Any

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class HomePage(Page):
    """The front page: the newest articles."""

    def get_context(self, request: Any) -> dict[str, Any]:
        context = super().get_context(request)
        context["articles"] = ArticlePage.objects.live().descendant_of(self).order_by("-first_published_at")[:20]
        return context


class SectionPage(Page):
    """A section: its newest articles."""

    def get_context(self, request: Any) -> dict[str, Any]:
        context = super().get_context(request)
        context["articles"] = ArticlePage.objects.live().child_of(self).order_by("-first_published_at")[:20]
        return context


class StoryPage(Page):
    """A story: everything that belongs to it."""

    def get_context(self, request: Any) -> dict[str, Any]:
        context = super().get_context(request)
        context["articles"] = self.articles.live().order_by("-first_published_at")[:20]
        return context


class AuthorPage(Page):
    """Somebody who writes."""


class ArticleTag(TaggedItemBase):
    """A tag of an article."""

    content_object = ParentalKey("ArticlePage", related_name="tagged_items")


class ArticlePage(Page):
    """An article."""

    standfirst = models.TextField()
    body = StreamField([("paragraph", RichTextBlock())])
    story = models.ForeignKey(StoryPage, null=True, on_delete=models.SET_NULL, related_name="articles")
    authors = ParentalManyToManyField(AuthorPage)
    tags = ClusterTaggableManager(through=ArticleTag)

    def get_context(self, request: Any) -> dict[str, Any]:
        context = super().get_context(request)
        others = ArticlePage.objects.live().exclude(pk=self.pk)
        context["of_story"] = others.filter(story=self.story).order_by("-first_published_at")[:4]
        context["related"] = (
            others.filter(tags__in=self.tags.all()).distinct().order_by("-first_published_at").specific()[:6]
        )
        context["words"] = sum(len(str(block.value).split()) for block in self.body)
        return context
