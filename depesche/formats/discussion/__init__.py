"""Discussions beneath pages: the neutral record, and the one JSON file that carries them.

Whatever reads discussions yields a ``Thread`` and then its comments, the next
thread and its comments, and so on; ``dump`` and ``load`` do so in constant
memory.  Where a comment comes from another system it has its ``html``, and
``typed`` makes of that the text which somebody would have typed here.
"""

from depesche.formats.discussion.reading import load
from depesche.formats.discussion.records import Appeal, Comment, Decision, Picture, Record, State, Thread
from depesche.formats.discussion.typed import typed
from depesche.formats.discussion.writing import dump

__all__ = ["Appeal", "Comment", "Decision", "Picture", "Record", "State", "Thread", "dump", "load", "typed"]
