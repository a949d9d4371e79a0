"""The page store of one machine: a database of its own on the local disk, and memory in each process.

A purge is a number.  ``purged`` holds the number at which each key was last
purged (and last purged hard), and each page the number at which its render
began: a page is stale if one of its keys has the greater number.  So a purge costs the same whether it
meets one page or a hundred thousand, and a page that was rendered while it
happened can never be taken for fresh.  ``moved`` holds the same of figures,
for which nobody waits.
"""

from __future__ import annotations

import json
import logging
import secrets
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from depesche.delivery.store.counter import Counter
from depesche.delivery.store.entry import DamagedError, Entry
from depesche.delivery.store.files import Files
from depesche.delivery.store.interface import MEMORY, STEADY, Held, Locks
from depesche.delivery.store.locks import FileLocks
from depesche.delivery.store.memory import Memory

logger = logging.getLogger(__name__)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS page (address TEXT PRIMARY KEY, begun INTEGER NOT NULL, packed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS mark (
    key TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (key, address)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mark_address ON mark (address);
CREATE TABLE IF NOT EXISTS purged (key TEXT PRIMARY KEY, number INTEGER NOT NULL, hard INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS purged_number ON purged (number);
CREATE TABLE IF NOT EXISTS moved (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS moved_number ON moved (number);
CREATE TABLE IF NOT EXISTS file (address TEXT PRIMARY KEY, path TEXT NOT NULL, stale_at REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS file_stale_at ON file (stale_at);
"""
# A new release reads the pages of the one before until its own are accepted, so tables and columns may be added to
# these, and none may be taken for granted that was not always there.
_MANY = 500  # files; from here on, taking all away is quicker than taking these away
_BEARING = "SELECT DISTINCT address FROM mark WHERE key IN (SELECT value FROM json_each(?))"


class EmbeddedStore:
    """Pages in ``folder``, shared by all processes that open it; safe for threads.

    With ``files``, what is fresh stands in ``folder/pages`` as well, for a web
    server in front: put there last and taken away first, so that a process
    that dies in between leaves too few files and never a stale one.
    """

    near = True
    accepting = True

    def __init__(self, folder: Path, *, memory: int = MEMORY, files: bool = False) -> None:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        self._guard = threading.RLock()
        self._database = _open(folder / "pages.sqlite3")
        self._counter = Counter(folder / "purges")
        self.locks: Locks = FileLocks(folder / "renders")
        self._files = Files(folder / "pages") if files else None
        self._memory = Memory(memory)
        with self._guard:
            number = self._last()
            if self._counter.writable and self._counter.read() < number:  # somebody died between the two
                self._counter.write(number)
            self._seen = self._counter.read()
        if (
            not files and self._counter.writable and (folder / "pages").exists()
        ):  # nobody would take away what gets stale
            Files(folder / "pages").remove_all()

    def number(self) -> int:
        """The number of the last purge; ask for it before a render begins."""
        return self._counter.read()

    def noticed(self) -> int:
        """The same: all processes of a machine notice a purge at once."""
        return self._counter.read()

    def at_hand(self, address: str, *, now: float) -> Held | None:
        """The page if this process has it in memory and it is fresh: no lock, no call.  ``now`` is Unix time."""
        held = self._memory.get(address)
        if held is not None and held.fresh(now) and self._seen == self._counter.read():
            return held  # nothing was purged since this process last looked
        return None

    def get(self, address: str, *, now: float) -> Held | None:
        """The page that is stored for ``address``, fresh or stale, or None.  ``now`` is Unix time."""
        held = self.at_hand(address, now=now)
        if held is not None and not held.behind(now):
            return held
        with self._guard:
            return self._get(address, now)

    def stale_at_hand(self, most: int) -> list[tuple[str, Held]]:
        """Pages that this process has in memory and that were purged: those near the front page first."""
        with self._guard:
            self._catch_up()
            return self._memory.wanting(most)

    def put(self, address: str, entry: Entry) -> bool:
        """Keep a page in the place of none or of a stale one; says whether it did.

        It does not if something in the page was purged since its render began.
        """
        path = self._files.path_of(address, entry) if self._files else None
        with self._guard:
            with self._writing():
                if self._purged(entry) or self._ask(
                    "SELECT 1 FROM page WHERE address = ? AND begun > ?", address, entry.begun
                ):
                    return False
                self._remove([address])
                self._database.execute(
                    "INSERT INTO page (rowid, address, begun, packed) VALUES (?, ?, ?, ?)",
                    # Drawn, so that no other page of this address ever had the same one.
                    (secrets.randbits(62), address, entry.begun, entry.pack()),
                )
                self._database.executemany(
                    "INSERT INTO mark (key, address) VALUES (?, ?)", ((key, address) for key in entry.keys)
                )
                if path is not None:
                    self._database.execute("INSERT INTO file VALUES (?, ?, ?)", (address, path, entry.stale_at))
                    if self._moved(entry):
                        self._hasten([address], entry.made_at + STEADY)
            self._memory.forget(address)
            if path is not None:
                self._put_file(path, entry)
        return True

    def hold(self, address: str, entry: Entry) -> bool:
        """Keep a page in the memory of this process alone, because the disk takes nothing; as exact as ``put``."""
        try:
            with self._guard:
                self._catch_up()
                if self._purged(entry):
                    return False
                self._memory.keep(address, Held(entry, stale=False))
        except (OSError, sqlite3.Error):
            return False
        return True

    def purge(self, keys: Collection[str], *, hard: bool = False) -> int:
        """Mark stale what these keys stand in, or with ``hard`` take it away at once; says the purge's number."""
        with self._guard:
            with self._surely(), self._writing():
                number = self._last() + 1
                self._database.executemany(
                    "INSERT INTO purged (key, number, hard) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"
                    " SET number = excluded.number, hard = max(hard, excluded.hard)",
                    ((key, number, number if hard else 0) for key in keys),
                )
                self._remove_files(_BEARING, json.dumps([*keys]), surely=hard)
                if hard:
                    self._remove(self.addresses(keys))
            self._counter.write(number)
            self._catch_up()
        return number

    def move(self, keys: Collection[str], *, now: float) -> int:
        """Say that figures under these keys have moved; their files stay for another minute.  Says the number.

        It is no loss if a power cut takes this, so nobody waits for the disk.
        """
        with self._guard:
            with self._writing():
                number = self._last() + 1
                self._database.executemany(
                    "INSERT INTO moved (key, number) VALUES (?, ?) ON CONFLICT (key) DO UPDATE"
                    " SET number = excluded.number",
                    ((key, number) for key in keys),
                )
                if self._files:
                    self._hasten(self.addresses(keys), now + STEADY)
            self._counter.write(number)
            self._catch_up()
        return number

    def addresses(self, keys: Iterable[str]) -> list[str]:
        """The pages that bear one of these keys."""
        with self._guard:
            return [address for (address,) in self._ask(_BEARING, json.dumps([*keys]))]

    def expire(self, *, now: float) -> None:
        """Take the files away that want to be made anew by ``now`` (Unix time): whoever asks next gets a new one."""
        if self._files is None:
            return
        while self._expire_some(now):  # not all at once: what is not due stays, and purges come in between
            pass
        self._files.sweep()

    def remove(self, address: str) -> None:
        """Take one page away."""
        with self._guard:
            with self._writing():
                self._remove([address])
            self._memory.forget(address)

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()
        self._counter.close()
        self.locks.close()

    def _expire_some(self, now: float) -> bool:
        with self._guard:
            if not self._ask("SELECT 1 FROM file WHERE stale_at <= ? LIMIT 1", now):
                return False
            with self._writing():
                due = f"SELECT address FROM file WHERE stale_at <= ? ORDER BY stale_at, address LIMIT {_MANY - 1}"
                self._remove_files(due, now)
            return True

    def _get(self, address: str, now: float) -> Held | None:
        self._catch_up()
        held = self._memory.get(address)
        if held is None or not held.fresh(now) or held.behind(now):
            held = self._newest_that_can_be_read(address, held)  # somebody may have made it anew
        if held and not held.fresh(now):
            held.stale = True
        return held

    def _newest_that_can_be_read(self, address: str, held: Held | None) -> Held | None:
        """The page as it is stored, or the one in memory: of all purges that met it this process has taken note."""
        try:
            return self._newest(address, held)
        except sqlite3.Error:
            if held is None:
                raise
            return held

    def _newest(self, address: str, held: Held | None) -> Held | None:
        """The page as it is stored: the one in memory, as long as nobody has put another in its place."""
        if held is not None:
            found = self._ask("SELECT rowid FROM page WHERE address = ?", address)
            if found and found[0][0] == held.version:
                return held
        return self._load(address)

    def _load(self, address: str) -> Held | None:
        rows = self._ask("SELECT rowid, packed FROM page WHERE address = ?", address)
        if not rows:
            self._memory.forget(address)
            return None
        [(version, packed)] = rows
        try:
            entry = Entry.unpack(packed)
        except DamagedError:
            self._discard(address)
            return None
        purged, hard = self._purges_of(entry)
        if hard > entry.begun:
            self._memory.forget(address)
            return None
        held = Held(entry, stale=purged > entry.begun, moved=self._moved(entry), version=version)
        return self._memory.keep(address, held)

    def _discard(self, address: str) -> None:
        """Take a damaged page away, if the disk lets us; it is not served in any case."""
        self._memory.forget(address)
        try:
            self.remove(address)
        except (OSError, sqlite3.Error):
            logger.warning("The damaged page %s could not be removed from the store", address)

    def _purges_of(self, entry: Entry) -> tuple[int, int]:
        """The numbers of the last purge and of the last hard purge that met a key of ``entry``."""
        rows = self._ask(
            "SELECT coalesce(max(number), 0), coalesce(max(hard), 0) FROM purged"
            " WHERE key IN (SELECT value FROM json_each(?))",
            json.dumps(sorted(entry.keys)),
        )
        return rows[0][0], rows[0][1]

    def _catch_up(self) -> None:
        """Take note of what other processes have purged."""
        number = self._counter.read()
        if number == self._seen:
            return
        purges = "SELECT key, number, hard FROM purged WHERE number > ? AND number <= ?"
        for key, last, hard in self._ask(purges, self._seen, number):
            self._memory.purge([key], number=last, hard=hard > self._seen)
        moves = "SELECT key, number FROM moved WHERE number > ? AND number <= ?"
        for key, last in self._ask(moves, self._seen, number):
            self._memory.move([key], number=last)
        self._seen = number

    def _last(self) -> int:
        """The greatest number that was ever given."""
        tables = (self._ask(f"SELECT coalesce(max(number), 0) FROM {table}") for table in ("purged", "moved"))
        return max(self._counter.read(), *(number for [(number,)] in tables))

    def _moved(self, entry: Entry) -> bool:
        moved = "SELECT 1 FROM moved WHERE key IN (SELECT value FROM json_each(?)) AND number > ? LIMIT 1"
        return bool(self._ask(moved, json.dumps(sorted(entry.keys)), entry.begun))

    def _hasten(self, addresses: list[str], at: float) -> None:
        """Let the files of these addresses stay no longer than until ``at``."""
        self._database.executemany(
            "UPDATE file SET stale_at = min(coalesce(stale_at, ?1), ?1) WHERE address = ?2",
            ((at, address) for address in addresses),
        )

    def _purged(self, entry: Entry) -> bool:
        return self._purges_of(entry)[0] > entry.begun

    def _put_file(self, path: str, entry: Entry) -> None:
        """What names the file is committed; now it may appear, if nothing was purged meanwhile."""
        assert self._files is not None
        try:
            prepared = self._files.prepare(path, entry)
            with self._writing():
                self._files.settle(prepared, show=not self._purged(entry))
        except OSError:
            logger.warning("The file of a page could not be written: %s", path, exc_info=True)

    def _remove_files(self, addresses: str, parameter: object, *, surely: bool = False) -> None:
        """Take the files of these addresses away, before anybody may take them for fresh again."""
        if self._files is None:
            return
        paths = self._ask(f"SELECT path FROM file WHERE address IN ({addresses}) LIMIT {_MANY}", parameter)
        if len(paths) == _MANY:
            self._files.remove_all()
            self._database.execute("DELETE FROM file")
        elif paths:
            self._files.remove((path for (path,) in paths), surely=surely)
            self._database.execute(f"DELETE FROM file WHERE address IN ({addresses})", (parameter,))

    def _remove(self, addresses: list[str]) -> None:
        for address in addresses if self._files else ():
            self._remove_files("SELECT ?", address)
        self._database.executemany("DELETE FROM page WHERE address = ?", ((address,) for address in addresses))
        self._database.executemany("DELETE FROM mark WHERE address = ?", ((address,) for address in addresses))

    def _ask(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self._database.execute(sql, parameters).fetchall()

    def _writing(self) -> _Writing:
        return _Writing(self._database)

    @contextmanager
    def _surely(self) -> Iterator[None]:
        """What is written meanwhile survives a power cut, too: a purge that got lost could bring back the withdrawn."""
        self._database.execute("PRAGMA synchronous=FULL")
        try:
            yield
        finally:
            self._database.execute("PRAGMA synchronous=NORMAL")


class _Writing:
    """A transaction that takes the lock of the writer at once, for all processes."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, failed: type[BaseException] | None, *_why: object) -> None:
        self._database.execute("ROLLBACK" if failed else "COMMIT")


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    # Pages can be made again, so what a power cut takes is no loss; a killed process loses nothing.
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)
    return database
