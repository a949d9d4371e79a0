"""Pictures, galleries, players and frames."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from depesche.formats.embeds import recognise
from depesche.formats.html import soup, texts
from depesche.formats.html.reader import Handler, Reader
from depesche.formats.html.vocabulary import clean
from depesche.formats.newsitem import Audio, Embed, Gallery, Photo, Picture, Quote, Rendition


def image(reader: Reader, tag: Tag, caption: str = "") -> None:
    """A picture on its own line; an emoji drawn as a picture becomes its character again."""
    if soup.classes(tag) & {"emoji", "wp-smiley"}:
        reader.say(soup.attribute(tag, "alt"))
    elif found := picture(reader, tag, caption):
        reader.add(found)
    elif caption:
        reader.words(caption)


def picture(reader: Reader, tag: Tag, caption: str = "") -> Picture | None:
    """The picture that an ``img`` shows; None where it shows none."""
    address = _address(reader, tag)
    attributes = {name: soup.attribute(tag, name) for name in tag.attrs} | {"src": address}
    photo = reader.photo_of(attributes)
    if photo is None and not address:
        reader.lose("picture without an address", soup.attribute(tag, "alt"))
        return None
    if "1" == soup.attribute(tag, "width") == soup.attribute(tag, "height"):
        reader.lose("tracking pixel", address)
        return None
    alt = soup.attribute(tag, "alt")
    photo = photo or Photo(key=address, alt=alt, renditions=(rendition(attributes, address),))
    photo = reader.photos.setdefault(photo.key, photo if photo.alt else replace(photo, alt=alt))
    return Picture(photo=photo, caption=caption, alt=alt if alt != photo.alt else "")


def rendition(tag: Mapping[str, str], address: str) -> Rendition:
    """The file that an ``img`` shows, by the attributes of the tag."""
    width, height = (tag.get(side, "").removesuffix("px") for side in ("width", "height"))
    known = re.fullmatch(r"\d{1,5}", width, re.ASCII) and re.fullmatch(r"\d{1,5}", height, re.ASCII)
    return Rendition(
        href=address,
        width=int(width) if known else 0,
        height=int(height) if known else 0,
        type=_TYPES.get(urlsplit(address).path.rpartition(".")[2].lower(), "image/jpeg"),
    )


def figure(reader: Reader, tag: Tag) -> None:
    """Whatever stands in a figure, with the caption beneath it."""
    if len(soup.every(tag, "img")) > 1:
        gallery(reader, tag)
        return
    captions = soup.pull(tag, "figcaption")
    shown = soup.first(tag, "table", "blockquote", "img", *_PLAYERS)
    if shown is None:
        _wordless(reader, tag, captions)
    else:
        shown.extract()
        _shown(reader, tag, shown, captions)
        reader.container(tag)
    for more in captions:
        reader.container(more)


def gallery(reader: Reader, tag: Tag) -> None:
    """A series of pictures; one alone is a picture, and words between them follow."""
    own = [each for each in soup.every(tag, "figcaption") if each.parent is tag]
    title = " ".join(reader.plain(each.extract(), "a caption") for each in own)
    pictures = tuple(_series(reader, tag))
    if len(pictures) > 1:
        reader.add(Gallery(pictures=pictures, title=title))
    else:
        reader.add(*pictures)
        reader.words(title)
    reader.container(tag)


def _series(reader: Reader, tag: Tag) -> Iterator[Picture]:
    """The pictures of a gallery, each with the words in its own frame; the words of one that is gone stay."""
    while shown := soup.first(tag, "img"):
        frame = shown.find_parent(["figure", "li", "dl", "div"])
        alone = frame and frame is not tag and tag in frame.parents and len(soup.every(frame, "img")) == 1
        captions = soup.pull(frame, "figcaption", "dd") if frame and alone else []
        words = " ".join(reader.plain(each, "a caption") for each in captions)
        shown.extract()
        if found := picture(reader, shown, words):
            yield found
        elif words:
            tag.append(f" {words} ")


def frame(reader: Reader, tag: Tag, title: str = "") -> None:
    """A frame or plug-in of another site: a known player, or else a link."""
    address = reader.absolute(soup.attribute(tag, "src", "data-src", "data", "data-lazy-src"))
    if not address:
        reader.lose("frame without an address", tag.get_text())
    embed(reader, address, title or soup.attribute(tag, "title"))


def embed(reader: Reader, address: str, title: str) -> None:
    """An address that was shown in place: a known player, or else a link to it."""
    if player := recognise(address):
        reader.add(Embed(url=player.url, title=title))
    elif re.match(r"(https?:)?//", address):
        target = soup.escaped(address).replace('"', "%22")
        reader.paragraph(clean(f'<p><a href="{target}">{soup.escaped(title or address)}</a></p>'))
    else:
        reader.words(title)


def audio(reader: Reader, tag: Tag, title: str = "") -> None:
    """A recording."""
    if address := _source(reader, tag):
        reader.add(Audio(title=title or soup.attribute(tag, "title") or _file_name(address), href=address))
    else:
        frame(reader, tag, title)


def video(reader: Reader, tag: Tag, title: str = "") -> None:
    """A film file: there is no player of our own for it, so that it becomes a link."""
    address = _source(reader, tag)
    reader.lose("video player (kept as a link)", address)
    embed(reader, address, title or soup.attribute(tag, "title") or _file_name(address))


def _shown(reader: Reader, tag: Tag, shown: Tag, captions: list[Tag]) -> None:
    """The thing in a figure; it takes the first caption, or the loose words around a picture."""
    caption = captions.pop(0) if captions else tag if shown.name == "img" else None
    words = reader.plain(caption, "a caption") if caption else ""
    if caption is tag:
        tag.clear()
    if shown.name == "img":
        image(reader, shown, words)
    elif shown.name == "blockquote":
        _quote(reader, tag, shown, words)
    elif shown.name == "table":
        _table(reader, shown, words)
    else:
        _PLAYERS[shown.name](reader, shown, words)


def _table(reader: Reader, shown: Tag, words: str) -> None:
    before = len(reader.blocks)
    texts.table(reader, shown, words)
    if words and not any(words in getattr(block, "caption", "") for block in reader.blocks[before:]):
        reader.words(words)


def _quote(reader: Reader, tag: Tag, shown: Tag, words: str) -> None:
    if "wp-block-pullquote" in soup.classes(tag):
        shown["class"] = "wp-block-pullquote"
    if words:
        reader.add(Quote(text="\n".join(soup.lines(shown)), speaker=words))
    else:
        texts.quote(reader, shown)


def _wordless(reader: Reader, tag: Tag, captions: list[Tag]) -> None:
    """A figure without anything to show: often the address of something to embed."""
    said = soup.line(tag)
    if re.fullmatch(r"https?://\S+", said):
        embed(reader, said, reader.plain(captions.pop(0), "a caption") if captions else "")
    else:
        reader.container(tag)


def _address(reader: Reader, tag: Tag) -> str:
    """Where a picture really is: scripts that load late put a placeholder in the usual place."""
    late = soup.attribute(tag, "data-src", "data-lazy-src", "data-original", "data-full-url")
    first_of_set = (soup.attribute(tag, "srcset").split() or [""])[0]
    address = late or soup.attribute(tag, "src") or first_of_set
    return reader.absolute(address) if not address.startswith("data:") else ""


def _source(reader: Reader, tag: Tag) -> str:
    inner = tag.find("source")
    return reader.absolute(soup.attribute(tag, "src") or (soup.attribute(inner, "src") if inner else ""))


def _file_name(address: str) -> str:
    return unquote(urlsplit(address).path.rpartition("/")[2]) or address


_TYPES = {"png": "image/png", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "svg": "image/svg+xml"}
_PLAYERS = {"audio": audio, "video": video, "iframe": frame, "object": frame, "embed": frame}

BY_NAME: dict[str, Handler] = {"img": image, "figure": figure, **_PLAYERS}
BY_CLASS: tuple[tuple[set[str], Handler], ...] = (
    ({"wp-block-gallery", "blocks-gallery-grid", "gallery", "tiled-gallery", "kg-gallery-card"}, gallery),
    ({"wp-caption"}, figure),
)
