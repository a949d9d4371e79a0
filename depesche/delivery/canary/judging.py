"""Whether pages that a new release makes may take the place of those that readers have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.delivery.canary.choosing import Chosen
from depesche.delivery.canary.looks import Look
from depesche.delivery.canary.running import Run
from depesche.delivery.store.register import Fault

TIMES = 4  # a page may have so many times or parts of its bytes
LETTERS = 3  # … and so many parts of its text
SLACK = 16 * 1024  # bytes that a page may gain in any case
FEW = 40  # letters, of which any part may go
SLOWER = 5  # times; measured on the quickest of each kind
QUICK = 0.05  # seconds that any page may take
UNKNOWN = 0.4  # seconds that a page took of which nobody wrote it down
GONE = (404, 410)

# What each kind of fault says to the one who runs the newsroom.
SENTENCES = {
    "error": gettext_lazy("cannot be made: %(error)s"),
    "status": gettext_lazy("answers with status %(new)s instead of %(old)s"),
    "kind": gettext_lazy("is %(new)s instead of %(old)s"),
    "personal": gettext_lazy("could not be kept for all readers: it sets a cookie, or names nothing that it shows"),
    "empty": gettext_lazy("is as good as empty: %(new)s letters of text instead of %(old)s"),
    "small": gettext_lazy("has shrunk to %(new)s bytes from %(old)s"),
    "large": gettext_lazy("has grown to %(new)s bytes from %(old)s"),
    "slow": gettext_lazy("and others of its kind take %(new)s milliseconds at the least instead of %(old)s"),
    "late": gettext_lazy("was not made in time; those after it were not tried"),
    "loud": gettext_lazy("says so much that the trial was broken off"),
    "crash": gettext_lazy("ended the process (code %(code)s); those after it were not tried"),
    "start": gettext_lazy("No page could be tried: the new release ended before the first one (%(code)s)."),
}


def sentence(fault: Fault) -> str:
    """What is wrong, for people."""
    said = SENTENCES.get(fault.kind, fault.kind) % fault.details
    return f"{fault.address} {said}" if fault.address else said


def faults(chosen: Sequence[Chosen], run: Run) -> Iterator[Fault]:
    """What is wrong with the pages that were made on trial."""
    for one in chosen:
        if one.address in run.errors:
            yield Fault(one.address, "error", {"error": run.errors[one.address]})
        elif one.address in run.looks:
            yield from _compared(one, run.looks[one.address])
    yield from _slow(chosen, run)
    if run.end:
        yield _ended(run)


def _compared(one: Chosen, new: Look) -> Iterator[Fault]:
    """The first thing that is wrong with one page, if any."""
    old = one.now
    if one.stale and new.status in GONE:
        return
    if new.status != old.status:
        yield _fault(one, "status", old.status, new.status)
    elif new.kind != old.kind:
        yield _fault(one, "kind", old.kind or _("nothing"), new.kind or _("nothing"))
    elif old.storable and not new.storable:
        yield Fault(one.address, "personal", {})
    elif new.size > old.size * TIMES + SLACK:
        yield _fault(one, "large", old.size, new.size)
    elif old.letters > FEW and new.letters * LETTERS < old.letters:
        yield _fault(one, "empty", old.letters, new.letters)
    elif new.size * TIMES < old.size:
        yield _fault(one, "small", old.size, new.size)


def _slow(chosen: Sequence[Chosen], run: Run) -> Iterator[Fault]:
    """Kinds of pages that take far longer: by the quickest of each, since what else the machine does only slows."""
    kinds: defaultdict[str, list[Chosen]] = defaultdict(list)
    for one in chosen:
        if one.address in run.looks:
            kinds[one.kind].append(one)
    for of_kind in kinds.values():
        new, address = min((run.looks[one.address].took or 0.0, one.address) for one in of_kind)
        old = min((one.now.took for one in of_kind if one.now.took is not None), default=UNKNOWN)
        if new > max(QUICK, old * SLOWER):
            yield Fault(address, "slow", {"old": f"{old * 1000:.0f}", "new": f"{new * 1000:.0f}"})


def _ended(run: Run) -> Fault:
    """How the process ended before its time."""
    if run.last is None:
        return Fault("", "start", {"code": run.end})
    kind = {"slow": "late", "loud": "loud"}.get(run.end, "crash")
    return Fault(run.last, kind, {"code": run.end})


def _fault(one: Chosen, kind: str, old: object, new: object) -> Fault:
    return Fault(one.address, kind, {"old": str(old), "new": str(new)})
