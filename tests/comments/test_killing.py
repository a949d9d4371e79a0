"""A few kills of the web processes while readers write; ``python -m benchmarks.killing`` does two hundred."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.killing import kill


@pytest.mark.loopback
@pytest.mark.xdist_group("serving")
def test_no_comment_that_was_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    verdict = kill(2, tmp_path)
    assert verdict.holds, verdict
    assert verdict.kills == 2
    assert verdict.acknowledged >= 2
