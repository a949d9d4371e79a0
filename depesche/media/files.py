"""Moving finished files between private and public storage, and sweeping up what nobody refers to."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.base import File as Content
from django.core.files.storage import Storage, storages


def private() -> Storage:
    """Originals and everything unpublished."""
    return storages["default"]


def public() -> Storage:
    """What readers may fetch."""
    return storages["public"]


def new_name() -> str:
    """A name that tells nothing and cannot be guessed: 128 bits."""
    return secrets.token_hex(16)


def keep(source: Path, name: str) -> None:
    """Put a finished file into private storage, and do not return before it is on the disk."""
    with source.open("rb") as handle:
        private().save(name, Content(handle))
    with contextlib.suppress(NotImplementedError):  # storage that is not a disk keeps its own promises
        _settle(private().path(name))


def carry(name: str, public_name: str) -> None:
    """Make a private file public under another name: by a second name for the same bytes where that is possible."""
    try:
        target = Path(public().path(public_name))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(private().path(name), target)
    except FileExistsError:
        return
    except FileNotFoundError:
        raise
    except (NotImplementedError, OSError):  # another disk, or no disk at all
        with private().open(name) as handle:
            public().save(public_name, handle)


def remove_folder(storage: Storage, folder: str) -> None:
    """Delete a folder of files; nothing happens when it is gone already."""
    with contextlib.suppress(FileNotFoundError):
        for name in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{name}")
        storage.delete(folder)


def sweep_folders(storage: Storage, within: str, keep: Collection[str], before: datetime) -> int:
    """Delete the folders in ``within`` that are not to be kept and were not touched since ``before``."""
    swept = 0
    with contextlib.suppress(FileNotFoundError):
        for folder in storage.listdir(within)[0]:
            path = f"{within}/{folder}"
            if folder not in keep and _newest(storage, path) < before:
                remove_folder(storage, path)
                swept += 1
    return swept


def _newest(storage: Storage, folder: str) -> datetime:
    """When the last file was put into a folder; the beginning of time for an empty one."""
    times = [storage.get_modified_time(f"{folder}/{name}") for name in storage.listdir(folder)[1]]
    return max(times, default=datetime.min.replace(tzinfo=UTC))


def _settle(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
