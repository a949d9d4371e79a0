"""The newsroom that these tests work in."""

from __future__ import annotations

from tests.factories.fixtures import barid, bote, count_queries, courier, editor, hafen, ineke, noon, nordkai

__all__ = ["barid", "bote", "count_queries", "courier", "editor", "hafen", "ineke", "noon", "nordkai"]
