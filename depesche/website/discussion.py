"""What articles tell their discussions about themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from html import unescape

from depesche.comments import hosts
from depesche.comments.hosts import Host
from depesche.comments.models import Comment, Discussion
from depesche.delivery.collecting import mark
from depesche.formats import newsitem as n
from depesche.newsroom import keys
from depesche.newsroom.models import Author, Edition, Teaser

ARTICLE = "article"
_PARAGRAPH = re.compile(r"<(p|li|blockquote)\b[^>]*>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def register() -> None:
    """Tell discussions who knows about articles."""
    hosts.register(ARTICLE, find)


def find(name: str, at: datetime) -> Host | None:
    """The article of this public id, if readers may see it."""
    teasers = Teaser.objects.visible(at).filter(edition__in=Edition.objects.visible(at), public_id=name)
    teaser = teasers.select_related("snapshot", "edition__locale").first()
    if teaser is None:
        return None
    item = teaser.snapshot.as_text_item()
    paragraphs = tuple(paragraphs_of(item))
    version = blake2b("\n".join(paragraphs).encode(), digest_size=10).hexdigest()
    return replace(host_of(teaser, teaser.edition), authors=_accounts(item), paragraphs=paragraphs, version=version)


def host_of(teaser: Teaser, edition: Edition) -> Host:
    """The article as the host of its discussion, without what only those ask for who write.

    Whatever shows a discussion goes with its article, and at once when that is withdrawn.
    """
    mark(keys.article(teaser.public_id), keys.headline(teaser.public_id))
    return Host(
        kind=ARTICLE,
        name=teaser.public_id,
        path=teaser.path,
        title=teaser.list_headline,
        edition=edition.code,
        language=edition.language,
        published_at=teaser.published_at,
        above=(("section", str(teaser.section_id)), ("edition", edition.code)),
    )


def path_of(comment: Comment, of: Discussion) -> str:
    """The address of a comment that lasts."""
    return f"/{of.edition}/discussion/{of.kind}/{of.name}/{comment.public_id}/"


def paragraphs_of(item: n.NewsItem) -> Iterator[str]:
    """The paragraphs of an article as plain text: what can be quoted."""
    if item.standfirst:
        yield item.standfirst
    for block in item.body:
        if isinstance(block, n.Paragraph):
            yield from filter(None, map(_plain, (inner for _tag, inner in _PARAGRAPH.findall(block.html))))
        elif isinstance(block, n.Quote):
            yield block.text


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(_TAG.sub("", html.replace("<br>", " ")))).strip()


def _accounts(item: n.NewsItem) -> frozenset[int]:
    """The accounts behind the names above the text."""
    pages = [int(line.key) for line in item.bylines if line.key.isdecimal()]
    found = Author.objects.filter(pk__in=pages, user__isnull=False).values_list("user_id", flat=True) if pages else ()
    return frozenset(found)
