"""News items of every shape, for the property tests."""

from __future__ import annotations

import html
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from depesche.formats import newsitem as n

words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "M")), max_size=12)
phrases = words.map(lambda text: " ".join(text.split()) or "harbour")
addresses = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9/-]{0,12}", fullmatch=True)
days = st.dates(date(1950, 1, 1), date(2090, 1, 1))
_zones = st.just(UTC) | st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
times = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=_zones)  # noqa: DTZ001 (bounds take no zone)


def _inline(lead: str, strong: str, link: str, item: str, address: str) -> str:
    lead, strong, link, item = (html.escape(text, quote=False) for text in (lead, strong, link, item))
    return f'<p>{lead} <strong>{strong}</strong> <a href="{address}">{link}</a></p><ul><li>{item}</li></ul>'


inline = st.builds(_inline, phrases, phrases, phrases, phrases, addresses)


def records(kind: type, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records of one kind, every field drawn by its type, except for those that are given."""
    hints = get_type_hints(kind)
    special = _SPECIAL.get(kind, {}) | given
    drawn = {f.name: _drawn(hints[f.name]) for f in fields(kind) if f.name not in special}
    return st.builds(kind, **drawn, **special)


def _drawn(hint: Any) -> st.SearchStrategy[Any]:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(_drawn, args))
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple and args[-1] is Ellipsis:
        return st.lists(_drawn(args[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(_drawn, args))
    if is_dataclass(hint):
        return st.deferred(lambda: records(hint))  # type: ignore[arg-type]  # is_dataclass says that it is a type
    return _BY_TYPE[origin or hint]


_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: words,
    int: st.integers(0, 10_000),
    bool: st.booleans(),
    float: st.floats(0, 1),
    date: days,
    datetime: times,
    types.NoneType: st.none(),
    Mapping: st.dictionaries(words, words, max_size=2),
}

_SPECIAL: dict[type, dict[str, st.SearchStrategy[Any]]] = {
    n.Paragraph: {"html": inline},
    n.Rendition: {"href": addresses},
    n.Ref: {"uri": addresses | st.just("")},
    n.NewsItem: {"uri": addresses | st.just(""), "language": st.sampled_from(["de", "en", "ar", "zh-Hans"])},
}

items = records(n.NewsItem)
blocks: st.SearchStrategy[n.Block] = _drawn(n.Block)
