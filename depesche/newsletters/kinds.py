"""The kinds of parts that an issue is made of: declared by whoever knows about them.

A kind is a block for the editor's form, and a function that says what readers
get of it: a template by name and what it needs.  Each template stands twice:
with ``.html`` for the letter and the page on the web, with ``.txt`` for the
letter in plain text.  An app declares its kinds when it starts; no migration
knows them, so a kind may come and go with its app.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField

from depesche.newsroom.models import Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a kind may want to know: the edition that speaks, the moment, and what was chosen when it was sent."""

    edition: Edition
    at: datetime
    chosen: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What readers get of one block; ``template`` is a name without its end.

    ``pieces`` are the articles of which it tells, each with the number of the last correction that it held then.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    pieces: tuple[tuple[str, int], ...] = ()


class NothingToShow(LookupError):
    """What a block tells of is there no more, or nobody may read it; it is left out, and the desk is told."""


Compose = Callable[[Any, Around], Part]
Choose = Callable[[Any, Around], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a block becomes a part; ``choose`` says in JSON what must not change any more once an issue is sent."""

    compose: Compose
    choose: Choose | None = None


class _Parts(blocks.StreamBlock):
    """The blocks of an issue; empty until apps declare theirs."""

    def declare(self, name: str, block: blocks.Block) -> None:
        """Offer one more block."""
        block.set_name(name)
        self.child_blocks[name] = block


_PARTS = _Parts()
_KINDS: dict[str, Kind] = {}


class PartsField(StreamField):
    """A stream of all kinds of parts that are declared, whichever these are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(_PARTS, **kwargs)

    def deconstruct(self) -> Any:
        """Say nothing of the blocks: the database keeps JSON, whatever it holds."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


def register(name: str, block: blocks.Block, compose: Compose, *, choose: Choose | None = None) -> None:
    """Declare a kind of part.

    ``compose`` raises NothingToShow if there is nothing that readers may see;
    whatever it raises, the rest of the issue is sent.
    """
    _PARTS.declare(name, block)
    _KINDS[name] = Kind(compose, choose)


def forget(name: str) -> None:
    """Take a kind back; blocks of it that editors have used are left out."""
    _PARTS.child_blocks.pop(name, None)
    _KINDS.pop(name, None)


def kind(name: str) -> Kind:
    """How a block of this name becomes a part; raises KeyError."""
    return _KINDS[name]
