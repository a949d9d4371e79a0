"""Where short addresses lead, and where they never do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from depesche.audience.models import ShortLink
from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Edition, Section, Story
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def link_of(kind: str, subject: str | int) -> str:
    """The short address that publishing made."""
    return str(ShortLink.objects.of(kind, subject).get().path)


def test_each_kind_of_page_is_led_to(hafen: Section, nordkai: Story, ineke: Author, client: Client) -> None:
    article = make.article(hafen)
    subjects = {("article", article.public_id): article, ("story", nordkai.pk): nordkai}
    subjects |= {("section", hafen.pk): hafen, ("author", ineke.pk): ineke}
    for (kind, subject), page in subjects.items():
        response = client.get(link_of(kind, subject))
        assert (response.status_code, response["Location"]) == (301, page.public_path())
        assert client.get(page.public_path()).status_code == 200


def test_an_article_in_arabic_is_led_to_in_ascii(barid: Edition, client: Client) -> None:
    article = make.article(make.section(barid, "الميناء"), "الرصيف مغلق", slug="الرصيف-مغلق")
    location = client.get(link_of("article", article.public_id))["Location"]
    assert location.isascii()
    assert client.get(location).status_code == 200


def test_a_rename_is_followed(hafen: Section, bote: Edition, nordkai: Story, client: Client) -> None:
    article = make.article(hafen, "Kai gesperrt")
    short, story = link_of("article", article.public_id), link_of("story", nordkai.pk)
    make.again(article, slug="kai-wieder-offen")
    make.again(nordkai, slug="nordkai")
    assert client.get(short)["Location"].startswith("/de/hafen/kai-wieder-offen-")
    assert client.get(story)["Location"] == "/de/stories/nordkai/"
    Article.objects.get(pk=article.pk).move(make.section(bote, "Stadt"), pos="last-child")
    assert client.get(short)["Location"].startswith("/de/stadt/")
    assert link_of("article", article.public_id) == short


def test_caches_between_do_not_keep_the_way(hafen: Section, client: Client) -> None:
    kept = client.get(link_of("article", make.article(hafen).public_id))["Cache-Control"]
    assert kept == "private, max-age=60"


def test_what_readers_may_not_see_answers_like_what_never_was(
    hafen: Section, nordkai: Story, ineke: Author, client: Client
) -> None:
    withdrawn, expiring = make.article(hafen), make.article(hafen, expire_at=make.NOON + timedelta(microseconds=1))
    hidden = [link_of("article", withdrawn.public_id), link_of("article", expiring.public_id)]
    hidden += [link_of("story", nordkai.pk), link_of("author", ineke.pk)]
    for page in (withdrawn, nordkai, ineke):
        actions.withdraw(page=page, by=None, at=make.NOON)
    draft = make.article(hafen, at=None)
    assert not ShortLink.objects.of("article", draft.public_id).exists()
    for path in hidden:
        for end in ("", ".svg"):
            unknown, response = client.get(f"/k/zzzzz{end}"), client.get(path + end)
            assert (response.status_code, response.content) == (404, unknown.content), path + end
            assert dict(response.headers) == dict(unknown.headers)


def test_nothing_of_an_edition_that_is_not_live_is_led_to(
    hafen: Section, bote: Edition, nordkai: Story, courier: Edition, client: Client
) -> None:
    paths = [link_of("article", make.article(hafen).public_id), link_of("section", hafen.pk)]
    paths.append(link_of("story", nordkai.pk))
    actions.withdraw(page=bote, by=None, at=make.NOON)
    assert {client.get(path).status_code for path in paths} == {404}


def test_a_published_again_piece_keeps_its_code(hafen: Section, client: Client) -> None:
    article = make.article(hafen)
    short = link_of("article", article.public_id)
    actions.withdraw(page=article, by=None, at=make.NOON)
    assert client.get(short).status_code == 404
    make.again(article)
    assert client.get(short).status_code == 301
    assert link_of("article", article.public_id) == short


@pytest.mark.parametrize("wish", ["?next=//evil.example", "?url=https://evil.example/", "?to=/de/", "?/evil.example"])
def test_nothing_in_the_request_says_where_to(wish: str, hafen: Section, client: Client) -> None:
    article = make.article(hafen)
    headers = {"x-forwarded-host": "evil.example", "referer": "https://evil.example/"}
    response = client.get(link_of("article", article.public_id) + wish, headers=headers)
    assert response["Location"] == article.public_path()
    assert "evil" not in str(response.headers)


@pytest.mark.parametrize(
    "path", ["/k/", "/k/%2F%2Fevil.example", "/k/a/b", "/k/7Gx2/", "/k/7Gx2%0a", "/k/l0O1", "/k/é"]
)
def test_what_cannot_be_a_code_is_not_there(path: str, bote: Edition, client: Client) -> None:
    response = client.get(path, follow=True)
    assert response.status_code == 404
    assert all(to.startswith("/k/") for to, _status in response.redirect_chain)


def test_head_answers_like_get_and_nothing_else_is_allowed(hafen: Section, client: Client) -> None:
    article = make.article(hafen)
    short = link_of("article", article.public_id)
    head = client.head(short)
    assert (head.status_code, head["Location"], head.content) == (301, article.public_path(), b"")
    assert client.head(short + ".svg").status_code == 200
    assert client.post(short).status_code == 405


def test_the_qr_code_is_a_picture_of_the_short_address_and_nothing_more(hafen: Section, client: Client) -> None:
    import segno

    short = link_of("article", make.article(hafen).public_id)
    response = client.get(short + ".svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    drawn = segno.make(f"http://127.0.0.1:8000{short}", error="m", micro=False)
    size = drawn.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {size} {size}"' in response.content.decode()
    assert b"<script" not in response.content
    assert response.content == client.get(short + ".svg?x=1", headers={"host": "localhost"}).content
