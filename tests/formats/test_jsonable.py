"""An item that is stored as JSON comes back as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from depesche.formats import jsonable
from depesche.formats.malformed import Malformed
from depesche.formats.newsitem import Embed, NewsItem, PullOut
from tests.formats.strategies import items

PLAIN: dict[str, Any] = {"key": "a1", "headline": "Quay reopens", "language": "en"}


@given(items)
def test_an_item_survives_storage_as_json(item: NewsItem) -> None:
    assert jsonable.from_dict(json.loads(json.dumps(jsonable.to_dict(item)))) == item


def test_fields_with_their_default_are_left_out() -> None:
    assert jsonable.to_dict(NewsItem(**PLAIN)) == PLAIN


def test_a_block_is_written_with_its_kind() -> None:
    item = NewsItem(**PLAIN, body=(PullOut("We stay."), Embed(url="https://video.example/1")))
    assert jsonable.to_dict(item)["body"] == [
        {"block": "pull_out", "text": "We stay."},
        {"block": "embed", "url": "https://video.example/1"},
    ]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        jsonable.to_dict(NewsItem(**PLAIN, published_at=datetime(2026, 11, 22)))  # noqa: DTZ001 (that is the mistake)


def test_a_time_keeps_its_instant() -> None:
    at = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
    assert jsonable.decode_field("published_at", "2026-11-22T19:05:00+01:00") == at


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("text", "item: expected an object, found 'text'."),
        ({"headline": "x", "language": "en"}, "item: “key” is missing."),
        (PLAIN | {"colour": "red"}, "item: there is no field “colour”"),
        (PLAIN | {"key": 5}, "item.key: expected text, found 5."),
        (PLAIN | {"kind": "gossip"}, "item.kind: expected one of report, analysis"),
        (PLAIN | {"body": "<p>x</p>"}, "item.body: expected a list"),
        (PLAIN | {"body": [{"block": "marquee"}]}, "item.body[0]: expected a block: paragraph"),
        (PLAIN | {"body": ["<p>"]}, "item.body[0]: expected a block"),
        (PLAIN | {"published_at": "yesterday"}, "item.published_at: expected a time such as"),
        (PLAIN | {"published_at": "2026-11-22T10:00:00"}, "item.published_at: expected a time with its offset"),
        (PLAIN | {"checked_on": 20261122}, "item.checked_on: expected a date such as"),
        (PLAIN | {"extra": ["x"]}, "item.extra: expected an object of texts"),
        (PLAIN | {"extra": {"x": 1}}, "item.extra.x: expected text"),
        (PLAIN | {"lead": {"photo": {"key": "p", "focal": [0.5]}}}, "item.lead.photo.focal: expected 2 values"),
        (
            PLAIN | {"lead": {"photo": {"key": "p", "focal": ["a", True]}}},
            "item.lead.photo.focal[0]: expected a number",
        ),
        (PLAIN | {"lead": {"photo": {"key": "p", "year": True}}}, "item.lead.photo.year: expected a whole number"),
        (PLAIN | {"body": [{"block": "table", "rows": [], "row_header": 1}]}, "row_header: expected true or false"),
    ],
)
def test_what_is_no_item_is_refused_with_the_place_and_the_reason(wrong: object, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        jsonable.from_dict(wrong)
    assert sentence in str(refusal.value)


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Malformed, match="no field “colour”"):
        jsonable.decode_field("colour", "red")
