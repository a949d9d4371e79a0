"""Photos and recordings of a source, with their rights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.db import transaction
from django.utils.translation import gettext as _

from depesche.formats.newsitem import Audio, NewsItem, Photo
from depesche.ingest.fitting import fit
from depesche.ingest.models import Imported
from depesche.ingest.queue import once
from depesche.ingest.run import FILE, PHOTO, Run
from depesche.media import actions as media
from depesche.media import darkroom
from depesche.media.models import File as MediaFile
from depesche.media.models import Photo as MediaPhoto

AT_ONCE = 32  # open files; each picture is a process of its own for a moment


def bring_files(*, items: Iterable[NewsItem], run: Run) -> None:
    """Take in every picture and recording that the items show and that is not there yet.

    Each is a transaction of its own.
    """
    items = list(items)
    found = [(photo, run.row(PHOTO, photo.key)) for photo in _photos_of(items)]
    for _photo, known in found:
        if known and known.photo_id:
            run.repeat(known)
    fresh = [photo for photo, known in found if known is None]
    for few in (fresh[start : start + AT_ONCE] for start in range(0, len(fresh), AT_ONCE)):
        _bring_photos(few, run)
    recordings = {audio.key or audio.href: audio for item in items for audio in item.body if isinstance(audio, Audio)}
    for key, audio in recordings.items():
        row = run.row(FILE, key) if key else None
        if row and row.file_id:
            run.repeat(row)
        elif key and row is None:
            _bring_recording(audio, run)


def renew_files(*, items: Iterable[NewsItem], run: Run) -> None:
    """Replace the pictures that came before and whose files are others now.

    One whose file the desk has replaced itself is left alone.
    """
    for photo in _photos_of(items):
        row, path = run.row(PHOTO, photo.key), run.shelf.picture(photo)
        if row and row.photo and path and (digest := _digest(path)) != row.digest:
            if _stands_as_it_came(row):
                _renew(photo, row.photo, row, path, digest, run)
            else:
                run.report.remark("kept", _("the desk changed it after the last import"), path.name)


@contextmanager
def developing(*, items: Iterable[NewsItem], run: Run) -> Iterator[None]:
    """While the items are written, all cores make the renditions of their pictures; at the end readers see them.

    A picture that cannot be made is told in the report; its article stands without it.
    """
    keys = {photo.key for item in items if item.status == "usable" for photo in item.photos()}
    rows = [row for key in keys if (row := run.row(PHOTO, key))] if not run.dry_run else []
    begun = media.begin_renditions_of([row.photo_id for row in rows if row.photo_id])
    try:
        yield
    finally:
        for pk, refusal in media.end_renditions(begun, at=run.at).items():
            run.report.remark("lost", " ".join(refusal.messages), str(MediaPhoto.objects.get(pk=pk)))


def _photos_of(items: Iterable[NewsItem]) -> list[Photo]:
    """Every picture that the items show, each once."""
    photos: dict[str, Photo] = {}
    for photo in (photo for item in items for photo in item.photos()):
        photos.setdefault(photo.key, photo)
    return list(photos.values())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stands_as_it_came(row: Imported) -> bool:
    file = row.photo.file if row.photo else None
    if file is None or not file.storage.exists(file.name):
        return False
    with file.storage.open(file.name) as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest() == row.digest


def _renew(photo: Photo, known: MediaPhoto, row: Imported, path: Path, digest: str, run: Run) -> None:
    try:
        if not run.dry_run:
            with path.open("rb") as handle, transaction.atomic():
                media.replace_file(
                    photo=known,
                    file=Content(handle, name=path.name),
                    by=run.by,
                    at=run.at,
                    **_said(photo, run),
                )
                run.renote(row, digest=digest, last_seen_at=run.at)
    except (ValidationError, media.NoCredit) as refusal:
        why = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        run.report.remark("kept", "; ".join(why), path.name)
        run.forget()
    else:
        run.report.count("changed", "photo")


def _bring_photos(photos: list[Photo], run: Run) -> None:
    """Look at a few pictures on all cores, then take them in one by one."""
    found = [(photo, path) for photo in photos if (path := run.shelf.picture(photo))]
    for photo in photos:
        if photo not in [one for one, _path in found]:
            run.report.remark("lost", _("picture missing from the files that were given"), _where(photo))
    files = [Content(path.open("rb"), name=path.name) for _photo, path in found]
    try:
        for (photo, path), file, seen in zip(found, files, darkroom.inspect_all(files), strict=True):
            if isinstance(seen, darkroom.Refused):
                run.report.remark("lost", " ".join(seen.messages), _where(photo))
            else:
                _take_in(photo, path, file, seen, run)
    finally:
        for file in files:
            file.close()


def _take_in(photo: Photo, path: Path, file: Content[bytes], seen: darkroom.Inspection, run: Run) -> None:
    run.report.count("imported", "photo")
    if run.dry_run:
        return
    try:
        with transaction.atomic(), once(), run.report.listening() as said:
            values = _said(photo, run)
            added = media.add_photo(
                file=file,
                title=photo.headline or photo.caption or path.stem,
                by=run.by,
                at=run.at,
                found=seen,
                **values,
            )
            assumed = not added.credit_line and bool(run.assumed_credit)
            if assumed:
                media.change_rights(photo=added, by=run.by, at=run.at, credit_line=run.assumed_credit)
                run.report.remark("assumed", _("“%(credit)s”") % {"credit": run.assumed_credit}, path.name)
            credit = run.assumed_credit if assumed else ""
            run.note(PHOTO, photo.key, photo=added, digest=seen.digest, assumed_credit=credit, said=said)
    except ValidationError as refusal:
        run.report.count("imported", "photo", -1)
        run.report.remark("lost", "; ".join(refusal.messages), _where(photo))


def _said(photo: Photo, run: Run) -> dict[str, Any]:
    """What the source says about a photo; the rest is read from its file."""
    texts = (
        "credit_line",
        "photographer",
        "agency",
        "copyright_notice",
        "licence",
        "allowed_uses",
        "headline",
        "caption",
        "alt",
        "place",
    )
    values: dict[str, Any] = {
        name: fit(MediaPhoto, name, getattr(photo, name), report=run.report, what=photo.key) for name in texts
    }
    values |= {name: getattr(photo, name) for name in ("year", "licence_ends_on", "taken_on")}
    return {name: value for name, value in values.items() if value}


def _bring_recording(audio: Audio, run: Run) -> None:
    path = run.shelf.recording(audio)
    if path is None:
        if audio.key:
            run.report.remark("lost", _("recording missing from the files that were given"), audio.title or audio.key)
        return
    run.report.count("imported", "file")
    if run.dry_run:
        return
    try:
        with path.open("rb") as handle, transaction.atomic(), run.report.listening() as said:
            added = media.add_file(
                file=Content(handle, name=path.name),
                title=audio.title or path.stem,
                by=run.by,
                credit_line=fit(MediaFile, "credit_line", audio.credit, report=run.report, what=audio.title),
            )
            run.note(FILE, audio.key or audio.href, file=added, said=said)
    except ValidationError as refusal:
        run.report.count("imported", "file", -1)
        run.report.remark("lost", "; ".join(refusal.messages), audio.title or path.name)


def _where(photo: Photo) -> str:
    return photo.renditions[0].href if photo.renditions else photo.key
