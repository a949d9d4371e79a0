"""Words that the house does not want to read, found also where they are disguised.

A word is found as a whole word only, so that a place or a name that holds its
letters passes.  Found are: letters said twice or more, digits and signs in
place of letters, a star in place of a vowel, signs within the word, and the
word spelt out with something between all of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from depesche.comments.moderation.folding import fold

# What stands for a letter besides itself.
_STANDS_FOR = {
    "a": "4@*", "b": "8", "e": "3€*", "g": "9", "i": "1!|*", "l": "1|", "o": "0*", "s": "5$", "t": "7+", "u": "*",
    "z": "2",
}  # fmt: skip
_SIGNS = "".join(sorted({sign for signs in _STANDS_FOR.values() for sign in signs if not sign.isalnum()}))
_WITHIN = r"[^\w\s" + re.escape(_SIGNS) + r"]{0,2}"  # signs that somebody put between two letters
_BETWEEN = r"[\W_]{1,3}"  # ... or spaces, between all of them
_EDGE = re.escape("".join(sign for sign in _SIGNS if sign not in "*!|"))
# Words that Arabic writes together with the next one: and, so, the, with, to, like.
_BEFORE_ARABIC = r"[وف]?(?:ال|لل|بال|كال|وال|[بلك])?"
LONGEST = 20_000  # characters that are looked at


def found(patterns: Iterable[str], text: str, language: str) -> Iterator[str]:
    """Those of the patterns that the text holds, as the house wrote them."""
    folded = fold(text[:LONGEST], language)
    for pattern in patterns:
        expression = _compiled(pattern, language)
        if expression is not None and expression.search(folded):
            yield pattern


@lru_cache(maxsize=10_000)
def _compiled(pattern: str, language: str) -> re.Pattern[str] | None:
    """The expression that finds a word in folded text; None for a pattern without a letter or digit."""
    opened, closed = pattern.startswith("*"), pattern.endswith("*")
    parts = [part for part in re.split(r"[\W_]+", fold(pattern.strip("*"), language)) if part]
    if not parts:
        return None
    either = r"[\W_]+".join(_WITHIN.join(_runs(part)) for part in parts)
    # A word of two letters that is spelt out could be the end and the beginning of two others.
    if len(parts) == 1 and len(parts[0]) > 2:
        either = f"(?:{either}|{_BETWEEN.join(_letter(letter) + '+' for letter in parts[0])})"
    before = "" if opened else rf"(?<![^\W_])(?<![{_EDGE}])" + (_BEFORE_ARABIC if language.startswith("ar") else "")
    after = "" if closed else rf"(?![^\W_])(?![{_EDGE}])"
    return re.compile(before + either + after)


def _runs(word: str) -> Iterator[str]:
    """Each letter of a word; one that is said twice is said at least twice."""
    for letter, group in groupby(word):
        number = len(list(group))
        yield _letter(letter) + (f"{{{number},}}" if number > 1 else "+")


def _letter(letter: str) -> str:
    """A letter and whatever may stand for it."""
    signs = _STANDS_FOR.get(letter, "")
    return f"[{re.escape(letter + signs)}]" if signs else re.escape(letter)


def usable(pattern: str) -> bool:
    """Whether a pattern says enough to look for: two letters or digits, and stars at the ends only."""
    middle = pattern.strip("*")
    return "*" not in middle and sum(character.isalnum() for character in middle) >= 2
