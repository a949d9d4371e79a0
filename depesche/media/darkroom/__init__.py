"""The darkroom: where pictures are looked at and developed.

Nothing in the server's own process ever decodes a file that somebody brought.
Each picture gets a process of its own (:mod:`.child`) with capped memory and
time; what comes out of it are plain facts and files made by ourselves.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db.models.fields.files import FieldFile

from .parent import CPU_SECONDS, WALL_SECONDS, Parent
from .refusals import Refused

__all__ = [
    "Inspection",
    "Made",
    "Refused",
    "at_once",
    "cores",
    "develop",
    "enclose",
    "inspect",
    "inspect_all",
    "portray",
    "reading",
    "shrink",
]

_of_this_thread = threading.local()
_turn_of_readers = threading.Lock()
PATIENCE = 5.0  # seconds that a reader waits for the pictures of others
OF_READERS = 50  # megapixels: what telephones make
MOST_OF_READERS = 8_000_000  # bytes: what their cameras write


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a picture says about itself: its true type, its upright size in pixels, its raw metadata."""

    type: str
    width: int
    height: int
    digest: str = ""
    exif: dict[str, str] = field(default_factory=dict)
    iim: bytes = b""
    xmp: bytes = b""

    @property
    def extension(self) -> str:
        """What the file's name should end in, whatever it ended in when it came."""
        return {"image/jpeg": "jpg"}.get(self.type, self.type.removeprefix("image/"))


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file: its name in the folder, its type and its size in pixels."""

    name: str
    type: str
    width: int
    height: int
    card: bool = False


def inspect(file: File[bytes]) -> Inspection:
    """Look at ``file`` and say what it is; raises ``Refused`` when it is not a picture that we show."""
    with _on_disk(file) as handle:
        _refuse_at_sight(handle)
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        found = _run({"do": "inspect"}, handle)
    return Inspection(
        type=found["type"],
        width=found["width"],
        height=found["height"],
        digest=digest,
        exif=found["exif"],
        iim=base64.b64decode(found["iim"]),
        xmp=base64.b64decode(found["xmp"]),
    )


def inspect_all(files: Iterable[File[bytes]]) -> Iterator[Inspection | Refused]:
    """Look at many pictures on all cores; answers come in the order of ``files``, refusals as values."""
    with at_once() as pool:
        yield from pool.map(_inspected, files)


def develop(
    file: File[bytes], *, into: Path, widths: Sequence[int], focal: tuple[float, float] | None, xmp: str
) -> list[Made]:
    """Write each of ``widths`` (never enlarged) as AVIF, WebP and JPEG into the folder, and a card for links."""
    job = {"do": "develop", "into": str(into), "widths": list(widths), "focal": focal, "xmp": xmp}
    with _on_disk(file) as handle:
        return [Made(**entry) for entry in _run(job, handle)["files"]]


def shrink(file: File[bytes], *, size: tuple[int, int]) -> tuple[bytes, str]:
    """A small picture for the desk's screens that fits into ``size``: its bytes and its extension."""
    with tempfile.TemporaryDirectory() as into, _on_disk(file) as handle:
        made = _run({"do": "shrink", "size": size, "into": into}, handle)
        return (Path(into) / made["name"]).read_bytes(), "jpg" if made["type"] == "image/jpeg" else "png"


def portray(file: File[bytes], *, side: int) -> bytes:
    """The middle of a reader's picture as a small square JPEG, with nothing in it but pixels."""
    return _of_a_reader(file, {"do": "portray", "side": side})[0]


def enclose(file: File[bytes], *, longest: int) -> tuple[bytes, tuple[int, int]]:
    """A reader's whole picture as a WebP with nothing in it but pixels, and its size; no side is above ``longest``."""
    content, made = _of_a_reader(file, {"do": "enclose", "longest": longest})
    return content, (made["width"], made["height"])


@contextmanager
def reading(file: File[bytes]) -> Iterator[File[bytes]]:
    """Read ``file`` from its start and leave it as it was: closed, or open at its start.

    What lies in storage is read through a handle of its own, because Wagtail
    lets several threads work on one photo at the same time.
    """
    if isinstance(file, FieldFile) and getattr(file, "_committed", False):
        with file.storage.open(str(file.name)) as stored:
            yield stored
        return
    was_closed = file.closed
    file.open()
    file.seek(0)
    try:
        yield file
    finally:
        if was_closed:
            file.close()
        else:
            file.seek(0)


@contextmanager
def at_once() -> Iterator[ThreadPoolExecutor]:
    """A pool of as many threads as there are cores, for many pictures.

    Each thread keeps a parent of its own for all its pictures: starting one
    costs a tenth of a second, a child of it a hundredth of that.
    """
    parents: list[Parent] = []

    def begin() -> None:
        _of_this_thread.parent = Parent()
        parents.append(_of_this_thread.parent)

    try:
        with ThreadPoolExecutor(cores(), initializer=begin) as pool:
            yield pool
    finally:
        for parent in parents:
            parent.close()


def cores() -> int:
    """How many pictures can be worked on at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _of_a_reader(file: File[bytes], job: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """What a job makes of a reader's picture.

    Readers take turns: however many bring one at the same time, they keep one
    core busy and not the newsroom.
    """
    if not _turn_of_readers.acquire(timeout=PATIENCE):
        raise Refused("busy")
    try:
        with tempfile.TemporaryDirectory() as into, _on_disk(file) as handle:
            _refuse_at_sight(handle, most=MOST_OF_READERS)
            made = _run(job | {"into": into}, handle, megapixels=OF_READERS)
            return (Path(into) / made["name"]).read_bytes(), made
    finally:
        _turn_of_readers.release()


def _inspected(file: File[bytes]) -> Inspection | Refused:
    try:
        return inspect(file)
    except Refused as refusal:
        return refusal


def _refuse_at_sight(handle: IO[bytes], *, most: int | None = None) -> None:
    """Say no to what needs no decoder to be recognised, with a text that helps more than "unknown"."""
    size = handle.seek(0, os.SEEK_END)
    handle.seek(0)
    head = handle.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    handle.seek(0)
    if not size:
        raise Refused("empty")
    limit = min(most or settings.PHOTO_MAX_BYTES, settings.PHOTO_MAX_BYTES)
    if size > limit:
        raise Refused("bytes", size=size // 1_000_000, limit=limit // 1_000_000)
    if head.startswith(b"<") and b"<svg" in head.lower():
        raise Refused("svg")


def _run(job: dict[str, Any], picture: IO[bytes], *, megapixels: int | None = None) -> dict[str, Any]:
    """Let a child do ``job``; raises ``Refused`` with its reason, or because it did not survive the picture."""
    most = min(megapixels or settings.PHOTO_MAX_MEGAPIXELS, settings.PHOTO_MAX_MEGAPIXELS)
    max_pixels = most * 1_000_000
    limits = {
        "max_pixels": max_pixels,
        "memory": 400_000_000 + 16 * max_pixels,
        "cpu_seconds": CPU_SECONDS,
        "seconds": WALL_SECONDS,
    }
    parent: Parent | None = getattr(_of_this_thread, "parent", None)
    if parent:
        answer = parent.ask(job | limits | {"picture": picture.name})
    else:
        with Parent() as parent:
            answer = parent.ask(job | limits | {"picture": picture.name})
    if "refused" in answer:
        raise Refused(answer["refused"], detail=answer.get("detail", ""), limit=most)
    return answer


@contextmanager
def _on_disk(file: File[bytes]) -> Iterator[tempfile._TemporaryFileWrapper[bytes]]:
    """The content of ``file`` as a real file, which another process can open."""
    with tempfile.NamedTemporaryFile() as handle:
        with reading(file) as readable:
            shutil.copyfileobj(readable, handle, 1 << 20)
        handle.flush()
        handle.seek(0)
        yield handle
