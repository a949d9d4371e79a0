"""What readers do on purpose: reactions in the edition's words, and shares."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from depesche.audience import actions as audience
from depesche.audience.actions import MOST_ACTS
from depesche.audience.counting import counting
from depesche.audience.models import Count, Visit, reaction
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Edition, Section
from tests import factories as make
from tests.audience.test_seen import OWN
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HELPFUL, MOVING = reaction("Hilfreich"), reaction("Bewegend")


@pytest.fixture
def article(bote: Edition, hafen: Section) -> Article:
    """A live article of an edition that has words for it."""
    make.again(bote, reactions="Hilfreich\n  Bewegend \nhilfreich\n")
    return make.article(hafen, "Kai gesperrt")


def act(client: Client, of: str, what: str, *, ip: str = "192.0.2.7", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/-/act", {"of": of, "what": what}, REMOTE_ADDR=ip, headers={**OWN, **named})


def numbers(article: Article) -> dict[str, int]:
    counting.write(NOON)
    return Count.objects.totals("article", article.public_id, [HELPFUL, MOVING, "share"])


def test_the_words_of_an_edition_stand_beneath_its_articles(article: Article, client: Client) -> None:
    page = client.get(article.public_path()).content.decode()
    assert f'value="{HELPFUL}">Hilfreich' in page
    assert page.count("<button name=") == 2
    act(client, f"article:{article.public_id}", HELPFUL)
    numbers(article)
    assert 'data-number="1">1<' in client.get(article.public_path()).content.decode()


def test_an_edition_without_words_offers_none_and_asks_nothing_more(
    bote: Edition, hafen: Section, client: Client, count_queries: Any
) -> None:
    article = make.article(hafen)
    assert "/-/act" not in client.get(article.public_path()).content.decode()
    without = count_queries(lambda: client.get(article.public_path()))
    make.again(bote, reactions="Hilfreich")
    assert count_queries(lambda: client.get(article.public_path())) == without + 1


def test_a_reaction_leads_back_to_the_article_and_a_script_stays(article: Article, client: Client) -> None:
    of = f"article:{article.public_id}"
    answer = act(client, of, HELPFUL)
    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (303, article.public_path(), "no-store")
    assert act(client, of, MOVING, sec_fetch_mode="cors").status_code == 204
    assert not answer.cookies


def test_one_reader_has_one_reaction_a_day_and_may_share_as_well(article: Article, client: Client) -> None:
    of = f"article:{article.public_id}"
    for what in (HELPFUL, HELPFUL, MOVING, "share", "share"):
        act(client, of, what)
    assert numbers(article) == {HELPFUL: 1, MOVING: 0, "share": 1}
    audience.forget_readers(at=NOON.replace(hour=23))
    act(client, of, MOVING)
    assert numbers(article)[MOVING] == 0, "the day is not over"
    audience.forget_readers(at=NOON.replace(day=NOON.day + 1, hour=1))
    assert not Visit.objects.exists()


def test_one_network_is_capped(article: Article, client: Client) -> None:
    for number in range(MOST_ACTS + 15):
        act(client, f"article:{article.public_id}", HELPFUL, user_agent=f"{OWN['user-agent']} {number}")
    assert numbers(article)[HELPFUL] == MOST_ACTS


@pytest.mark.parametrize("what", ["view", "link", reaction("Langweilig"), "r12", "", "share ", "r" * 300])
def test_what_the_page_does_not_offer_is_not_counted(what: str, article: Article, client: Client) -> None:
    act(client, f"article:{article.public_id}", what)
    assert numbers(article) == {HELPFUL: 0, MOVING: 0, "share": 0}
    assert not Count.objects.exists()


@pytest.mark.parametrize("headers", [{"sec_fetch_site": "cross-site"}, {"user_agent": "curl/8"}])
def test_other_sites_and_programs_react_to_nothing(headers: dict[str, str], article: Article, client: Client) -> None:
    act(client, f"article:{article.public_id}", HELPFUL, **headers)
    assert numbers(article)[HELPFUL] == 0


def test_what_is_not_public_is_answered_as_what_is_not(hafen: Section, article: Article, client: Client) -> None:
    draft, gone = make.article(hafen, at=None), make.article(hafen)
    newsroom.withdraw(page=gone, by=None, at=NOON)
    names = (draft.public_id, gone.public_id, "222222222222", "//evil.example", "")
    answers = [act(client, f"article:{name}", HELPFUL) for name in names]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert client.get("/-/act").status_code == 405


def test_words_have_to_have_room(bote: Edition) -> None:
    for words in ("a\n" * 2 + "b\nc\nd\ne\nf\ng", "x" * 30):
        bote.reactions = words
        with pytest.raises(ValidationError, match="reactions"):
            bote.full_clean()
