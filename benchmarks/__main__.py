"""``python -m benchmarks [SMALL LARGE]``: everything that is measured."""

import sys

from benchmarks import counting, memory, pages, publishing, serving

MINUTES = 10  # of load, where `python -m benchmarks.memory` takes an hour

sizes = [int(size) for size in sys.argv[1:]] or [1_000, 100_000]
pages.main(sizes)
serving.main(min(sizes))
missed = [
    publishing.main(max(sizes), publishing.PUBLICATIONS),
    counting.main(counting.VIEWS),
    memory.main(MINUTES),
]
sys.exit(max(missed))
