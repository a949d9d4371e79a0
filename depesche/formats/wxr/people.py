"""Who wrote: accounts, guests, and the names in the byline of a post."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from depesche.formats import html
from depesche.formats.newsitem import Byline, NewsItem
from depesche.formats.wxr import attached
from depesche.formats.wxr.origin import Origin
from depesche.formats.wxr.records import Author
from depesche.formats.wxr.stream import Element


def author(login: str, name: str, origin: Origin, *, email: str = "", about: str = "") -> Author:
    """A person who writes."""
    body = html.read(about).blocks if about else ()
    item = NewsItem(
        key=author_key(login),
        headline=name,
        language=origin.site.language,
        item_type="author",
        slug=unquote(login),
        body=body,
    )
    return Author(item=item, login=login, email=email)


def author_key(login: str) -> str:
    """What bylines refer to."""
    return f"author:{login.removeprefix('cap-')}"


def guest_author(element: Element, origin: Origin) -> Author:
    """A writer without an account, as the plug-in Co-Authors Plus keeps them."""
    meta = attached.metadata(element)
    login = meta.get("cap-user_login") or element.text("wp:post_name").removeprefix("cap-")
    name = html.text(meta.get("cap-display_name") or element.text("title")) or login
    about = meta.get("cap-description") or element.text("content:encoded")
    origin.names[login] = name
    return author(login, name, origin, email=meta.get("cap-user_email", ""), about=about)


def bylines(element: Element, origin: Origin) -> Iterator[Byline]:
    """Co-authors in their order, or else the one who wrote the post."""
    together = element.terms("author")
    logins = [(term.attributes.get("nicename") or term.text()).removeprefix("cap-") for term in together]
    given = [term.text() for term in together]
    creator = element.text("dc:creator")
    for login, name in zip(logins, given, strict=True) if together else [(creator, creator)]:
        if login:
            known = origin.names.get(login) or origin.names.get(name)
            key = author_key(name if name in origin.names and login not in origin.names else login)
            yield Byline(name=known or html.text(name) or login, key=key)
