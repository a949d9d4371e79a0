"""``python -m benchmarks [SMALL LARGE]``: everything that is measured."""

import sys

from benchmarks import pages, serving

sizes = [int(size) for size in sys.argv[1:]] or [1_000, 100_000]
pages.main(sizes)
serving.main(min(sizes))
