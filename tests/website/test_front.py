"""The front page: what editors place, what fills itself, and how it is marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Edition, Filing, FrontSlot, Section, Story
from tests import factories as make
from tests.website.pages import articles_on, main_of, ranks_on, teasers_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def ids(*articles: Article) -> list[str]:
    """The public ids of articles."""
    return [article.public_id for article in articles]


def place(edition: Edition, *places: tuple[str, Article], **fields: Any) -> None:
    """Put articles into slots of the front page, in order."""
    for number, (rank, article) in enumerate(places):
        FrontSlot.objects.create(edition=edition, article=article, rank=rank, sort_order=number, **fields)


def test_the_ranks_fill_themselves_with_the_newest(paper: list[Article], client: Client) -> None:
    newest = ids(*reversed(paper))
    assert ranks_on(client.get("/de/")) == {
        "lead": newest[:1],
        "below": newest[4:6],
        "second": newest[1:4],
        "ticker": newest[6:16],
        "standard": newest[16:17],
        "brief": newest[17:20],
    }


def test_the_newest_with_a_picture_leads(paper: list[Article], hafen: Section, client: Client) -> None:
    pictured = make.article(hafen, "Mit Bild", at=make.NOON - timedelta(minutes=12), lead_photo=make.shown_photo())
    ranks = ranks_on(client.get("/de/"))
    assert ranks["lead"] == ids(pictured)
    assert ranks["second"] == ids(*reversed(paper[-3:]))


def test_editors_choose_what_stands_in_each_rank(paper: list[Article], bote: Edition, client: Client) -> None:
    place(bote, ("standard", paper[3]), ("second", paper[2]), ("lead", paper[0]), ("second", paper[1]))
    ranks = ranks_on(client.get("/de/"))
    assert ranks["lead"] == ids(paper[0])
    assert ranks["second"] == ids(paper[2], paper[1], paper[-1])
    assert ranks["below"] == ids(paper[3], paper[-2])


def test_what_finds_no_room_in_its_rank_moves_down(paper: list[Article], bote: Edition, client: Client) -> None:
    place(bote, *(("lead", article) for article in paper[:2]), *(("second", article) for article in paper[2:6]))
    ranks = ranks_on(client.get("/de/"))
    assert ranks["lead"] == ids(paper[0])
    assert ranks["second"] == ids(*paper[1:4])
    assert ranks["below"] == ids(*paper[4:6])


def test_every_standard_slot_has_room(paper: list[Article], bote: Edition, client: Client) -> None:
    place(bote, *(("standard", article) for article in paper[:5]))
    assert ranks_on(client.get("/de/"))["below"] == ids(*paper[:5])


def test_what_has_expired_leaves_its_slot_to_the_next(
    paper: list[Article], bote: Edition, client: Client, noon: Any
) -> None:
    place(bote, ("lead", paper[0]), ("lead", paper[1]))
    make.again(paper[0], expire_at=make.NOON + timedelta(minutes=1))
    assert ranks_on(client.get("/de/"))["lead"] == ids(paper[0])
    noon.shift(timedelta(minutes=2))
    page = client.get("/de/")
    assert ranks_on(page)["lead"] == ids(paper[1])
    assert paper[0].public_id not in page.content.decode()


def test_an_article_that_may_repeat_stands_again_in_its_section_only(
    paper: list[Article], bote: Edition, client: Client
) -> None:
    place(bote, ("lead", paper[-1]), may_repeat=True)
    shown = Counter(articles_on(client.get("/de/")))
    assert shown.pop(paper[-1].public_id) == 2
    assert set(shown.values()) == {1}


def test_an_advertisement_rises_to_the_top_only_where_an_editor_puts_it(
    paper: list[Article], bote: Edition, hafen: Section, client: Client
) -> None:
    paid = make.article(hafen, "Werft sucht Leute", kind="advertisement", lead_photo=make.shown_photo())
    page = client.get("/de/")
    assert ranks_on(page)["lead"] == ids(paper[-1])
    assert ranks_on(page)["ticker"][0] == paid.public_id
    place(bote, ("lead", paid))
    page = client.get("/de/")
    assert ranks_on(page)["lead"] == ids(paid)
    assert "Anzeige" in teasers_of(page, paid.public_id)[0]


def test_the_words_of_opinion_and_advertisement_stand_beside_every_headline(
    hafen: Section, client: Client, bote: Edition
) -> None:
    paid = [make.article(hafen, "Werft sucht Leute", kind="advertisement") for _ in range(16)]
    page = client.get("/de/")
    named = [source for article in paid for source in teasers_of(page, article.public_id)]
    assert len(named) == 14, "ten in the ticker, four under their section"
    assert all('<span class="kind">Anzeige</span>' in source for source in named)
    assert all("advert" in source for source in named if source.startswith("<article"))


def test_a_picture_whose_licence_has_ended_is_a_plate(hafen: Section, client: Client, noon: Any) -> None:
    photo = make.shown_photo(licence_ends_on=date(2026, 11, 22))
    make.article(hafen, "Kran", lead_photo=photo)
    assert "<img" in main_of(client.get("/de/"))
    noon.shift(timedelta(days=1))
    page = main_of(client.get("/de/"))
    assert "<img" not in page
    assert '<span class="plate">Dieses Bild kann nicht gezeigt werden.</span>' in page


def test_running_stories_stand_with_their_counts_the_last_changed_first(
    bote: Edition, hafen: Section, nordkai: Story, client: Client
) -> None:
    wahl, vorbei = make.story(bote, "Die Wahl"), make.story(bote, "Vorbei", running=False)
    for number, story in enumerate((nordkai, nordkai, vorbei, wahl)):
        make.article(hafen, stories=(story,), at=make.NOON - timedelta(hours=9 - number))
    page = text_of(client.get("/de/"))
    band = page.partition('<section class="band running">')[2].partition("</section>")[0]
    assert band.index("Die Wahl") < band.index("Streit um den Nordkai")
    assert '<b class="number" aria-hidden="true">2</b>' in band
    assert "Vorbei" not in band


def test_what_is_withdrawn_while_the_page_is_made_is_left_out(
    paper: list[Article], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Filing.objects.newest_of_each

    def and_then_withdrawn(*of: Any, **how: Any) -> Any:
        rows = found(*of, **how)
        if paper:
            actions.withdraw(page=paper.pop(), by=None, at=make.NOON)
        return rows

    monkeypatch.setattr(Filing.objects, "newest_of_each", and_then_withdrawn)
    assert client.get("/de/").status_code == 200


def test_a_section_without_articles_of_its_own_is_left_out(bote: Edition, hafen: Section, client: Client) -> None:
    empty, sport = make.section(bote, "Leeres"), make.section(bote, "Sport")
    for section in (hafen, sport):
        for _ in range(20):
            make.article(section)
    desks = main_of(client.get("/de/")).partition('<div class="desks">')[2]
    assert desks.index(">Hafen</a>") < desks.index(">Sport</a>")
    assert empty.title not in desks


def test_the_front_pages_of_all_editions_know_each_other(
    bote: Edition, courier: Edition, barid: Edition, client: Client
) -> None:
    actions.withdraw(page=courier, by=None, at=make.NOON)
    page = client.get("/de/").content.decode()
    assert f'<link rel="alternate" hreflang="ar" href="{settings.BASE_URL}/ar/">' in page
    assert f'<link rel="alternate" hreflang="de" href="{settings.BASE_URL}/de/">' in page
    assert 'hreflang="en"' not in page


def test_headlines_are_words_and_never_markup(hafen: Section, bote: Edition, client: Client) -> None:
    evil = '<img src=x onerror="alert(1)">'
    make.again(bote, title=evil, tagline=evil)
    make.article(hafen, evil, short_headline=evil, kicker=evil, standfirst=evil, names=(evil,))
    assert "<img src=x" not in client.get("/de/").content.decode()
    assert text_of(client.get("/de/")).count(evil) > 5


def test_the_front_page_costs_the_same_with_slots_pictures_and_many_sections(
    bote: Edition,
    hafen: Section,
    nordkai: Story,
    ineke: Author,
    client: Client,
    count_queries: Callable[[Callable[[], Any]], int],
) -> None:
    few = make.several(hafen, 3, story=nordkai, author=ineke, lead_photo=make.shown_photo())
    place(bote, ("lead", few[0]))
    cost = count_queries(partial(client.get, "/de/"))
    many = make.several(make.section(bote, "Sport"), 30, story=make.story(bote, "Die Wahl"), author=ineke)
    place(bote, *(("second", article) for article in many[:5]))
    assert count_queries(partial(client.get, "/de/")) == cost
