"""Reading IPTC-IIM, the older way of writing rights into a picture (IIM 4.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .record import Rights, day, tidy, tidy_all

UTF8 = b"\x1b%G"  # the value of 1:90 that announces UTF-8


def read(block: bytes) -> Rights:
    """The rights in an IIM block; whatever of it can be read."""
    found: defaultdict[tuple[int, int], list[bytes]] = defaultdict(list)
    for record, dataset, value in _datasets(block):
        found[record, dataset].append(value)
    utf8 = UTF8 in found[1, 90]

    def texts(dataset: int) -> tuple[str, ...]:
        return tidy_all(_decoded(value, utf8=utf8) for value in found[2, dataset])

    def text(dataset: int) -> str:
        return next(iter(texts(dataset)), "")

    return Rights(
        title=text(5),
        instructions=text(40),
        taken_on=day(text(55)),
        keywords=texts(25),
        creator=", ".join(texts(80)),
        city=text(90),
        sublocation=text(92),
        region=text(95),
        country=text(101),
        job=text(103),
        headline=text(105),
        credit=text(110),
        source=text(115),
        copyright_notice=text(116),
        caption=text(120),
    )


def _datasets(block: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Record, dataset and value of each field, up to the first that makes no sense."""
    at = 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        record, dataset = block[at + 1], block[at + 2]
        size = int.from_bytes(block[at + 3 : at + 5], "big")
        at += 5
        if size & 0x8000:  # a long field: the size of the size
            width = size & 0x7FFF
            size = int.from_bytes(block[at : at + width], "big")
            at += width
        if at + size > len(block):
            return
        yield record, dataset, block[at : at + size]
        at += size


def _decoded(value: bytes, *, utf8: bool) -> str:
    """Text as announced, as UTF-8 where it happens to be that, else as Windows wrote it."""
    try:
        return tidy(value.decode("utf-8"))
    except UnicodeDecodeError:
        return tidy(value.decode("utf-8" if utf8 else "cp1252", "replace"))
