"""Letters to followers through a mail server that stalls, says “later” and hangs up, from senders that are killed."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import free_port

CHECKOUT = Path(__file__).resolve().parents[2]
SCRIPT = CHECKOUT / "tests" / "subscriptions" / "sending_script.py"
PATIENCE = 3_600  # seconds after which a run has failed


@dataclass(frozen=True)
class Faults:
    """What is done to letters, by their number: some are told to come again, some are taken without an answer."""

    later_each: int = 0
    silent_each: int = 0
    stalls: int = 0  # letters that wait for so long as ``stall`` says
    stall: float = 30.0


@dataclass
class Server:
    """A mail server that remembers whom it has letters for."""

    faults: Faults
    got: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    silent: set[str] = field(default_factory=set)
    news: threading.Condition = field(default_factory=threading.Condition)
    stalled: int = 0

    async def handle_RCPT(  # noqa: N802 - the name that the library looks for
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a recipient, late, or not yet."""
        self.asked[address] += 1
        number, faults = int(address.partition("@")[0][1:]), self.faults
        if self.stalled < faults.stalls and number % 10 == 5:
            self.stalled += 1
            await asyncio.sleep(faults.stall)
        if faults.later_each and number % faults.later_each == 0 and self.asked[address] == 1:
            return "451 4.7.1 Greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the same
        """Take a letter; of some the sender never hears."""
        [address] = envelope.rcpt_tos
        with self.news:
            self.got.append(address)
            self.news.notify_all()
        number, each = int(address.partition("@")[0][1:]), self.faults.silent_each
        if each and number % each == 1:
            self.silent.add(address)
            server.transport.close()
        return "250 OK"

    def wait_for(self, number: int) -> bool:
        """Wait until so many have come."""
        with self.news:
            return self.news.wait_for(lambda: len(self.got) >= number, timeout=PATIENCE)


@dataclass(frozen=True)
class Verdict:
    """What became of the letters."""

    letters: int
    lost: int  # neither with the server nor in doubt
    doubled: int
    in_doubt: int  # begun without an answer: the server has them or not, and they are never sent again
    silent: int  # of these, those whose answer the server kept to itself
    kills: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Nothing is lost or doubled, and only what a kill or the server left in doubt is in doubt."""
        return not self.lost and not self.doubled and self.in_doubt <= self.silent + self.kills

    @property
    def each_minute(self) -> float:
        """Letters a minute, with all that happened meanwhile."""
        return self.letters * 60 / self.seconds


def deliver(letters: int, home: Path, *, faults: Faults | None = None, kills: int = 0) -> Verdict:
    """Send one letter to each of so many readers, whatever happens."""
    home.mkdir(parents=True, exist_ok=True)
    server, port = Server(faults or Faults()), free_port()
    settings = os.environ | {
        "DEPESCHE_HOME": str(home),
        "DEPESCHE_DATABASE_URL": "",
        "DEPESCHE_EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DEPESCHE_LOG_LEVEL": "ERROR",
        "DEPESCHE_SECRET_KEY": "not a secret, but as long as one: thrown away",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *sys.path]),
    }
    command = [sys.executable, str(SCRIPT)]
    subprocess.run([*command, "fill", str(letters)], env=settings, check=True, timeout=PATIENCE)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    began = time.monotonic()
    try:
        for kill in range(1, kills + 1):
            sender = subprocess.Popen([*command, "send"], env=settings, stdout=subprocess.DEVNULL)
            try:
                assert server.wait_for(letters * kill // (kills + 2))
            finally:
                sender.kill()
                sender.wait()
        said = subprocess.run([*command, "send"], env=settings, check=True, capture_output=True, timeout=PATIENCE)
        seconds = time.monotonic() - began
    finally:
        with suppress(OSError):
            controller.stop()
    states: dict[str, str] = json.loads(said.stdout)
    return judged(letters, server, states, kills, seconds)


def judged(letters: int, server: Server, states: dict[str, str], kills: int, seconds: float) -> Verdict:
    """Compare what the server has with what the newsroom says."""
    got = Counter(server.got)
    in_doubt = {address for address, state in states.items() if state == "unknown"}
    kept = {address for address in got if states.get(address) in ("sent", "unknown")}
    lost = letters - len(kept | in_doubt)
    doubled = sum(number - 1 for number in got.values())
    return Verdict(letters, lost, doubled, len(in_doubt), len(server.silent), kills, seconds)
