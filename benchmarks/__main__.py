"""``python -m benchmarks [SMALL LARGE]``: everything that is measured."""

import sys

from benchmarks import counting, memory, pages, publishing, serving, signin, storm

MINUTES = 10  # of load, where `python -m benchmarks.memory` takes an hour
STORM = 60  # seconds

sizes = [int(size) for size in sys.argv[1:]] or [1_000, 100_000]
pages.main(sizes)
serving.main(min(sizes))
storm.main(STORM)
missed = [
    signin.main(signin.PROBES),
    publishing.main(max(sizes), publishing.PUBLICATIONS),
    counting.main(counting.VIEWS),
    memory.main(MINUTES),
]
sys.exit(max(missed))
