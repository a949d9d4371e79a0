"""Which generation of pages readers get: a small file that all processes agree on at once."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from depesche.delivery.release import Release
from depesche.delivery.store.counter import Counter

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Generation:
    """The pages that one release made.  ``name`` is that of their place in the store, and never used twice."""

    name: str
    release: Release

    @classmethod
    def read(cls, said: dict[str, Any]) -> Self:
        """What the file says of one."""
        return cls(said["name"], Release(**said["release"]))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a page of a new release: ``kind`` names the sentence that says it, ``details`` fill it."""

    address: str
    kind: str
    details: dict[str, str]


@dataclass(frozen=True, slots=True)
class State:
    """Readers get the pages of ``served``; those of ``before`` are kept, to go back to.

    ``waiting`` is a release that runs and whose pages are not accepted:
    ``trying`` while they are compared, ``faults`` if they were found wanting,
    neither of them if somebody went back from it.  ``boot`` names the run of
    the machine in which they were last served, ``changes`` counts changes of all this.
    """

    served: Generation | None = None
    before: Generation | None = None
    waiting: Generation | None = None
    trying: bool = False
    faults: tuple[Fault, ...] = ()
    boot: str = ""
    changes: int = 0

    @property
    def kept(self) -> list[Generation]:
        """All whose pages may yet be served, in the order in which they are purged: what readers get comes last."""
        return [one for one in (self.before, self.waiting, self.served) if one is not None]

    @classmethod
    def read(cls, text: str) -> Self:
        """What the file says."""
        said = json.loads(text)
        for place in ("served", "before", "waiting"):
            said[place] = Generation.read(said[place]) if said[place] else None
        return cls(**said | {"faults": tuple(Fault(**fault) for fault in said["faults"])})


class Register:
    """The state in ``folder``, and a number in the memory of each process that tells when it has changed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        self._file = folder / "releases.json"
        self._lock = folder / "releases.lock"
        self._counter = Counter(folder / "changes")
        self._told = Counter(folder / "told")

    def number(self) -> int:
        """Differs once the state has changed; costs no call of the system."""
        return self._counter.read()

    def read(self) -> State:
        """The state now; one that cannot be understood is none, and all pages are made anew."""
        try:
            return State.read(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return State()
        except (ValueError, KeyError, TypeError):
            logger.exception("%s cannot be understood; all pages are made anew", self._file)
            return State()

    def change(self, how: Callable[[State], State]) -> State:
        """Make of the state what ``how`` makes of it; nobody else changes it meanwhile."""
        with self._locked():
            before = self.read()
            after = how(before)
            if after == before:
                return before
            after = replace(after, changes=max(before.changes, self._counter.read()) + 1)
            self._write(json.dumps(asdict(after), indent=1))
            self._counter.write(after.changes)
        return after

    @property
    def told(self) -> int:
        """The last change of the newsroom that the pages know of, by the number that its database gave it."""
        return self._told.read()

    @told.setter
    def told(self, number: int) -> None:
        self._told.write(number)

    def close(self) -> None:
        """Let go of the files."""
        self._counter.close()
        self._told.close()

    def _write(self, text: str) -> None:
        draft = self._file.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._file)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o640)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
