"""The page of an article: where it stands, what belongs to it, and what it says about itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from depesche.media.models import Photo
from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Byline, Edition, RelatedPick, Section, Story
from tests import factories as make
from tests.website.pages import articles_on, json_ld_of, main_of, metas_of, ranks_on, teasers_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def recommend(article: Article, *targets: Article) -> None:
    """Publish the article with recommendations beneath it."""
    article.related_picks = [RelatedPick(target=target) for target in targets]
    actions.publish(page=article, by=None, at=make.NOON, revision=article.save_revision())


def test_the_public_id_alone_finds_it(hafen: Section, bote: Edition, courier: Edition, client: Client) -> None:
    article = make.article(hafen, "Kai gesperrt")
    for wrong in (
        f"/de/hafen/anders-{article.public_id}/",
        f"/de/stadt/kai-gesperrt-{article.public_id}/",
        f"/en/port/quay-{article.public_id}/",
        f"/de/hafen/anders-{article.public_id}/?utm_source=x",
    ):
        response = client.get(wrong)
        assert (response.status_code, response["Location"]) == (301, article.public_path()), wrong


def test_a_moved_article_is_found_at_its_old_address(hafen: Section, bote: Edition, client: Client) -> None:
    article = make.article(hafen, "Kai gesperrt")
    old = article.public_path()
    article.move(make.section(bote, "Stadt"), pos="last-child")
    new = Article.objects.get(pk=article.pk).public_path()
    assert new.startswith("/de/stadt/")
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, new)


def test_an_old_address_leads_nowhere_while_its_edition_is_not_live(
    hafen: Section, bote: Edition, courier: Edition, client: Client
) -> None:
    article = make.article(hafen, "Kai gesperrt")
    actions.withdraw(page=bote, by=None, at=make.NOON)
    assert client.get(f"/en/port/quay-{article.public_id}/").status_code == 404


def test_a_draft_answers_exactly_like_nothing(hafen: Section, client: Client) -> None:
    unknown = client.get("/de/hafen/kai-222222222222/")
    for draft in (
        make.article(hafen, "Geheim", at=None),
        make.article(hafen, "Später", at=make.NOON, go_live_at=make.NOON + timedelta(days=1)),
    ):
        response = client.get(draft.public_path())
        assert (response.status_code, response.content) == (404, unknown.content)


def test_the_times_say_when_it_was_published_and_updated(hafen: Section, client: Client, noon: Any) -> None:
    article = make.article(hafen, "Kai gesperrt")
    page = main_of(client.get(article.public_path()))
    assert '<time datetime="2026-11-22T13:00+01:00">22. November 2026, 13:00 Uhr</time>' in page
    assert "Aktualisiert" not in page
    make.again(article, at=make.NOON + timedelta(hours=2))
    noon.shift(timedelta(hours=3))
    response = client.get(article.public_path())
    assert "Aktualisiert <time" in main_of(response)
    assert metas_of(response)["article:modified_time"] == "2026-11-22T15:00+01:00"


def test_bylines_stand_by_role_in_order(hafen: Section, ineke: Author, client: Client) -> None:
    article = make.article(hafen, "Kai gesperrt", at=None)
    article.bylines = [
        Byline(author=ineke), Byline(name="Tom Okafor"), Byline(name="dpx", role="agency"),
        Byline(name="Mara Lind", role="photos"),
    ]  # fmt: skip
    actions.publish(page=article, by=None, at=make.NOON, revision=article.save_revision())
    bylines = main_of(client.get(article.public_path())).partition('<div class="bylines">')[2].partition("</div>")[0]
    assert '<a href="/de/authors/ineke-dorn/" rel="author">Ineke Dorn</a> und <b>Tom Okafor</b>' in bylines
    assert bylines.index("Tom Okafor") < bylines.index("dpx") < bylines.index("Mara Lind")
    assert "Fotos" in bylines


def test_its_own_kicker_leads_to_the_main_story(hafen: Section, nordkai: Story, client: Client) -> None:
    plain = make.article(hafen, stories=(nordkai,))
    own = make.article(hafen, kicker="Analyse am Kai", stories=(nordkai,))
    free = make.article(hafen, kicker="Wetter")
    assert "Streit um den Nordkai <span" in main_of(client.get(plain.public_path())).partition("<h1>")[0]
    head = main_of(client.get(own.public_path())).partition("<h1>")[0]
    assert f'<a href="{nordkai.public_path()}">Analyse am Kai</a>' in head
    assert "<span>Wetter</span>" in main_of(client.get(free.public_path()))


def test_recommendations_come_first_then_what_shares_most(
    hafen: Section, nordkai: Story, bote: Edition, client: Client
) -> None:
    article = make.article(hafen, "Kai gesperrt", stories=(nordkai,), tags=("Kai",))
    tagged = make.article(hafen, "Nur das Schlagwort", tags=("Kai",))
    both = make.article(hafen, "Thema und Schlagwort", stories=(nordkai,), tags=("Kai",), at=make.NOON - timedelta(1))
    older = make.article(hafen, "Nur das Thema", stories=(nordkai,), at=make.NOON - timedelta(2))
    make.article(hafen, "Fünftes", tags=("Kai",), at=make.NOON - timedelta(3))
    picked = make.article(hafen, "Empfohlen", at=make.NOON - timedelta(9))
    recommend(article, picked)
    response = client.get(article.public_path())
    assert ranks_on(response)["card"] == [one.public_id for one in (picked, both, older, tagged)]
    recommend(Article.objects.get(pk=article.pk), both)
    assert ranks_on(client.get(article.public_path()))["card"][:2] == [both.public_id, older.public_id]


def test_nothing_that_is_not_live_is_recommended(hafen: Section, client: Client, noon: Any) -> None:
    draft = make.article(hafen, "Entwurf", at=None)
    brief = make.article(hafen, "Kurz", expire_at=make.NOON + timedelta(minutes=5))
    taken = make.article(hafen, "Zurückgezogen")
    box = {"type": "related_box", "value": {"title": "Mehr", "articles": [draft.pk, brief.pk, taken.pk]}}
    article = make.article(hafen, "Kai gesperrt", body=[box])
    recommend(article, draft, brief, taken)
    actions.withdraw(page=taken, by=None, at=make.NOON)
    assert set(articles_on(client.get(article.public_path()))) == {brief.public_id}
    noon.shift(timedelta(minutes=6))
    page = client.get(article.public_path())
    assert articles_on(page) == []
    assert not any(one.title in text_of(page) for one in (draft, brief, taken))


def test_it_stays_readable_while_its_section_is_not_live(hafen: Section, client: Client) -> None:
    article = make.article(hafen, "Kai gesperrt")
    actions.withdraw(page=hafen, by=None, at=make.NOON)
    response = client.get(article.public_path())
    assert response.status_code == 200
    assert 'href="/de/hafen/"' not in response.content.decode()
    assert json_ld_of(response.content.decode())["@graph"][1]["itemListElement"][-1]["name"] == "Kai gesperrt"


def test_a_picture_whose_licence_has_ended_is_a_plate_everywhere(hafen: Section, client: Client, noon: Any) -> None:
    photo = make.shown_photo(licence_ends_on=date(2026, 11, 22), caption="Der Kran", alt="Ein Kran")
    body = [{"type": "picture", "value": {"photo": photo.pk, "caption": "", "alt": ""}}]
    article = make.article(hafen, "Kran", lead_photo=photo, body=body)
    response = client.get(article.public_path())
    assert main_of(response).count("<picture") == 2
    assert metas_of(response)["og:image"].startswith(f"{settings.BASE_URL}/media/photos/")
    noon.shift(timedelta(days=1))
    response = client.get(article.public_path())
    assert "/media/" not in main_of(response)
    assert main_of(response).count("Dieses Bild kann nicht gezeigt werden.") == 2
    assert "og:image" not in metas_of(response)
    assert "image" not in json_ld_of(response.content.decode())["@graph"][0]
    for path in ("/de/hafen/", "/de/archive/2026/11/22/"):
        assert "/media/" not in main_of(client.get(path))
        assert "Dieses Bild kann nicht gezeigt werden." in main_of(client.get(path))


def test_an_advertisement_is_marked_wherever_it_is_named(
    hafen: Section, nordkai: Story, ineke: Author, client: Client
) -> None:
    paid = make.article(
        hafen, "Werft sucht Leute", kind="advertisement", stories=(nordkai,), authors=(ineke,), tags=("Kai",)
    )
    for path in (
        "/de/", "/de/hafen/", nordkai.public_path(), ineke.public_path(), "/de/tags/kai/",
        "/de/archive/2026/11/", "/de/archive/2026/11/22/", "/de/search/?q=werft",
    ):  # fmt: skip
        named = teasers_of(client.get(path), paid.public_id)
        assert named, path
        assert all('<span class="kind">Anzeige</span>' in one for one in named), path
    response = client.get(paid.public_path())
    assert '<article class="piece advert">' in main_of(response)
    assert '<span class="kind">Anzeige</span>' in main_of(response).partition("<h1>")[0]
    assert json_ld_of(response.content.decode())["@graph"][0]["@type"] == "AdvertiserContentArticle"


def test_an_advertisement_is_marked_beside_other_articles_and_in_feeds(
    hafen: Section, bote: Edition, client: Client
) -> None:
    paid = make.article(hafen, "Werft sucht Leute", kind="advertisement")
    box = {"type": "related_box", "value": {"title": "Mehr", "articles": [paid.pk]}}
    article = make.article(hafen, "Kai gesperrt", body=[box])
    recommend(article, paid)
    page = client.get(article.public_path())
    assert "<li><a href" in main_of(page)
    assert f'<a href="{paid.public_path()}">Anzeige: Werft sucht Leute</a>' in main_of(page)
    [card] = [one for one in teasers_of(page, paid.public_id) if one.startswith('<article class="teaser')]
    assert '<span class="kind">Anzeige</span>' in card
    feed = client.get("/de/feed.rss").content.decode()
    assert "<title>Anzeige: Werft sucht Leute</title>" in feed
    assert "<title>Kai gesperrt</title>" in feed


@pytest.mark.parametrize(("kind", "name"), [("analysis", "Analyse"), ("opinion", "Meinung"), ("review", "Rezension")])
def test_the_kind_of_piece_stands_above_the_headline(kind: str, name: str, hafen: Section, client: Client) -> None:
    article = make.article(hafen, "Kai gesperrt", kind=kind)
    for source in (main_of(client.get(article.public_path())), main_of(client.get("/de/hafen/"))):
        assert f'<span class="kind">{name}</span>' in source


def test_translations_are_named_while_they_and_their_editions_are_live(
    bote: Edition, courier: Edition, barid: Edition, client: Client, noon: Any
) -> None:
    german = make.article(make.section(bote, "Hafen"), "Kai gesperrt")
    key = german.translation_key
    english = make.article(make.section(courier, "Port"), "Quay closed", translation_key=key)
    brief = make.article(
        make.section(barid, "الميناء"), "الرصيف", translation_key=key, expire_at=make.NOON + timedelta(minutes=5)
    )
    page = client.get(german.public_path())
    assert f'<a href="{brief.public_path()}" hreflang="ar" lang="ar" dir="rtl" title="الرصيف">' in text_of(page)
    data = json_ld_of(page.content.decode())["@graph"][0]
    assert [work["inLanguage"] for work in data["workTranslation"]] == ["en", "ar"]
    noon.shift(timedelta(minutes=6))
    assert brief.public_id not in client.get(german.public_path()).content.decode()
    actions.withdraw(page=courier, by=None, at=make.NOON)
    page = client.get(german.public_path())
    assert english.public_id not in page.content.decode()
    assert "hreflang" not in main_of(page)


def test_it_says_what_it_is_where_it_is_shared(hafen: Section, client: Client) -> None:
    photo = make.shown_photo(alt="Ein Kran")
    article = make.article(
        hafen, "Kai gesperrt", short_headline="Kai zu", standfirst='Bis "Ostern" & länger.', lead_photo=photo
    )
    make.developed(photo)
    metas = metas_of(client.get(article.public_path()))
    expected = {
        "description": 'Bis "Ostern" & länger.', "og:title": "Kai zu", "og:type": "article", "og:locale": "de",
        "og:site_name": "Brückhavener Bote", "og:url": settings.BASE_URL + article.public_path(),
        "article:published_time": "2026-11-22T13:00+01:00", "article:section": "Hafen", "og:image:width": "800",
        "og:image:alt": "Ein Kran", "twitter:card": "summary_large_image",
    }  # fmt: skip
    assert {name: metas[name] for name in expected} == expected


def test_a_card_made_for_sharing_is_preferred(hafen: Section, client: Client) -> None:
    photo = make.photo()
    article = make.article(hafen, lead_photo=photo)
    make.developed(photo)
    photo.rendition_set.append({"type": "image/jpeg", "width": 1200, "height": 630, "card": True})
    Photo.objects.filter(pk=photo.pk).update(rendition_set=photo.rendition_set)
    metas = metas_of(client.get(article.public_path()))
    assert metas["og:image"].endswith("/card.jpeg")
    assert metas["og:image:height"] == "630"


def test_words_are_words_and_never_markup(hafen: Section, nordkai: Story, client: Client) -> None:
    evil = "<script>alert(1)</script>"
    facts = {"type": "key_facts", "value": {"title": evil, "facts": [evil]}}
    quote = {"type": "quote", "value": {"text": evil, "speaker": evil, "role": evil}}
    table = {"type": "table", "value": make.table([evil], [evil], caption=evil)}
    prose = {"type": "paragraph", "value": f'<p onclick="x">{evil}<a href="javascript:alert(1)">hier</a></p>'}
    article = make.article(
        hafen, evil, kicker=evil, standfirst=evil, dateline=evil, names=(evil,), tags=(evil,), stories=(nordkai,),
        lead_photo=make.shown_photo(caption=evil, alt=evil, credit_line=evil), lead_caption=evil,
        body=[facts, quote, table, prose, {"type": "subhead", "value": evil}, {"type": "pull_out", "value": evil}],
    )  # fmt: skip
    source = client.get(article.public_path()).content.decode()
    assert "<script>alert" not in source
    assert "javascript:" not in source
    assert "onclick" not in source


def test_an_article_costs_the_same_whatever_belongs_to_it(
    hafen: Section, nordkai: Story, ineke: Author, client: Client, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    *_others, picked, article = make.several(hafen, 4, story=nordkai, author=ineke, lead_photo=make.shown_photo())
    recommend(article, picked)
    cost = count_queries(partial(client.get, article.public_path()))
    more = make.several(hafen, 30, story=nordkai, author=ineke)
    recommend(Article.objects.get(pk=article.pk), *more[:4])
    assert count_queries(partial(client.get, article.public_path())) <= cost
    assert cost <= 15, "three of them are remembered: sections, plain pages, whether there are newsletters"
