"""The page store of this newsroom: what is kept, and where."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from depesche.delivery.store.embedded import EmbeddedStore


def store() -> EmbeddedStore:
    """The page store of the settings, opened once in each process."""
    # A cache that is told what to purge needs the keys, which a file cannot say; so it asks us and not nginx.
    return _opened(Path(settings.STORE_ROOT), files=settings.FILES_FOR_NGINX and not settings.CACHES_IN_FRONT)


def close() -> None:
    """Let go of the store of the settings, as before a fork; whoever asks for it next opens it anew."""
    store().close()
    _opened.cache_clear()


@lru_cache(8)
def _opened(folder: Path, *, files: bool) -> EmbeddedStore:
    return EmbeddedStore(folder, files=files)
