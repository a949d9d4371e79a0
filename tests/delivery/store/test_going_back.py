"""Whatever releases come and go: nothing that was withdrawn comes back, and nothing purged is taken for fresh."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from depesche.delivery import deploys
from depesche.delivery.release import Release
from depesche.delivery.store.folders import Folders
from depesche.delivery.store.generations import Generations
from depesche.delivery.store.register import Fault, Register

from .fixtures import NOW, page

RELEASES = [Release(name, name, "broadsheet", "https://paper.example") for name in "abc"]
KEYS = [f"article:{number}" for number in range(3)]
BAD = (Fault("/x/", "error", {"error": "x"}),)
addresses = st.sampled_from([f"/{number}/" for number in range(4)])
keys = st.sets(st.sampled_from(KEYS), min_size=1)
processes = st.integers(0, 1)


@dataclass
class Text:
    """What a page says: which release made it, and what the newsroom knew then."""

    release: str
    versions: dict[str, int]  # of each thing that the page shows


class Newsroom(RuleBasedStateMachine):
    """Two processes with pages of their own in memory, and the truth beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.versions = dict.fromkeys(KEYS, 0)
        self.withdrawn = dict.fromkeys(KEYS, 0)  # the version from which on nothing earlier may be seen
        self.pending: list[tuple[set[str], bool]] = []
        self.texts: dict[str, Text] = {}
        self.stores: list[Generations] = []

    @initialize()
    def open(self) -> None:
        self.release = RELEASES[0]
        self.start()

    def start(self) -> None:
        for store in self.stores:
            store.close()
        places = Folders(self.folder, files=False)
        self.stores = [Generations(Register(self.folder), places, self.release) for _ in range(2)]

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        shutil.rmtree(self.folder)

    @rule(process=processes, address=addresses, shown=keys)
    def render(self, process: int, address: str, shown: set[str]) -> None:
        """A page is made of what the newsroom knows, and kept if it may be."""
        self.finish(process, address, shown, self.begun(process))

    @rule(process=processes, address=addresses, shown=keys, changed=keys, hard=st.booleans())
    def change_while_rendering(
        self, process: int, address: str, shown: set[str], changed: set[str], hard: bool
    ) -> None:
        begun = self.begun(process)
        self.purge(1 - process, changed, hard)
        self.finish(process, address, shown, begun)

    def begun(self, process: int) -> tuple[int, dict[str, int]]:
        return self.stores[process].number(), dict(self.versions)

    def finish(self, process: int, address: str, shown: set[str], begun: tuple[int, dict[str, int]]) -> None:
        name = str(len(self.texts))
        self.texts[name] = Text(self.release.digest, {key: begun[1][key] for key in shown})
        self.stores[process].put(address, page(name, *shown, "everything", begun=begun[0]))

    @rule(process=processes, changed=keys, hard=st.booleans())
    def purge(self, process: int, changed: set[str], hard: bool) -> None:
        """Something changes, or is withdrawn."""
        for key in changed:
            self.versions[key] += 1
        self.stores[process].purge(changed, hard=hard)
        self.know(changed, hard)

    @rule(process=processes, changed=keys, hard=st.booleans(), before=st.integers(0, 2))
    def die_while_purging(self, process: int, changed: set[str], hard: bool, before: int) -> None:
        """The process ends among the generations; the note in the database stays until it is carried out."""
        for key in changed:
            self.versions[key] += 1
        store = self.stores[process]
        done: list[str] = []
        inner = store._purge

        def dying(name: str, *what: Any, **how: Any) -> None:
            if len(done) == before:
                raise KeyboardInterrupt
            done.append(name)
            inner(name, *what, **how)

        store._purge = dying  # type: ignore[method-assign]
        try:
            store.purge(changed, hard=hard)
            self.know(changed, hard)
        except KeyboardInterrupt:
            self.pending.append((changed, hard))
        finally:
            store._purge = inner  # type: ignore[method-assign]

    @rule(process=processes)
    def settle(self, process: int) -> None:
        """The clock carries out what is noted."""
        for changed, hard in self.pending:
            self.stores[process].purge(changed, hard=hard)
            self.know(changed, hard)
        self.pending.clear()

    def know(self, changed: set[str], hard: bool) -> None:
        if hard:
            self.withdrawn |= {key: self.versions[key] for key in changed}

    @rule(release=st.sampled_from(RELEASES), good=st.booleans())
    def deploy(self, release: Release, good: bool) -> None:
        """The newsroom is started with this release, and its pages are tried if they have to be."""
        self.release = release
        self.start()
        store = self.stores[0]
        bare = not store.addresses(["everything"])
        state = store.change(lambda before: deploys._opened(before, store, bare=bare))
        if state.trying:
            store.change(lambda before: deploys._decided(before, release, () if good else BAD))

    @rule(process=processes)
    def accept(self, process: int) -> None:
        if self.stores[process].register.read().waiting:
            self.stores[process].change(deploys._accepted)

    @rule(process=processes)
    def back(self, process: int) -> None:
        if self.stores[process].register.read().before:
            self.settle(process)
            self.stores[process].change(deploys._back)

    @rule(process=processes, address=addresses)
    def lose(self, process: int, address: str) -> None:
        """A page is none any more."""
        self.stores[process].remove(address)

    @invariant()
    def nothing_withdrawn_is_served_and_nothing_purged_is_fresh(self) -> None:
        unsettled = {key for changed, _hard in self.pending for key in changed}
        for store in self.stores:
            served = store.register.read().served
            for address in (f"/{number}/" for number in range(4)):
                held = store.get(address, now=NOW)
                if held is None:
                    continue
                text = self.texts[held.entry.bodies["identity"].decode()]
                for key, version in text.versions.items():
                    assert version >= self.withdrawn[key], "this was withdrawn"
                    assert held.stale or key in unsettled or version == self.versions[key], "this was purged"
                if not held.stale:
                    assert served is not None
                    assert text.release == served.release.digest, "this is a page of another release"
                if not store.accepting:
                    assert served is not None
                    assert text.release == served.release.digest


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
