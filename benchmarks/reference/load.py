"""Fills the reference site with the articles of one of our archives: ``python -m benchmarks.reference.load HOME``."""

from __future__ import annotations

import json
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import django
from tqdm import tqdm

BATCH = 1000


def main(archive: Path) -> None:
    """Copy sections, stories, authors, tags and articles from the archive's database."""
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    with sqlite3.connect(archive / "newsroom.sqlite3") as source, transaction.atomic():
        (count,) = source.execute("SELECT count(*) FROM newsroom_snapshot").fetchone()
        items = (json.loads(text) for (text,) in source.execute("SELECT item FROM newsroom_snapshot ORDER BY rowid"))
        site = _Site()
        with tqdm(total=count, unit=" articles") as progress:
            while batch := list(islice(items, BATCH)):
                site.add(batch)
                progress.update(len(batch))
        site.close()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Site:
    def __init__(self) -> None:
        from wagtail.models import Page, Site

        from benchmarks.reference.models import HomePage

        root = Page.get_first_root_node()
        Page.objects.filter(depth=2).delete()
        root.refresh_from_db()
        self.home = root.add_child(instance=HomePage(title="Messblatt", slug="messblatt"))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "127.0.0.1", "port": 80, "root_page": self.home}
        )
        self.pages: dict[tuple[str, str], Any] = {}
        self.tags: dict[str, Any] = {}

    def add(self, items: list[dict[str, Any]]) -> None:
        """One batch of articles, and whatever they are filed under."""
        from benchmarks.reference.models import ArticlePage, ArticleTag

        rows = [self._article(item) for item in items]
        _insert(ArticlePage, rows)
        tagged = [
            ArticleTag(content_object_id=row.pk, tag=self._tag(item["tags"][0]))
            for row, item in zip(rows, items, strict=True)
        ]
        ArticleTag.objects.bulk_create(tagged)
        through = ArticlePage.authors.through
        through.objects.bulk_create(
            through(articlepage_id=row.pk, authorpage_id=self._under("AuthorPage", item["bylines"][0]["name"]).pk)
            for row, item in zip(rows, items, strict=True)
        )

    def close(self) -> None:
        """What treebeard keeps beside the tree."""
        for page in self.pages.values():
            page.save(update_fields=["numchild"])

    def _article(self, item: dict[str, Any]) -> Any:
        from django.contrib.contenttypes.models import ContentType

        from benchmarks.reference.models import ArticlePage

        section = self._under("SectionPage", item["section"]["name"])
        section.numchild += 1
        at = datetime.fromisoformat(item["published_at"])
        body = [{"type": "paragraph", "value": html, "id": str(uuid.uuid4())} for html in _paragraphs(item)]
        return ArticlePage(
            title=item["headline"],
            draft_title=item["headline"],
            slug=item["slug"],
            url_path=f"{section.url_path}{item['slug']}/",
            path=ArticlePage._get_path(section.path, section.depth + 1, section.numchild),
            depth=section.depth + 1,
            content_type=ContentType.objects.get_for_model(ArticlePage),
            locale=section.locale,
            translation_key=uuid.uuid4(),
            live=True,
            first_published_at=at,
            last_published_at=at,
            standfirst=item["standfirst"],
            story=self._under("StoryPage", item["stories"][0]["name"]),
            body=json.dumps(body),
        )

    def _under(self, kind: str, title: str) -> Any:
        from benchmarks.reference import models

        if (kind, title) not in self.pages:
            page = getattr(models, kind)(title=title, show_in_menus=kind == "SectionPage")
            self.pages[kind, title] = self.home.add_child(instance=page)
        return self.pages[kind, title]

    def _tag(self, tag: dict[str, Any]) -> Any:
        from taggit.models import Tag

        if tag["name"] not in self.tags:
            self.tags[tag["name"]] = Tag.objects.create(name=tag["name"])
        return self.tags[tag["name"]]


def _paragraphs(item: dict[str, Any]) -> Iterator[str]:
    for block in item["body"]:
        yield block["html"]


def _insert(model: Any, pages: list[Any]) -> None:
    """Multi-table rows in bulk: the page rows first, then each child row by its number."""
    from django.db import connection
    from wagtail.models import Page

    names = [field.attname for field in Page._meta.local_concrete_fields if field.attname != "id"]
    rows = Page.objects.bulk_create([Page(**{name: getattr(page, name) for name in names}) for page in pages])
    fields = list(model._meta.local_concrete_fields)
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = page.page_ptr_id = row.pk
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})",
            [[field.get_db_prep_save(getattr(page, field.attname), connection) for field in fields] for page in pages],
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
