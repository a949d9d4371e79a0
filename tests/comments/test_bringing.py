"""Discussions come in and go out again: whole, once, and counted as if they had been written here."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesche.comments import archive, hosts, text
from depesche.comments.actions import Page, bring, set_state
from depesche.comments.hosts import Host
from depesche.comments.models import Comment, Discussion, Rule, Rules, Setting
from depesche.comments.threading import DEEPEST, Node, count, hang
from depesche.formats import discussion, html
from depesche.formats.discussion import Appeal, Decision, Thread, typed
from depesche.formats.discussion import Comment as Said

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
QUAY = Page(
    kind="pier", name="one", edition="en", language="en", title="The quay", path="/en/one/", above=(("edition", "en"),)
)


def said(name: str, parent: str = "", **more: Any) -> Said:
    number = int(re.sub(r"\D", "", name) or 0)
    return Said(
        **{
            "id": name, "parent": parent, "author": name.upper(), "text": f"Text of {name}.",
            "at": NOW - timedelta(days=30) + timedelta(minutes=number), **more,
        }
    )  # fmt: skip


def brought(*comments: Said, source: str = "old", page: Page = QUAY) -> Any:
    [result] = bring(source=source, talks=[(page, comments)], at=NOW)
    return result


@pytest.fixture
def readers() -> Iterator[set[str]]:
    """Pages of a kind of its own, of which readers see those that are in the set."""
    seen = {"one", "two"}

    def find(name: str, at: datetime) -> Host | None:
        path, title = f"/en/{name}/", f"Page {name}"
        host = Host(
            kind="pier",
            name=name,
            path=path,
            title=title,
            edition="en",
            language="en",
            published_at=NOW,
            above=QUAY.above,
        )
        return host if name in seen else None

    hosts.register("pier", find)
    yield seen
    hosts._FINDERS.pop("pier")


# Where comments hang

NAMES = [f"c{number}" for number in range(8)]
states = st.sampled_from(["public", "public", "public", "pending", "spam", "deleted", "refused"])
rows = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([*NAMES, "", "gone"]), states), max_size=8)


@given(rows, st.sets(st.sampled_from(NAMES)))
def test_every_wanted_comment_finds_a_place_whatever_the_source_says(given_rows: Any, known: set[str]) -> None:
    every = {name: said(name, parent, state=state) for name, parent, state in given_rows}
    here = {name: Node(state="public", pk=number) for number, name in enumerate(known)}
    hung = hang(every, here)
    placed = [node.name for node in hung.nodes]
    assert len(placed) == len(set(placed))
    assert not set(placed) & known
    assert {name for name, each in every.items() if each.state not in ("spam", "deleted")} <= {*placed, *known}
    for place, node in enumerate(hung.nodes):
        assert node.above is None or node.above in hung.nodes[:place] or node.above in here.values()
        assert node.depth == (node.above.depth + 1 if node.above else 0)
    assert {each.id for each in hung.left} == set(every) - set(placed) - known


def test_long_chains_do_not_nest_without_measure() -> None:
    every = {f"c{number}": said(f"c{number}", f"c{number - 1}") for number in range(3000)}
    hung = hang(every, {})
    assert len(hung.nodes) == 3000
    assert max(node.depth for node in hung.nodes) == DEEPEST


def test_what_was_deleted_stands_only_while_something_public_hangs_on_it() -> None:
    every = {
        name: said(name, parent, state=state)
        for name, parent, state in [
            ("a", "", "deleted"), ("b", "a", "deleted"), ("c", "b", "public"),
            ("d", "", "deleted"), ("e", "d", "pending"),
        ]
    }  # fmt: skip
    nodes = hang(every, {}).nodes
    count(nodes)
    assert {node.name: (node.stands, node.answers, node.size) for node in nodes} == {
        "a": (True, 1, 1), "b": (True, 1, 0), "c": (True, 0, 0), "d": (False, 0, 0), "e": (False, 0, 0),
    }  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=rows, second=rows)
def test_counts_are_those_that_one_by_one_would_have_given(first: Any, second: Any, db: None) -> None:
    for part in (first, second):
        brought(*(said(name, parent, state=state) for name, parent, state in part))
    counts = dict(Comment.objects.values_list("token", "stands"))
    before = {row.token: (row.stands, row.answers, row.size) for row in Comment.objects.all()}
    number = Discussion.objects.get().number if counts else 0
    states = {row.pk: row.state for row in Comment.objects.all()}
    Comment.objects.update(state="pending", stands=False, answers=0, size=0)
    Discussion.objects.update(number=0)
    for comment in Comment.objects.order_by("pk"):
        set_state(comment=comment, state=states[comment.pk], at=NOW)
    assert {row.token: (row.stands, row.answers, row.size) for row in Comment.objects.all()} == before
    assert (Discussion.objects.get().number if counts else 0) == number
    Comment.objects.update(parent=None, root=None, depth=0)
    Comment.objects.all().delete()


# Once and again


@pytest.mark.django_db
def test_sources_do_not_get_in_each_others_way() -> None:
    brought(said("c1"), source="disqus:pier")
    brought(said("c1"), source="wxr:pier")
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_a_comment_stays_where_it_is_when_its_page_is_another_one_now() -> None:
    brought(said("c1"), said("c2", "c1"))
    other = Page(kind="pier", name="two", edition="en", language="en", title="Two", path="/en/two/")
    again = brought(said("c1"), said("c2", "c1"), said("c3", "c2"), page=other)
    assert (again.new, again.known) == (1, 2)
    assert dict(Discussion.objects.values_list("name", "number")) == {"one": 2, "two": 1}


@pytest.mark.django_db
def test_a_name_that_is_too_long_is_still_one_of_its_own() -> None:
    long = [said("x" * 300 + end) for end in "ab"]
    brought(*long)
    assert brought(*long).new == 0
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_comments_without_a_name_in_their_source_come_once_as_well() -> None:
    nameless = [said("c1"), said("c2")]
    nameless = [Said(author=each.author, text=each.text, at=each.at, id="") for each in nameless]
    brought(*nameless)
    assert brought(*nameless).new == 0
    assert Comment.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("badge", ["staff", "king", ""])
def test_badges_are_ours_or_none(badge: str) -> None:
    brought(said("c1", badge=badge))
    assert Comment.objects.get().badge == ("staff" if badge == "staff" else "")


@pytest.mark.django_db
def test_html_of_old_systems_never_comes_through_as_it_is() -> None:
    brought(said("c1", text="", html='<p onclick="x()">Hi <script>x()</script><a href="javascript:x()">there</a></p>'))
    assert Comment.objects.get().html == "<p>Hi there</p>"


@pytest.mark.django_db
def test_what_says_nothing_is_an_empty_place_at_most() -> None:
    result = brought(
        said("c1", text="", html="<iframe src=x></iframe>"),
        said("c2", "c1"),
        said("c3", text="", html="<script></script>"),
    )
    assert [each.id for each in result.left] == ["c3"]
    assert list(Comment.objects.order_by("pk").values_list("state", "signed")) == [("deleted", ""), ("public", "C2")]


@pytest.mark.django_db
def test_decisions_come_along_where_their_rule_is_here() -> None:
    rules = Rules.objects.create(edition="en", version=1, published_at=NOW)
    Rule.objects.create(rules=rules, number=4, title="No insults", text="None.")
    appeal = Appeal(at=NOW, text="Why?", outcome="reversed", decided_at=NOW, note="Sorry.", by="Ada")
    refused = Decision(
        at=NOW, verdict="refused", before="public", rule=4, version=1, note="No.", by="Bo", appeal=appeal
    )
    approved = Decision(at=NOW, verdict="approved", before="refused", by="Ada")
    unknown = Decision(at=NOW, verdict="refused", rule=9, version=1)
    brought(said("c1", decisions=(refused, approved)), said("c2", state="refused", decisions=(unknown,)))
    first, second = archive.records(at=NOW, everything=True), brought(said("c1", decisions=(refused, approved)))
    decided = [each.decisions for each in first if isinstance(each, Said)]
    assert decided == [(replace(refused, by="", appeal=replace(appeal, by="")), replace(approved, by="")), ()]
    assert second.known == 1


# Out and in again


@pytest.mark.django_db
def test_what_goes_out_comes_in_elsewhere_under_the_same_names(readers: set[str]) -> None:
    brought(
        said("c1", badge="expert", known_for="tides", helpful=7, featured_at=NOW, quote="The quay."),
        said("c2", "c1", edited_at=NOW),
        said("c3", state="deleted"),
        said("c4", "c3"),
        said("c5", state="pending"),
        said("c6", state="refused"),
    )
    records = list(archive.records(at=NOW, everything=True))
    document = "".join(discussion.dump(records)).encode()
    Comment.objects.update(parent=None, root=None, depth=0)
    Comment.objects.all().delete()
    thread, *comments = discussion.load(io.BytesIO(document))
    assert isinstance(thread, Thread)
    assert (thread.key, thread.title) == ("pier:one", "Page one")
    brought(*(each for each in comments if isinstance(each, Said)), source="")
    assert list(archive.records(at=NOW, everything=True)) == records
    # Where they are still there, they are the same.
    assert brought(*(each for each in comments if isinstance(each, Said)), source="").new == 0


@pytest.mark.django_db
def test_only_what_readers_see_goes_out_by_itself(readers: set[str]) -> None:
    gone = said("c3", text="Secret canary", author="Canary", state="refused")
    waiting = said("c5", text="Another canary", state="pending")
    brought(said("c1"), gone, said("c4", "c3"), waiting)
    brought(said("d1", text="Third canary"), page=Page(**{**vars_of(QUAY), "name": "hidden"}))
    out = list(archive.records(at=NOW))
    assert "anary" not in str(out)
    assert [each.state for each in out if isinstance(each, Said)] == ["public", "deleted", "public"]
    everything = str(list(archive.records(at=NOW, everything=True)))
    assert all(word in everything for word in ("Secret canary", "Another canary", "Third canary"))


@pytest.mark.django_db
def test_a_discussion_that_is_off_does_not_go_out(readers: set[str]) -> None:
    brought(said("c1"))
    Setting.objects.update(mode="off")
    assert list(archive.records(at=NOW)) == []


@pytest.mark.django_db
def test_one_edition_can_go_out_by_itself(readers: set[str]) -> None:
    brought(said("c1"))
    brought(said("d1"), page=Page(**{**vars_of(QUAY), "name": "two", "edition": "de", "above": ()}))
    assert [each.key for each in archive.records(at=NOW, edition="de") if isinstance(each, Thread)] == ["pier:two"]


@pytest.mark.django_db
def test_the_number_of_questions_does_not_grow_with_the_comments(
    readers: set[str], django_assert_num_queries: Any
) -> None:
    brought(*(said(f"c{number}", f"c{number - 1}" if number % 3 else "") for number in range(60)))
    with django_assert_num_queries(3):  # the discussions, how this one is kept, its comments
        assert len(list(archive.records(at=NOW))) == 61


# Words

words = st.sampled_from(
    [
        "quay",
        " ",
        "*",
        "_",
        "a_b",
        "[x]",
        "(y)",
        "1.",
        "-",
        ">",
        "&amp;",
        "&lt;b&gt;",
        "!",
        "\n",
        "\n\n",
        "\\",
        "م",
        '"q"',
    ]
)
tags = st.sampled_from(["p", "b", "i", "blockquote", "ul", "li", "div"])
sources = st.recursive(
    words,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>" if tag else "".join(parts),
        tags | st.just(""),
        st.lists(inner, max_size=5),
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=150)
@given(sources)
def test_no_visible_word_of_old_comments_is_lost_or_made_up(source: str) -> None:
    shown = text.html_of(text.tidy(typed(source)))
    assert _visible(shown) == _visible(html.clean(source) if "<" in source else source)


def _visible(source: str) -> str:
    """The letters and digits that readers see; signs may turn into emphasis or out of it."""
    return re.sub(r"[\W_]+", "", unescape(html.text(source)))


def vars_of(page: Page) -> dict[str, Any]:
    return {name: getattr(page, name) for name in page.__dataclass_fields__}
