"""Running stories: so far, key events, what to read first, exact counts, and the way back in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from depesche.newsroom import actions
from depesche.newsroom.models import Author, Edition, PinnedArticle, Section, Story, TimelineEvent
from tests import factories as make
from tests.website.pages import articles_on, json_ld_of, main_of, metas_of, ranks_on, teasers_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

AUGUST, OCTOBER = datetime(2026, 8, 9, 10, tzinfo=UTC), datetime(2026, 10, 3, 10, tzinfo=UTC)


def path_of(story: Story) -> str:
    """The address of a story."""
    return str(story.public_path())


def test_the_story_so_far_says_when_it_was_checked(nordkai: Story, client: Client) -> None:
    make.again(nordkai, summary="Der Kai ist zu.\n\nDer Rat berät.", checked_on=date(2026, 11, 3))
    page = text_of(client.get(path_of(nordkai)))
    assert "<p>Der Kai ist zu.</p>\n\n<p>Der Rat berät.</p>" in page
    assert "3. November 2026" in page


def test_nothing_is_claimed_to_have_been_checked_that_was_not(nordkai: Story, client: Client) -> None:
    make.again(nordkai, summary="Der Kai ist zu.")
    assert "Zuletzt geprüft" not in text_of(client.get(path_of(nordkai)))


def test_a_story_without_anything_is_a_calm_page(nordkai: Story, client: Client) -> None:
    response = client.get(path_of(nordkai))
    assert response.status_code == 200
    assert '<b class="number">0</b>' in main_of(response)
    for part in ("so-far", "pinned", "timeline", "months", "inline"):
        assert f'class="{part}"' not in main_of(response)


def test_key_events_stand_newest_first_with_their_days(nordkai: Story, client: Client) -> None:
    nordkai.timeline = [TimelineEvent(on=on, text=text) for on, text in ((AUGUST, "Sperrung"), (OCTOBER, "Gutachten"))]
    make_live(nordkai)
    page = main_of(client.get(path_of(nordkai)))
    assert page.index("Gutachten") < page.index("Sperrung")
    assert '<time datetime="2026-08-09">9. August 2026</time>' in page


def test_what_is_pinned_stands_first_in_the_editors_order(hafen: Section, nordkai: Story, client: Client) -> None:
    articles = [make.article(hafen, stories=(nordkai,), at=AUGUST + timedelta(hours=n)) for n in range(4)]
    nordkai.pinned = [PinnedArticle(article=articles[n]) for n in (2, 0, 1)]
    make_live(nordkai)
    ranks = ranks_on(client.get(path_of(nordkai)))
    assert ranks["standard"] == [articles[n].public_id for n in (2, 0, 1)]
    assert ranks["river"] == [article.public_id for article in reversed(articles)]
    actions.withdraw(page=articles[0], by=None, at=make.NOON)
    assert ranks_on(client.get(path_of(nordkai)))["standard"] == [articles[n].public_id for n in (2, 1)]


def test_the_count_is_exact_whatever_is_published_and_withdrawn(hafen: Section, nordkai: Story, client: Client) -> None:
    articles = [make.article(hafen, stories=(nordkai,), at=AUGUST) for _ in range(3)]
    make.article(hafen, stories=(nordkai,), at=None)
    assert '<b class="number">3</b>' in main_of(client.get(path_of(nordkai)))
    actions.withdraw(page=articles[0], by=None, at=make.NOON)
    assert '<b class="number">2</b>' in main_of(client.get(path_of(nordkai)))
    make.again(articles[1], main_story=None)
    page = main_of(client.get(path_of(nordkai)))
    assert '<b class="number">1</b>' in page
    assert "Artikel<br>" in page.replace("</span>", "")


def test_the_archive_of_a_story_goes_by_month(hafen: Section, nordkai: Story, client: Client) -> None:
    old = [make.article(hafen, stories=(nordkai,), at=AUGUST + timedelta(hours=n)) for n in range(2)]
    new = make.article(hafen, stories=(nordkai,), at=OCTOBER)
    page = main_of(client.get(path_of(nordkai)))
    assert f'<a href="{path_of(nordkai)}2026/08/">August 2026</a> <span class="count">2</span>' in page
    assert page.index("Oktober 2026") < page.index("August 2026")
    august = client.get(f"{path_of(nordkai)}2026/08/")
    assert articles_on(august) == [article.public_id for article in reversed(old)]
    assert new.public_id not in main_of(august)
    assert 'aria-current="page">August 2026</a>' in main_of(august)
    assert metas_of(august)["og:title"] == "Streit um den Nordkai"


def test_a_month_begins_on_the_editions_clock(hafen: Section, nordkai: Story, client: Client) -> None:
    late = make.article(hafen, stories=(nordkai,), at=datetime(2026, 8, 31, 22, 30, tzinfo=UTC))
    assert articles_on(client.get(f"{path_of(nordkai)}2026/09/")) == [late.public_id]
    assert client.get(f"{path_of(nordkai)}2026/08/").status_code == 404


@pytest.mark.parametrize(
    "month", ["2026/13", "2026/00", "0/1", "1/1", "9999/12", "99999/1", "2026/-1", "x/y", "9" * 30 + "/1"]
)
def test_there_is_no_such_month(month: str, hafen: Section, nordkai: Story, client: Client) -> None:
    make.article(hafen, stories=(nordkai,))
    assert client.get(f"{path_of(nordkai)}{month}/").status_code == 404


def test_places_and_people_stand_one_by_one(nordkai: Story, client: Client) -> None:
    make.again(nordkai, places="Nordkai ;; Vlieland", people="Wiebke Harms; Hafenbehörde;")
    page = main_of(client.get(path_of(nordkai)))
    assert "<li>Nordkai</li><li>Vlieland</li>" in page
    assert "<li>Wiebke Harms</li><li>Hafenbehörde</li>" in page


def test_a_story_that_is_over_keeps_its_page_and_leaves_the_list(
    hafen: Section, nordkai: Story, client: Client
) -> None:
    make.article(hafen, stories=(nordkai,))
    assert "Laufende Geschichte" in text_of(client.get(path_of(nordkai)))
    assert nordkai.title in main_of(client.get("/de/stories/"))
    make.again(nordkai, running=False)
    assert "Laufende Geschichte" not in main_of(client.get(path_of(nordkai)))
    assert nordkai.title not in main_of(client.get("/de/stories/"))


def test_the_list_of_stories_is_calm_while_there_is_none(bote: Edition, client: Client) -> None:
    assert "Hier ist noch nichts veröffentlicht." in text_of(client.get("/de/stories/"))


def test_a_story_of_another_edition_or_none_is_not_there(
    bote: Edition, courier: Edition, hafen: Section, client: Client
) -> None:
    draft, foreign = make.story(bote, "Geheim", live=False), make.story(courier, "The quay")
    make.article(hafen, stories=(draft,))
    unknown = client.get("/de/stories/nix/")
    for path in (path_of(draft), f"{path_of(draft)}2026/11/", path_of(foreign).replace("/en/", "/de/")):
        response = client.get(path)
        assert (response.status_code, response.content) == (404, unknown.content), path


def test_an_article_of_two_stories_stands_in_both(
    bote: Edition, hafen: Section, nordkai: Story, client: Client
) -> None:
    wahl = make.story(bote, "Die Wahl")
    article = make.article(hafen, stories=(nordkai, wahl))
    for story in (nordkai, wahl):
        assert articles_on(client.get(path_of(story))) == [article.public_id]


def test_a_picture_whose_licence_has_ended_is_a_plate(
    hafen: Section, nordkai: Story, client: Client, noon: Any
) -> None:
    make.again(nordkai, photo=make.shown_photo("Kai", licence_ends_on=date(2026, 11, 22)))
    make.article(hafen, stories=(nordkai,), lead_photo=make.shown_photo("Kran", licence_ends_on=date(2026, 11, 22)))
    assert main_of(client.get(path_of(nordkai))).count("<picture") == 2
    noon.shift(timedelta(days=1))
    page = main_of(client.get(path_of(nordkai)))
    assert "/media/" not in page
    assert page.count("Dieses Bild kann nicht gezeigt werden.") == 2


def test_an_advertisement_is_marked_where_it_is_pinned_and_where_it_is_listed(
    hafen: Section, nordkai: Story, client: Client
) -> None:
    paid = make.article(hafen, "Werft sucht Leute", kind="advertisement", stories=(nordkai,))
    nordkai.pinned = [PinnedArticle(article=paid)]
    make_live(nordkai)
    for path, times in ((path_of(nordkai), 2), (f"{path_of(nordkai)}2026/11/", 1)):
        named = teasers_of(client.get(path), paid.public_id)
        assert len(named) == times
        assert all("advert" in one and '<span class="kind">Anzeige</span>' in one for one in named)


def test_a_story_says_what_it_is_to_search_engines_and_networks(nordkai: Story, client: Client) -> None:
    make.again(nordkai, summary="Kurz </script> & gut. " * 40)
    response = client.get(path_of(nordkai))
    page = json_ld_of(response.content.decode())["@graph"][0]
    assert page["description"].startswith("Kurz </script> & gut.")
    assert len(page["description"]) <= 300
    metas = metas_of(response)
    assert metas["og:type"] == "website"
    assert metas["og:url"].endswith(path_of(nordkai))
    assert len(metas["og:description"]) <= 300


@pytest.mark.parametrize("tail", ["", "2026/11/"])
def test_a_story_costs_the_same_however_long_it_runs(
    tail: str,
    hafen: Section,
    nordkai: Story,
    ineke: Author,
    client: Client,
    count_queries: Callable[[Callable[[], Any]], int],
) -> None:
    first = make.several(hafen, 3, story=nordkai, author=ineke, lead_photo=make.shown_photo())
    nordkai.pinned = [PinnedArticle(article=first[0])]
    make_live(nordkai)
    cost = count_queries(partial(client.get, path_of(nordkai) + tail))
    more = make.several(hafen, 30, story=nordkai, author=ineke)
    nordkai.pinned = [PinnedArticle(article=article) for article in more[:8]]
    make_live(nordkai)
    assert count_queries(partial(client.get, path_of(nordkai) + tail)) == cost


def make_live(story: Story) -> None:
    """Publish the story with the rows that have been put into it."""
    actions.publish(page=story, by=None, at=make.NOON, revision=story.save_revision())
