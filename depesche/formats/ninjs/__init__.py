"""ninjs 3.1, the JSON format of the IPTC for news: out and in.

What the standard has words for stands in its own fields, where every reader of
ninjs finds it.  One body of our own media type carries the structured blocks
and whatever the standard cannot say, so that ``load(dump(item))`` is the item.

See https://iptc.org/standards/ninjs/.
"""

from depesche.formats.ninjs.reading import load
from depesche.formats.ninjs.writing import dump

__all__ = ["dump", "load"]
