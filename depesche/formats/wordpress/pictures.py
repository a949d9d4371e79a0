"""Which photo an ``img`` of a WordPress text shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from depesche.formats.html import rendition
from depesche.formats.newsitem import Photo
from depesche.formats.wordpress.library import Library, MediaFile, photo_key, place


class Pictures:
    """The pictures of one post."""

    def __init__(self, library: Library, post: str) -> None:
        self.library, self.post = library, post

    def photo_of(self, tag: Mapping[str, str]) -> Photo | None:
        """The photo by its number or, where that is another site's number, by its address."""
        number, address = _number(tag), tag.get("src", "")
        known = self.library.by_id(number) if number else None
        if known and address and place(known.url) != place(address):
            known, number = None, ""
        known = known or (self.library.by_address(address) if address else None)
        if known and known.photo:
            return known.photo
        if not number:
            return None
        return Photo(
            key=photo_key(number), alt=tag.get("alt", ""), renditions=(rendition(tag, address),) if address else ()
        )

    def gallery(self, attributes: Mapping[str, str]) -> str:
        """The HTML of the shortcode ``[gallery]``; empty when none of its pictures can be told."""
        wanted = attributes.get("ids") or attributes.get("include") or ""
        left_out = _numbers(attributes.get("exclude", ""))
        if wanted:
            shown = [_picture(number, self.library.by_id(number)) for number in _numbers(wanted)]
        else:
            uploaded = self.library.of_post(attributes.get("id") or self.post)
            shown = [_picture(each.id, each) for each in uploaded if each.photo and each.id not in left_out]
        return f'<figure class="wp-block-gallery">{"".join(shown)}</figure>' if shown else ""

    def recordings(self, attributes: Mapping[str, str]) -> str:
        """The HTML of the shortcode ``[playlist]``; empty when none of its recordings can be told."""
        files = (self.library.by_id(number) for number in _numbers(attributes.get("ids", "")))
        return "".join(map(_recording, filter(None, files)))


def _number(tag: Mapping[str, str]) -> str:
    found = re.search(r"(?:^|\s)wp-image-(\d{1,12})(?:\s|$)", tag.get("class", ""))
    number = found[1] if found else tag.get("data-id", "")
    return number if re.fullmatch(r"[1-9]\d{0,11}", number, re.ASCII) else ""


def _numbers(text: str) -> list[str]:
    return re.findall(r"[1-9]\d{0,11}", text)


def _picture(number: str, known: MediaFile | None) -> str:
    photo = known.photo if known else None
    address, alt, caption = (known.url, photo.alt, photo.caption) if known and photo else ("", "", "")
    words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure><img class="wp-image-{number}" src="{escape(address)}" alt="{escape(alt)}">{words}</figure>'


def _recording(file: MediaFile) -> str:
    kind = "video" if file.type.startswith("video/") else "audio"
    return f'<{kind} src="{escape(file.url)}" title="{escape(file.title)}"></{kind}>'
