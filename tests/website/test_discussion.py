"""Discussions as readers see them and take part in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.test import Client
from django.utils.html import escape

from depesche.accounts.models import User
from depesche.comments import actions, hosts
from depesche.comments.models import Comment
from depesche.delivery.addresses import address_of
from depesche.delivery.rendering import Renderer
from depesche.media.models import Portrait
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Edition, Section
from tests import factories as make
from tests.website.pages import main_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon", "plain_checks")]


@pytest.fixture
def kai(hafen: Section) -> Article:
    """An article with a discussion."""
    actions.keep(place=("edition", "de"), by=None, mode="open")
    return make.article(hafen, "Kai gesperrt", text="<p>Der Kai bleibt zu.</p><p>Bis Ostern.</p>")


@pytest.fixture
def mira() -> User:
    """A reader who takes part."""
    return User.objects.create_user("mira@reader.example", display_name="Mira")


@pytest.fixture
def as_mira(mira: User) -> Client:
    """Her browser."""
    client = Client()
    client.force_login(mira)
    return client


def form_of(client: Client, article: Article, to: str = "") -> dict[str, str]:
    page = client.get(f"/-/discussion/article/{article.public_id}/write/", {"to": to} if to else {})
    source = page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', source))


def send(client: Client, article: Article, words: str, **said: str) -> Any:
    form = form_of(client, article, said.get("to", ""))
    return client.post(f"/-/discussion/article/{article.public_id}/write/", {**form, "words": words, **said})


def test_a_comment_stands_beneath_its_article(kai: Article, as_mira: Client, client: Client) -> None:
    answer = send(as_mira, kai, "Danke *sehr*.")
    assert answer.status_code == 303
    [comment] = Comment.objects.all()
    assert answer["Location"] == f"/-/comment/{comment.public_id}/"
    assert "Danke <em>sehr</em>." in as_mira.get(answer["Location"]).content.decode()
    page = main_of(client.get(kai.public_path()))
    assert "Danke <em>sehr</em>." in page
    assert "<bdi>Mira</bdi>" in page


def test_whoever_has_a_picture_is_shown_with_it_and_a_reader_who_took_the_name_back_is_not(
    kai: Article, as_mira: Client, mira: User, client: Client
) -> None:
    send(as_mira, kai, "Danke.")
    assert 'class="face"' not in main_of(client.get(kai.public_path()))
    portrait = Portrait.objects.create(person=mira, name="f" * 32, chosen_at=make.NOON)
    for address in (kai.public_path(), path(kai)):
        assert f'<img class="face" src="{portrait.address}" alt=""' in main_of(client.get(address))
    Comment.objects.update(signed="")
    assert portrait.address not in client.get(kai.public_path()).content.decode()


def test_the_article_says_how_many_comments_there_are_and_where(kai: Article, as_mira: Client, client: Client) -> None:
    assert "Diskussion" in main_of(client.get(kai.public_path()))
    assert 'href="#discussion"' not in main_of(client.get(kai.public_path()))
    for number in range(2):
        send(as_mira, kai, f"Zeile {number}")
    page = main_of(client.get(kai.public_path()))
    assert '<a href="#discussion">' in page
    assert 'data-number="2"' in page
    assert client.get(path(kai, "count.json")).json() == {"number": 2}


def test_where_nothing_is_said_there_is_no_discussion(hafen: Section, client: Client) -> None:
    article = make.article(hafen, "Kai gesperrt")
    assert 'id="discussion"' not in main_of(client.get(article.public_path()))
    for end in ("", "oldest/", "count.json"):
        assert client.get(path(article, end)).status_code == 404


def test_a_comment_that_waits_is_seen_by_its_writer_alone(kai: Article, as_mira: Client, client: Client) -> None:
    actions.keep(place=("edition", "de"), by=None, mode="checked")
    answer = send(as_mira, kai, "Ein Geheimnis.")
    assert "Ein Geheimnis." in as_mira.get(answer["Location"]).content.decode()
    [comment] = Comment.objects.all()
    unknown = client.get("/-/comment/222222222222/")
    assert (unknown.status_code, client.get(answer["Location"]).status_code) == (404, 404)
    assert client.get(answer["Location"]).content == unknown.content
    assert client.get(path(kai, f"{comment.public_id}/")).status_code == 404
    for address in (kai.public_path(), path(kai)):
        assert "Ein Geheimnis." not in client.get(address).content.decode()


def test_the_permalink_shows_what_it_answers_and_what_was_answered(
    kai: Article, as_mira: Client, client: Client
) -> None:
    send(as_mira, kai, "Erste.")
    first = Comment.objects.get()
    send(as_mira, kai, "Zweite.", to=first.public_id)
    second = Comment.objects.get(parent=first)
    page = main_of(client.get(path(kai, f"{second.public_id}/")))
    assert "Zweite." in page
    assert path(kai, f"{first.public_id}/") in page
    assert "Erste." not in page
    assert "Zweite." in main_of(client.get(path(kai, f"{first.public_id}/")))


def test_a_quote_keeps_its_words_and_says_when_the_paragraph_has_changed(
    kai: Article, as_mira: Client, client: Client
) -> None:
    form = as_mira.get(f"/-/discussion/article/{kai.public_id}/write/").content.decode()
    [name] = re.findall(r'<option value="([0-9a-f]+)">Der Kai bleibt zu.', form)
    send(as_mira, kai, "Wirklich?", quote=name)
    old = "Dieser Absatz hat sich seither geändert."
    page = main_of(client.get(kai.public_path()))
    assert '<blockquote class="quoted" dir="auto"><p>Der Kai bleibt zu.</p></blockquote>' in page
    make.again(kai, body=[{"type": "paragraph", "value": "<p>Der Kai ist offen.</p>"}])
    for address in (kai.public_path(), path(kai)):
        assert old in text_of(client.get(address)), address
        assert "Der Kai bleibt zu." in main_of(client.get(address))
    answer = send(as_mira, kai, "Ich zitiere.", quote=name)
    assert answer.status_code == 422
    assert ">Ich zitiere.</textarea>" in answer.content.decode(), "what was typed is still there"


def test_the_form_comes_back_with_the_text_when_it_cannot_be_taken(kai: Article, as_mira: Client) -> None:
    rules = actions.publish_rules(edition="de", each=[("Sachlich", "Bitte.")], by=None, at=make.NOON)
    answer = send(as_mira, kai, "Mein <Text>.")
    assert answer.status_code == 422
    assert ">Mein &lt;Text&gt;.</textarea>" in answer.content.decode()
    assert send(as_mira, kai, "Mein Text.", agree=str(rules.version - 1)).status_code == 422, "not what is in force"
    assert send(as_mira, kai, "Mein Text.", agree=str(rules.version)).status_code == 303
    assert send(as_mira, kai, "Noch einer.").status_code == 303, "rules are accepted once"


def test_whoever_has_no_name_yet_is_asked_for_one(kai: Article, as_mira: Client, mira: User) -> None:
    User.objects.filter(pk=mira.pk).update(display_name="")
    page = as_mira.get(f"/-/discussion/article/{kai.public_id}/write/").content.decode()
    assert 'href="/account/"' in page
    assert "<textarea" not in page
    answer = as_mira.post(f"/-/discussion/article/{kai.public_id}/write/", {"words": "Mein Text."})
    assert (answer.status_code, ">Mein Text.</textarea>" in answer.content.decode()) == (422, True)


def test_sending_a_form_twice_leads_to_the_same_comment(kai: Article, as_mira: Client) -> None:
    form = form_of(as_mira, kai)
    address = f"/-/discussion/article/{kai.public_id}/write/"
    answers = {as_mira.post(address, {**form, "words": "Einmal."})["Location"] for _ in range(3)}
    assert len(answers) == Comment.objects.count() == 1


def test_a_stranger_is_asked_to_sign_in_and_loses_nothing(kai: Article, client: Client) -> None:
    address = f"/-/discussion/article/{kai.public_id}/write/"
    page = client.get(address).content.decode()
    assert f"/account/sign-in/?next=%2F-%2Fdiscussion%2Farticle%2F{kai.public_id}%2Fwrite%2F" in page
    answer = client.post(address, {"words": "Mein Text."})
    assert answer.status_code == 403
    assert ">Mein Text.</textarea>" in answer.content.decode()
    assert not Comment.objects.exists()


def test_nothing_is_sent_from_other_sites_or_without_the_word_of_the_form(kai: Article, mira: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mira)
    address = f"/-/discussion/article/{kai.public_id}/write/"
    assert strict.post(address, {"words": "x", "token": "t"}).status_code == 403
    page = strict.get(address).content.decode()
    [word] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    said = {"words": "x", "token": "t", "csrfmiddlewaretoken": word}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "https://evil.example/"},
    ):
        assert strict.post(address, said, headers=headers).status_code == 403, headers
    assert strict.post(address, said, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_reading_changes_nothing(kai: Article, as_mira: Client) -> None:
    send(as_mira, kai, "Hallo.")
    [comment] = Comment.objects.all()
    for act in ("helpful", "not-helpful", "delete", "pin", "unpin", "pick", "unpick"):
        assert as_mira.get(f"/-/comment/{comment.public_id}/{act}/").status_code == 405


def test_what_a_comments_page_offers_can_be_done_without_script(
    kai: Article, as_mira: Client, editor: User, client: Client
) -> None:
    send(as_mira, kai, "Hallo.")
    address = f"/-/comment/{Comment.objects.get().public_id}/"
    assert 'action="' + address + "helpful/" not in as_mira.get(address).content.decode(), "it is her own"
    client.force_login(editor)
    page = client.get(address).content.decode()
    for act in re.findall(rf'action="({address}[a-z-]+/)"', page):
        assert client.post(act).status_code == 303, act
    comment = Comment.objects.get()
    assert comment.helpful == 1
    assert comment.pinned_at
    assert comment.featured_at
    assert as_mira.post(f"{address}edit/", {"words": "Anders."}).status_code == 303
    assert as_mira.post(f"{address}delete/").status_code == 303
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("stranger", {"edit": 404, "delete": 403, "pin": 403, "helpful": 403}),
        ("reader", {"edit": 404, "delete": 422, "pin": 422, "helpful": 303}),
        ("writer", {"edit": 303, "delete": 303, "pin": 422, "helpful": 422}),
        ("editor", {"edit": 404, "delete": 422, "pin": 303, "helpful": 303}),
    ],
)
def test_who_may_do_what_with_a_comment(
    who: str, answers: dict[str, int], kai: Article, as_mira: Client, editor: User
) -> None:
    send(as_mira, kai, "Hallo.")
    client = Client()
    if who == "editor":
        client.force_login(editor)
    elif who == "reader":
        client.force_login(User.objects.create_user("jonte@reader.example", display_name="Jonte"))
    elif who == "writer":
        client = as_mira
    address = f"/-/comment/{Comment.objects.get().public_id}/"
    for act in ("edit", "helpful", "pin", "delete"):
        answer = client.post(f"{address}{act}/", {"words": "Anders."})
        assert answer.status_code == answers[act], (who, act)


def test_nothing_of_an_article_that_is_not_public_leaks(
    kai: Article, hafen: Section, as_mira: Client, client: Client
) -> None:
    send(as_mira, kai, "Hallo.")
    [comment] = Comment.objects.all()
    draft = make.article(hafen, "Geheim", at=None)
    newsroom.withdraw(page=kai, by=None, at=make.NOON)
    for article in (kai, draft):
        for browser, address in (
            *((as_mira, path(article, end)) for end in ("", "oldest/", "count.json", f"{comment.public_id}/")),
            (as_mira, f"/-/discussion/article/{article.public_id}/write/"),
            (as_mira, f"/-/comment/{comment.public_id}/report/"),
            (client, f"/-/comment/{comment.public_id}/"),
        ):
            unknown = browser.get(
                address.replace(article.public_id, "222222222222").replace(comment.public_id, "2" * 12)
            )
            answer = browser.get(address)
            assert (answer.status_code, answer.content) == (404, unknown.content), address
        answer = as_mira.post(f"/-/discussion/article/{article.public_id}/write/", {"words": "x", "token": "t"})
        assert answer.status_code == 404
    assert Comment.objects.count() == 1


def test_whoever_wrote_beneath_an_article_that_was_withdrawn_sees_that_and_nothing_of_the_article(
    kai: Article, as_mira: Client
) -> None:
    send(as_mira, kai, "Hallo.")
    [comment] = Comment.objects.all()
    newsroom.withdraw(page=kai, by=None, at=make.NOON)
    for address in (f"/-/comment/{comment.public_id}/", f"/-/comment/{comment.public_id}/edit/"):
        page = as_mira.get(address).content.decode()
        assert "Hallo." in page
        for what in (kai.public_path(), "/write/", 'name="words"'):
            assert what not in page


def test_a_discussion_stands_in_its_own_edition_only(kai: Article, courier: Edition, client: Client) -> None:
    assert client.get(path(kai)).status_code == 200
    assert client.get(path(kai).replace("/de/", "/en/")).status_code == 404
    assert client.get(path(kai).replace("/article/", "/story/")).status_code == 404


def test_stored_pages_hold_no_form_no_token_and_nobodys_name(kai: Article, as_mira: Client, mira: User) -> None:
    send(as_mira, kai, "Hallo.")
    [comment] = Comment.objects.all()
    renderer = Renderer(WSGIHandler(), settings.BASE_URL)
    for address in (
        kai.public_path(), path(kai), path(kai, "oldest/"), path(kai, "helpful/"), path(kai, "picks/"),
        path(kai, f"{comment.public_id}/"), path(kai, "count.json"), "/de/rules/",
    ):  # fmt: skip
        page = renderer.render(address)
        assert page.storable, address
        assert "csrf" not in page.body.decode()
        assert "<form" not in page.body.decode()
        assert "set-cookie" not in dict(page.headers)
        signed_in = as_mira.get(address)
        assert signed_in.content == page.body, "nothing of whoever asks is in it"
        assert not signed_in.cookies


def test_personal_pages_are_kept_nowhere(kai: Article, as_mira: Client, client: Client) -> None:
    send(as_mira, kai, "Hallo.")
    for address in (f"/-/discussion/article/{kai.public_id}/write/", f"/-/comment/{Comment.objects.get().public_id}/"):
        assert address_of(address, "") is None
        for one in (as_mira, client):
            assert one.get(address)["Cache-Control"] == "private, no-store"


def test_a_long_discussion_has_pages_of_its_own(kai: Article, client: Client, mira: User) -> None:
    for number in range(45):
        actions.post(
            host=host_at(kai), by=User.objects.create_user(f"r{number}@x.example", display_name=f"R{number}"),
            words=f"Nummer {number}.", token="t", at=make.NOON + timedelta(seconds=number - 60),
        )  # fmt: skip
    page = main_of(client.get(kai.public_path()))
    assert page.count('class="thread"') == 20
    address = path(kai)
    seen = re.findall(r"Nummer (\d+)\.", page)
    [older] = re.findall(rf'href="{address}(\?before=[^"]+)"', page)
    while older:
        answer = client.get(address + older)
        assert answer.status_code == 200
        seen += re.findall(r"Nummer (\d+)\.", main_of(answer))
        found = re.findall(r'rel="next" href="(\?before=[^"]+)"', main_of(answer))
        older = found[0] if found else ""
    assert [int(one) for one in seen] == list(range(44, -1, -1))
    assert client.get(f"{address}?before=1.1").status_code == 404
    assert client.get(f"{address}?before=x").status_code == 404


def test_a_place_that_is_none_is_not_stored(kai: Article, as_mira: Client) -> None:
    send(as_mira, kai, "Hallo.")
    renderer = Renderer(WSGIHandler(), settings.BASE_URL)
    place = Comment.objects.get().place
    for wrong in (
        f"?before={int(place.split('.')[0]) + 1}.1",
        f"?before=0{place}",
        "?page=2",
        f"?before={place}&before=1.1",
    ):
        assert not renderer.render(path(kai) + wrong).storable, wrong


def test_an_article_with_its_discussion_costs_the_same_with_one_comment_as_with_many(
    kai: Article, as_mira: Client, client: Client, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    send(as_mira, kai, "Hallo.")
    root = Comment.objects.get()
    read = partial(client.get, kai.public_path())
    send(as_mira, kai, "Auch.", to=root.public_id)
    cost = count_queries(read)
    for number in range(60):
        to = root.public_id if number % 2 else ""
        by = User.objects.create_user(f"r{number}@x.example", display_name="R")
        actions.post(host=host_at(kai), by=by, words="Ja.", token="t", at=make.NOON, to=to)
    assert count_queries(read) == cost
    actions.keep(place=("edition", "de"), by=None, mode="off")
    assert cost - count_queries(read) == 3


def test_house_rules_stand_in_public_with_all_their_versions(bote: Edition, client: Client) -> None:
    assert client.get("/de/rules/").status_code == 200
    assert client.get("/de/rules/1/").status_code == 404
    actions.publish_rules(
        edition="de", each=[("Sachlich", "Über die Sache."), ("Belege", "Quellen.")], by=None, at=make.NOON
    )
    actions.publish_rules(edition="de", each=[("Sachlich bleiben", "Über die Sache.")], by=None, at=make.NOON)
    page = main_of(client.get("/de/rules/"))
    assert '<h2 id="1">1. Sachlich bleiben</h2>' in page
    assert "/de/rules/1/" in page
    assert "2. Belege" in main_of(client.get("/de/rules/1/"))


def test_questions_and_answers_have_their_own_words(
    kai: Article, as_mira: Client, editor: User, client: Client
) -> None:
    actions.keep(place=("edition", "de"), by=None, mode="open", questions=True)
    send(as_mira, kai, "Wann öffnet er?")
    client.force_login(editor)
    assert "Fragen und Antworten" in text_of(client.get(kai.public_path()))
    send(client, kai, "Im Mai.", to=Comment.objects.get().public_id)
    page = text_of(client.get(kai.public_path()))
    assert "Beantwortet" in page
    assert "Redaktion" in page


EVIL = [
    "<script>window.c=1</script>",
    "<img src=x onerror=window.c=1>",
    '"><svg onload=window.c=1>',
    "javascript:window.c=1",
]


@pytest.mark.parametrize("evil", EVIL)
def test_no_word_of_a_reader_becomes_markup(
    evil: str, hafen: Section, bote: Edition, editor: User, client: Client
) -> None:
    actions.keep(place=("edition", "de"), by=None, mode="open")
    rules = actions.publish_rules(edition="de", each=[(evil, evil)], by=None, at=make.NOON, introduction=evil)
    article = make.article(hafen, "Kai", text=f"<p>{escape(evil)}</p>")
    mira = User.objects.create_user("m@x.example", display_name=evil[:60])
    actions.accept_rules(rules=rules, by=mira, at=make.NOON)
    actions.make_expert(user=mira, edition="de", known_for=evil, by=None, at=make.NOON)
    host = host_at(article)
    one = actions.post(
        host=host, by=mira, words=f"[{evil}]({evil}) {evil}", token="t", at=make.NOON, quote=host.paragraphs[0]
    )
    client.force_login(mira)
    for address in (
        article.public_path(), path(article), path(article, f"{one.public_id}/"), f"/-/comment/{one.public_id}/",
        f"/-/discussion/article/{article.public_id}/write/?to={one.public_id}", f"/-/comment/{one.public_id}/edit/",
        "/de/rules/", "/de/rules/1/",
    ):  # fmt: skip
        source = client.get(address).content.decode()
        assert one.public_id in source or "rules" in address
        assert "<script>window" not in source, address
        assert not re.search(r"<(img|svg)[^>]*on(error|load)", source), address
        assert 'href="javascript' not in source, address


def test_while_the_database_is_away_the_text_stays(
    kai: Article, as_mira: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_of(as_mira, kai)

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("the database is away")

    monkeypatch.setattr("depesche.website.views.taking_part.hosts.host", away)
    address = f"/-/discussion/article/{kai.public_id}/write/"
    answer = as_mira.post(address, {**form, "words": "Mein <Text>."})
    source = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert ">Mein &lt;Text&gt;.</textarea>" in source
    assert f'name="token" value="{form["token"]}"' in source, "so that sending it again is sending it once"
    assert '<html lang="de"' in source
    assert as_mira.get(address).status_code == 503


def path(article: Article, end: str = "") -> str:
    return f"/de/discussion/article/{article.public_id}/{end}"


def host_at(article: Article) -> Any:
    found = hosts.host("article", article.public_id, make.NOON + timedelta(seconds=1))
    assert found
    return found
