"""Remembering what pages have in common, until something changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from django.db import transaction

from depesche.delivery.store import store
from depesche.delivery.store.interface import PageStore

T = TypeVar("T")
_kept: WeakKeyDictionary[PageStore, dict[Hashable, tuple[int, object]]] = WeakKeyDictionary()


def until_purged(what: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` answers, made anew after the next purge of anything.

    A page that is made of it is as exact as one that asked for itself: the
    number of the last purge is read first, so whatever changes meanwhile is
    purged later, and the page with it.  Within a transaction nothing is
    remembered: it sees what nobody else does, and may come to nothing.
    """
    if transaction.get_connection().in_atomic_block:
        return make()
    pages = store()
    number, kept = pages.number(), _kept.setdefault(pages, {})
    if (found := kept.get(what)) is None or found[0] != number:
        found = kept[what] = (number, make())
    return cast("T", found[1])


def forget() -> None:
    """Forget everything, as when the database became another one."""
    _kept.clear()
