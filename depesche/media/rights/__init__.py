"""Rights metadata: read from what comes in, written into what goes out."""

from __future__ import annotations

from depesche.media.darkroom import Inspection

from . import iim, xmp
from .packet import write
from .record import Rights, composed_credit, day, tidy

__all__ = ["Rights", "composed_credit", "read", "write"]


def read(found: Inspection) -> Rights:
    """What the file says about its rights: XMP first, then IPTC-IIM, then EXIF.  Never fails."""
    return xmp.read(found.xmp).or_else(iim.read(found.iim)).or_else(_exif(found.exif))


def _exif(texts: dict[str, str]) -> Rights:
    """The few words that a camera writes."""
    return Rights(
        creator=tidy(texts.get("artist", "")),
        copyright_notice=tidy(texts.get("copyright", "")),
        caption=tidy(texts.get("description", "")),
        taken_on=day(texts.get("taken", "")),
    )
