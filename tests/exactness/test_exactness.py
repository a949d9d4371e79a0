"""Whatever the desk does: pages whose bytes change = pages that are purged, in both directions.

``EXACTNESS_SEQUENCES=300 pytest -n0 tests/exactness`` runs that many sequences instead of a few.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from depesche.comments.models import threads
from depesche.delivery.rendering import Rendered
from depesche.media import files, renditions
from depesche.media.models import Photo
from depesche.syndication.views import feeds
from depesche.website.views import article, front, lists
from tests import factories as make

from . import mail, talks
from .allowed import ALLOWED
from .desk import STEPS, Desk, later
from .pages import Pages, Purged, same

SEQUENCES = int(os.environ.get("EXACTNESS_SEQUENCES", "2"))
# A few are always the same ones, so that nobody's change meets the luck of the draw; many are drawn anew each time.
ALIKE = "EXACTNESS_SEQUENCES" not in os.environ
READ_AT = make.NOON.replace(hour=18)  # every page is rendered at this moment: what moves with the clock is held still
_NUMBER = st.integers(0, 11)
_STEPS = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), _NUMBER, _NUMBER), min_size=10, max_size=14)
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.fixture
def newsroom(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Desk, Pages]]:
    """A newsroom whose pages hold few articles, so that a dozen fill several."""
    for module, name, few in (
        *((lists, "PAGE", 3), (article, "NEWEST", 3), (article, "RELATED", 2), (feeds, "LENGTH", 3)),
        *((front, "LATEST", 2), (front, "SECONDS", 2), (front, "STANDARDS", 1), (front, "PER_SECTION", 2)),
        *((threads, "THREADS", 2), (threads, "REPLIES", 2), (threads, "ANSWERS", 2), (threads, "BENEATH", 1)),
    ):
        monkeypatch.setattr(module, name, few)
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # of each page that is gone
    monkeypatch.setattr(renditions, "_develop", _developed(tmp_path))
    with time_machine.travel(READ_AT, tick=False):
        desk = Desk()
        talks.begin(desk)
        mail.begin(desk)
        Purged.collect()
        yield desk, Pages()


@settings(
    max_examples=SEQUENCES,
    derandomize=ALIKE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=_PHASES,
)
@given(steps=_STEPS)
def test_pages_whose_bytes_change_are_those_that_are_purged(
    newsroom: tuple[Desk, Pages], steps: list[tuple[str, int, int]]
) -> None:
    desk, pages = newsroom
    clock, kept = desk.clock, pages.kept
    try:
        _do(desk, pages, steps)
    finally:  # the next sequence begins where this one has begun
        desk.clock, pages.kept = clock, kept


def _do(desk: Desk, pages: Pages, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        for name, first, second in steps:
            desk.clock = later(desk.clock)
            note(f"{desk.clock:%H:%M} {name} {first} {second}")
            with time_machine.travel(desk.clock, tick=False):
                STEPS[name](desk, first, second)
            _compare(pages, Purged.collect(), name)
        transaction.set_rollback(True)


def _compare(pages: Pages, purged: Purged, step: str) -> None:
    now = pages.now()
    for address, page in pages.kept.items():
        keys = purged.reaches(page)
        if same(page, now[address]):
            unexplained = {key for key in keys if not _allowed(key, address, step)}
            assert not unexplained, f"{step}: {address} is purged by {unexplained} and has not changed"
        else:
            assert keys, f"{step}: {address} is not purged\n{_difference(page, now[address])}"
    pages.keep(now)


def _allowed(key: str, address: str, step: str) -> bool:
    return any(
        re.match(one.key, key) and re.search(one.address, address) and re.match(one.step, step) for one in ALLOWED
    )


def _difference(before: Rendered, now: Rendered) -> str:
    old, new = (page.body.decode().splitlines() for page in (before, now))
    lines = [f"- {line}" for line in old if line not in new] + [f"+ {line}" for line in new if line not in old]
    return f"{before.status} → {now.status}\n" + "\n".join(line[:300] for line in lines[:12])


def _developed(folder: Path) -> Any:
    """In the place of the darkroom: files of a few bytes, at once."""

    def develop(photo: Photo, name: str) -> list[dict[str, Any]]:
        file = folder / "1200.jpeg"
        file.write_bytes(b"picture")
        files.keep(file, f"renditions/{name}/1200.jpeg")
        return [{"type": "image/jpeg", "width": 1200, "height": 800}]

    return develop
