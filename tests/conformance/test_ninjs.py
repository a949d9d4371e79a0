"""What leaves as ninjs is valid ninjs 3.1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from depesche.formats import ninjs
from depesche.formats.newsitem import NewsItem
from tests.formats.strategies import items

pytestmark = pytest.mark.conformance

OFFICIAL = Path(__file__).parents[3] / "shared" / "fixtures" / "wires" / "ninjs" / "schema" / "ninjs-schema_3.1.json"
USED = Path(__file__).parent / "ninjs-3.1-used.json"


def validator(path: Path) -> Draft202012Validator:
    geo = DRAFT202012.create_resource({})  # We write no shapes.
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geo)
    return Draft202012Validator(json.loads(path.read_bytes()), registry=registry)


@pytest.mark.parametrize("schema", [path for path in (USED, OFFICIAL) if path.exists()], ids=lambda path: path.name)
def test_every_item_is_valid_against_the_schema(schema: Path) -> None:
    validate = validator(schema).validate

    @given(items)
    @settings(deadline=None, max_examples=30)
    def every_item(item: NewsItem) -> None:
        validate(ninjs.dump(item))

    every_item()


def test_the_part_of_the_schema_that_we_keep_refuses_what_the_standard_does_not_know() -> None:
    assert not validator(USED).is_valid({"uri": "urn:x:1", "versioncreated": "2026-11-22T18:05:00Z"})
    assert not validator(USED).is_valid({"uri": "urn:x:1", "associations": [{"uri": "urn:x:2"}]})
