"""Where a German compound comes apart: “Hafengutachten” is “Hafen” and “Gutachten”.

A place is likely when what stands before it often ends words, when what stands
behind it often begins them, and when what stands behind it is rarely found in
the middle of one (Don Tuggener, Incremental Coreference Resolution for German,
Zurich 2016).  How often is known from a million German nouns of Wikipedia, the
model of CharSplit; ``compounds.bin`` holds it in five megabytes that all
processes share, and ``python -m tools.compounds`` makes it.
"""

from __future__ import annotations

import mmap
import sys
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path
from zlib import crc32

FILE = Path(__file__).with_name("compounds.bin")
SHORTEST = 3  # letters of a part
# Below this score the model guesses; “Gutachten” (0.57) must stay whole, “Bürgermeisterin” (0.65) need not.
_SURE = 0.6
# The s between the parts of “Wohnungsbau” belongs to neither.
_BEFORE_S = ("t", "g", "k", "hl", "n")


def split(word: str) -> tuple[str, str] | None:
    """The two parts of a compound in small letters; None when there is no place where it surely comes apart."""
    word = word.lower()
    best, place = _SURE, 0
    for at in range(SHORTEST, len(word) - SHORTEST + 1):
        score = _score(word, at)
        if score >= best:  # of two equal ones the later: the head of “Autobahnraststätte” is the Raststätte
            best, place = score, at
    return (word[:place], word[place:]) if place else None


class Shares:
    """Shares from 0 to 1 of many groups of letters, found by their checksums.

    A group that is not known passes for another once in ten thousand times,
    which is far rarer than the model itself is wrong.
    """

    def __init__(self, keys: memoryview, values: memoryview) -> None:
        self._keys, self._values = keys, values

    def of(self, group: str, *, unknown: float) -> float:
        """The share of a group of letters, or ``unknown``."""
        key = crc32(group.encode())
        at = bisect_left(self._keys, key)
        return self._values[at] / 255 if at < len(self._keys) and self._keys[at] == key else unknown


def read(data: memoryview) -> tuple[Shares, Shares, Shares]:
    """How often groups of letters begin words, stand within them and end them.

    The file holds three counts, then the checksums of each of the three tables
    in rising order, all as 32 bits with the lowest byte first, and then their
    shares, one byte each.
    """
    counts = [int.from_bytes(data[at : at + 4], "little") for at in (0, 4, 8)]
    keys, values = 12, 12 + 4 * sum(counts)
    tables = []
    for count in counts:
        tables.append(Shares(_numbers(data[keys : keys + 4 * count]), data[values : values + count]))
        keys, values = keys + 4 * count, values + count
    return tables[0], tables[1], tables[2]


def _score(word: str, at: int) -> float:
    begins, within, ends = _model()
    tail = word[at:]
    score = ends.of(_without_s(word[:at]), unknown=-1) + begins.of(_without_s(tail), unknown=-1)
    if score < _SURE:
        return score  # what follows can only lower it
    return score - min(within.of(tail[:end], unknown=1) for end in range(SHORTEST, len(tail) + 1))


def _without_s(part: str) -> str:
    return part[:-1] if len(part) > SHORTEST and part[-1] == "s" and part[:-1].endswith(_BEFORE_S) else part


@lru_cache(maxsize=1)
def _model() -> tuple[Shares, Shares, Shares]:
    with FILE.open("rb") as file:
        return read(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))


def _numbers(data: memoryview) -> memoryview:
    if sys.byteorder == "little":
        return data.cast("I")
    from array import array

    turned = array("I", bytes(data))
    turned.byteswap()
    return memoryview(turned)
