"""Comments of an export as neutral records, and neutral records as an export of comments alone.

``dump`` writes what the importer of WordPress reads: each page is a post
without text, which that importer recognises by title and date, and brings its
comments to it.  Whatever WordPress has no field for stands in the comment's
own data (``wp:commentmeta``) under ``_depesche``, so that nothing is lost.
"""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from depesche.formats import discussion, jsonable
from depesche.formats.discussion import State, Thread
from depesche.formats.malformed import Malformed
from depesche.formats.markup import Xml, element
from depesche.formats.wxr.records import Comment

#: The name under which a comment carries what has no field of its own.
OWN = "_depesche"
_STATES: dict[str, State] = {
    "1": "public",
    "approve": "public",
    "spam": "spam",
    "trash": "spam",
    "post-trashed": "spam",
}
_WORDS: dict[str, str] = {"public": "1", "pending": "0", "spam": "spam", "refused": "trash", "deleted": "trash"}
_PEOPLE = {"", "comment", "review"}
_NAMESPACES = {
    "version": "2.0",
    "xmlns:excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:wp": "http://wordpress.org/export/1.2/",
}


def said(comments: Iterable[Comment]) -> Iterator[discussion.Comment]:
    """What people have said, each after what it answers, with the state it had over there."""
    waiting = list(comments)[::-1]
    while waiting:
        comment = waiting.pop()
        waiting += reversed(comment.replies)
        if is_of_people(comment):
            yield neutral(comment)


def is_of_people(comment: Comment) -> bool:
    """Whether somebody wrote it; links from other sites stand among the comments of WordPress too."""
    return comment.type in _PEOPLE


def neutral(comment: Comment) -> discussion.Comment:
    """One comment as a neutral record; what only ``dump`` can have written comes along."""
    found = discussion.Comment(
        id=comment.id,
        parent=comment.parent,
        author=comment.author,
        html=comment.text,
        at=comment.at,
        state=_STATES.get(comment.approved, "pending"),
    )
    try:
        own = json.loads(comment.meta.get(OWN) or "{}")
        return jsonable.decode_record(discussion.Comment, jsonable.encode(found) | own) if own else found
    except (ValueError, TypeError, RecursionError, Malformed):
        return found


def dump(records: Iterable[discussion.Record], *, title: str, address: str, language: str) -> Iterator[str]:
    """The export in pieces; ``title``, ``address`` and ``language`` are those of the site."""
    attributes = "".join(f' {name}="{value}"' for name, value in _NAMESPACES.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rss{attributes}>\n<channel>\n'
    yield from (
        f"{each}\n"
        for each in (
            element("title", title),
            element("link", address),
            element("language", language),
            element("wp:wxr_version", "1.2"),
            element("wp:base_site_url", address),
            element("wp:base_blog_url", address),
        )
    )
    numbers = _Numbers()
    post = 0
    for record in records:
        if isinstance(record, Thread):
            post += 1
            numbers.begin()
            yield f"{'</item>' if post > 1 else ''}\n<item>\n{_post(record, post)}"
        else:
            yield f"{_comment(record, numbers)}\n"
    yield f"{'</item>' if post else ''}\n</channel>\n</rss>\n"


class _Numbers:
    """Comments in the numbers that WordPress insists on; those of one page are known at a time."""

    def __init__(self) -> None:
        self._last, self._of = 0, dict[str, int]()

    def begin(self) -> None:
        """Forget the comments of the page before."""
        self._of = defaultdict(self._next)

    def of(self, name: str) -> str:
        """The number of a comment, the same wherever it is mentioned."""
        return str(self._of[name]) if name else "0"

    def _next(self) -> int:
        self._last += 1
        return self._last


def _post(thread: Thread, number: int) -> str:
    """Everything of an item that stands before its comments."""
    at = thread.published_at or datetime(1970, 1, 1, tzinfo=UTC)
    return "\n".join([
        element("title", html.escape(thread.title, quote=False)),
        element("link", thread.address),
        element("guid", thread.address, attributes={"isPermaLink": "false"}),
        element("content:encoded", ""),
        element("excerpt:encoded", ""),
        element("wp:post_id", str(number)),
        element("wp:post_date", _written(at)),
        element("wp:post_date_gmt", _written(at)),
        element("wp:comment_status", "open"),
        element("wp:status", "publish"),
        element("wp:post_type", "post"),
        "",
    ])  # fmt: skip


def _comment(comment: discussion.Comment, numbers: _Numbers) -> Xml:
    at = _written(comment.at) if comment.at else "0000-00-00 00:00:00"
    return element(
        "wp:comment",
        element("wp:comment_id", numbers.of(comment.id)),
        element("wp:comment_author", html.escape(comment.author, quote=False)),
        element("wp:comment_author_email", ""),
        element("wp:comment_author_url", ""),
        element("wp:comment_author_IP", ""),
        element("wp:comment_date", at),
        element("wp:comment_date_gmt", at),
        element("wp:comment_content", comment.html or html.escape(comment.text, quote=False)),
        element("wp:comment_approved", _WORDS[comment.state]),
        element("wp:comment_type", "comment"),
        element("wp:comment_parent", numbers.of(comment.parent)),
        element("wp:comment_user_id", "0"),
        element("wp:commentmeta", element("wp:meta_key", OWN), element("wp:meta_value", _own(comment))),
    )


def _own(comment: discussion.Comment) -> str:
    """What the fields of WordPress do not give back as it was."""
    plain = replace(comment, html="", author="", state="public")
    own: dict[str, Any] = jsonable.encode(plain)
    if _STATES.get(_WORDS[comment.state], "pending") != comment.state:
        own["state"] = comment.state
    if not comment.html and comment.text:
        own["html"] = ""
    return json.dumps(own, ensure_ascii=False, separators=(",", ":"))


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
