"""The desk's screens about readers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from depesche.accounts.models import User
from depesche.audience import actions
from depesche.audience.actions import View
from depesche.newsroom.models import Section
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def read(name: str, *minutes_ago: int, host: str = "") -> None:
    """Let one reader after the other have read an article."""
    views = [
        View("article", name, "view", make.NOON - timedelta(minutes=ago), f"{name}{ago}", f"{name}{ago}n", host)
        for ago in minutes_ago
    ]
    actions.count(views=views, at=make.NOON)


def test_the_desk_sees_who_reads_now_and_what(hafen: Section, editor: User, client: Client) -> None:
    quay, crane = make.article(hafen, "Kai"), make.article(hafen, "Kran")
    read(quay.public_id, 1, 2, 20)
    read(crane.public_id, 3, 90, 100, 110, 120)
    client.force_login(editor)
    page = client.get("/desk/readers/").content.decode()
    assert "3 pages read in the last five minutes" in page
    assert "4 in the last half hour" in page
    now, today = page.partition("Most read in 24 hours")[::2]
    assert now.index(">Kai<") < now.index(">Kran<")
    assert today.index(">Kran<") < today.index(">Kai<")
    assert "/desk/readers/" in client.get("/desk/").content.decode()  # the menu


def test_the_figures_of_an_article_are_drawn(hafen: Section, editor: User, client: Client) -> None:
    quay = make.article(hafen, "Kai <b>")
    read(quay.public_id, 1, 2, 70, host="search.example")
    read(quay.public_id, 3)
    client.force_login(editor)
    page = client.get(f"/desk/readers/article/{quay.public_id}/").content.decode()
    assert "Read 4 times in all" in page
    assert "<title>2026-11-22 11:00 UTC: 3</title>" in page
    assert "<title>2026-11-22 10:00 UTC: 1</title>" in page
    assert "search.example" in page
    assert "Unknown, or typed in" in page
    assert "Kai <b>" not in page
    assert client.get("/desk/readers/article/222222222222/").status_code == 404


@pytest.mark.parametrize("path", ["/desk/readers/", "/desk/readers/article/222222222222/"])
def test_strangers_and_readers_with_an_account_see_none_of_it(path: str, client: Client, db: None) -> None:
    assert client.get(path)["Location"].startswith("/desk/login/")
    client.force_login(User.objects.create_user("leser@bote.example", "laterne-am-kai"))
    response = client.get(path)
    assert response.status_code in {302, 403}
    assert b"five minutes" not in response.content
