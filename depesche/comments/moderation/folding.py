"""Text as the checks compare it: without the disguises that letters wear.

Full-width and mathematical letters, letters of other scripts that look like
ours, accents, invisible signs, Arabic vowel signs and stretched lines all go;
what is left is what a reader understands.
"""

from __future__ import annotations

import re
import unicodedata

# Letters of the Cyrillic and Greek scripts (and two others) that look like Latin ones, in lower case.
_ALIKE = str.maketrans(
    "авсԁеёһіїјкӏмнорԛѕтуԝхүʏґαβγδεηικνορτυχωɡıłøđ",
    "abcdeehiijklmhopqstywxyyrabydenikvoptuxwgilod",
)
_BEFOREHAND = str.maketrans("ϲϹϳ", "cCj")  # compatible with letters that look like no Latin one
# Forms of one letter, and letters that keyboards of neighbours have in their place.
_ARABIC = str.maketrans("أإآٱىئةؤکیگڤپچ", "ااااييهوكيكفبج")
_INVISIBLE = re.compile(r"[\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")  # tatweel, vowel signs, signs of recitation
_LATIN = frozenset(("de", "en"))
_GERMAN_DIGRAPH = re.compile(r"([aou])e")


def fold(text: str, language: str) -> str:
    """The text without case, accents and disguises; two texts that read the same are the same then."""
    plain = unicodedata.normalize("NFKC", text.translate(_BEFOREHAND)).casefold()
    plain = "".join(character for character in plain if unicodedata.category(character) != "Cf")
    plain = _INVISIBLE.sub("", plain.translate(_ARABIC))
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if unicodedata.category(c) != "Mn")
    if language.split("-")[0] not in _LATIN:
        return plain
    plain = plain.translate(_ALIKE)
    # “ae” and “ä” are the same word in two spellings.
    return _GERMAN_DIGRAPH.sub(r"\1", plain) if language.startswith("de") else plain


def essence(text: str, language: str) -> str:
    """Letters and digits alone: what two comments have in common that differ in signs and spaces only."""
    return "".join(character for character in fold(text, language) if character.isalnum())
