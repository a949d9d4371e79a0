"""Bringing in what other systems have.  These are the only writers of the book of imports."""

from depesche.ingest.actions.discussions import import_discussions, import_disqus, import_left_comments
from depesche.ingest.actions.items import ingest_item, keep_place, settle
from depesche.ingest.actions.ninjs import import_ninjs
from depesche.ingest.actions.pictures import bring_files
from depesche.ingest.actions.wxr import import_wxr
from depesche.ingest.refusals import NotImportable

__all__ = [
    "NotImportable",
    "bring_files",
    "import_discussions",
    "import_disqus",
    "import_left_comments",
    "import_ninjs",
    "import_wxr",
    "ingest_item",
    "keep_place",
    "settle",
]
