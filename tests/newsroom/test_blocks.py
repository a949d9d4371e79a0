"""The blocks of a body: a draft may be unfinished, what is published may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlock

from depesche.newsroom.blocks import AudioBlock, EmbedBlock, GridBlock


@pytest.mark.parametrize(
    ("block", "value"),
    [
        (EmbedBlock(), {"url": "", "title": ""}),
        (EmbedBlock(), {"url": "https://paper.example/", "title": ""}),
        (AudioBlock(), {"title": "", "file": None, "href": "", "credit": "", "transcript": ""}),
        (AudioBlock(), {"title": "Talk", "file": None, "href": "http://a.example/a.mp3"}),
    ],
)
def test_an_unfinished_block_holds_up_publication_and_no_draft(block: StructBlock, value: dict[str, Any]) -> None:
    block.set_name("block")
    native = block.to_python(value)
    block.clean_deferred(native)
    with pytest.raises(ValidationError):
        block.clean(native)


def grid(choice: str | None = "", **more: Any) -> dict[str, Any]:
    rows = [["Berth", "Depth", ""], ["North", "9 m", None], ["", "", ""]]
    return {"data": rows} | ({} if choice is None else {"table_header_choice": choice}) | more


def test_a_table_says_which_cells_are_headers_before_it_is_published() -> None:
    block = GridBlock()
    block.set_name("table")
    draft = block.to_python(grid())
    assert block.clean_deferred(draft)["data"] == grid()["data"]  # somebody may be about to fill the rest
    for _again in range(2):  # opened again, it has not chosen by itself
        assert draft["table_header_choice"] == ""
        with pytest.raises(ValidationError, match="Table headers"):
            block.clean(draft)
        draft = block.to_python(block.value_from_form(block.value_for_form(draft)))


def test_the_empty_edge_of_a_table_is_not_published() -> None:
    block = GridBlock()
    block.set_name("table")
    cleaned = block.clean(block.to_python(grid("row")))
    assert cleaned["data"] == [["Berth", "Depth"], ["North", "9 m"]]
    assert cleaned["first_row_is_table_header"] is True


def test_a_table_from_before_there_was_a_choice_keeps_what_it_had() -> None:
    assert GridBlock().to_python(grid(None, first_row_is_table_header=True))["table_header_choice"] == "row"
