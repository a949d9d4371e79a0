"""NewsItem as plain JSON values and back, without losing anything.

Used wherever an item is stored as it stands (snapshots of versions, queued
imports) and, inside ninjs, for what that standard has no words for.  Fields
that hold their default are left out, so that a stored record stays readable
when a later version knows more fields.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from depesche.formats.malformed import Malformed
from depesche.formats.newsitem import Block, NewsItem

R = TypeVar("R")

#: The name by which each kind of block is written.
BLOCK_NAMES: dict[type, str] = {
    kind: re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() for kind in get_args(Block)
}
_BLOCK_KINDS: dict[str, type] = {name: kind for kind, name in BLOCK_NAMES.items()}


def to_dict(item: NewsItem) -> dict[str, Any]:
    """The whole item as a dictionary that ``json.dumps`` accepts."""
    return {name: encode(getattr(item, name)) for name in changed(item)}


def from_dict(data: object) -> NewsItem:
    """The item that ``to_dict`` wrote; ``Malformed`` when it is something else."""
    item: NewsItem = _record(NewsItem, data, "item")
    return item


def changed(record: Any) -> tuple[str, ...]:
    """Names of the fields that do not hold their default."""
    return tuple(f.name for f in fields(type(record)) if getattr(record, f.name) != _default(f))


def encode(value: object) -> Any:
    """One field's value as JSON: a block carries its kind, a time its offset."""
    if is_dataclass(value):
        kind = {"block": BLOCK_NAMES[type(value)]} if type(value) in BLOCK_NAMES else {}
        return kind | {name: encode(getattr(value, name)) for name in changed(value)}
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{value} has no time zone; times of the news are aware.")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [encode(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


def decode_field(name: str, value: object) -> Any:
    """One field of a NewsItem from its JSON value; ``Malformed`` for a field or value that is none."""
    hints = _hints(NewsItem)
    if name not in hints:
        raise Malformed(f"A news item has no field “{name}”.")
    return _decode(hints[name], value, name)


def decode_record(kind: type[R], value: object) -> R:
    """A record of another kind that ``encode`` wrote, such as a photo."""
    record: R = _record(kind, value, kind.__name__.lower())
    return record


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _default(field: Field[Any]) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _decode(hint: Any, value: object, where: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(hint), value, where)
    if origin is tuple:
        return _several(get_args(hint), value, where)
    if origin is Literal:
        return _expect(value in get_args(hint), value, where, f"one of {', '.join(get_args(hint))}")
    if is_dataclass(hint):
        return _record(hint, value, where)
    return _PLAIN[origin or hint](value, where)


def _one_of(choices: tuple[Any, ...], value: object, where: str) -> Any:
    if types.NoneType in choices:
        return None if value is None else _decode(choices[0], value, where)
    name = value.get("block") if isinstance(value, dict) else None
    _expect(isinstance(name, str) and name in _BLOCK_KINDS, name, where, f"a block: {', '.join(_BLOCK_KINDS)}")
    return _record(_BLOCK_KINDS[str(name)], value, where)


def _several(hints: tuple[Any, ...], value: object, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong(value, where, "a list")
    if hints[-1] is Ellipsis:
        hints = (hints[0],) * len(value)
    _expect(len(hints) == len(value), value, where, f"{len(hints)} values")
    return tuple(_decode(hint, each, f"{where}[{n}]") for n, (hint, each) in enumerate(zip(hints, value, strict=True)))


def _record(kind: Any, value: object, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise _wrong(value, where, "an object")
    hints = _hints(kind)
    given = {name: each for name, each in value.items() if name != "block" or kind not in BLOCK_NAMES}
    if unknown := sorted(set(given) - set(hints)):
        raise Malformed(f"{where}: there is no field “{unknown[0]}”; there are {', '.join(hints)}.")
    missing = [f.name for f in fields(kind) if _default(f) is MISSING and f.name not in given]
    if missing:
        raise Malformed(f"{where}: “{missing[0]}” is missing.")
    return kind(**{name: _decode(hints[name], each, f"{where}.{name}") for name, each in given.items()})


def _text(value: object, where: str) -> str:
    return str(_expect(isinstance(value, str), value, where, "text"))


def _whole(value: object, where: str) -> Any:
    return _expect(isinstance(value, int) and not isinstance(value, bool), value, where, "a whole number")


def _number(value: object, where: str) -> float:
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    return float(_expect(fits, value, where, "a number"))


def _yes_or_no(value: object, where: str) -> Any:
    return _expect(isinstance(value, bool), value, where, "true or false")


def _day(value: object, where: str) -> date:
    try:
        return date.fromisoformat(_text(value, where))
    except ValueError as error:
        raise _wrong(value, where, "a date such as 2026-11-22") from error


def _time(value: object, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value, where))
    except ValueError as error:
        raise _wrong(value, where, "a time such as 2026-11-22T18:05:00+01:00") from error
    _expect(moment.tzinfo is not None, value, where, "a time with its offset")
    return moment


def _texts(value: object, where: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise _wrong(value, where, "an object of texts")
    return {_text(name, where): _text(each, f"{where}.{name}") for name, each in value.items()}


_PLAIN: dict[Any, Callable[[object, str], Any]] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _yes_or_no,
    date: _day,
    datetime: _time,
    Mapping: _texts,
}


def _expect(fits: bool, value: object, where: str, wanted: str) -> Any:
    if not fits:
        raise _wrong(value, where, wanted)
    return value


def _wrong(value: object, where: str, wanted: str) -> Malformed:
    return Malformed(f"{where}: expected {wanted}, found {value!r:.60}.")
