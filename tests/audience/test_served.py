"""Readers of a newsroom that is served, against what each of them was answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import counting
from tests.served import archive

pytestmark = [pytest.mark.loopback, pytest.mark.xdist_group("serving")]

READERS = 3_000  # `python -m benchmarks.counting` asks for 100,000


def test_when_the_web_server_is_killed_among_readers_seconds_are_lost_and_nobody_is_counted_twice(
    tmp_path: Path,
) -> None:
    home = archive(tmp_path / "paper", 50)
    tally = counting.Tally(counting.subjects(home), {})
    counting.viewed(home, tally, READERS)
    result = counting.compared(home, tally)
    assert len(tally.answered) == READERS
    assert tally.unanswered > 0  # so the kill came among them
    assert result.counted == READERS - result.lost
    assert result.doubled == 0
    assert result.agree
    assert result.lost_before <= counting.MOST_LOST
