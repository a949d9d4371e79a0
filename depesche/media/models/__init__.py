"""Photos with rights, and other files.

Originals are private.  Readers see renditions only, under a name that is
minted when the picture is first published and forgotten when it is withdrawn.
"""

from .chore import Chore
from .enclosure import Enclosure, EnclosureQuerySet
from .file import File, FileQuerySet
from .guard import InUse
from .photo import Photo, PhotoQuerySet
from .portrait import Portrait, PortraitQuerySet
from .rendition import Rendition

__all__ = [
    "Chore",
    "Enclosure",
    "EnclosureQuerySet",
    "File",
    "FileQuerySet",
    "InUse",
    "Photo",
    "PhotoQuerySet",
    "Portrait",
    "PortraitQuerySet",
    "Rendition",
]
