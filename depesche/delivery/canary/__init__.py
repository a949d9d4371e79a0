"""A new release makes some pages on trial before any of its pages replaces one.

``choosing`` picks stored pages of every kind, ``running`` has them made in a
process of its own, which may hang, burst or crash, and ``judging`` compares
them with what readers have now.
"""

from __future__ import annotations

from dataclasses import dataclass

from depesche.delivery.canary import choosing, judging, running
from depesche.delivery.release import environment
from depesche.delivery.store.interface import PageStore
from depesche.delivery.store.register import Fault

__all__ = ["Outcome", "tried"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many pages were made on trial, and what is wrong with them."""

    pages: int
    faults: tuple[Fault, ...]


def tried(pages: PageStore, *, limits: running.Limits = running.LIMITS) -> Outcome:
    """What comes out if the release of this process makes stored pages anew."""
    chosen = choosing.chosen(pages)
    run = running.run([one.address for one in chosen], environment=environment(), limits=limits)
    return Outcome(len(chosen), tuple(judging.faults(chosen, run)))
