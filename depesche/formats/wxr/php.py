"""Values that PHP serialised: read, never run.

See https://www.php.net/manual/en/function.serialize.php.  Objects are read as
the values in them; references are not followed.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Value: TypeAlias = "bool | int | float | str | dict[str, Value] | None"

_DEEPEST = 20
_SCALAR = re.compile(rb"(?:(N)|b:([01])|i:([-+]?\d{1,20})|d:([-+\w.]{1,40}));")
_TEXT = re.compile(rb's:(\d{1,9}):"')
_MANY = re.compile(rb'(?:a|O:\d{1,4}:"[^"]{0,200}"):(\d{1,6}):\{')


def unserialize(text: str) -> Value:
    """The value; ``ValueError`` when the text is none."""
    data = text.strip().encode()
    value, end = _value(data, 0, 0)
    if end != len(data):
        raise ValueError("There is more behind the serialised value.")
    return value


def mapping(text: str) -> dict[str, Value]:
    """The value, if it is an array; an empty one for everything else."""
    try:
        value = unserialize(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def is_serialized(text: str) -> bool:
    """Whether a text is an array or object that PHP serialised."""
    return re.match(r"(?:a|O|C):\d+:", text.strip()) is not None


def _value(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if depth > _DEEPEST:
        raise ValueError("The serialised value is nested too deep.")
    if found := _SCALAR.match(data, at):
        return _scalar(found), found.end()
    if found := _TEXT.match(data, at):
        return _text(data, found)
    if found := _MANY.match(data, at):
        return _many(data, found, depth)
    raise ValueError(f"No serialised value begins at byte {at}.")


def _scalar(found: re.Match[bytes]) -> Value:
    nothing, truth, whole, number = found.groups()
    if nothing:
        return None
    if truth:
        return truth == b"1"
    return int(whole) if whole else float(number)


def _text(data: bytes, found: re.Match[bytes]) -> tuple[str, int]:
    """A text of so many bytes."""
    end = found.end() + int(found[1])
    if data[end : end + 2] != b'";':
        raise ValueError("A serialised text has another length than it says.")
    return data[found.end() : end].decode("utf-8", "replace"), end + 2


def _many(data: bytes, found: re.Match[bytes], depth: int) -> tuple[dict[str, Value], int]:
    values: dict[str, Value] = {}
    at = found.end()
    for _ in range(int(found[1])):
        key, at = _value(data, at, depth + 1)
        values[str(key)], at = _value(data, at, depth + 1)
    if data[at : at + 1] != b"}":
        raise ValueError("A serialised array does not end where it should.")
    return values, at + 1
