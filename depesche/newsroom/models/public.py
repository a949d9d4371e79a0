"""Live articles as neutral records in which nothing is named that is not live itself.

A snapshot remembers what an article pointed to when it was published.  Since
then a story may have been renamed, an author's page taken down, a linked
article withdrawn; and it may point to drafts from the start.  Whatever leaves
the house (pages, feeds, the API) goes through here, a fixed number of queries
for any number of articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.utils import translation
from django.utils.encoding import iri_to_uri
from wagtail.models import Page

from depesche.delivery.collecting import mark
from depesche.formats import newsitem as n
from depesche.newsroom import keys as keys_of
from depesche.newsroom.models.article import Article
from depesche.newsroom.models.author import Author
from depesche.newsroom.models.item import html_of
from depesche.newsroom.models.listing import Teaser
from depesche.newsroom.models.section import Section
from depesche.newsroom.models.story import Story

_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_ARTICLE = re.compile(r"/[^/]+/[^/]+/[^/]+-([2-9a-hjkmnp-z]{12})/")
_PAGE = re.compile(r"/([^/]+)/(?:stories/|authors/)?([^/]+)/")


_TRANSLATION = (
    *("translation_key", "public_id", "short_headline", "headline", "path", "section_id"),
    "edition__locale__language_code",
)


class _Row(NamedTuple):
    """What the address of a page is made of, and its name."""

    title: str
    slug: str
    url_path: str


def public_items(teasers: Sequence[Teaser], *, at: datetime) -> list[n.NewsItem]:
    """The records of live articles, in the given order, with paths as addresses."""
    prefetch_related_objects(teasers, "snapshot__photos")
    items = [replace(teaser.snapshot.as_item(at), uri=teaser.path) for teaser in teasers]
    keys = {teaser.public_id: teaser.translation_key for teaser in teasers}
    mark(*map(keys_of.article, keys), *map(keys_of.translations, keys.values()))
    others = _translations(set(keys.values()), at)
    return renewed(
        [
            replace(item, translations=tuple(r for r in others.get(keys[item.key], ()) if r.key != item.key))
            for item in items
        ],
        at=at,
    )


def renewed(items: Sequence[n.NewsItem], *, at: datetime) -> list[n.NewsItem]:
    """The records with every reference as it is live at ``at``; what is not live is not named."""
    live = _Live.named_in(items, at)
    return [live.renew(item) for item in items]


def biography(author: Author, *, at: datetime) -> str:
    """What an author's page says, as HTML in which only live pages are linked."""
    text = n.NewsItem(key="", headline=author.title, language="", body=(n.Paragraph(html_of(author.biography)),))
    [text] = renewed([text], at=at)
    return "".join(block.html for block in text.body if isinstance(block, n.Paragraph))


def marked(headline: str, *, kind: str, language: str) -> str:
    """A headline for lists in which nothing else says that a piece was paid for: the word stands before it."""
    if kind != Article.Kind.ADVERTISEMENT:
        return headline
    with translation.override(language):
        return f"{Article.Kind.ADVERTISEMENT.label}: {headline}"


def whole(address: str) -> str:
    """A path as a whole address, from the configured address and nothing else; others as they are."""
    return iri_to_uri(settings.BASE_URL + address) if re.match(r"/(?!/)", address) else address


def absolute(item: n.NewsItem) -> n.NewsItem:
    """The record with whole addresses instead of paths."""
    return replace(
        item,
        uri=whole(item.uri),
        body=tuple(_block_absolute(block) for block in item.body),
        bylines=tuple(replace(line, uri=whole(line.uri)) for line in item.bylines),
        section=item.section and _ref_absolute(item.section),
        stories=tuple(map(_ref_absolute, item.stories)),
        tags=tuple(map(_ref_absolute, item.tags)),
        related=tuple(map(_ref_absolute, item.related)),
        translations=tuple(map(_ref_absolute, item.translations)),
    ).with_photos({photo.key: _photo_absolute(photo) for photo in item.photos()})


def with_plain_pictures(item: n.NewsItem) -> n.NewsItem:
    """The record with JPEG files only, which every feed reader, messenger and search engine can show."""
    return item.with_photos({photo.key: plain_picture(photo) for photo in item.photos()})


def plain_picture(photo: n.Photo) -> n.Photo:
    """The photo with its JPEG files only."""
    return replace(photo, renditions=tuple(file for file in photo.renditions if file.type == "image/jpeg"))


@dataclass(frozen=True)
class _Live:
    """What is live of everything that some records name."""

    articles: dict[str, n.Ref]
    authors: dict[str, n.Ref]
    stories: dict[str, n.Ref]
    sections: dict[str, n.Ref]
    hidden_paths: set[str]

    @classmethod
    def named_in(cls, items: Sequence[n.NewsItem], at: datetime) -> _Live:
        mark(*(key for item in items for key in _marks(item)))
        named = {
            **{line.key: Author for item in items for line in item.bylines if line.key},
            **{ref.key: Story for item in items for ref in item.stories},
            **{item.section.key: Section for item in items if item.section},
        }
        pages = _pages(named, at)
        return cls(
            articles=_articles({key for item in items for key in _articles_named(item)}, at),
            authors={key: ref for key, ref in pages.items() if named[key] is Author},
            stories={key: ref for key, ref in pages.items() if named[key] is Story},
            sections={key: ref for key, ref in pages.items() if named[key] is Section},
            hidden_paths=_hidden({path for item in items for path in _paths(item)}),
        )

    def renew(self, item: n.NewsItem) -> n.NewsItem:
        return replace(
            item,
            section=item.section and self.sections.get(item.section.key),
            stories=tuple(self.stories[ref.key] for ref in item.stories if ref.key in self.stories),
            related=self._known(item.related),
            bylines=tuple(map(self._byline, item.bylines)),
            body=tuple(map(self._block, item.body)),
        )

    def _known(self, refs: Iterable[n.Ref]) -> tuple[n.Ref, ...]:
        return tuple(self.articles[ref.key] for ref in refs if ref.key in self.articles)

    def _byline(self, line: n.Byline) -> n.Byline:
        author = self.authors.get(line.key)
        if author is None:
            return replace(line, key="", uri="")
        return replace(line, name=author.name, uri=author.uri)

    def _block(self, block: n.Block) -> n.Block:
        if isinstance(block, n.RelatedBox):
            return replace(block, items=self._known(block.items))
        if isinstance(block, n.Paragraph):
            return n.Paragraph(_LINK.sub(self._link, block.html))
        return block

    def _link(self, found: re.Match[str]) -> str:
        path = _own_path(found[1])
        article = _ARTICLE.fullmatch(path)
        if article:
            ref = self.articles.get(article[1])
            return f'<a href="{ref.uri}">{found[2]}</a>' if ref else found[2]
        return found[2] if path in self.hidden_paths else found[0]


def is_article(path: str) -> bool:
    """Whether an article would stand at this path; all other pages list articles, or are few."""
    return _ARTICLE.fullmatch(path) is not None


def _articles_named(item: n.NewsItem) -> Iterator[str]:
    yield from _articles_recommended(item)
    for path in _paths(item):
        if found := _ARTICLE.fullmatch(path):
            yield found[1]


def _articles_recommended(item: n.NewsItem) -> Iterator[str]:
    for ref in item.related:
        yield ref.key
    for block in item.body:
        if isinstance(block, n.RelatedBox):
            yield from (ref.key for ref in block.items)


def _marks(item: n.NewsItem) -> Iterator[str]:
    """Surrogate keys of everything that a record names, live or not: it may go live."""
    yield from map(keys_of.headline, _articles_recommended(item))
    for path in _paths(item):
        article = _ARTICLE.fullmatch(path)
        yield keys_of.address(article[1] if article else path)
    refs = [*([item.section] if item.section else []), *item.stories]
    yield from (keys_of.name(ref.key) for ref in refs)
    yield from (keys_of.name(line.key) for line in item.bylines if line.key)


def _paths(item: n.NewsItem) -> Iterator[str]:
    """The paths on our own site that the text links to."""
    for block in item.body:
        if isinstance(block, n.Paragraph):
            yield from filter(None, (_own_path(found[1]) for found in _LINK.finditer(block.html)))


def _own_path(href: str) -> str:
    path = href.removeprefix(settings.BASE_URL)
    return unquote(path) if path.startswith("/") and not path.startswith("//") else ""


def _articles(keys: set[str], at: datetime) -> dict[str, n.Ref]:
    if not keys:
        return {}
    found = Teaser.objects.visible(at).filter(public_id__in=keys, edition__live=True)
    return {one.public_id: _ref(one) for one in found.select_related("edition__locale")}


def _ref(teaser: Teaser) -> n.Ref:
    mark(keys_of.name(teaser.section_id))  # its address is a part of the article's
    name = marked(teaser.list_headline, kind=teaser.kind, language=teaser.edition.language)
    return n.Ref(key=teaser.public_id, name=name, uri=teaser.path)


def _pages(named: Mapping[str, Any], at: datetime) -> dict[str, n.Ref]:
    """The live ones of the pages named by their numbers, whatever their kinds: one query."""
    if not named:
        return {}
    live = Page.objects.filter(Q(expire_at=None) | Q(expire_at__gt=at), live=True, pk__in=map(int, named))
    rows = {str(pk): _Row(title, slug, path) for pk, title, slug, path in live.values_list("pk", *_Row._fields)}
    return {key: n.Ref(key=key, name=row.title, uri=named[key].public_path(row)) for key, row in rows.items()}


def _hidden(paths: set[str]) -> set[str]:
    """Those of the paths at which a page stands that readers may not see."""
    found = {path: _PAGE.fullmatch(path) for path in paths}
    places = {path: f"/{match[1]}/{match[2]}/" for path, match in found.items() if match}
    if not places:
        return set()
    slugs = {match[2] for match in found.values() if match}
    hidden = Page.objects.filter(slug__in=slugs, depth=3, live=False).values_list("url_path", flat=True)
    return {path for path, place in places.items() if place in set(hidden)}


def _translations(keys: Iterable[Any], at: datetime) -> dict[Any, list[n.Ref]]:
    found: dict[Any, list[n.Ref]] = {}
    teasers = Teaser.objects.visible(at).filter(translation_key__in=keys, edition__live=True)
    for row in teasers.order_by("edition__path").values_list(*_TRANSLATION):
        key, public_id, short, headline, path, section, language = row
        mark(keys_of.name(section))
        found.setdefault(key, []).append(n.Ref(key=public_id, name=short or headline, uri=path, language=language))
    return found


def _ref_absolute(ref: n.Ref) -> n.Ref:
    return replace(ref, uri=whole(ref.uri))


def _photo_absolute(photo: n.Photo) -> n.Photo:
    return replace(photo, renditions=tuple(replace(file, href=whole(file.href)) for file in photo.renditions))


def _block_absolute(block: n.Block) -> n.Block:
    match block:
        case n.Paragraph(html):
            return n.Paragraph(_LINK.sub(lambda found: f'<a href="{whole(found[1])}">{found[2]}</a>', html))
        case n.RelatedBox():
            return replace(block, items=tuple(map(_ref_absolute, block.items)))
        case n.Audio():
            return replace(block, href=whole(block.href))
    return block
