"""What every test may use: the guard of the sockets, quick passwords, the browser and the queue."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import connection
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from depesche import wiring
from depesche.delivery import remembering
from tests.begun import kept_database

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_LOOPBACK = ["127.0.0.1", "::1", "localhost"]
_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # Nothing but this machine has a name, so a page that asks elsewhere gets an error and not an answer.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the loopback addresses, and no others, to tests that say they need them."""
    for item in items:
        if item.get_closest_marker("loopback") or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.allow_hosts(_LOOPBACK))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test has a database of its own, and what pages of another had in common says nothing about it."""
    remembering.forget()


class _AsMigrated:
    """The test database as the migrations left it, kept aside.

    A test that commits empties every table at its end, also of what migrations
    had put there (the root of the page tree, groups, languages), and tests run in any order.
    """

    copy: sqlite3.Connection | None = None
    emptied = False

    @classmethod
    def keep(cls) -> None:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            cls.copy = sqlite3.connect(":memory:")
            connection.connection.backup(cls.copy)

    @classmethod
    def put_back(cls) -> None:
        if cls.emptied and cls.copy:
            connection.ensure_connection()
            cls.copy.backup(connection.connection)
        cls.emptied = False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, pytestconfig: pytest.Config, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Begin with what the same migrations made in an earlier run; what is missing is migrated on top."""
    if connection.vendor != "sqlite":
        yield
        return
    kept = kept_database()
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # SQLite knows it
    with closing(sqlite3.connect(name, uri=True)) as begun:  # in memory, and there while somebody holds it open
        if kept.exists():
            with closing(sqlite3.connect(kept)) as earlier:
                earlier.backup(begun)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, pytestconfig: pytest.Config, django_db_blocker: DjangoDbBlocker) -> None:
    """Make the test database, and keep aside how it was made: for this run, and for the next."""
    with django_db_blocker.unblock():
        _AsMigrated.keep()
    if _AsMigrated.copy and not (kept := kept_database()).exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(draft)) as file:
            _AsMigrated.copy.backup(file)
        draft.replace(kept)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before a test's own fixtures, put back what an earlier test took away."""
    if _AsMigrated.emptied:
        with item.config.stash[blocking_manager_key].unblock():
            _AsMigrated.put_back()


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Remember whether this test commits."""
    marker = item.get_closest_marker("django_db")
    if {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())) or (
        marker and marker.kwargs.get("transaction")
    ):
        _AsMigrated.emptied = True


@pytest.fixture(autouse=True)
def _quick_passwords(settings: pytest.FixtureRequest) -> None:
    """Hash passwords the quick way: a good hash is slow on purpose, and no test is about that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest) -> Path:
    """Private and public storage of this test alone; fields keep their storage, so it moves in place."""
    for name in ("default", "public"):
        storage: Any = storages[name]
        monkeypatch.setattr(storage, "_location", str(tmp_path / name))
        how = (storage._constructor_args[0], storage._constructor_args[1] | {"location": str(tmp_path / name)})
        monkeypatch.setattr(storage, "_constructor_args", how)
        for cached in ("base_location", "location"):
            monkeypatch.setitem(storage.__dict__, cached, str(tmp_path / name))
    settings.STORE_ROOT = tmp_path.with_name(f"{tmp_path.name}-store")  # type: ignore[attr-defined]
    caches["renditions" if "renditions" in caches.settings else "default"].clear()  # it knows other tests' files
    return tmp_path


@pytest.fixture(autouse=True)
def wired() -> None:
    """Tasks follow events as in a running newsroom."""
    wiring.connect()


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """What an earlier test has seen is not written in this one."""
    from depesche.audience.counting import counting

    counting.clear()


@pytest.fixture
def run_tasks(db: None) -> Callable[[], None]:
    """Do everything that is on the queue, and what that puts on the queue in turn."""
    from django.core.management import call_command

    def run() -> None:
        call_command("db_worker", batch=True, queue_name="*", interval=0, startup_delay=False, verbosity=0)

    return run


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The system's own Chromium; `make test` installs it."""
    path = Path("/usr/bin/chromium")
    assert path.exists(), "Chromium is missing: run tools/system-packages test"
    return path


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One Chromium for all browser tests of this process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile: no cookies, no cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A fresh page; an error in its scripts fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors, f"the page's scripts failed: {errors}"
