"""What readers get at each address of an edition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Edition, FrontSlot, PlainPage, RelatedPick, Section, Story
from tests import factories as make
from tests.website.pages import articles_on, json_ld_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_the_door_leads_to_the_first_edition(bote: Edition, courier: Edition, client: Client) -> None:
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/de/")


def test_a_house_without_editions_has_no_door(client: Client, db: None) -> None:
    assert client.get("/").status_code == 404


def test_the_front_page_shows_no_article_twice(paper: list[Article], bote: Edition, client: Client) -> None:
    for number, rank in enumerate(("lead", "second", "standard")):
        FrontSlot.objects.create(edition=bote, article=paper[number], rank=rank)
    shown = Counter(articles_on(client.get("/de/")))
    assert set(shown.values()) == {1}
    assert {article.public_id for article in paper[:3]} < set(shown)
    assert len(shown) > 15


def test_an_editor_may_let_an_article_stand_twice(paper: list[Article], bote: Edition, client: Client) -> None:
    FrontSlot.objects.create(edition=bote, article=paper[-1], rank="lead", may_repeat=True)
    FrontSlot.objects.create(edition=bote, article=paper[-2], rank="second")
    shown = Counter(articles_on(client.get("/de/")))
    assert shown[paper[-1].public_id] == 2
    assert shown[paper[-2].public_id] == 1


def test_one_of_two_slots_of_an_article_may_repeat(paper: list[Article], bote: Edition, client: Client) -> None:
    FrontSlot.objects.create(edition=bote, article=paper[3], rank="lead", may_repeat=True, sort_order=1)
    FrontSlot.objects.create(edition=bote, article=paper[3], rank="second", may_repeat=False, sort_order=2)
    assert Counter(articles_on(client.get("/de/")))[paper[3].public_id] == 2


def test_what_is_not_live_leaves_its_slot_to_the_next(paper: list[Article], bote: Edition, client: Client) -> None:
    FrontSlot.objects.create(edition=bote, article=paper[0], rank="lead")
    actions.withdraw(page=paper[0], by=None, at=make.NOON)
    shown = articles_on(client.get("/de/"))
    assert paper[0].public_id not in shown
    assert shown[0] == paper[-1].public_id


def test_an_empty_edition_has_a_front_page(bote: Edition, client: Client) -> None:
    assert client.get("/de/").status_code == 200


PATHS = (
    "/de/",
    "/de/hafen/",
    "/de/stories/",
    "/de/stories/streit-um-den-nordkai/",
    "/de/stories/streit-um-den-nordkai/2026/11/",
    "/de/authors/",
    "/de/authors/ineke-dorn/",
    "/de/tags/kai/",
    "/de/archive/",
    "/de/archive/2026/",
    "/de/archive/2026/11/",
    "/de/archive/2026/11/22/",
    "/de/search/",
    "/de/search/?q=meldung",
    "/de/feed.rss",
    "/de/hafen/feed.rss",
    "/de/stories/streit-um-den-nordkai/feed.rss",
    "/de/authors/ineke-dorn/feed.rss",
    "/de/tags/kai/feed.rss",
    "/sitemap.xml",
    "/de/sitemap-pages.xml",
    "/de/sitemap-news.xml",
    "/de/sitemap-2026-11.xml",
    "/api/v1/items/?edition=de",
)


def test_a_page_costs_the_same_however_much_the_edition_holds(
    hafen: Section, nordkai: Story, ineke: Author, client: Client, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    articles = make.several(hafen, 5, story=nordkai, author=ineke)
    paths = (*PATHS, articles[0].public_path())
    few = {path: count_queries(partial(client.get, path)) for path in paths}
    make.several(hafen, 40, story=nordkai, author=ineke)
    many = {path: count_queries(partial(client.get, path)) for path in paths}
    assert many == few
    assert max(few.values()) <= 13


@pytest.mark.parametrize("path", PATHS)
def test_every_address_answers(path: str, handful: list[Article], client: Client) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert client.head(path).status_code == 200
    assert client.head(path).content == b""
    assert client.post(path).status_code == 405


def test_a_story_shows_what_it_is_about(hafen: Section, nordkai: Story, client: Client) -> None:
    nordkai.summary, nordkai.places, nordkai.people = "Der Kai ist zu.", "Nordkai; Vlieland;", "Wiebke Harms"
    nordkai.timeline.create(on=make.NOON.date(), text="Sperrung")
    article = make.article(hafen, "Angeheftet", stories=(nordkai,))
    nordkai.pinned.create(article=article)
    actions.publish(page=nordkai, by=None, at=make.NOON, revision=nordkai.save_revision())
    page = text_of(client.get(nordkai.public_path()))
    assert all(words in page for words in ("Der Kai ist zu.", "Vlieland", "Wiebke Harms", "Sperrung", "Angeheftet"))


def test_an_article_shows_what_belongs_to_it(hafen: Section, nordkai: Story, ineke: Author, client: Client) -> None:
    picked, shared = make.article(hafen, "Empfohlen"), make.article(hafen, "Verwandt", tags=("Kai",))
    article = make.article(
        hafen, "Kai gesperrt", at=None, stories=(nordkai,), authors=(ineke,), names=("Bote",), tags=("Kai",), text="Zu."
    )
    article.related_picks = [RelatedPick(target=picked)]
    actions.publish(page=article, by=None, at=make.NOON, revision=article.save_revision())
    page = text_of(client.get(article.public_path()))
    for words in ("Kai gesperrt", "Ineke Dorn", "Bote", "Empfohlen", "Verwandt", "Streit um den Nordkai", "Zu."):
        assert words in page
    assert page.index("Empfohlen") < page.index("Verwandt")
    assert shared.public_path() in page


def test_translations_know_each_other(bote: Edition, courier: Edition, barid: Edition, client: Client) -> None:
    german = make.article(make.section(bote, "Hafen"), "Kai gesperrt")
    port = make.section(courier, "Port")
    english = make.article(port, "Quay closed", translation_key=german.translation_key)
    hidden = make.article(make.section(barid, "الميناء"), "الرصيف", at=None, translation_key=german.translation_key)
    page = client.get(german.public_path()).content.decode()
    assert f'hreflang="en" href="{settings.BASE_URL}{english.public_path()}"' in page
    assert f'hreflang="de" href="{settings.BASE_URL}{german.public_path()}"' in page
    assert hidden.public_id not in page
    assert german.public_path() in client.get(english.public_path()).content.decode()


def test_an_edition_in_arabic_script_runs_from_right_to_left(barid: Edition, client: Client) -> None:
    article = make.article(make.section(barid, "الميناء"), "إغلاق الرصيف الشمالي", text="أُغلق الرصيف.")
    response = client.get(article.public_path())
    assert response.status_code == 200
    assert '<html lang="ar" dir="rtl">' in response.content.decode()
    canonical = re.search(r'rel="canonical" href="([^"]+)"', response.content.decode())
    assert canonical
    assert canonical[1].isascii()


def test_old_addresses_of_an_article_lead_to_it(hafen: Section, bote: Edition, client: Client) -> None:
    article = make.article(hafen, "Kai gesperrt", slug="alt")
    old = article.public_path()
    article.slug = "neu"
    actions.publish(page=article, by=None, at=make.NOON, revision=article.save_revision())
    for path in (old, f"/de/irgendwo/egal-{article.public_id}/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, f"/de/hafen/neu-{article.public_id}/")


def test_addresses_of_the_old_site_lead_to_what_stood_there(hafen: Section, ineke: Author, client: Client) -> None:
    article, draft = make.article(hafen, "Kai gesperrt"), make.article(hafen, "Entwurf", at=None)
    Redirect.objects.create(old_path="/2019/05/kai", redirect_page=article)
    Redirect.objects.create(old_path="/?p=12", redirect_page=article)
    Redirect.objects.create(old_path="/autor/ineke", redirect_page=ineke)
    Redirect.objects.create(old_path="/2019/05/entwurf", redirect_page=draft)
    Redirect.objects.create(old_path="/alt.pdf", redirect_link="/de/hafen/")
    for old, new in {
        "/2019/05/kai/": article.public_path(),
        "/?p=12": article.public_path(),
        "/autor/ineke/": ineke.public_path(),
        "/alt.pdf/": "/de/hafen/",
    }.items():
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new), old
    assert client.get("/2019/05/entwurf/").status_code == 404
    assert client.get("/?p=13")["Location"] == "/de/"


def test_a_path_without_its_last_slash_is_completed(hafen: Section, client: Client) -> None:
    response = client.get("/de/hafen")
    assert (response.status_code, response["Location"]) == (301, "/de/hafen/")


@pytest.mark.parametrize(
    "path",
    [
        "/xx/", "/de/nix/", "/de/stories/nix/", "/de/authors/nix/", "/de/tags/nix/", "/de/archive/1999/",
        "/de/archive/2026/13/", "/de/archive/2026/02/30/", "/de/archive/0000/01/", "/de/archive/9999/12/",
        "/de/archive/9999/12/31/", "/de/hafen/x-222222222222/",
        "/de/stories/streit-um-den-nordkai/2026/10/", "/de/stories/streit-um-den-nordkai/0/0/",
        "/de/search/?q=kai&page=0", "/de/search/?q=kai&page=51", "/de/search/?q=kai&page=x", "/en/", "/de/hafen/nix/",
    ],
)  # fmt: skip
def test_there_is_no_such_page(path: str, handful: list[Article], client: Client) -> None:
    assert client.get(path).status_code == 404


def test_what_was_withdrawn_is_gone(hafen: Section, courier: Edition, client: Client) -> None:
    article = make.article(hafen, "Kai gesperrt")
    actions.withdraw(page=article, by=None, at=make.NOON)
    assert client.get(article.public_path()).status_code == 410
    assert "Kai gesperrt" not in client.get(article.public_path()).content.decode()
    assert client.get(article.public_path().replace("/de/", "/en/")).status_code == 404
    actions.publish(page=article, by=None, at=make.NOON, revision=article.save_revision())
    assert client.get(article.public_path()).status_code == 200


def test_what_has_expired_is_gone_before_the_clock_says_so(hafen: Section, client: Client, noon: Any) -> None:
    article = make.article(hafen, "Nur heute")
    article.expire_at = make.NOON + timedelta(minutes=5)
    actions.publish(page=article, by=None, at=make.NOON, revision=article.save_revision())
    assert article.public_id in articles_on(client.get("/de/hafen/"))
    noon.shift(timedelta(minutes=6))
    assert client.get(article.public_path()).status_code == 404
    assert article.public_id not in articles_on(client.get("/de/hafen/"))


def test_unlisted_query_keys_headers_and_cookies_change_nothing(handful: list[Article], client: Client) -> None:
    for path in ("/de/", "/de/hafen/", handful[0].public_path(), "/de/search/", "/de/feed.rss", "/sitemap.xml"):
        plain = client.get(path)
        asked = client.get(path, {"utm_source": "x", "preview": "1", "format": "json", "theme": "y", "_": "1"})
        headed = client.get(
            path,
            headers={
                "x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-original-url": "/desk/",
                "x-rewrite-url": "/", "x-forwarded-proto": "https", "accept-language": "ar", "user-agent": "<b>x</b>",
                "referer": "https://evil.example/", "x-ghost-preview": "1", "cookie": "django_language=ar; theme=x",
            },
        )  # fmt: skip
        assert plain.content == asked.content == headed.content, path
        assert b"evil.example" not in headed.content
        assert "Set-Cookie" not in plain


def test_a_foreign_host_is_refused(handful: list[Article], client: Client) -> None:
    assert client.get("/de/", headers={"host": "evil.example"}).status_code == 400


def test_every_page_says_what_it_may_load(handful: list[Article], client: Client) -> None:
    policy = client.get("/de/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "script-src 'self'" in policy


def test_every_page_names_its_feed(handful: list[Article], client: Client) -> None:
    for path in (
        "/de/",
        "/de/hafen/",
        "/de/stories/streit-um-den-nordkai/",
        "/de/authors/ineke-dorn/",
        "/de/tags/kai/",
    ):
        assert (
            f'<link rel="alternate" type="application/rss+xml" href="{path}feed.rss">'
            in client.get(path).content.decode()
        )


def test_an_article_says_what_it_is_to_search_engines_and_networks(
    hafen: Section, nordkai: Story, ineke: Author, client: Client
) -> None:
    photo = make.photo(rendition_set=[{"type": "image/jpeg", "width": 1200, "height": 800}])
    article = make.article(hafen, "Kai </script> & mehr", lead_photo=photo, authors=(ineke,), stories=(nordkai,))
    page = client.get(article.public_path()).content.decode()
    data = json_ld_of(page)
    news, trail = data["@graph"]
    assert news["@type"] == "NewsArticle"
    assert news["headline"] == "Kai </script> & mehr"
    assert news["url"] == settings.BASE_URL + article.public_path()
    assert news["author"][0]["url"] == f"{settings.BASE_URL}/de/authors/ineke-dorn/"
    assert [step["name"] for step in trail["itemListElement"]] == ["Brückhavener Bote", "Hafen", "Kai </script> & mehr"]
    assert f'<meta property="og:url" content="{settings.BASE_URL}{article.public_path()}">' in page
    assert f'rel="canonical" href="{settings.BASE_URL}{article.public_path()}"' in page


def test_the_front_page_can_be_searched_by_search_engines(bote: Edition, client: Client) -> None:
    site = json_ld_of(client.get("/de/").content.decode())["@graph"][0]
    assert site["@type"] == "WebSite"
    assert (
        site["potentialAction"]["target"]["urlTemplate"] == f"{settings.BASE_URL}/de/search/?q={{search_term_string}}"
    )


@pytest.mark.parametrize(
    "path", ["/de/hafen/", "/de/stories/streit-um-den-nordkai/", "/de/authors/ineke-dorn/", "/de/tags/kai/"]
)
def test_a_list_says_where_it_stands(path: str, handful: list[Article], client: Client) -> None:
    page, trail = json_ld_of(client.get(path).content.decode())["@graph"]
    assert page["url"] == settings.BASE_URL + path
    assert trail["@type"] == "BreadcrumbList"


def test_a_renamed_story_and_author_show_at_once(hafen: Section, nordkai: Story, ineke: Author, client: Client) -> None:
    article = make.article(hafen, stories=(nordkai,), authors=(ineke,))
    for page, name in ((nordkai, "Der neue Kai"), (ineke, "Ineke Petersen")):
        page.title = name
        actions.publish(page=page, by=None, at=make.NOON, revision=page.save_revision())
    text = text_of(client.get(article.public_path()))
    assert "Der neue Kai" in text
    assert "Ineke Petersen" in text
    assert "Ineke Dorn" not in text


def test_links_in_the_text_lead_to_what_is_live(hafen: Section, bote: Edition, client: Client) -> None:
    target, draft = make.article(hafen, "Ziel"), make.article(hafen, "Entwurf", at=None)
    imprint = make.plain_page(bote, "Impressum")
    text = "".join(f'<a linktype="page" id="{page.pk}">{page.title}</a>' for page in (target, draft, imprint))
    article = make.article(hafen, text=f'<p>{text}<a href="https://example.org/">draußen</a></p>')
    page = client.get(article.public_path()).content.decode()
    assert f'href="{target.public_path()}"' in page
    assert f'href="{imprint.public_path()}"' in page
    assert 'href="https://example.org/"' in page
    assert "Entwurf" in page
    assert draft.public_id not in page
    actions.publish(page=draft, by=None, at=make.NOON)
    actions.withdraw(page=imprint, by=None, at=make.NOON)
    page = client.get(article.public_path()).content.decode()
    assert f'href="{draft.public_path()}"' in page
    assert f'href="{imprint.public_path()}"' not in page


def test_the_page_of_an_author_links_only_what_is_live(bote: Edition, hafen: Section, client: Client) -> None:
    draft = make.article(hafen, "Entwurf", at=None)
    text = f'<p>Schreibt über <a linktype="page" id="{draft.pk}">den Kai</a>.</p>'
    author = make.author(bote, "Tom Okafor", biography=text)
    page = client.get(author.public_path()).content.decode()
    assert "den Kai" in page
    assert draft.public_id not in page


def test_a_fault_of_ours_says_so(bote: Edition, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("depesche.website.views.front.with_counts", lambda *_: 1 / 0)
    response = client.get("/de/")
    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.content.decode()


def test_plain_pages_stand_in_the_footer(bote: Edition, client: Client) -> None:
    page: PlainPage = make.plain_page(
        bote, "Impressum", body=[{"type": "paragraph", "value": "<p>Verantwortlich.</p>"}]
    )
    assert "Verantwortlich." in client.get(page.public_path()).content.decode()
    assert f'href="{page.public_path()}"' in client.get("/de/").content.decode()
