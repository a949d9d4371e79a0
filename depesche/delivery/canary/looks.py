"""What can be said of a page without knowing what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 10 * 1024 * 1024  # bytes; of longer pages the text is not counted
_MAIN = re.compile(r"<main\b.*?</main\s*>", re.DOTALL | re.IGNORECASE)
_ASIDE = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<[^>]*>|\s+", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """One page: its kind is that of its bytes, ``letters`` those of its main text, ``took`` seconds."""

    status: int
    kind: str
    size: int
    letters: int
    storable: bool
    took: float | None


def look(
    *, status: int, headers: list[tuple[str, str]], body: bytes, storable: bool, took: float | None = None
) -> Look:
    """Look at a page."""
    kind = dict(headers).get("content-type", "").partition(";")[0].strip()
    return Look(status, kind, len(body), letters(body), storable, took)


def letters(body: bytes) -> int:
    """How much text there is for readers: in the main part of a page, if it says which that is."""
    if len(body) > LONGEST:
        return 0
    text = body.decode(errors="replace")
    main = _MAIN.search(text)
    return len(_ASIDE.sub("", main[0] if main else text))
