"""Words that the house does not want to read: found in disguise, and not where they are part of another word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.comments.moderation import words
from depesche.comments.moderation.folding import essence, fold

DISGUISED = [
    ("en", "scoundrel", ["Scoundrel!", "sc0undr3l", "s c o u n d r e l", "s.c.o.u.n.d.r.e.l", "scoooundrel"]),
    ("en", "scoundrel", ["ѕсоundrеl", "ｓｃｏｕｎｄｒｅｌ", "𝐬𝐜𝐨𝐮𝐧𝐝𝐫𝐞𝐥", "scóündrèl"]),
    ("en", "scoundrel", ["sc*undrel", "scoun-drel", "sco\u200bundrel"]),
    ("en", "ass", ["a$$", "ASSSS", "a s s", "(ass)"]),
    ("en", "go away", ["go   away", "Go, away!", "go\naway"]),
    ("de", "arsch", ["Du Arsch!", "4rsch", "A r s c h", "АRSCH", "ärsch", "a\u00adrsch", "Arrrsch", "*rsch"]),
    ("de", "arsch", ["_arsch_", "A-R-S-C-H", "a'rsch"]),
    ("de", "arschlöcher", ["Arschlöcher", "Arschloecher", "arschlocher"]),
    ("de", "scheiße", ["SCHEISSE", "Scheisse", "sch3iße", "Sch€iße"]),
    ("de", "idiot*", ["Idioten", "1d10t", "idi0tisch"]),
    ("ar", "كلب", ["كلب", "كَلْبٌ", "كـــلـــب", "ك ل ب", "الكلب", "والكلب", "يا كلب!", "ک‌ل‌ب"]),
    ("ar", "أحمق", ["احمق", "أحمق", "الأحمق", "إحمق"]),
    ("ar", "حمار*", ["حمارة", "حماره", "الحمارين"]),
]  # fmt: skip

HARMLESS = [
    ("en", "cunt", ["Scunthorpe", "discount", "account"]),
    ("en", "ass", ["as", "class", "was so", "gas station", "as she said", "Essex", "assess"]),
    ("en", "tit", ["title", "Titian", "constitution", "it it"]),
    ("en", "cock", ["Hancock", "peacock", "cocktail"]),
    ("de", "arsch", ["Barsch", "Marschland", "Warschau", "Arschloch", "der Forscher"]),
    ("de", "sau", ["sauer", "Dessau", "Sauerland", "das Auto"]),
    ("de", "idiot*", ["Patriot"]),
    ("ar", "كلب", ["كلبشات", "مكلب", "قلب"]),
    ("ar", "حمار", ["احمرار", "حماري"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "pattern", "texts"), DISGUISED)
def test_a_word_is_found_in_disguise(language: str, pattern: str, texts: list[str]) -> None:
    missed = [text for text in texts if not list(words.found([pattern], f"Well, {text} it is", language))]
    assert not missed


@pytest.mark.parametrize(("language", "pattern", "texts"), HARMLESS)
def test_a_harmless_word_that_holds_it_passes(language: str, pattern: str, texts: list[str]) -> None:
    wrong = [text for text in texts if list(words.found([pattern], text, language))]
    assert not wrong


LETTERS = st.text(st.sampled_from("bcdfghjkmnpqrvwxy"), min_size=4, max_size=9)
TURNS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "spelt out": " ".join,
    "dotted": ".".join,
    "hyphens": "-".join,
    "longer": lambda word: "".join(letter * 3 for letter in word),
    "invisible": lambda word: "\u200d".join(word),
    "accents": lambda word: "".join(f"{letter}\u0301" for letter in word),
    "full width": lambda word: "".join(chr(ord(letter) + 0xFEE0) for letter in word),
    "bold": lambda word: "".join(chr(ord(letter) - ord("a") + 0x1D41A) for letter in word),
}


@given(word=LETTERS, turn=st.sampled_from(sorted(TURNS)), before=st.sampled_from(["", "so ", "«", "("]))
def test_no_turn_hides_any_word(word: str, turn: str, before: str) -> None:
    assert list(words.found([word], f"{before}{TURNS[turn](word)}!", "en")) == [word]


@given(word=LETTERS, before=st.sampled_from("abcdefxyz"), behind=st.sampled_from("abcdefxyz"))
def test_letters_before_and_behind_make_another_word(word: str, before: str, behind: str) -> None:
    assert not list(words.found([word], f"{before}{word}{behind}", "en"))


@given(
    text=st.text(max_size=300), pattern=st.text(min_size=1, max_size=20), language=st.sampled_from(["en", "de", "ar"])
)
def test_whatever_is_typed_it_ends(text: str, pattern: str, language: str) -> None:
    list(words.found([pattern], text, language))
    assert fold(fold(text, language), language) == fold(text, language) or language == "de"
    essence(text, language)


@pytest.mark.parametrize("text", ["a" * 50_000, "!@$" * 20_000, "a!" * 25_000, "ab" * 25_000, "ـ" * 50_000])
def test_a_long_text_does_not_hold_up_the_house(text: str) -> None:
    assert not list(words.found(["aabbaabb", "go away", "xx*"], text, "en"))


@pytest.mark.parametrize(
    ("pattern", "usable"), [("bad", True), ("bad*", True), ("*", False), ("a*b", False), ("!", False)]
)
def test_a_pattern_needs_letters(pattern: str, usable: bool) -> None:
    assert words.usable(pattern) is usable
