"""What the picture desk announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhotoAdded:
    """A photo came in, by upload or import; its renditions are still to be made."""

    photo_id: int


@dataclass(frozen=True, slots=True)
class PhotoChanged:
    """Somebody changed a photo: its file, its words, its rights or its focal point.

    Pages that show it have to be made anew, and its renditions may have to.
    """

    photo_id: int


@dataclass(frozen=True, slots=True)
class PhotoReleased:
    """Readers can see a photo now, under a new name."""

    photo_id: int


@dataclass(frozen=True, slots=True)
class PhotoConcealed:
    """The public name of a photo is no longer valid; files that may be left under it have to go."""

    photo_id: int
    public_name: str


@dataclass(frozen=True, slots=True)
class DayBegan:
    """The first beat of the clock on a new day: time for what is done once a day."""


@dataclass(frozen=True, slots=True)
class LicenceEnded:
    """The right to show a photo has ended: readers see a neutral plate, the desk needs another picture."""

    photo_id: int


@dataclass(frozen=True, slots=True)
class EnclosureConcealed:
    """A picture that a reader had put with a text is no longer public; a file left under its name has to go."""

    enclosure_id: int
    public_name: str


@dataclass(frozen=True, slots=True)
class FileConcealed:
    """A recording or document is no longer public; a file that may be left under its name has to go."""

    file_id: int
    public_name: str
