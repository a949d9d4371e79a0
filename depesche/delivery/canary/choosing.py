"""Which pages a new release makes on trial: some of each kind, of each edition, from what readers have now."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

from django.urls import Resolver404, resolve

from depesche.delivery.canary.looks import Look, look
from depesche.delivery.keys import everything
from depesche.delivery.store.entry import STORABLE, Entry
from depesche.delivery.store.interface import PageStore

OF_EACH = 4  # pages of one kind in one edition
MOST = 200  # pages in all
_TRIES = 5 * OF_EACH  # pages that are looked at to find as many that nothing was purged in


@dataclass(frozen=True, slots=True)
class Chosen:
    """A page that readers have.  One that is ``stale`` may rightly come out as another, or be gone."""

    address: str
    kind: str
    now: Look
    stale: bool


def chosen(pages: PageStore, *, seed: int | None = None) -> list[Chosen]:
    """Pages of every kind, chosen by chance, those in which nothing was purged first."""
    draw = random.Random(seed)  # noqa: S311 - nobody gains by guessing
    found = [
        one
        for kind, addresses in sorted(_by_kind(pages.addresses([everything()])).items())
        for one in _of_kind(pages, kind, draw.sample(addresses, min(len(addresses), _TRIES)))
    ]
    return found if len(found) <= MOST else draw.sample(found, MOST)


def _of_kind(pages: PageStore, kind: str, addresses: list[str]) -> list[Chosen]:
    found = []
    for address in addresses:
        held = pages.get(address, now=0.0)
        if held is not None:
            found.append(Chosen(address, kind, _look(held.entry), held.stale))
    return sorted(found, key=lambda one: one.stale)[:OF_EACH]


def _by_kind(addresses: list[str]) -> dict[str, list[str]]:
    """Addresses by edition and by the view that answers them; further pages of a list are a kind of their own."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for address in sorted(addresses):
        path, _, query = address.partition("?")
        kinds[f"{path.split('/')[1]} {_view(path)}{' further' if query else ''}"].append(address)
    return kinds


def _view(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _look(entry: Entry) -> Look:
    headers, body = [*entry.headers], entry.bodies["identity"]
    return look(status=entry.status, headers=headers, body=body, storable=entry.status in STORABLE, took=entry.took)
