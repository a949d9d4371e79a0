"""What a reader asks for, before an engine puts it into its own language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from depesche.newsroom.search.words import WORD, terms

_ASKED = re.compile(r'(?P<no>(?<!\S)-)?(?:[„“”"«](?P<phrase>[^„“”"«»]+)[“”"»]|(?P<word>[^\s„“”"«»]+))')
_MOST_CLAUSES = 12
# Where the wanted words must stand, from the best answers to the weakest: all of them in the headline, all in
# headline and text, then also as parts of compounds; within a step the newest are the best.  Weighing each answer
# (bm25) means a look at every article that holds one of the words: measured at 100,000 articles, 6 to 38 ms
# instead of one.
STEPS = (("head",), ("head", "text"), ("head", "text", "parts"))


@dataclass(frozen=True, slots=True)
class Clause:
    """One word or phrase: its stems in a row or, for a compound, all of its parts."""

    stems: tuple[str, ...]
    parts: tuple[str, ...] = ()
    prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Everything that an entry must and must not have.  ``since`` and ``until`` are entry numbers."""

    wanted: tuple[Clause, ...]
    facets: tuple[str, ...]
    since: int
    until: int
    unwanted: tuple[Clause, ...] = ()


def clauses(text: str, language: str) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """The wanted and unwanted clauses of what somebody typed: words, "phrases", -without."""
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    for match in _ASKED.finditer(text):
        found = _clauses(match, language)
        (unwanted if match["no"] else wanted).extend(found)
    return tuple(wanted[:_MOST_CLAUSES]), tuple(unwanted[:_MOST_CLAUSES])


def tidy(text: str) -> str:
    """What somebody typed without everything that search does not look at: words, "phrases", -without.

    What is left are letters and digits, so it can be written anywhere, and means the same to search.
    """
    said: list[str] = []
    for match in _ASKED.finditer(text):
        words = WORD.findall(match["phrase"] or match["word"])
        parts = [f'"{" ".join(words)}"'] if match["phrase"] and words else words
        said += [f"-{part}" for part in parts] if match["no"] else parts
    return " ".join(said)


def _clauses(match: re.Match[str], language: str) -> Iterator[Clause]:
    found = list(terms(match["phrase"] or match["word"], language))
    if match["phrase"] and found:
        yield Clause(tuple(term.stem for term in found))
        return
    for term in found:
        yield Clause((term.stem,), term.parts)
