"""From the content of a post to blocks: the door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from depesche.formats import html
from depesche.formats.html import Lost
from depesche.formats.wordpress.delimiters import Segment, segments
from depesche.formats.wordpress.library import EmptyLibrary, Library
from depesche.formats.wordpress.paragraphs import paragraphs
from depesche.formats.wordpress.pictures import Pictures
from depesche.formats.wordpress.shortcodes import Shortcodes


def read(content: str, *, library: Library | None = None, base: str = "", post: str = "") -> html.Reading:
    """Blocks for the content of one post.

    ``library`` knows the pictures, ``post`` is the number of the post (for
    galleries that show whatever was uploaded to it), ``base`` the address of
    the site.  Shortcodes that are not known stay in the text and are named
    among what was lost, as are blocks that WordPress fills only when it shows them.
    """
    pictures = Pictures(library or EmptyLibrary(), post)
    shortcodes = Shortcodes(pictures)
    lost: list[Lost] = []
    # An empty comment keeps the end of one stretch and the beginning of the next from making a tag.
    source = "<!---->".join(_shown(content, shortcodes, lost))
    reading = html.read(source, base=base, photo_of=pictures.photo_of)
    return html.Reading(reading.blocks, (*lost, *shortcodes.lost, *reading.lost))


def _shown(content: str, shortcodes: Shortcodes, lost: list[Lost]) -> Iterator[str]:
    parts = list(segments(content))
    for number, part in enumerate(parts):
        if part.opens:
            following = parts[number + 1].text if number + 1 < len(parts) else ""
            yield _opened(part, following, lost)
        else:
            yield _stretch(part, shortcodes)


def _stretch(part: Segment, shortcodes: Shortcodes) -> str:
    """HTML within a block stands as it is; outside of blocks it is classic text."""
    inner = part.within[-1] if part.within else ""
    if inner in _VERBATIM:
        return part.text
    if inner in _CLASSIC:
        return paragraphs(shortcodes.shown(_without_comments(part.text)))
    return shortcodes.shown(part.text)


def _without_comments(text: str) -> str:
    """Classic text without ``<!--more-->`` and the like, each of which ends a paragraph."""
    parts, at = list[str](), 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "\n\n".join([*parts, text[at:]])


def _opened(part: Segment, following: str, lost: list[Lost]) -> str:
    """What a block shows by its attributes alone."""
    told = {name: value for name, value in part.attributes.items() if isinstance(value, str)}
    background = _background(part)
    if background and "<img" not in following and "<video" not in following:
        return f'<figure><img src="{escape(background)}" alt="{escape(told.get("alt", ""))}"></figure>'
    if not part.is_void:
        return ""
    if part.opens in _LINKS and told.get("url"):
        name = told.get("label") or told.get("service") or told["url"]
        return f'<p><a href="{escape(told["url"])}">{html.text(name)}</a></p>'
    if part.opens.startswith(("embed", "core-embed/")) and told.get("url"):
        return f"<figure>{escape(told['url'])}</figure>"
    if part.opens not in _SAY_NOTHING:
        what = "reusable block" if part.opens == "block" else f"block “{part.opens}”, filled by WordPress"
        excerpt = json.dumps(part.attributes, ensure_ascii=False)[:120] if part.attributes else ""
        lost.append(Lost(what, excerpt))
    return ""


def _background(part: Segment) -> str:
    """The picture behind a cover, or behind any other block."""
    if part.opens == "cover" and isinstance(part.attributes.get("url"), str):
        return str(part.attributes["url"])
    style = part.attributes.get("style")
    ground = style.get("background") if isinstance(style, dict) else None
    image = ground.get("backgroundImage") if isinstance(ground, dict) else None
    address = image.get("url") if isinstance(image, dict) else None
    return address if isinstance(address, str) else ""


#: Blocks whose text is shown as it was typed.
_VERBATIM = {"code", "preformatted", "html", "verse"}
#: Where WordPress makes paragraphs of blank lines; outside of blocks there is no name.
_CLASSIC = {"", "freeform", "shortcode", "more", "nextpage", "missing"}
_LINKS = {"social-link", "navigation-link", "navigation-submenu", "button"}
#: Blocks that are empty by nature, or whose content comes along in another way.
_SAY_NOTHING = {"separator", "spacer", "more", "nextpage", "footnotes", "paragraph", "heading", "group", "column"}
