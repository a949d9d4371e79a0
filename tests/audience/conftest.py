"""The newsroom that these tests work in."""

from __future__ import annotations

from tests.factories.fixtures import barid, bote, count_queries, courier, editor, hafen, ineke, noon, nordkai
from tests.newsroom.test_postgres import database

__all__ = ["barid", "bote", "count_queries", "courier", "database", "editor", "hafen", "ineke", "noon", "nordkai"]
