"""Discussions go out and come in again without losing anything, and broken files say why."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.formats import discussion, wxr
from depesche.formats.discussion import Appeal, Comment, Decision, Record, Thread, typed
from depesche.formats.malformed import Malformed
from tests.formats import strategies

names = st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True)
threads = strategies.records(Thread, key=names, address=strategies.addresses, title=strategies.phrases)
appeals = strategies.records(Appeal)
comments = strategies.records(
    Comment, id=names, author=strategies.phrases, parent=st.just(""), html=strategies.inline | st.just("")
)


@st.composite
def discussions(draw: st.DrawFn) -> list[Record]:
    """Pages with comments that answer each other."""
    every: list[Record] = []
    for thread in draw(st.lists(threads, max_size=3)):
        here: list[Comment] = []
        for comment in draw(st.lists(comments, max_size=6, unique_by=lambda each: each.id)):
            above = draw(st.sampled_from([None, *here]))
            here.append(replace(comment, parent=above.id if above else ""))
        every += [thread, *here]
    return every


@given(discussions())
def test_json_gives_back_what_it_was_given(records: list[Record]) -> None:
    document = "".join(discussion.dump(records, source="https://x.example"))
    assert list(discussion.load(io.BytesIO(document.encode()))) == records
    plain = json.loads(document)
    assert [len(each["comments"]) for each in plain["discussions"]] == [len(said) for _thread, said in grouped(records)]


@given(discussions())
def test_json_that_another_program_has_laid_out_is_read_as_well(records: list[Record]) -> None:
    document = json.dumps(json.loads("".join(discussion.dump(records))), indent=3)
    assert list(discussion.load(io.BytesIO(document.encode()))) == records


@given(discussions())
def test_wordpress_gives_back_what_it_was_given(records: list[Record]) -> None:
    export = "".join(wxr.dump(records, title="The Pier", address="https://pier.example", language="en"))
    pieces = [record for record in wxr.load(io.BytesIO(export.encode())) if isinstance(record, wxr.Piece)]
    for piece, (thread, said) in zip(pieces, grouped(records), strict=True):
        assert (piece.item.uri, piece.item.headline) == (thread.address, thread.title)
        assert sorted(wxr.said(piece.comments), key=by_id) == sorted(said, key=by_id)
    assert sum(len(piece.comments) > 0 for piece in pieces) == sum(bool(said) for _thread, said in grouped(records))


def test_what_wordpress_needs_stands_in_its_own_fields() -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    records: list[Record] = [
        Thread(key="1", address="https://x.example/a/", title="Rates & dues", published_at=at),
        Comment(id="b", parent="a", author="Bo <b>", html="<p>No.</p>", at=at, state="pending"),
        Comment(id="a", author="Ada", html="<p>Yes.</p>", at=at),
    ]
    export = "".join(wxr.dump(records, title="X", address="https://x.example", language="en"))
    [piece] = [record for record in wxr.load(io.BytesIO(export.encode())) if isinstance(record, wxr.Piece)]
    [yes] = piece.comments
    [no] = yes.replies
    assert (yes.id, yes.author, yes.text, yes.at, yes.approved) == ("2", "Ada", "<p>Yes.</p>", at, "1")
    assert (no.id, no.parent, no.author, no.approved, no.type) == ("1", "2", "Bo <b>", "0", "comment")
    assert piece.item.published_at == at
    assert piece.item.status == "usable"


def test_a_forged_note_of_ours_in_an_export_does_no_harm() -> None:
    for forged in ("[]", "{", '{"state": "king"}', '{"nonsense": 1}', "9" * 9000, "[" * 100_000):
        comment = wxr.Comment(id="1", author="A", text="Hello", meta={"_depesche": forged})
        assert [each.id for each in wxr.said([comment])] == ["1"], forged[:20]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b"", "“{” is missing"),
        (b"[1]", "“{” is missing"),
        (b'{"format": "other", "discussions": []}', "no file of discussions"),
        (b'{"discussions": [], "format": "depesche-discussions", "version": 1}', "stands behind them"),
        (b'{"format": "depesche-discussions", "version": 2, "discussions": []}', "reads version 1"),
        (b'{"format": "depesche-discussions", "version": 1, "discussions": [{"key": "1"}]}', "before its “comments”"),
        (b'{"format": "depesche-discussions", "version": 1, "discussions": [{"comments": [], "key": "1"}]}', "missing"),
        (b'{"format": "depesche-discussions", "version": 1, "discussions": [{"key": 7, "comments": []}]}', "text"),
        (b'{"format": "depesche-discussions", "version": 1 "discussions": []}', "broken here"),
        (b'{"format": "depesche-discussions", "version": 1, "discussions": [', "broken here"),
        (b'{"format": "depesche-discussions", "version": 1, "x": "\xff"}', "UTF-8"),
        (b'{"format": "depesche-discussions", "version": 1, "x": ' + b"[" * 100_000, "so deep"),
        (b'{"format": "depesche-discussions", "version": 1, "x": "' + b"a" * 3_000_000, "larger than"),
    ],
)
def test_a_broken_file_says_what_is_wrong(document: bytes, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        list(discussion.load(io.BytesIO(document)))


def test_everything_before_a_fault_is_read() -> None:
    document = "".join(discussion.dump([Thread(key="1"), Comment(id="a"), Comment(id="b")]))
    found: list[Record] = []
    with pytest.raises(Malformed) as fault:
        found.extend(discussion.load(io.BytesIO(document[: document.index('"b"')].encode())))  # as far as it goes
    assert fault.value.line == 4
    records = discussion.load(io.BytesIO(document[: document.index('"b"')].encode()))
    assert [next(records), next(records)] == [Thread(key="1"), Comment(id="a")]


def test_a_decision_and_its_appeal_stay_with_the_comment() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    decision = Decision(at=at, verdict="refused", rule=4, version=1, note="Not so.", appeal=Appeal(at=at, text="Why?"))
    records: list[Record] = [Thread(key="1"), Comment(id="a", state="refused", decisions=(decision,))]
    assert list(discussion.load(io.BytesIO("".join(discussion.dump(records)).encode()))) == records


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hello\nthere\n\nand good-bye", "Hello\nthere\n\nand good-bye"),
        ("<p>One <b>bold </b>and <i>light</i></p>\n<p>two<br>lines</p>", "One **bold** and *light*\n\ntwo\nlines"),
        ("Said:<blockquote>this\n\nand that</blockquote>so.", "Said:\n\n> this\n>\n> and that\n\nso."),
        ("<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>", "- a\n- b\n  1. c\n  2. d"),
        ('<a href="https://x.example/a">there</a>!', "[there](<https://x.example/a>)!"),
        ('<a href="https://x.example/a/long/way">https://x.example/a/lo...</a> ', "https://x.example/a/long/way"),
        ('<a href="javascript:alert(1)">click</a><script>alert(2)</script>', "click"),
        ("2 * 3 * 4, snake_case, _not light_, 1 < 2 &lt;b&gt;", r"2 \* 3 \* 4, snake_case, \_not light\_, 1 < 2 \<b>"),
        ("- no list\n> no quote\n1. no item", "\\- no list\n\\> no quote\n1\\. no item"),
        ("[no](https://x.example/link)", r"[no\](https://x.example/link)"),
        ('<img src="https://x.example/a.png"><img alt=":-)" src="/smile.gif">', "https://x.example/a.png :-)"),
        ("<p></p><p>  </p>", ""),
        ("<div><h2>Title</h2>Text</div>", "**Title**\n\nText"),
        ("", ""),
    ],
)
def test_html_becomes_what_somebody_would_have_typed(source: str, text: str) -> None:
    assert typed(source) == text


@given(st.text(max_size=300))
def test_typed_text_never_holds_marks_in_the_making(source: str) -> None:
    assert not set(typed(source)) & {chr(number) for number in range(9)}


@pytest.mark.parametrize(
    "source", ["<b>" * 20_000 + "x", "<blockquote>" * 2_000 + "x", "&amp;" * 200_000, "*" * 50_000]
)
def test_what_only_an_attack_can_mean_stays_text(source: str) -> None:
    assert len(typed(source)) < 500_000


def grouped(records: list[Record]) -> list[tuple[Thread, list[Comment]]]:
    """Each page with what was said there."""
    found: list[tuple[Thread, list[Comment]]] = []
    for record in records:
        if isinstance(record, Thread):
            found.append((record, []))
        else:
            found[-1][1].append(record)
    return found


def by_id(comment: Comment) -> str:
    return comment.id


def test_the_pieces_of_a_document_come_one_by_one() -> None:
    given: list[int] = []

    def endless() -> Iterator[Any]:
        yield Thread(key="1")
        for number in range(1_000_000):
            given.append(number)
            yield Comment(id=str(number))

    pieces = discussion.dump(endless())
    for _ in range(5):
        next(pieces)
    assert len(given) < 6
