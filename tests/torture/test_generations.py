"""A process dies in the middle of a publication or of the renders after it: all pages show the same news at last."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from threading import Event

import pytest

from tests.torture.newsroom import Served, serving, until

pytestmark = pytest.mark.loopback

PAGES = (
    "/de/", "/de/hafen/", "/de/stories/streit-um-den-nordkai/", "/de/authors/ineke-dorn/", "/de/tags/kai/",
    "/de/feed.rss", "/de/hafen/feed.rss", "/de/sitemap-news.xml",
)  # fmt: skip
ROUNDS = 3


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    """A newsroom with two processes that answer."""
    with serving(home) as newsroom:
        yield newsroom


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_web_process_that_dies_amid_the_renders_leaves_no_page_behind(served: Served, number: int) -> None:
    headline = f"Ausgabe {number} vom Kai"
    with reading(served):
        served.publish(headline)
        began = time.monotonic()
        for victim in served.workers():
            os.kill(victim, signal.SIGKILL)
            until(lambda: served.ask("/de/"))  # somebody answers, so that the next one dies amid other renders
        until(lambda: all(headline in body(served, page) for page in PAGES))
        print(f"\nall pages agree {time.monotonic() - began:.1f} s after the publication")
    until(lambda: len(served.workers()) == 2)
    for _ in range(3):
        assert all(headline in body(served, page) for page in PAGES), "one page went back"


def test_a_desk_that_dies_before_the_purge_leaves_no_page_behind(served: Served) -> None:
    headline = "Sonderausgabe vom Kai"
    assert not any(headline in body(served, page) for page in PAGES)
    with reading(served):
        served.publish(headline, "--die")
        began = time.monotonic()
        until(lambda: all(headline in body(served, page) for page in PAGES))
        print(f"\nall pages agree {time.monotonic() - began:.1f} s after the desk has died")


@contextmanager
def reading(served: Served) -> Iterator[None]:
    """Somebody reads each page over and over, and always gets one."""
    over = Event()
    with ThreadPoolExecutor(len(PAGES)) as threads:
        readers = [threads.submit(reads, served, page, over) for page in PAGES]
        try:
            yield
        finally:
            over.set()
    for reader in readers:
        reader.result()


def reads(served: Served, page: str, over: Event) -> None:
    """Somebody who reads one page over and over; a connection that a dying process breaks off is tried again."""
    while not over.wait(0.1):  # a reader, and no storm: the process that comes after needs room as well
        with suppress(OSError, HTTPException):
            answer = served.ask(page)
            assert answer.status == 200, f"{page}: {answer.status} {answer.headers}"


def body(served: Served, page: str) -> str:
    """What a reader gets; whoever is turned away by a process that dies asks again."""
    return until(lambda: served.ask(page)).body.decode()
