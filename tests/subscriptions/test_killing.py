"""Senders that are killed while they send: nobody gets a letter twice, and none is lost but what is in doubt."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.newsroom.test_postgres import database
from tests.servers import free_port

__all__ = ["database"]

READERS, KILLS = 40, 3


class Server:
    """A mail server that remembers whom it has letters for."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.news = threading.Condition()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        """Take a letter."""
        with self.news:
            self.got += envelope.rcpt_tos
            self.news.notify_all()
        return "250 OK"

    def wait_for_more(self, number: int) -> bool:
        """Wait until so many more have come, or all."""
        with self.news:
            wanted = min(len(self.got) + number, READERS)
            return self.news.wait_for(lambda: len(self.got) >= wanted, timeout=120)


@pytest.mark.loopback
@pytest.mark.parametrize("on_postgresql", [False, True])
def test_a_sender_that_is_killed_doubles_nothing_and_loses_only_what_is_in_doubt(
    on_postgresql: bool, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server, port = Server(), free_port()
    environment = os.environ | {
        "DEPESCHE_HOME": str(tmp_path),
        "DEPESCHE_DATABASE_URL": request.getfixturevalue("database") if on_postgresql else "",
        "DEPESCHE_EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DEPESCHE_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
    }
    command = [sys.executable, str(Path(__file__).with_name("sending_script.py"))]
    subprocess.run([*command, "fill", str(READERS)], env=environment, check=True, timeout=300)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        for _kill in range(KILLS):
            sender = subprocess.Popen([*command, "send"], env=environment, stdout=subprocess.DEVNULL)
            try:
                assert server.wait_for_more(random.randint(1, READERS // KILLS - 2))  # noqa: S311 - any will do
            finally:
                sender.kill()
                sender.wait()
        answer = subprocess.run([*command, "send"], env=environment, check=True, capture_output=True, timeout=300)
    finally:
        controller.stop()
    states = json.loads(answer.stdout)
    assert max(Counter(server.got).values()) == 1
    assert set(states.values()) <= {"sent", "unknown"}
    in_doubt = {address for address, state in states.items() if state == "unknown"}
    assert len(states) == READERS
    assert set(states) - set(server.got) <= in_doubt
    assert len(in_doubt) <= KILLS
