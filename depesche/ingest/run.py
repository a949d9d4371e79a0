"""One run of an import: its source, its clock, its report, and where things of the source are found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from depesche.accounts.models import User
from depesche.formats import jsonable
from depesche.formats.newsitem import Audio, NewsItem, Photo
from depesche.ingest.models import Imported
from depesche.ingest.report import Report
from depesche.media.models import File as MediaFile
from depesche.media.models import Photo as MediaPhoto
from depesche.newsroom.models import Edition, NewsroomPage

PAGE, PHOTO, FILE = Imported.Kind.PAGE, Imported.Kind.PHOTO, Imported.Kind.FILE
P = TypeVar("P", bound=NewsroomPage)


class Shelf(Protocol):
    """Where the pictures and recordings of a source lie."""

    def picture(self, photo: Photo) -> Path | None:
        """The file of a photo, or None when it was not brought along."""

    def recording(self, audio: Audio) -> Path | None:
        """The file of a recording, or None when it was not brought along."""


class EmptyShelf:
    """A source without files."""

    def picture(self, photo: Photo) -> Path | None:
        """Nothing."""
        return None

    def recording(self, audio: Audio) -> Path | None:
        """Nothing."""
        return None


@dataclass
class Run:
    """One import of one source.

    ``source`` names it for good: what came from it is recognised by this name.
    ``edition`` takes the items that name none.  ``assumed_credit`` stands
    under pictures whose credit nobody states; empty means that none is assumed.
    """

    source: str
    at: datetime
    by: User | None = None
    edition: str = ""
    shelf: Shelf = field(default_factory=EmptyShelf)
    assumed_credit: str = ""
    dry_run: bool = False
    report: Report = field(default_factory=Report)
    _seen: list[int] = field(default_factory=list)
    _repeated: set[int] = field(default_factory=set)
    _book: dict[tuple[str, str], Imported] | None = None
    _pages: dict[tuple[type, int], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.assumed_credit = self.assumed_credit[:255]
        self.report.source, self.report.dry_run = self.source, self.dry_run

    def remember(self) -> None:
        """Keep the whole book of the source in memory: for sources whose size is known to be small."""
        self._book = {(row.kind, row.key): row for row in Imported.objects.filter(source=self.source)}
        self._pages.clear()

    def forget(self) -> None:
        """Read the book again: what was rolled back does not stand in it."""
        if self._book is not None:
            self.remember()

    def row(self, kind: Imported.Kind, key: str) -> Imported | None:
        """What became of something, if it came already."""
        if self._book is not None:
            return self._book.get((str(kind), shortened(key)))
        found: Imported | None = Imported.objects.of(self.source, kind, shortened(key))
        return found

    def note(self, kind: Imported.Kind, key: str, **facts: object) -> Imported:
        """Write down what something became."""
        row: Imported = Imported.objects.create(
            source=self.source, kind=kind, key=shortened(key), first_seen_at=self.at, last_seen_at=self.at, **facts
        )
        if self._book is not None:
            self._book[str(kind), row.key] = row
        return row

    def renote(self, row: Imported, **facts: object) -> None:
        """Write down what has changed about something."""
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=list(facts))
        self._pages = {known: page for known, page in self._pages.items() if known[1] != row.page_id}

    def page(self, key: str, model: type[P]) -> P | None:
        """The page of the given kind that something became."""
        row = self.row(PAGE, key) if key else None
        if row is None or row.page_id is None:
            return None
        known = (model, row.page_id)
        if self._book is None:
            return cast("P | None", model.objects.filter(pk=row.page_id).first())
        if known not in self._pages:
            self._pages[known] = model.objects.filter(pk=row.page_id).first()
        return cast("P | None", self._pages[known])

    def row_of_page(self, pk: int) -> Imported | None:
        """What came and became the page."""
        if self._book is not None:
            return next((row for row in self._book.values() if row.page_id == pk), None)
        found: Imported | None = Imported.objects.filter(source=self.source, page_id=pk).first()
        return found

    def photo(self, photo: Photo) -> MediaPhoto | None:
        """The photo that one of the source became."""
        row = self.row(PHOTO, photo.key)
        return row.photo if row else None

    def recording(self, audio: Audio) -> MediaFile | None:
        """The file that a recording of the source became."""
        row = self.row(FILE, audio.key or audio.href) if audio.key or audio.href else None
        return row.file if row else None

    def edition_of(self, item: NewsItem) -> Edition | None:
        """The edition that an item belongs to."""
        found: Edition | None = Edition.objects.filter(slug=item.edition or self.edition).first()
        return found

    def digest(self, item: NewsItem) -> str:
        """A fingerprint of an item and of which of its files there are.

        A picture that was missing at first and is there the next time changes
        it, so that the article gets its picture.
        """
        content = jsonable.to_dict(item), sorted(self._at_hand(item))
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def saw(self, row: Imported) -> None:
        """Note that something was seen again; the notes are written many at a time."""
        self._seen.append(row.pk)
        if len(self._seen) >= 500:
            self.flush()

    def repeat(self, row: Imported) -> None:
        """Say once a run what was said of something when it came, as far as the desk has not settled it since.

        Otherwise a run that goes on after a kill, or one that finds nothing
        new, would leave a report that is silent about what was lost.
        """
        if not row.said or row.pk in self._repeated:
            return
        self._repeated.add(row.pk)
        settled = {"draft", "held"} if row.page and row.page.live else set()
        settled |= {"assumed"} if row.photo and row.photo.credit_line != row.assumed_credit else set()
        for about, why, what, excerpt in row.said:
            if about not in settled:
                self.report.remark(about, why, what, excerpt)

    def flush(self) -> None:
        """Write the notes that are still in hand."""
        if self._seen and not self.dry_run:
            Imported.objects.filter(pk__in=self._seen).update(last_seen_at=self.at)
        self._seen.clear()

    def _at_hand(self, item: NewsItem) -> set[str]:
        photos = {photo.key for photo in item.photos() if self.photo(photo) or self.shelf.picture(photo)}
        recordings = [block for block in item.body if isinstance(block, Audio)]
        return photos | {audio.key or audio.href for audio in recordings if self.shelf.recording(audio)}


def shortened(key: str) -> str:
    """A key that fits into the book; one that is too long keeps its beginning and a fingerprint of the rest."""
    return key if len(key) <= 500 else f"{key[:430]}~{hashlib.sha256(key.encode()).hexdigest()}"
