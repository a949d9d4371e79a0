"""German compounds come apart where a reader would take them apart."""

from __future__ import annotations

import sys

import pytest

from depesche.newsroom.search import compounds
from tools.compounds import packed


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Hafengutachten", ("hafen", "gutachten")),
        ("Autobahnraststätte", ("autobahn", "raststätte")),
        ("Wohnungsbau", ("wohnungs", "bau")),
        ("Brückenprüfung", ("brücken", "prüfung")),
        ("Bürgermeisterin", ("bürger", "meisterin")),
    ],
)
def test_a_compound_comes_apart_before_its_last_word(word: str, parts: tuple[str, str]) -> None:
    assert compounds.split(word) == parts


@pytest.mark.parametrize(
    "word", ["", "ab", "Kai", "Gutachten", "Nachrichten", "Brückhaven", "x" * 200, "😀" * 9, "'; --"]
)
def test_what_is_no_compound_stays_whole(word: str) -> None:
    assert compounds.split(word) is None


def test_the_file_gives_back_what_went_into_it() -> None:
    tables: list[dict[str, float]] = [{"hafen": 1.0, "gut": 0.5}, {}, {"en": 0.25, "ö": 0.0, "hafen": 0.4}]
    for table, shares in zip(tables, compounds.read(memoryview(packed(*tables))), strict=True):
        assert {group: shares.of(group, unknown=-1) for group in table} == pytest.approx(table, abs=1 / 255)
        assert shares.of("kran", unknown=-1) == -1


def test_a_machine_that_reads_numbers_the_other_way_round_would_turn_them(monkeypatch: pytest.MonkeyPatch) -> None:
    turned = bytes(byte for number in (1, 258) for byte in number.to_bytes(4, "big"))
    monkeypatch.setattr(sys, "byteorder", "big")
    read_here = compounds._numbers(memoryview(turned))
    assert list(read_here) == [1, 258]
