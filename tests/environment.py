"""Gives each test process a newsroom folder of its own, before Django reads its settings.

Loaded by ``-p tests.environment``, because pytest-django sets Django up before
any conftest.py is read.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile

for name in [name for name in os.environ if name.startswith("DEPESCHE_")]:
    del os.environ[name]  # what the developer's own newsroom is set to must not change a test

_home = tempfile.mkdtemp(prefix="depesche-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ.update(
    DEPESCHE_HOME=_home,
    DEPESCHE_SECRET_KEY="not a secret, but as long as one: the tests use it",
    # A desk opens for whoever signs in; the tests of the second factor switch it on.
    DEPESCHE_STAFF_SECOND_FACTOR="off",
    # Playwright's synchronous interface runs an event loop in the test's thread.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
    LANGUAGE="en",
    LC_ALL="C.UTF-8",
)

# Making the test database builds many thousands of model classes; see depesche/cli/upkeep.py.
gc.set_threshold(50_000, 50, 1000)
