"""``python -m benchmarks [SMALL LARGE]``: everything that is measured."""

import sys

from benchmarks import pages

pages.main([int(size) for size in sys.argv[1:]] or [1_000, 100_000])
