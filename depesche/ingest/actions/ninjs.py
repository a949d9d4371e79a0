"""A folder of ninjs items with their pictures and recordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.signal_handlers import disable_reference_index_auto_update

from depesche.accounts.models import User
from depesche.formats import ninjs
from depesche.formats.malformed import Malformed
from depesche.formats.newsitem import Audio, NewsItem, Photo
from depesche.ingest.actions.items import keep_place, settle, write_item
from depesche.ingest.actions.pictures import bring_files, developing, renew_files
from depesche.ingest.queue import once
from depesche.ingest.refusals import NotImportable
from depesche.ingest.report import Report
from depesche.ingest.run import PAGE, Run

_ORDER = ("edition", "section", "author", "story", "page", "article")
_PICTURES = ("jpg", "jpeg", "png", "webp", "avif")
_RECORDINGS = ("mp3", "m4a", "ogg", "opus", "flac", "wav")


def import_ninjs(
    folder: Path,
    *,
    at: datetime,
    source: str = "",
    by: User | None = None,
    dry_run: bool = False,
    progress: Callable[[int], object] = lambda step: None,
) -> Report:
    """Bring in ``items/*.json`` of a folder with ``photos/KEY.jpg`` and ``audio/KEY.mp3``.

    Items may refer to each other in any order.  ``source`` names the folder for
    good, by default by its own name.  ``progress`` is told the number of items
    done.  Raises NotImportable when an item cannot be read; nothing is written then.
    """
    run = Run(source=source or f"ninjs:{folder.name}", at=at, by=by, shelf=_Folder(folder), dry_run=dry_run)
    items = _read(folder)
    run.remember()
    fresh = [item for item in items if _is_new(item, run)]
    renew_files(items=items, run=run)
    bring_files(items=fresh, run=run)
    if not dry_run:
        _keep_places(fresh, run)
    with developing(items=_in_front(items), run=run):
        for item in sorted(items, key=_written_when):
            write_item(item=item, run=run)
            progress(1)
    run.flush()
    if not dry_run:
        settle(run=run)
    return run.report


def _read(folder: Path) -> list[NewsItem]:
    try:
        return sorted(ninjs.load(folder / "items"), key=lambda item: _ORDER.index(item.item_type))
    except Malformed as fault:
        raise NotImportable(str(fault)) from fault
    except OSError as fault:
        raise NotImportable(_("The folder %(folder)s cannot be read.") % {"folder": folder / "items"}) from fault


def _is_new(item: NewsItem, run: Run) -> bool:
    row = run.row(PAGE, item.key)
    return row is None or not row.digest


def _keep_places(items: list[NewsItem], run: Run) -> None:
    """Keep a place for every piece, so that nothing that refers to a later one has to be written twice."""
    with transaction.atomic(), once(), disable_reference_index_auto_update():
        for item in items:
            keep_place(item=item, run=run)


def _in_front(items: list[NewsItem]) -> list[NewsItem]:
    """Pieces whose pictures must be ready when the import ends: those on front pages, the leads with all of theirs.

    The other pictures are made by the tasks that follow; a reader who is
    quicker sees the article without them.
    """
    fronts = [[ref.key for ref in item.related] for item in items if item.item_type == "edition"]
    leads, shown = {keys[0] for keys in fronts if keys}, {key for keys in fronts for key in keys}
    whole = [item for item in items if item.key in leads]
    return [*whole, *(replace(item, body=()) for item in items if item.key in shown - leads)]


def _written_when(item: NewsItem) -> tuple[bool, int]:
    """Editions last: their front pages show articles."""
    return item.item_type == "edition", _ORDER.index(item.item_type)


class _Folder:
    """Pictures and recordings by their keys."""

    def __init__(self, folder: Path) -> None:
        self._photos = _by_stem(folder / "photos", _PICTURES)
        self._recordings = _by_stem(folder / "audio", _RECORDINGS)

    def picture(self, photo: Photo) -> Path | None:
        return self._photos.get(photo.key)

    def recording(self, audio: Audio) -> Path | None:
        return self._recordings.get(audio.key)


def _by_stem(folder: Path, endings: tuple[str, ...]) -> dict[str, Path]:
    files = folder.iterdir() if folder.is_dir() else ()
    return {file.stem: file for file in files if file.is_file() and file.suffix.lower().lstrip(".") in endings}
