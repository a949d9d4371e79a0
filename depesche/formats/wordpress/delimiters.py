"""The comments by which the block editor marks its blocks.

See https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_OPENING = re.compile(r"<!--\s{1,20}/?wp:")
_INNER = re.compile(
    r"(?P<close>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+(?:(?P<attributes>\{.*\})\s+)?(?P<void>/)?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of HTML, or the beginning of a block, or a block without content.

    ``within`` are the names of the blocks around a stretch, the innermost last;
    outside of any block it was written in the classic editor.
    """

    text: str = ""
    within: tuple[str, ...] = ()
    opens: str = ""
    is_void: bool = False
    attributes: dict[str, Any] = field(default_factory=dict)


def segments(content: str) -> Iterator[Segment]:
    """The content in its order.  Delimiters that do not match each other do no harm."""
    within: tuple[str, ...] = ()
    at = 0
    for start, end, found in _delimiters(content):
        yield Segment(content[at:start], within)
        at = end
        name = found["name"].removeprefix("core/")
        if found["close"]:
            within = within[: _last(within, name)]
            continue
        told = _attributes(found["attributes"])
        yield Segment(opens=name, within=within, is_void=bool(found["void"]), attributes=told)
        if not found["void"]:
            within = (*within, name)[-100:]
    yield Segment(content[at:], within)


def _delimiters(content: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Where each delimiter begins and ends, and what it says."""
    at = 0
    while opening := _OPENING.search(content, at):
        end = content.find("-->", opening.end())
        if end < 0:
            return
        at = end + 3
        if found := _INNER.fullmatch(content[opening.start() + 4 : end].lstrip()):
            yield opening.start(), at, found


def _last(within: tuple[str, ...], name: str) -> int:
    """Where the innermost block of a name is open; the end if none is."""
    return max((n for n, each in enumerate(within) if each == name), default=len(within))


def _attributes(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (json.JSONDecodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
