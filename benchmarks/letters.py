"""``python -m benchmarks.letters [LETTERS] [KILLS]``: letters a minute through a mail server that does what they do.

First a tenth of them without a fault, then all of them while the server stalls for thirty seconds at a time, asks to
come again (4xx) and hangs up between the text and its answer, and the senders are killed (kill -9).  The same code as
the torture of letters.  Ends with 1 if a letter is lost or doubled.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.torture.letters import Faults, Verdict, deliver

LETTERS, KILLS = 10_000, 20
FAULTS = Faults(later_each=100, silent_each=500, stalls=3)


def main(letters: int = LETTERS, kills: int = KILLS) -> int:
    """Measure, and print what became of the letters; 1 if any is lost or doubled."""
    with tempfile.TemporaryDirectory(prefix="depesche-letters-") as folder:
        calm = deliver(max(letters // 10, 10), Path(folder) / "calm")
        print(f"without faults: {told(calm)}", flush=True)
        rough = deliver(letters, Path(folder) / "rough", faults=FAULTS, kills=kills)
    print(f"{FAULTS.stalls} stalls of {FAULTS.stall:.0f} s, one of {FAULTS.later_each} told to come again, one of "
          f"{FAULTS.silent_each} never answered, {kills} kills: {told(rough)}", flush=True)  # fmt: skip
    return int(not (calm.holds and rough.holds))


def told(verdict: Verdict) -> str:
    """What became of them, in a line."""
    return (
        f"{verdict.letters:,} letters, {verdict.each_minute:,.0f} a minute, lost {verdict.lost}, doubled "
        f"{verdict.doubled}, in doubt and not sent again {verdict.in_doubt} (of these {verdict.silent} never answered)"
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
