"""Letters to followers are neither lost nor doubled, whatever the mail server does and whoever is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.letters import Faults, deliver

pytestmark = pytest.mark.loopback


def test_no_letter_is_lost_or_doubled_in_faults(tmp_path: Path) -> None:
    faults = Faults(later_each=40, silent_each=30, stalls=1, stall=0.2)
    verdict = deliver(60, tmp_path, faults=faults, kills=2)
    assert verdict.holds, verdict
    assert verdict.silent >= 1
