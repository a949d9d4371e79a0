"""What readers get when there is nothing to see: in their language, kindly, and the same for whatever is hidden."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from depesche.newsroom import actions
from depesche.newsroom.models import Author, Edition, Section, Story
from tests import factories as make
from tests.website.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SORRY = {
    "de": ("Diese Seite gibt es nicht", "Diese Seite wurde zurückgezogen"),
    "en": ("There is no such page", "This page has been withdrawn"),
    "ar": ("لا توجد صفحة كهذه", "سُحبت هذه الصفحة"),
}


@pytest.mark.parametrize("code", SORRY)
def test_nothing_there_and_withdrawn_are_said_in_the_editions_language(code: str, db: None, client: Client) -> None:
    article = make.article(make.section(make.edition(code), "Port", slug="port"), "Kran")
    actions.withdraw(page=article, by=None, at=make.NOON)
    not_found, gone = SORRY[code]
    for path, status, words in ((f"/{code}/nix/", 404, not_found), (article.public_path(), 410, gone)):
        response = client.get(path, headers={"accept-language": "fr"})
        assert response.status_code == status
        assert f"<h1>{words}</h1>" in text_of(response)
        assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in text_of(response)
        assert '<meta name="robots" content="noindex">' in text_of(response)
        assert 'rel="canonical"' not in text_of(response)
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert f'href="/{code}/search/"' in text_of(response)
        assert "Kran" not in text_of(response)
        head = client.head(path)
        assert (head.status_code, head.content) == (status, b"")


def test_outside_of_all_editions_there_is_a_bare_page(bote: Edition, client: Client) -> None:
    for path in ("/xx/", "/xx/yy/zz/", "/wp-login.php/", "/.env/", "/de.html/"):
        response = client.get(path)
        assert response.status_code == 404
        assert "There is no such page" in text_of(response)


def test_an_edition_that_is_not_live_answers_like_none(bote: Edition, courier: Edition, client: Client) -> None:
    make.section(courier, "Port")
    actions.withdraw(page=courier, by=None, at=make.NOON)
    unknown = client.get("/xx/").content
    for path in ("/en/", "/en/port/", "/en/search/", "/en/feed.rss"):
        response = client.get(path)
        assert (response.status_code, response.content) == (404, unknown), path


@pytest.mark.parametrize(
    "path",
    ["//[x/", "//[", "/[/", "/\\", "//evil.example/de/", "/de//", "/de/;x/", "/de/%2e%2e/", "/:@/", "/de/\xff/"],
)
def test_an_address_that_is_none_is_not_there(path: str, bote: Edition, client: Client) -> None:
    response = client.get("/", PATH_INFO=path)
    assert response.status_code in {301, 404}
    assert "evil.example" not in response.get("Location", "").lstrip("/").partition("/")[0]


def test_nothing_stands_at_an_address_that_holds_nul(bote: Edition, hafen: Section, client: Client) -> None:
    for path in ("/de/%00/", "/%00", "/de/hafen/%00-222222222222/", "/de/tags/a%00b/", "/static/%00", "/desk/%00/"):
        assert client.get(path).status_code == 404, path
    for path in ("/de/hafen/?before=%00", "/api/v1/items/?edition=de&tag=%00", "/de/search/?q=%00"):
        assert client.get(path).status_code == 200, path


def test_a_fault_of_ours_is_said_without_anything_that_could_fail_too(
    bote: Edition, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("depesche.website.views.frame.Frame.render", lambda *_, **__: 1 / 0)
    response = client.get("/de/")
    assert response.status_code == 500
    page = text_of(response)
    for words in ("Something failed on our side", "Die Seite konnte nicht erstellt werden", "تعذّر إعداد الصفحة"):
        assert words in page
    assert "ZeroDivisionError" not in page


def test_a_renamed_page_is_found_at_its_old_address(
    hafen: Section, nordkai: Story, ineke: Author, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    article = make.article(hafen, "Kai gesperrt", stories=(nordkai,))
    old = [page.public_path() for page in (hafen, nordkai, ineke)]
    article_path = article.public_path()
    with django_capture_on_commit_callbacks(execute=True):
        new = [make.again(page, slug=f"neu-{page.slug}").public_path() for page in (hafen, nordkai, ineke)]
    for before, after in zip(old, new, strict=True):
        response = client.get(before)
        assert (response.status_code, response["Location"]) == (301, after)
    assert client.get(article_path)["Location"] == article_path.replace("/hafen/", "/neu-hafen/")
    actions.withdraw(page=type(nordkai).objects.get(pk=nordkai.pk), by=None, at=make.NOON)
    assert client.get(old[1]).status_code == 404


def test_the_address_with_its_query_says_more_than_the_path(hafen: Section, client: Client) -> None:
    old, new = make.article(hafen, "Alt"), make.article(hafen, "Neu")
    Redirect.objects.create(old_path="/index.php", redirect_page=old)
    Redirect.objects.create(old_path="/index.php?id=7", redirect_page=new)
    assert client.get("/index.php?id=7")["Location"] == new.public_path()
    assert client.get("/index.php?id=8")["Location"] == old.public_path()


def test_an_old_address_leads_nowhere_once_its_page_is_gone(hafen: Section, ineke: Author, client: Client) -> None:
    article = make.article(hafen, "Alt")
    for path, page in (("/alt", article), ("/ineke", ineke), ("/haus", hafen.get_parent().get_parent())):
        Redirect.objects.create(old_path=path, redirect_page=page)
    Redirect.objects.create(old_path="/leer", redirect_link="")
    for page in (article, ineke):
        actions.withdraw(page=page, by=None, at=make.NOON)
    for path in ("/alt/", "/ineke/", "/haus/", "/leer/"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize(
    "failure",
    [
        OperationalError("database is locked"),
        InterfaceError("connection is closed"),
        DatabaseError("database disk image is malformed"),
    ],
)
def test_a_database_that_is_away_is_said_with_the_time_to_come_again(
    bote: Edition, client: Client, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise failure

    client.raise_request_exception = False
    monkeypatch.setattr("depesche.website.views.frame.Frame.render", fail)
    response = client.get("/de/")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
    for words in ("please try again in a few seconds", "noch einmal", "يُرجى المحاولة"):
        assert words in text_of(response)
