"""Whatever the desk does, in whatever order: lists and counts are those of the live articles."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from depesche.newsroom import actions, search
from depesche.newsroom.models import Article, Author, Edition, Filing, SearchEntry, Section, Story, Tally, Teaser, Under
from tests import factories as make

_WORDS = ("kran", "deich", "fähre", "schleuse", "lotse", "boje", "anker", "mole", "reede", "tonne", "winde", "pier")
# Making a failing example smaller would take minutes; the first one says enough.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
_NUMBER = st.integers(0, 11)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), _NUMBER, _NUMBER, st.integers(-70, 0)),
        st.tuples(st.just("update"), _NUMBER, _NUMBER, st.just(0)),
        st.tuples(st.just("move"), _NUMBER, _NUMBER, st.just(0)),
        st.tuples(st.just("withdraw"), _NUMBER, st.just(0), st.just(0)),
        st.tuples(st.just("publish_again"), _NUMBER, st.just(0), st.just(0)),
        st.tuples(st.just("expire"), _NUMBER, st.just(0), st.just(0)),
        st.tuples(st.just("delete"), _NUMBER, st.just(0), st.just(0)),
        st.tuples(st.just("rename_story"), _NUMBER, _NUMBER, st.just(0)),
        st.tuples(st.just("toggle_story"), _NUMBER, st.just(0), st.just(0)),
        st.tuples(st.just("rename_author"), _NUMBER, _NUMBER, st.just(0)),
        st.tuples(st.just("rename_section"), _NUMBER, _NUMBER, st.just(0)),
        st.tuples(st.just("change_zone"), _NUMBER, st.just(0), st.just(0)),
    ),
    min_size=6,
    max_size=14,
)


class Newsroom:
    """Two editions on different calendars, and somebody who does things at random."""

    def __init__(self) -> None:
        self.editions = [make.edition("de"), make.edition("en", time_zone="Pacific/Auckland")]
        self.sections = [make.section(edition, name) for edition in self.editions for name in ("Hafen", "Stadt")]
        self.stories = [make.story(self.editions[0], f"Vorgang {n}", live=n != 2) for n in range(3)]
        self.authors = [make.author(self.editions[0], name) for name in ("Ineke Dorn", "Tom Okafor")]
        self.articles: list[int] = []
        self.clock = make.NOON

    def do(self, step: str, first: int, second: int, days: int) -> None:
        """One thing that happens at the desk; what cannot happen now does not."""
        self.clock += timedelta(minutes=7)
        getattr(self, step)(first, second, days)

    def publish(self, first: int, second: int, days: int) -> None:
        article = make.article(
            self.sections[first % 4],
            f"Meldung {_WORDS[len(self.articles) % 12]}",
            at=self.clock + timedelta(days=days),
            stories=tuple(self.stories[: second % 3 + 1][::-1]) if second < 9 else (),
            authors=(self.authors[second % 2],),
            tags=("Kai",) if first % 2 else ("Kai", "Turm"),
        )
        self.articles.append(article.pk)

    def update(self, first: int, second: int, _days: int) -> None:
        if article := self._article(first):
            article.main_story = self.stories[second % 3] if second < 9 else None
            article.kicker = "Eigene Dachzeile" if second % 4 == 0 else ""
            article.tags.set(["Wind"] if second % 2 else ["Kai"])
            self._publish(article)

    def move(self, first: int, second: int, _days: int) -> None:
        article = self._article(first)
        if article and article.get_parent().pk != self.sections[second % 4].pk:
            article.move(Section.objects.get(pk=self.sections[second % 4].pk), pos="last-child")

    def withdraw(self, first: int, _second: int, _days: int) -> None:
        article = self._article(first)
        if article and article.live:
            actions.withdraw(page=article, by=None, at=self.clock)

    def publish_again(self, first: int, _second: int, _days: int) -> None:
        article = self._article(first)
        if article and not article.live:
            self._publish(article)

    def expire(self, first: int, _second: int, _days: int) -> None:
        if article := self._article(first):
            article.expire_at = self.clock + timedelta(minutes=1)
            self._publish(article)
            self.clock += timedelta(minutes=2)
            actions.keep_appointments(at=self.clock)

    def delete(self, first: int, _second: int, _days: int) -> None:
        if article := self._article(first):
            article.delete()
            self.articles.remove(article.pk)

    def rename_story(self, first: int, second: int, _days: int) -> None:
        story = Story.objects.get(pk=self.stories[first % 3].pk)
        if story.live:
            story.title, story.slug = f"Vorgang {first} {second}", f"vorgang-{first}-{second}"
            self._publish(story)

    def toggle_story(self, first: int, _second: int, _days: int) -> None:
        story = Story.objects.get(pk=self.stories[first % 3].pk)
        if story.live:
            actions.withdraw(page=story, by=None, at=self.clock)
        else:
            self._publish(story)

    def rename_author(self, first: int, second: int, _days: int) -> None:
        author = Author.objects.get(pk=self.authors[first % 2].pk)
        author.title = f"Ineke Name {second}"
        self._publish(author)

    def rename_section(self, first: int, second: int, _days: int) -> None:
        section = Section.objects.get(pk=self.sections[first % 4].pk)
        section.slug = f"ressort-{first % 4}-{second}"
        self._publish(section)

    def change_zone(self, first: int, _second: int, _days: int) -> None:
        edition = Edition.objects.get(pk=self.editions[0].pk)
        edition.time_zone = ("Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago")[first % 3]
        self._publish(edition)

    def _article(self, number: int) -> Article | None:
        if not self.articles:
            return None
        found: Article = Article.objects.get(pk=self.articles[number % len(self.articles)])
        return found

    def _publish(self, page: Any) -> None:
        page.expire_at = page.expire_at if page.expire_at and page.expire_at > self.clock else None
        actions.publish(page=page, by=None, at=self.clock, revision=page.save_revision())


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=_PHASES)
@given(steps=_STEPS)
@pytest.mark.usefixtures("db")
def test_lists_and_counts_are_those_of_the_live_articles(steps: list[tuple[str, int, int, int]]) -> None:
    with transaction.atomic():
        newsroom = Newsroom()
        for number, step in enumerate([("publish", 0, 1, -31), ("publish", 2, 2, 0), *steps]):
            newsroom.do(*step)
            if number % 4 == 3:
                assert_in_step()
        assert_in_step()
        kept = _everything()
        actions.refile_everything(at=newsroom.clock)
        assert _everything() == kept, "making all lists anew changes nothing"
        transaction.set_rollback(True)


def assert_in_step() -> None:
    """Compare what readers' pages read with what the live pages say."""
    live = {article.pk: article for article in Article.objects.filter(live=True)}
    assert {teaser.article_id for teaser in Teaser.objects.all()} == set(live)
    expected = {(row, article.pk) for article in live.values() for row in _places(article)}
    filed = Filing.objects.select_related("teaser")
    assert {((f.edition_id, f.under, f.under_id), f.teaser.article_id) for f in filed} == expected
    _assert_counts(live)
    for teaser in Teaser.objects.select_related("article", "main_story"):
        _assert_teaser(teaser)
    assert SearchEntry.objects.count() == len(live)


def _assert_counts(live: dict[int, Article]) -> None:
    counts: Counter[tuple[tuple[int, int, int], str]] = Counter()
    changed: dict[tuple[int, int, int], Any] = {}
    for article in live.values():
        month = timezone.localtime(article.first_published_at, article.edition_page().zone)
        for place in _places(article):
            counts.update([(place, ""), (place, f"{month:%Y-%m}")])
            moment: Any = article.updated_at or article.first_published_at
            changed[place] = max(moment, changed.get(place, moment))
    rows = {((t.edition_id, t.under, t.under_id), t.period): t for t in Tally.objects.all()}
    assert {key: tally.count for key, tally in rows.items()} == counts
    assert {place: tally.changed_at for (place, period), tally in rows.items() if not period} == changed


def _assert_teaser(teaser: Teaser) -> None:
    article = teaser.article
    story = article.main_story if article.main_story and article.main_story.live else None
    assert teaser.path == article.public_path()
    assert teaser.headline == article.title
    assert teaser.kicker == (article.kicker or (story.title if story else ""))
    assert teaser.kicker_path == (story.public_path() if story else "")
    assert teaser.byline == ", ".join(line.author.title for line in article.bylines.all() if line.author)
    found = search.find(
        search.Search(
            edition_id=teaser.edition_id, language=article.edition_page().language, text=article.title.split()[-1]
        ),
        at=make.NOON + timedelta(days=30),
    )
    assert teaser in found.teasers


def _places(article: Article) -> set[tuple[int, int, int]]:
    edition = article.edition_page().pk
    stories = [article.main_story_id, *article.further_stories.values_list("story", flat=True)]
    places = {(Under.EDITION, edition), (Under.SECTION, article.get_parent().pk)}
    places |= {(Under.STORY, pk) for pk in stories if pk}
    places |= {(Under.AUTHOR, pk) for pk in article.bylines.values_list("author", flat=True) if pk}
    places |= {(Under.TAG, pk) for pk in article.tags.values_list("pk", flat=True)}
    return {(edition, under.value, pk) for under, pk in places}


def _everything() -> tuple[Any, ...]:
    return (
        sorted(Teaser.objects.values_list("article", "path", "kicker", "kicker_path", "byline", "published_at")),
        sorted(Filing.objects.values_list("edition", "under", "under_id", "teaser", "published_at")),
        sorted(Tally.objects.values_list("edition", "under", "under_id", "period", "count", "changed_at"), key=str),
    )


@pytest.mark.django_db
def test_what_changed_last_in_a_list_is_one_look_at_an_index(bote: Edition, hafen: Section) -> None:
    """Withdrawing must not read the hundred thousand articles that stay."""
    make.article(hafen, "Kran", at=make.NOON - timedelta(hours=1))
    make.article(hafen, "Kran und Schiff", at=make.NOON)
    with CaptureQueriesContext(connection) as queries:
        actions.withdraw(page=Article.objects.get(title="Kran und Schiff"), by=None, at=make.NOON)
    looks = [query["sql"] for query in queries if query["sql"].startswith('SELECT "newsroom_filing"."changed_at"')]
    assert len(looks) == 2
    for sql in looks:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = " ".join(str(row[-1]) for row in cursor.fetchall())
        assert "COVERING INDEX filing_last_changed" in plan
        assert "TEMP B-TREE" not in plan
    assert Tally.objects.get(under=Under.SECTION, period="").changed_at == make.NOON - timedelta(hours=1)
