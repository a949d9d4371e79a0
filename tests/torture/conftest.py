"""Newsrooms that are made once and served for faults to happen to."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.torture.newsroom import made

Content = Callable[[Path], Path]


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom on the embedded database, to be copied; made once for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / "torture.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = shared / "torture"
        if not ready.exists():
            made(shared / "torture.making").rename(ready)
    return ready


@pytest.fixture(scope="module")
def home(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom that nobody else has."""
    copy: Path = shutil.copytree(content, tmp_path_factory.mktemp("home") / "paper")
    return copy
