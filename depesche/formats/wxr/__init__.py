"""WXR, the export of WordPress, in the versions 1.0 to 1.2.

``load`` goes through a file of any size in constant memory and yields its
records in their order.  Texts refer to pictures by number, and pictures often
come later in the file: read it once for ``attachments``, put them on a
``Shelf``, and pass that to ``load``::

    shelf = wxr.Shelf(wxr.attachments(stream))
    stream.seek(0)
    for record in wxr.load(stream, library=shelf): ...

``said`` makes neutral records of a piece's comments, and ``dump`` an export of
comments out of them.

Keys: ``post:12`` (posts and pages), ``attachment:12`` (photos),
``category:news``, ``tag:storm``, ``author:ada``.
"""

from depesche.formats.wordpress import EmptyLibrary, Library
from depesche.formats.wxr.library import Shelf
from depesche.formats.wxr.loading import attachments, load
from depesche.formats.wxr.records import Attachment, Author, Comment, Piece, Record, Site, Skipped, Term
from depesche.formats.wxr.said import dump, is_of_people, said

__all__ = [
    "Attachment",
    "Author",
    "Comment",
    "EmptyLibrary",
    "Library",
    "Piece",
    "Record",
    "Shelf",
    "Site",
    "Skipped",
    "Term",
    "attachments",
    "dump",
    "is_of_people",
    "load",
    "said",
]
