"""The page store of this newsroom: what is kept, and where."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from depesche.delivery.release import Release, release
from depesche.delivery.store.folders import Folders
from depesche.delivery.store.generations import Generations
from depesche.delivery.store.register import Register

_settle: list[Callable[[], bool]] = []


def store() -> Generations:
    """The page store of the settings, opened once in each process."""
    folder = Path(settings.STORE_ROOT)
    if settings.VALKEY_URL:
        return _shared(folder, release(), settings.VALKEY_URL, namespace())
    # A cache that is told what to purge needs the keys, which a file cannot say; so it asks us and not nginx.
    files = settings.FILES_FOR_NGINX and not settings.CACHES_IN_FRONT
    return _opened(folder, release(), files=files)


def close() -> None:
    """Let go of the store of the settings, as before a fork; whoever asks for it next opens it anew."""
    store().close()
    _opened.cache_clear()
    _shared.cache_clear()


def settle_with(settle: Callable[[], bool]) -> None:
    """Say how a store that was away is told what it missed; ``settle`` says whether it was told everything."""
    _settle[:] = [settle]


def namespace() -> str:
    """What the names of this newsroom begin with in a Valkey: all its machines have its address in common."""
    return f"depesche:{urlsplit(settings.BASE_URL).hostname or ''}"


@lru_cache(8)
def _opened(folder: Path, of: Release, *, files: bool) -> Generations:
    return Generations(Register(folder), Folders(folder, files=files), of, memory=settings.PAGES_AT_HAND)


@lru_cache(8)
def _shared(folder: Path, of: Release, url: str, name: str) -> Generations:
    # The client takes a tenth of a second to load, which newsrooms of one machine need not wait for.
    from depesche.delivery.store.valkey import Releases, ValkeyStore

    memory = settings.PAGES_AT_HAND
    pages = ValkeyStore(url, name, memory=memory, settle=lambda: all(settle() for settle in _settle))
    return Generations(Register(folder), Releases(pages), of)
