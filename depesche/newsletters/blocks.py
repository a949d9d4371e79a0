"""What editors fill in for the parts of an issue."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

RICH_TEXT = ["bold", "italic", "link", "ol", "ul"]  # what all mail programs show


class TextBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": RICH_TEXT, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class ArticlesBlock(blocks.StructBlock):
    """Articles that the editor has chosen."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    articles = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="newsroom.Article", label=_("Article")), label=_("Articles"), max_num=20
    )

    class Meta:
        icon = "doc-full"
        label = _("Articles")


class StoryBlock(blocks.StructBlock):
    """A running story: what has happened so far, and its newest articles."""

    story = blocks.PageChooserBlock(page_type="newsroom.Story", label=_("Story"))
    number = blocks.IntegerBlock(label=_("How many articles"), min_value=0, max_value=10, default=3)

    class Meta:
        icon = "folder-inverse"
        label = _("Story")


class MostReadBlock(blocks.StructBlock):
    """What was read most in the edition; settled when the issue is sent."""

    hours = blocks.ChoiceBlock(
        label=_("In which time"), choices=[("24", _("In 24 hours")), ("168", _("In seven days"))], default="168"
    )
    number = blocks.IntegerBlock(label=_("How many articles"), min_value=1, max_value=10, default=5)

    class Meta:
        icon = "view"
        label = _("Most read")


class AdvertisementBlock(blocks.StructBlock):
    """What somebody has paid for; the word for it stands above."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=600)
    address = blocks.URLBlock(label=_("Address"))
    client = blocks.CharBlock(label=_("Who has paid for it"), max_length=120)

    class Meta:
        icon = "tag"
        label = _("Advertisement")
