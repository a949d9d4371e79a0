"""The content of a WordPress post: blocks of its editor, classic text and shortcodes.

What WordPress would have shown is worked out first (paragraphs from blank
lines, shortcodes that are known); then it is read like all other HTML.
"""

from depesche.formats.wordpress.library import EmptyLibrary, Library, MediaFile
from depesche.formats.wordpress.reading import read

__all__ = ["EmptyLibrary", "Library", "MediaFile", "read"]
