"""HTML of other systems into blocks, and blocks into clean HTML.

``read`` keeps every visible character: what has no block of its own becomes
running text, and what cannot be kept at all is named in ``Reading.lost``.
``clean`` is the one sanitiser for the running text of an article.
"""

from depesche.formats.html.media import rendition
from depesche.formats.html.reader import Lost, PhotoOf
from depesche.formats.html.reading import Reading, read
from depesche.formats.html.vocabulary import clean, text
from depesche.formats.html.writing import plain, write

__all__ = ["Lost", "PhotoOf", "Reading", "clean", "plain", "read", "rendition", "text", "write"]
