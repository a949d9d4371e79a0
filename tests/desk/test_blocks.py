"""What an editor may put into the text, and what is refused with a kind word."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from depesche.newsroom.blocks import AudioBlock, EmbedBlock


@pytest.mark.parametrize(
    "url",
    ["https://www.youtube.com/watch?v=abcdefghijk", "https://vimeo.com/123456789", "https://x.com/port/status/12345"],
)
def test_an_embed_of_a_known_provider_is_taken(url: str) -> None:
    block = EmbedBlock()
    assert block.clean(block.to_python({"url": url, "title": ""}))["url"] == url


@pytest.mark.parametrize("url", ["https://example.org/video/1", "https://www.youtube.com/", "https://127.0.0.1/w/1"])
def test_an_embed_of_anything_else_is_refused_and_told_what_is_possible(url: str) -> None:
    block = EmbedBlock()
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"url": url, "title": ""}))
    (message,) = refused.value.block_errors["url"].messages
    assert "YouTube" in message
    assert "as a link" in message


def test_a_recording_that_browsers_would_not_play_is_refused() -> None:
    block = AudioBlock()
    with pytest.raises(ValidationError, match="https addresses only"):
        block.clean(block.to_python({"title": "The council", "href": "http://cast.example/x.mp3"}))
    block.clean(block.to_python({"title": "The council", "href": "https://cast.example/x.mp3"}))
