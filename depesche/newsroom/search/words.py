"""Words as search sees them: folded, stemmed, German compounds in parts.

What is written and what is typed go through the same steps, so that
“Gutachten” finds the “Hafengutachten”, “Brueckhaven” finds “Brückhaven”, and
an Arabic word is found with or without its vowel signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from depesche.newsroom.search import compounds

WORD = re.compile(r"[^\W_]+(?:[\u064b-\u065f\u0670\u0640][^\W_]*)*")

_STEMMERS = {"en": "english", "de": "german", "ar": "arabic"}
_MARKS = re.compile(r"[\u0300-\u036f\u064b-\u065f\u0670\u0640]")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})
# “ue” stands for ü except after a vowel or q: Frauen, Quelle, neue.
_GERMAN_DIGRAPHS = re.compile(r"([ao])e|(?<![aeiouq])ue")
_SHORTEST_COMPOUND = 8


class Term(NamedTuple):
    """A word's stem and, for a compound, the stems of its parts."""

    stem: str
    parts: tuple[str, ...]


def terms(text: str, language: str) -> Iterator[Term]:
    """The terms of a text in reading order."""
    for match in WORD.finditer(text):
        term = term_of(match.group(), language)
        if term.stem:
            yield term


@lru_cache(maxsize=200_000)
def term_of(word: str, language: str) -> Term:
    """The term of one word."""
    base = language.split("-")[0]
    folded = _fold(word, base)
    stem = _stem(folded, base)
    if base != "de" or len(folded) < _SHORTEST_COMPOUND or not folded.isalpha():
        return Term(stem, ())
    parts = tuple(dict.fromkeys(_stem(_fold(part, base), base) for part in _parts(word)))
    return Term(stem, parts if parts != (stem,) else ())


def _fold(word: str, base: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    if base == "de":
        folded = folded.replace("ä", "a").replace("ö", "o").replace("ü", "u")
        folded = _GERMAN_DIGRAPHS.sub(lambda match: match.group(1) or "u", folded)
    folded = _MARKS.sub("", unicodedata.normalize("NFD", folded.translate(_ARABIC)))
    # Other scripts' digits count as the same numbers.
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, -1) >= 0 else c for c in folded)


def _stem(folded: str, base: str) -> str:
    name = _STEMMERS.get(base)
    return str(_stemmer(name).stemWord(folded)) if name else folded


@lru_cache
def _stemmer(name: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(name)


def _parts(word: str, depth: int = 3) -> list[str]:
    if depth == 0 or len(word) < _SHORTEST_COMPOUND:
        return [word]
    found = compounds.split(word)
    if found is None:
        return [word]
    head, tail = found
    # The s between the parts of “Wohnungsbau” belongs to neither.
    if head.endswith("s") and len(head) > 5 and not head.endswith("ss"):
        head = head[:-1]
    return _parts(head, depth - 1) + _parts(tail, depth - 1)
