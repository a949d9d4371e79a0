"""A generated archive of any size, loaded in bulk: ``python -m benchmarks.archive COUNT``.

The rows are those that ``publish`` would have written, one by one; here they
are written by the thousand.  Words follow Zipf's law, stories and tags differ
in size as those of a real archive do, and publication times cover ten years.
"""

from __future__ import annotations

import random
import sys
import uuid
from collections import Counter
from datetime import UTC, datetime
from itertools import accumulate, chain
from typing import Any

import django
from tqdm import tqdm

from depesche.formats import jsonable
from depesche.formats import newsitem as n

START = datetime(2016, 11, 22, tzinfo=UTC)
END = datetime(2026, 11, 22, tzinfo=UTC)
BATCH = 1000
SECTIONS = ("Politik", "Hafen", "Stadt", "Wirtschaft", "Kultur", "Sport", "Meinung")
STEMS = (
    "hafen stadt rat kran schiff brücke sturm deich markt wahl schule turm bahn wind wasser haus strom kirche "
    "fluss insel fähre ladung zoll gericht kammer bühne halle spiel tor netz kabel straße platz garten küste"
).split()
HEADS = (
    "amt ausschuss bau bericht betrieb dienst fest frage gebiet gesellschaft gutachten kosten leitung meister "
    "ordnung plan preis prüfung recht sanierung schutz streit verein verkehr vertrag vorstand werk zeit zentrum"
).split()
SMALL = (
    "der die das und in zu den mit von für auf ist im dem nicht ein eine als auch es an werden aus er hat dass sie "
    "nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch"
).split()


def main(count: int) -> None:
    """Fill the newsroom of DEPESCHE_HOME with ``count`` live articles."""
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    loader = Loader(count)
    with transaction.atomic():
        loader.open()
        with tqdm(total=count, unit=" articles") as progress:
            for first in range(0, count, BATCH):
                numbers = range(first, min(count, first + BATCH))
                loader.load(numbers)
                progress.update(len(numbers))
        loader.close()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO newsroom_search(newsroom_search) VALUES ('optimize')")


class Loader:
    """Writes an edition with sections, stories, authors, tags and articles."""

    def __init__(self, count: int) -> None:
        self.random = random.Random(count)
        self.count = count
        self.vocabulary = [*SMALL, *sorted({a + b for a in STEMS for b in HEADS}), *STEMS, *HEADS]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.vocabulary))))
        self.tallies: Counter[tuple[int, int, str]] = Counter()

    def open(self) -> None:
        """The edition and what articles are filed under."""
        from django.contrib.contenttypes.models import ContentType
        from taggit.models import Tag

        from depesche.newsroom import actions
        from depesche.newsroom.models import Article, Author, Section, Story

        self.edition = actions.open_edition(
            code="de", name="Messblatt", language="de", time_zone="Europe/Berlin", by=None, at=START
        )

        def add(page: Any) -> Any:
            return actions.add_page(page=page, under=self.edition, by=None, publish_at=START)

        self.content_type = ContentType.objects.get_for_model(Article)
        self.sections = [add(Section(title=name, slug=name.lower())) for name in SECTIONS]
        stories = max(6, min(400, self.count // 100))
        self.sections_by_path = {section.path: section for section in self.sections}
        self.stories = [add(Story(title=f"Vorgang {n}", slug=f"vorgang-{n}")) for n in range(stories)]
        self.authors = [add(Author(title=f"Autorin {n}", slug=f"autorin-{n}")) for n in range(20)]
        self.tags = [Tag.objects.create(name=f"Wort {n}", slug=f"wort-{n}") for n in range(max(20, stories))]
        self.step = (END - START) / self.count

    def load(self, numbers: range) -> None:
        """One batch of articles with everything that publishing writes."""
        from depesche.newsroom.models import Filing, SearchEntry, Snapshot, Teaser, Under
        from depesche.newsroom.search import index

        pages, taggings, bylines = (list(column) for column in zip(*map(self._article, numbers), strict=True))
        self._insert(pages, taggings, bylines)
        teasers = Teaser.objects.bulk_create(map(self._teaser, pages))
        items = [self._item(*row) for row in zip(pages, teasers, taggings, bylines, strict=True)]
        Snapshot.objects.bulk_create(
            Snapshot(teaser=teaser, item=jsonable.to_dict(item)) for teaser, item in zip(teasers, items, strict=True)
        )
        entries = SearchEntry.objects.bulk_create(
            SearchEntry(pk=index.number_of(self.edition.pk, teaser.published_at), teaser=teaser) for teaser in teasers
        )
        filings = [self._filings(*row) for row in zip(teasers, taggings, bylines, strict=True)]
        Filing.objects.bulk_create(chain.from_iterable(filings))
        for entry, teaser, item, places in zip(entries, teasers, items, filings, strict=True):
            facets = " ".join(index.facet(row.under, row.under_id) for row in places if row.under != Under.EDITION)
            index.engine().write(entry.pk, *index.columns(item, kicker=teaser.kicker), facets)

    def close(self) -> None:
        """The tallies, and how many children each section has."""
        from depesche.newsroom.models import Tally

        Tally.objects.bulk_create(
            Tally(edition=self.edition, under=under, under_id=pk, period=period, count=count, changed_at=END)
            for (under, pk, period), count in self.tallies.items()
        )
        for section in self.sections:
            section.numchild = len(range(self.sections.index(section), self.count, len(SECTIONS)))
            section.save(update_fields=["numchild"])

    def _article(self, number: int) -> tuple[Any, Any, Any]:
        """The working copy as the desk would have left it, with its tag and byline."""
        from depesche.newsroom.models import Article, ArticleTag, Byline

        section = self.sections[number % len(SECTIONS)]
        at = START + self.step * number
        title = self._sentence(6).rstrip(".")
        page = Article(
            title=title,
            draft_title=title,
            slug=f"meldung-{number}",
            url_path=f"{section.url_path}meldung-{number}/",
            path=Article._get_path(section.path, section.depth + 1, number // len(SECTIONS) + 1),
            depth=section.depth + 1,
            content_type=self.content_type,
            locale=self.edition.locale,
            translation_key=uuid.uuid4(),
            live=True,
            first_published_at=at,
            last_published_at=at,
            standfirst=self._sentence(28),
            main_story=self._one_of(self.stories),
            body=[{"type": "paragraph", "value": f"<p>{self._sentence(60)}</p>"} for _ in range(6)],
        )
        return page, ArticleTag(tag=self._one_of(self.tags)), Byline(author=self.random.choice(self.authors))

    def _insert(self, pages: list[Any], taggings: list[Any], bylines: list[Any]) -> None:
        """Multi-table rows in bulk: the page rows first, then each child row by its number."""
        from django.db import connection
        from wagtail.models import Page

        from depesche.newsroom.models import Article, ArticleTag, Byline

        names = [field.attname for field in Page._meta.local_concrete_fields if field.attname != "id"]
        rows = Page.objects.bulk_create([Page(**{name: getattr(page, name) for name in names}) for page in pages])
        fields = list(Article._meta.local_concrete_fields)
        for page, row, tagging, byline in zip(pages, rows, taggings, bylines, strict=True):
            page.pk = page.id = page.page_ptr_id = row.pk
            tagging.content_object_id = byline.article_id = row.pk
        columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO newsroom_article ({columns}) VALUES ({marks})",
                [
                    [field.get_db_prep_save(getattr(page, field.attname), connection) for field in fields]
                    for page in pages
                ],
            )
        ArticleTag.objects.bulk_create(taggings)
        Byline.objects.bulk_create(bylines)

    def _teaser(self, page: Any) -> Any:
        from depesche.newsroom.models import Teaser

        return Teaser(
            article=page,
            edition=self.edition,
            section=self.sections_by_path[page.path[: -page.steplen]],
            main_story=page.main_story,
            public_id=page.public_id,
            translation_key=page.translation_key,
            kind=page.kind,
            path=page.public_path(),
            headline=page.title,
            kicker=page.main_story.title,
            kicker_path=page.main_story.public_path(),
            standfirst=page.standfirst,
            byline="Autorin",
            minutes=2,
            published_at=page.first_published_at,
        )

    def _item(self, page: Any, teaser: Any, tagging: Any, byline: Any) -> n.NewsItem:
        return n.NewsItem(
            key=page.public_id,
            uri=f"http://127.0.0.1:8000{teaser.path}",
            slug=page.slug,
            language="de",
            edition="de",
            headline=page.title,
            standfirst=page.standfirst,
            body=tuple(n.Paragraph(block.value.source) for block in page.body),
            bylines=(n.Byline(name=byline.author.title, key=str(byline.author.pk)),),
            section=n.Ref(key=str(teaser.section_id), name=teaser.section.title, uri=teaser.section.public_path()),
            stories=(n.Ref(key=str(page.main_story.pk), name=page.main_story.title),),
            tags=(n.Ref(key=str(tagging.tag.pk), name=tagging.tag.name, uri=f"/de/tags/{tagging.tag.slug}/"),),
            published_at=page.first_published_at,
            publisher="Messblatt",
        )

    def _filings(self, teaser: Any, tagging: Any, byline: Any) -> list[Any]:
        from depesche.newsroom.models import Filing, Under

        places = (
            (Under.EDITION, self.edition.pk),
            (Under.SECTION, teaser.section_id),
            (Under.STORY, teaser.main_story_id),
            (Under.AUTHOR, byline.author_id),
            (Under.TAG, tagging.tag_id),
        )
        for under, pk in places:
            self.tallies[under, pk, ""] += 1
            self.tallies[under, pk, f"{teaser.published_at:%Y-%m}"] += 1
        return [
            Filing(
                edition=self.edition,
                under=under,
                under_id=pk,
                teaser=teaser,
                published_at=teaser.published_at,
                changed_at=teaser.changed_at,
            )
            for under, pk in places
        ]

    def _one_of(self, choices: list[Any]) -> Any:
        # Few are large and many small: the first choice is drawn far more often than the last.
        return choices[int(len(choices) * self.random.random() ** 3)]

    def _sentence(self, words: int) -> str:
        chosen = self.random.choices(self.vocabulary, cum_weights=self.weights, k=words)
        return " ".join(chosen).capitalize() + "."


if __name__ == "__main__":
    main(int(sys.argv[1]))
