"""The page store of this newsroom: what is kept, and where."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from depesche.delivery.release import Release, release
from depesche.delivery.store.folders import Folders
from depesche.delivery.store.generations import Generations
from depesche.delivery.store.register import Register


def store() -> Generations:
    """The page store of the settings, opened once in each process."""
    # A cache that is told what to purge needs the keys, which a file cannot say; so it asks us and not nginx.
    files = settings.FILES_FOR_NGINX and not settings.CACHES_IN_FRONT
    return _opened(Path(settings.STORE_ROOT), release(), files=files)


@lru_cache(8)
def _opened(folder: Path, of: Release, *, files: bool) -> Generations:
    return Generations(Register(folder), Folders(folder, files=files), of)
