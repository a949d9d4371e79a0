"""The page store of this newsroom: what is kept, and where."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from depesche.delivery.store.embedded import EmbeddedStore


def store() -> EmbeddedStore:
    """The page store of the settings, opened once in each process."""
    return _opened(Path(settings.STORE_ROOT))


@lru_cache(8)
def _opened(folder: Path) -> EmbeddedStore:
    return EmbeddedStore(folder)
