"""Taking no more memory than is needed."""

from __future__ import annotations

import ctypes
import re
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from django.conf import settings

# Of glibc (mallopt(3)); other libraries of the system know no such order, and need none.
_TRIM_THRESHOLD, _ARENA_MAX = -1, -8
_OF_THE_INTERFACE = re.compile(r"wagtail(\.\w+)*\.api\.v3\b")


def be_thrifty() -> None:
    """Give back what is free, and keep one store of memory for all threads: Python runs one of them at a time.

    By default each thread has a store of its own, and what a page was rendered with stays in it.  Call this
    before there are threads; parts that begin later do as their parent does.
    """
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_TRIM_THRESHOLD, 128 * 1024)


def leave_out() -> None:
    """Do not load what no part of this newsroom uses, but libraries load to be prepared; call it before the apps load.

    The driver of PostgreSQL beside another database is ten megabytes and a tenth of a second at each start.
    Beautiful Soup guesses the encoding of bytes with chardet where there is one; it gets none, and text only.
    Wagtail's own programming interface, to which no address of ours leads, is twelve megabytes and a third of one.
    """
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]  # what is None cannot be imported
    sys.modules.setdefault("chardet", None)  # type: ignore[arg-type]
    if "wagtail.api.v3" not in settings.INSTALLED_APPS:
        sys.meta_path.insert(0, _Unused())


class _Unused(MetaPathFinder, Loader):
    """Finds empty modules in the place of Wagtail's interface: apps tell it of what they have, and nobody hears."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """An empty module for each module of the interface."""
        return ModuleSpec(name, self, is_package=True) if _OF_THE_INTERFACE.match(name) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module that has whatever it is asked for."""
        return _Empty(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in it."""


class _Empty(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Deaf()


class _Deaf:
    """Whatever it is asked to do, it does nothing."""

    def __getattr__(self, name: str) -> Any:
        return self

    def __call__(self, *_what: object, **_how: object) -> None:
        """Nothing."""
