"""Finding live articles by their words, in the language of their edition.

``index.put`` and ``index.drop`` are called by the newsroom's actions inside
the transaction that publishes or withdraws, so search never knows more or less
than readers may see.  The engine is the database's own (docs/adr/0005).
"""

from depesche.newsroom.search.index import clear, drop, put
from depesche.newsroom.search.query import Results, Search, find, newest

__all__ = ["Results", "Search", "clear", "drop", "find", "newest", "put"]
