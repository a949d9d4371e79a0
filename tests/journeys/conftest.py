"""The newsroom that these tests work in."""

from tests.factories.fixtures import (
    barid,
    bote,
    count_queries,
    courier,
    editor,
    hafen,
    ineke,
    noon,
    nordkai,
    plain_checks,
)

__all__ = ["barid", "bote", "count_queries", "courier", "editor", "hafen", "ineke", "noon", "nordkai", "plain_checks"]
