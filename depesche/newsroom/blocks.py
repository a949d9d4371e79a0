"""What the body of an article is made of.

The name and fields of each block are those of ``formats.newsitem``, so that a
body can leave as neutral blocks and come back without loss.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from depesche.formats.embeds import recognise

RICH_TEXT = ["bold", "italic", "link", "ol", "ul"]

_NOT_EMBEDDABLE = _(
    "This address cannot be embedded. Possible are single videos, posts, songs and maps of YouTube, Vimeo, "
    "Dailymotion, PeerTube, SoundCloud, Spotify, TikTok, X, Instagram, Facebook, Mastodon and OpenStreetMap. "
    "Put anything else into the text as a link."
)


class PictureBlock(blocks.StructBlock):
    """A photo in the text; an empty caption or alternative text means the photo's own."""

    photo = ImageChooserBlock(label=_("Photo"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, help_text=_("Empty: the caption of the photo."))
    alt = blocks.CharBlock(
        label=_("Alternative text"), required=False, help_text=_("Empty: the alternative text of the photo.")
    )

    class Meta:
        icon = "image"
        label = _("Picture")


class GalleryBlock(blocks.StructBlock):
    """A series of photos."""

    title = blocks.CharBlock(label=_("Title"), required=False)
    pictures = blocks.ListBlock(PictureBlock(), label=_("Pictures"), min_num=2)

    class Meta:
        icon = "image"
        label = _("Gallery")


class QuoteBlock(blocks.StructBlock):
    """Words of a speaker, set apart."""

    text = blocks.TextBlock(
        label=_("Quotation"), help_text=_("Without quotation marks; the page sets those of its language.")
    )
    speaker = blocks.CharBlock(label=_("Speaker"), required=False)
    role = blocks.CharBlock(label=_("Function"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")


class KeyFactsBlock(blocks.StructBlock):
    """The facts in brief."""

    title = blocks.CharBlock(label=_("Title"), required=False)
    facts = blocks.ListBlock(blocks.CharBlock(label=_("Fact")), label=_("Facts"))

    class Meta:
        icon = "list-ul"
        label = _("Key facts")


class EmbedBlock(blocks.StructBlock):
    """Something from elsewhere that loads when the reader asks for it."""

    url = blocks.URLBlock(label=_("Address"), help_text=_("Copied from the address bar of the video, post or map."))
    title = blocks.CharBlock(label=_("Title"), required=False, help_text=_("What it is, in a few words."))

    class Meta:
        icon = "media"
        label = _("Embed")

    def clean(self, value: Any) -> Any:
        """Only what can be shown safely is taken; everything else is better off as a link."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and recognise(cleaned["url"]) is None:
            raise blocks.StructBlockValidationError(block_errors={"url": ValidationError(_NOT_EMBEDDABLE)})
        return cleaned


class AudioBlock(blocks.StructBlock):
    """A recording to listen to."""

    title = blocks.CharBlock(label=_("Title"))
    file = DocumentChooserBlock(label=_("File"), required=False)
    href = blocks.URLBlock(label=_("Or its address"), required=False)
    credit = blocks.CharBlock(label=_("Credit line"), required=False)
    transcript = blocks.TextBlock(label=_("Transcript"), required=False)

    class Meta:
        icon = "media"
        label = _("Audio")

    def clean(self, value: Any) -> Any:
        """A recording is a file of the house or an address."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # a draft may be unfinished
            return cleaned
        if not cleaned.get("file") and not cleaned.get("href"):
            raise ValidationError(_("Choose a file or give the address of the recording."))
        if cleaned.get("href", "").startswith("http:"):
            raise ValidationError(
                _("Browsers play recordings from https addresses only. Use https, or take the file into the house.")
            )
        return cleaned


class GridBlock(TableBlock):
    """Rows and columns; what is empty at the right and at the foot is left out."""

    def get_table_options(self, table_options: dict[str, Any] | None = None) -> dict[str, Any]:
        """The grid speaks English only, so its menu gets our words, and its own language by name."""
        menu = {
            "row_above": {"name": _("Insert row above")},
            "row_below": {"name": _("Insert row below")},
            "before_columns": "---------",
            "col_left": {"name": _("Insert column on the left")},
            "col_right": {"name": _("Insert column on the right")},
            "before_removal": "---------",
            "remove_row": {"name": _("Remove row")},
            "remove_col": {"name": _("Remove column")},
            "before_undo": "---------",
            "undo": {"name": _("Undo")},
            "redo": {"name": _("Redo")},
        }
        ours = {"language": "en-US", "contextMenu": {"items": menu}}
        options: dict[str, Any] = super().get_table_options({**ours, **(table_options or {})})
        return options

    def to_python(self, value: Any) -> Any:
        """Wagtail would take a table without headers for one from before there was a choice, and choose."""
        chosen = (value or {}).get("table_header_choice")
        table = super().to_python(value)
        if table and chosen == "":
            table["table_header_choice"] = ""
        return table

    def clean(self, value: Any) -> Any:
        """A table that is published says which of its cells are headers: screen readers read them out."""
        if not value or self.is_deferred_validation:
            return super().clean(value)
        if not value.get("table_header_choice"):
            raise ValidationError(
                _("Say under “Table headers” which row or column names the others, or that none does.")
            )
        return super().clean({**value, "data": _trimmed(value.get("data") or [[]])})


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    while len(rows) > 1 and not any(rows[-1]):
        rows = rows[:-1]
    width = max((number for row in rows for number, cell in enumerate(row, 1) if cell), default=1)
    return [row[:width] for row in rows]


class RelatedBoxBlock(blocks.StructBlock):
    """Other articles recommended in the middle of the text."""

    title = blocks.CharBlock(label=_("Title"), required=False)
    articles = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="newsroom.Article", label=_("Article")), label=_("Articles")
    )

    class Meta:
        icon = "link"
        label = _("Related box")


class Body(blocks.StreamBlock):
    """The text of an article with everything that stands in it."""

    paragraph = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT, icon="pilcrow", group=_("Text"))
    subhead = blocks.CharBlock(label=_("Subhead"), icon="title", max_length=200, group=_("Text"))
    picture = PictureBlock(group=_("Pictures and sound"))
    gallery = GalleryBlock(group=_("Pictures and sound"))
    quote = QuoteBlock(group=_("Text"))
    key_facts = KeyFactsBlock(group=_("Boxes"))
    table = GridBlock(group=_("Boxes"), label=_("Table"), help_text=_("You can paste from a spreadsheet."))
    pull_out = blocks.TextBlock(
        label=_("Pull-out"),
        icon="openquote",
        help_text=_("A sentence from the text, set large."),
        group=_("Text"),
    )
    embed = EmbedBlock(group=_("Pictures and sound"))
    audio = AudioBlock(group=_("Pictures and sound"))
    related_box = RelatedBoxBlock(group=_("Boxes"))

    class Meta:
        required = False
