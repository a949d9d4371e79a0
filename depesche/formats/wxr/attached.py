"""Attachments and comments."""

from __future__ import annotations

import mimetypes
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime

from depesche.formats import html
from depesche.formats.newsitem import Photo, Rendition
from depesche.formats.wxr import php
from depesche.formats.wxr.origin import Origin
from depesche.formats.wxr.records import Attachment, Comment
from depesche.formats.wxr.stream import Element

#: Answers nested deeper than this stand beside each other, so that nothing that walks them runs out of stack.
_DEEPEST_ANSWER = 50


def attachment(element: Element, origin: Origin) -> Attachment:
    """A file in the media library."""
    meta = metadata(element)
    number = element.text("wp:post_id")
    address = origin.absolute(element.text("wp:attachment_url") or element.text("guid"))
    kind = mimetypes.guess_type(address.partition("?")[0])[0] or ""
    return Attachment(
        id=number,
        url=address,
        file=meta.get("_wp_attached_file", ""),
        parent=parent if (parent := element.text("wp:post_parent")) != "0" else "",
        title=html.text(element.text("title")),
        type=kind,
        photo=_photo(number, address, kind, element, meta) if kind.startswith("image/") else None,
        old_addresses=tuple(filter(None, [origin.absolute(element.text("link"))])),
        comments=comments(element),
    )


def metadata(element: Element) -> dict[str, str]:
    """The custom fields of an item; of several of one name the first that says something."""
    found: dict[str, str] = {}
    for meta in element.all("wp:postmeta"):
        name, value = meta.text("wp:meta_key"), meta.text("wp:meta_value")
        found[name] = found.get(name) or value
    return found


def comments(element: Element) -> tuple[Comment, ...]:
    """The comments of an item, answers beneath what they answer."""
    found = [_comment(each) for each in element.all("wp:comment")]
    numbers = {each.id: place for place, each in reversed(list(enumerate(found)))}
    parents = [numbers.get(each.parent, -1) for each in found]
    above = _above(parents)
    replies: list[list[Comment]] = [[] for _ in [*found, None]]
    # Deeper ones come first, so that each is complete before it is put beneath another.
    for place in sorted(range(len(found)), key=lambda place: -above[place][1]):
        replies[above[place][0]].append(replace(found[place], replies=tuple(replies[place])))
    return tuple(replies[-1])


def _above(parents: list[int]) -> list[tuple[int, int]]:
    """Beneath which each comment stands (-1: none), and how deep; answers in a ring begin at their first."""
    placed: list[tuple[int, int] | None] = [None] * len(parents)
    answers: dict[int, list[int]] = defaultdict(list)
    for place, parent in enumerate(parents):
        answers[parent].append(place)
    for root in [*answers.get(-1, []), *range(len(parents))]:
        waiting = [(root, -1, 0)]
        while waiting:
            place, above, depth = waiting.pop()
            if placed[place] is None:
                placed[place] = above, depth
                beneath = place if depth < _DEEPEST_ANSWER else above
                waiting += [(each, beneath, min(depth + 1, _DEEPEST_ANSWER)) for each in answers[place]]
    return [each or (-1, 0) for each in placed]


def _comment(element: Element) -> Comment:
    return Comment(
        id=element.text("wp:comment_id"),
        author=html.text(element.text("wp:comment_author")),
        text=element.text("wp:comment_content"),
        at=moment(element.text("wp:comment_date_gmt"), element.text("wp:comment_date")),
        email=element.text("wp:comment_author_email"),
        url=element.text("wp:comment_author_url"),
        network_address=element.text("wp:comment_author_IP"),
        approved=element.text("wp:comment_approved"),
        type=element.text("wp:comment_type"),
        parent=parent if (parent := element.text("wp:comment_parent")) != "0" else "",
        user=user if (user := element.text("wp:comment_user_id")) != "0" else "",
        meta={each.text("wp:meta_key"): each.text("wp:meta_value") for each in element.all("wp:commentmeta")},
    )


def moment(*texts: str) -> datetime | None:
    """The first of the times that is one; WordPress writes zeros where it knows none."""
    for text in texts:
        try:
            return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _photo(number: str, address: str, kind: str, element: Element, meta: dict[str, str]) -> Photo:
    """The photo with what WordPress took over from the file, as far as it is credible."""
    details = php.mapping(meta.get("_wp_attachment_metadata", ""))
    image = details.get("image_meta")
    said = image if isinstance(image, dict) else {}
    photographer, taken = _word(said.get("credit")), _day(said.get("created_timestamp"))
    size = [side if isinstance(side := details.get(name), int) and side > 0 else 0 for name in ("width", "height")]
    caption, description = html.text(element.text("excerpt:encoded")), html.text(element.text("content:encoded"))
    return Photo(
        key=f"attachment:{number}" if number else address,
        credit_line=photographer,
        photographer=photographer,
        copyright_notice=_word(said.get("copyright")),
        headline=html.text(element.text("title")),
        caption=caption or _word(said.get("caption")) or description,
        alt=html.text(meta.get("_wp_attachment_image_alt", "")),
        taken_on=taken,
        year=taken.year if taken else None,
        renditions=(Rendition(href=address, width=size[0], height=size[1], type=kind),),
    )


def _word(value: php.Value | None) -> str:
    return html.text(value) if isinstance(value, str) else ""


def _day(value: php.Value | None) -> date | None:
    try:
        seconds = int(value) if isinstance(value, int | str) else 0
        return datetime.fromtimestamp(seconds, UTC).date() if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
