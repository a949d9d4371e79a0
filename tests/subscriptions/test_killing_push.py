"""Who sends messages to browsers is killed in the middle of it: no browser is called twice, and the rest hear of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from depesche.subscriptions.actions.pushing import TOGETHER
from tests.newsroom.test_postgres import database
from tests.subscriptions.push_service import push_service

__all__ = ["database"]

BROWSERS = 60
HANGING = ("r7", "r27", "r47")  # one in each of the first lots that are sent together: there its sender is killed


@pytest.mark.loopback
@pytest.mark.parametrize("on_postgresql", [False, True])
def test_a_sender_of_messages_that_is_killed_calls_no_browser_twice_and_the_next_one_goes_on(
    on_postgresql: bool, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    command = [sys.executable, str(Path(__file__).with_name("pushing_script.py"))]
    with push_service() as service:
        environment = os.environ | {
            "DEPESCHE_HOME": str(tmp_path),
            "DEPESCHE_DATABASE_URL": request.getfixturevalue("database") if on_postgresql else "",
            "DEPESCHE_PUSH_SERVICES": service.origin,
            "DEPESCHE_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "depesche.settings",
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
        }
        subprocess.run([*command, "fill", str(BROWSERS), service.origin], env=environment, check=True, timeout=300)
        service.hanging.update(HANGING)
        for name in HANGING:
            sender = subprocess.Popen([*command, "send"], env=environment, stdout=subprocess.DEVNULL)
            try:
                assert service.wait_for(name)
            finally:
                sender.kill()
                sender.wait()
        answer = subprocess.run([*command, "send"], env=environment, check=True, capture_output=True, timeout=300)
    states = json.loads(answer.stdout)
    got = {path.rpartition("/")[2] for path, _headers, _body in service.got}
    in_doubt = {name for name, state in states.items() if state == "unknown"}
    assert service.faults == []
    assert len(states) == BROWSERS
    assert set(states.values()) == {"sent", "unknown"}
    assert max(service.asked.values()) == 1, "not even one that was never answered is called again"
    assert in_doubt.issuperset(HANGING)
    assert set(states) - got <= in_doubt
    assert len(in_doubt) <= len(HANGING) * TOGETHER
