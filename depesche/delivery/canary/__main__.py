"""``python -m depesche.delivery.canary``: makes pages on trial, within bounds, and tells what they look like.

It reads one line of JSON and writes one for each page; whatever else the
release wants to say goes nowhere.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from depesche.delivery import rendering

if TYPE_CHECKING:
    from depesche.delivery.canary.looks import Look
    from depesche.delivery.rendering import Renderer

TIMES = 3  # renders of a page; the quickest one says how long it takes
PATIENCE = 1.0  # seconds; a page that takes longer is made once
LONGEST = 500  # letters of an error

_FIRST_TO_GO = Path("/proc/self/oom_score_adj")
Say = Callable[[dict[str, Any]], None]


def main() -> None:
    """Make the pages that are asked for."""
    wish = json.loads(sys.stdin.readline())
    bind(memory=wish["memory"], seconds=wish["seconds"])
    with os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1) as told:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        say = _teller(told)
        renderer = rendering.renderer()
        for address in wish["addresses"]:
            say({"begins": address})
            say({"address": address} | _made(renderer, address))
        say({"done": True})
        told.flush()
        os._exit(0)  # what the release has started must not keep us


def bind(*, memory: int, seconds: float) -> None:
    """Keep this process within bounds, and end it with the one that waits for it."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(int(seconds) + 5)  # the one that waits is quicker, if it still lives
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if _FIRST_TO_GO.exists():
        _FIRST_TO_GO.write_text("1000")  # if the machine runs out of memory, readers keep theirs


def _end_with_parent() -> None:
    while os.read(0, 1024):  # without the lock of sys.stdin, for which a program that ends would wait
        pass
    os._exit(1)


def _teller(file: IO[str]) -> Say:
    return lambda line: print(json.dumps(line), file=file)


def _made(renderer: Renderer, address: str) -> dict[str, Any]:
    """A look at a page, or the error that kept it from being made."""
    from django.core.signals import got_request_exception

    raised: list[BaseException | None] = []

    def note(**_: object) -> None:
        """The newsroom answers an error with a page, which would not tell which one it was."""
        raised.append(sys.exc_info()[1])

    got_request_exception.connect(note)
    try:
        found = _quickest(renderer, address)
    except Exception as error:  # noqa: BLE001 - of whatever kind, it is what we are here to find
        raised.append(error)
    finally:
        got_request_exception.disconnect(note)
    if raised:
        return {"error": f"{type(raised[-1]).__name__}: {raised[-1]}"[:LONGEST]}
    return {"look": asdict(found)}


def _quickest(renderer: Renderer, address: str) -> Look:
    """A look at a page that is made several times."""
    from depesche.delivery.canary.looks import look

    quickest = float("inf")
    for number in range(TIMES):
        began = time.perf_counter()
        page = renderer.render(address)
        quickest = min(quickest, time.perf_counter() - began)
        if number and quickest > PATIENCE:  # the first page of a process waits for what is loaded then
            break
    return look(status=page.status, headers=page.headers, body=page.body, storable=page.storable, took=quickest)


if __name__ == "__main__":
    main()
