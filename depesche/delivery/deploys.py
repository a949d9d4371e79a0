"""A new release of the newsroom: its pages are tried, accepted or refused, and left again.

Whatever is decided here, the pages themselves stay where they are.  Only
which generation readers get is written down, and every process follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction

from depesche.delivery import outbox
from depesche.delivery.actions import carry_out_pending, purge_if_restored, purge_now
from depesche.delivery.keys import everything
from depesche.delivery.release import Release
from depesche.delivery.store import store
from depesche.delivery.store.generations import Generations
from depesche.delivery.store.interface import Unreachable
from depesche.delivery.store.register import Fault, Generation, State

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class NothingWaits(ValueError):
    """There is no release that could be accepted."""


class NothingBefore(ValueError):
    """There is no generation of pages to go back to."""


def begin() -> bool:
    """The newsroom opens with the release of this process; says whether its pages have to be tried first.

    They need not be if readers get pages of this release already, or have
    none that could get worse, or if this is the release before, to which
    somebody goes back.
    """
    pages = store()
    purge_if_restored()
    _purge_after_power_cut(pages)
    bare = _bare(pages)
    state = pages.change(lambda before: _opened(before, pages, bare=bare))
    return state.trying


def decide(faults: Sequence[Fault]) -> State:
    """The pages of the waiting release were tried: accept it, or write down what is wrong with it."""
    pages = store()
    return pages.change(lambda state: _decided(state, pages.release, tuple(faults)))


def accept() -> State:
    """Let readers get pages of the release that waits, whatever the trial has found; raises NothingWaits."""
    return store().change(_accepted)


def go_back() -> State:
    """Let readers get the pages of the generation before, as they are; raises NothingBefore.

    They were purged all the time as those that readers got, so nothing comes
    back that was withdrawn, and what has changed since is known to be stale.
    Nothing replaces them until their release runs again or another is accepted.
    """
    with suppress(DatabaseError):  # then as little is settled for the pages that readers have now
        carry_out_pending()
    state = store().change(_back)
    with suppress(DatabaseError), transaction.atomic():
        outbox.note([everything()], hard=False)  # caches in front have pages of the release that is left
    return state


def _bare(pages: Generations) -> bool:
    """Whether readers have no pages that could get worse; they have none of a store that is away."""
    try:
        return not pages.addresses([everything()])
    except Unreachable:
        return True


def _opened(state: State, pages: Generations, *, bare: bool) -> State:
    assert state.served is not None
    state = replace(state, boot=_boot())
    if _same(state.served, pages.release):
        return _settled(state)
    if _same(state.before, pages.release):
        return _settled(replace(state, served=state.before, before=None))
    if _same(state.waiting, pages.release) and not state.trying and not state.faults:
        return state  # somebody went back from it
    if bare:  # so there is nothing to go back to, either
        return _settled(replace(state, served=pages.generation()))
    return replace(state, waiting=pages.generation(), trying=True, faults=())


def _decided(state: State, release: Release, faults: tuple[Fault, ...]) -> State:
    if not (state.trying and _same(state.waiting, release)):
        return state  # somebody was quicker
    return replace(state, trying=False, faults=faults) if faults else _accepted(state)


def _accepted(state: State) -> State:
    if state.waiting is None:
        raise NothingWaits
    return _settled(replace(state, served=state.waiting, before=state.served))


def _back(state: State) -> State:
    if state.before is None:
        raise NothingBefore
    return replace(state, served=state.before, before=None, waiting=state.served, trying=False, faults=())


def _settled(state: State) -> State:
    return replace(state, waiting=None, trying=False, faults=())


def _same(generation: Generation | None, release: Release) -> bool:
    return generation is not None and generation.release.digest == release.digest


def _purge_after_power_cut(pages: Generations) -> None:
    """Files for a web server in front are not synced, so one that was taken away may be there again."""
    state = pages.register.read()
    if settings.FILES_FOR_NGINX and state.boot not in ("", _boot()):
        purge_now(everything())


def _boot() -> str:
    """The name of this run of the machine, where the system gives it one."""
    return _BOOT.read_text().strip() if _BOOT.exists() else ""
