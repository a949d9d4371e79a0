"""``depesche release``: whether readers get pages of the release that runs, and the way back."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from depesche.cli import upkeep
from depesche.cli.home import Home
from depesche.cli.refusal import Refusal
from depesche.cli.words import _

if TYPE_CHECKING:
    from depesche.delivery.store.register import Fault, State

SHOWN = 20  # pages that are named


@click.group("release", invoke_without_command=True, help=_("Say which release readers’ pages are of; go on, or back."))
@click.pass_context
def release(context: click.Context) -> None:
    """Without a command beneath, the status."""
    if context.invoked_subcommand is None:
        context.invoke(status)


@release.command(help=_("Say which release readers’ pages are of, and what is wrong with one that waits."))
@click.pass_obj
def status(home: Home) -> None:
    """Print it; the exit code is 1 while a release waits that was not accepted."""
    home.enter()
    from depesche.delivery.store import store

    state = store().register.read()
    click.echo("\n".join(described(state)))
    if state.waiting:
        sys.exit(1)


@release.command("try", help=_("Make some pages with the release installed here and compare them with readers’ pages."))
@click.option("--decide", is_flag=True, hidden=True)
@click.pass_obj
def try_(home: Home, decide: bool) -> None:
    """Print what is wrong; ``--decide`` is said by ``depesche serve``, and accepts the release if nothing is."""
    if decide:
        threading.Thread(target=_end_with_newsroom, daemon=True).start()
    home.enter()
    if upkeep.pending_migrations():
        raise Refusal(_("The database lacks changes of this release, so its pages cannot be tried yet."))
    from depesche.delivery import canary, deploys
    from depesche.delivery.store import store

    outcome = canary.tried(store())
    if decide:
        deploys.decide(outcome.faults)
    if outcome.faults:
        click.echo("\n".join(_refused(outcome.faults, outcome.pages)), err=True)
        sys.exit(1)
    click.echo(_("The new release makes its pages well; pages compared: %(count)d") % {"count": outcome.pages})


@release.command(help=_("Let readers get pages of the release that waits, whatever was found wrong with them."))
@click.pass_obj
def accept(home: Home) -> None:
    """Accept it by hand."""
    home.enter()
    from depesche.delivery import deploys

    try:
        state = deploys.accept()
    except deploys.NothingWaits:
        raise Refusal(_("No release waits to be accepted.")) from None
    click.echo("\n".join(described(state)))


@release.command(help=_("Let readers get the pages of the release before again, as far as they are still true."))
@click.pass_obj
def back(home: Home) -> None:
    """Go back; the newsroom may run meanwhile or not."""
    home.enter()
    from depesche.delivery import deploys

    try:
        state = deploys.go_back()
    except deploys.NothingBefore:
        raise Refusal(_("There are no pages of a release before to go back to.")) from None
    click.echo("\n".join(described(state)))


def described(state: State) -> Iterable[str]:
    """What readers get, why, and what can be done."""
    if state.served is None:
        yield _("There are no pages yet.")
        return
    yield _("Readers get pages of %(release)s.") % {"release": state.served.release}
    if state.before:
        yield _("Those of %(release)s are kept: depesche release back") % {"release": state.before.release}
    if state.waiting is None:
        return
    yield _("%(release)s waits.") % {"release": state.waiting.release}
    if state.trying:
        yield _("Its pages are being tried. If that has ended without a word: depesche release try")
    elif state.faults:
        yield from _named(state.faults)
        yield from _what_to_do()
    else:
        yield _("Somebody went back from it.")
        yield from _what_to_do()


def _refused(faults: tuple[Fault, ...], pages: int) -> Iterable[str]:
    yield _("The new release makes worse pages; faults found: %(faults)d, pages tried: %(pages)d") % {
        "faults": len(faults),
        "pages": pages,
    }
    yield from _named(faults)
    yield _("None of its pages replaces one. Readers get those that they had, as they are.")
    yield from _what_to_do()


def _named(faults: tuple[Fault, ...]) -> Iterable[str]:
    from depesche.delivery.canary.judging import sentence

    yield from (f"  {sentence(fault)}" for fault in faults[:SHOWN])
    if len(faults) > SHOWN:
        yield _("  … and further ones: %(count)d") % {"count": len(faults) - SHOWN}


def _what_to_do() -> Iterable[str]:
    yield _("Install the release before and start again, or accept this one all the same: depesche release accept")


def _end_with_newsroom() -> None:
    while os.read(0, 1024):  # without the lock of sys.stdin, for which a program that ends would wait
        pass
    os._exit(1)
