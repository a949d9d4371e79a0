"""Serialised values of PHP are read, never run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.formats.wxr import php


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("N;", None),
        ("b:1;", True),
        ("b:0;", False),
        ("i:-7;", -7),
        ("d:0.5;", 0.5),
        ('s:6:"Fähr";', None),
        ('s:5:"Fähr";', "Fähr"),
        ('a:2:{i:0;s:1:"x";s:1:"y";a:0:{}}', {"0": "x", "y": {}}),
        ('O:8:"stdClass":1:{s:1:"a";i:1;}', {"a": 1}),
        (' a:0:{}\n', {}),
    ],
)  # fmt: skip
def test_values_are_read(text: str, value: object) -> None:
    if text.startswith("s:6"):
        with pytest.raises(ValueError, match="another length"):
            php.unserialize(text)
    else:
        assert php.unserialize(text) == value


@pytest.mark.parametrize(
    "text", ["", "x", "i:1;i:2;", "a:1:{i:0;}", "a:1:{i:0;i:1;", "a:5:{}", "a:1:{i:0;" * 30, "R:1;", "a:999999999:{"]
)
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        php.unserialize(text)
    assert php.mapping(text) == {}


def test_only_arrays_are_mappings() -> None:
    assert php.mapping("i:1;") == {}
    assert php.mapping('a:1:{s:1:"a";N;}') == {"a": None}


@pytest.mark.parametrize(("text", "is_one"), [("a:1:{", True), (" O:3:", True), ("a note: 1", False), ("", False)])
def test_serialised_arrays_are_told_from_words(text: str, is_one: bool) -> None:
    assert php.is_serialized(text) is is_one


@given(st.text(alphabet='aOsidbN:;{}"0123456789-.', max_size=40))
def test_nonsense_never_does_anything_but_be_refused(text: str) -> None:
    assert isinstance(php.mapping(text), dict)
