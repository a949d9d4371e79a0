"""The next letter is found by an index, however many wait for providers whose minute is full."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.outbox import measured
from tests.newsroom.test_postgres import database

__all__ = ["database"]


@pytest.mark.parametrize("on_postgresql", [False, True])
def test_whoever_looks_for_the_next_letter_asks_the_index_alone(
    on_postgresql: bool, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    said = measured(500, str(tmp_path), request.getfixturevalue("database") if on_postgresql else "")
    assert f"{'Index Only Scan using' if on_postgresql else 'USING COVERING INDEX'} letter_waiting" in said
    assert "letter_paced" in said, "whose minute is full"
    assert "subscriptions_follower" not in said
