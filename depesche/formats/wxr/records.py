"""What an export consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from depesche.formats.html import Lost
from depesche.formats.newsitem import NewsItem
from depesche.formats.wordpress import MediaFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the export comes from; always the first record.

    ``url`` is the address of the site and names it as a source, ``version``
    that of the format.
    """

    title: str
    url: str
    language: str
    version: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person who writes: ``item`` is the page about them, ``key`` what bylines refer to."""

    item: NewsItem
    login: str
    email: str = ""

    @property
    def key(self) -> str:
        """The key of the page."""
        return self.item.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A category, tag or any other term.

    ``taxonomy`` is ``category``, ``post_tag`` or whatever a plug-in calls its
    own; ``key`` is what sections and tags of pieces refer to, and ``parent``
    the key of the term above, or empty.
    """

    key: str
    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    description: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment as it was written, HTML and all, with the answers to it.

    ``approved`` is WordPress's word: ``1``, ``0`` (waiting), ``spam`` or
    ``trash``; ``type`` is empty or ``comment`` for people, else ``pingback``
    or ``trackback``.  E-mail and network address are personal data.
    """

    id: str
    author: str
    text: str
    at: datetime | None = None
    email: str = ""
    url: str = ""
    network_address: str = ""
    approved: str = ""
    type: str = ""
    parent: str = ""
    user: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    replies: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(MediaFile):
    """A file in the media library, the page about it and the comments there."""

    old_addresses: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A post or page, its comments, and what of it has no place in a NewsItem."""

    item: NewsItem
    comments: tuple[Comment, ...] = ()
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A record that does not come along, and the reason in plain words."""

    kind: str
    key: str
    title: str
    reason: str


Record: TypeAlias = Site | Author | Term | Attachment | Piece | Skipped
