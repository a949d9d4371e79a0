"""Where the comments of another system belong: its pages by the names it knows them by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page as AnyPage

from depesche.comments.actions import Page
from depesche.formats.discussion import Thread
from depesche.ingest.fitting import old_path
from depesche.ingest.models import Imported
from depesche.ingest.run import PAGE
from depesche.newsroom.models import Article, Edition

_PUBLIC_ID = re.compile(r"(?:\A|[-/:.])([0-9a-z]{12})/?\Z", re.ASCII)
_ADDRESS = re.compile(r"https?://\S+")


def by_keys(source: str, keys: Iterable[str]) -> dict[str, Page]:
    """The articles that pieces of a source became, by the keys of those."""
    rows = Imported.objects.filter(source=source, kind=PAGE, key__in=list(keys), page__isnull=False)
    numbers = dict(rows.values_list("key", "page_id"))
    pages = pages_of(numbers.values())
    return {key: pages[number] for key, number in numbers.items() if number in pages}


def by_names(threads: Iterable[Thread]) -> dict[str, Page]:
    """The articles that old threads belong to, by the keys of those: by our own address, or by an old one."""
    threads = list(threads)
    names = {each.key: list(_public_ids(each)) for each in threads}
    ours = dict(Article.objects.filter(public_id__in=set(chain(*names.values()))).values_list("public_id", "pk"))
    paths = {each.key: list(dict.fromkeys(_old_paths(each))) for each in threads}
    there = Redirect.objects.filter(old_path__in=set(chain(*paths.values())), site=None, redirect_page__isnull=False)
    leading = dict(there.values_list("old_path", "redirect_page_id"))
    pages = pages_of([*ours.values(), *leading.values()])
    found: dict[str, Page] = {}
    for each in threads:
        numbers = [ours.get(name) for name in names[each.key]] + [leading.get(path) for path in paths[each.key]]
        if page := next((pages[number] for number in numbers if number in pages), None):
            found[each.key] = page
    return found


def pages_of(numbers: Iterable[int]) -> dict[int, Page]:
    """Articles by their numbers, published or not, as pages that take comments."""
    articles = list(Article.objects.filter(pk__in=list(numbers)))
    above = {article.path[: -Article.steplen] for article in articles}
    sections = dict(AnyPage.objects.filter(path__in=above).values_list("path", "pk"))
    languages = {edition.code: edition.language for edition in Edition.objects.select_related("locale")}
    return {
        article.pk: _page(article, sections.get(article.path[: -Article.steplen]), languages) for article in articles
    }


def _page(article: Any, section: int | None, languages: dict[str, str]) -> Page:
    code = article.edition_code()
    return Page(
        kind="article",
        name=article.public_id,
        edition=code,
        language=languages.get(code, ""),
        title=article.short_headline or article.title,
        path=article.public_path(),
        above=(("section", str(section)), ("edition", code)),
    )


def _public_ids(thread: Thread) -> Iterator[str]:
    """What may be the name of one of our articles, at the end of an address or of a name."""
    for name in (thread.key, thread.address, *thread.identifiers):
        if found := _PUBLIC_ID.search(_path(name)):
            yield found[1]


def _path(name: str) -> str:
    try:
        return urlsplit(name).path if name.startswith("http") else name
    except ValueError:
        return ""


def _old_paths(thread: Thread) -> Iterator[str]:
    """The paths under which a page may have stood: its address, addresses within its names, and its names themselves.

    The plug-in for WordPress calls a page ``12 https://old.example/?p=12``.
    """
    for name in (thread.address, *thread.identifiers):
        for address in _ADDRESS.findall(name) or [f"/{name.strip().lstrip('/')}"]:
            for form in (address, address.partition("#")[0], address.partition("?")[0].partition("#")[0]):
                if path := old_path(form):
                    yield path
