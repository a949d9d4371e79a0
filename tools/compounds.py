"""Makes ``depesche/newsroom/search/compounds.bin`` from the model of CharSplit.

    python -m tools.compounds

The model comes with ``compound-split`` on PyPI (GPL-3.0), as text that takes
seconds and 350 MB to load; the group ``compounds`` of pyproject.toml installs
it.  What every search loads is made of it once.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping
from pathlib import Path
from zlib import crc32

FILE = Path(__file__).parent.parent / "depesche" / "newsroom" / "search" / "compounds.bin"


def main() -> None:
    """Write the file and say how large it is."""
    from compound_split import de_ngram_probs as model

    # What always stands within words is as if it were not known, so it need not be kept.
    within = {group: share for group, share in model.infix.items() if share < 1}
    FILE.write_bytes(packed(model.prefix, within, model.suffix))
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


def packed(*tables: Mapping[str, float]) -> bytes:
    """Tables of shares in the form that ``compounds.read`` understands."""
    rows = [sorted({crc32(group.encode()): round(share * 255) for group, share in table.items()}.items())
            for table in tables]  # fmt: skip
    numbers = array("I", [*map(len, rows), *(key for table in rows for key, _share in table)])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes() + bytes(share for table in rows for _key, share in table)


if __name__ == "__main__":
    main()
