"""What Disqus gives back, in the forms in which it does."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from depesche.formats import disqus
from depesche.formats.discussion import Comment, Thread
from depesche.formats.disqus import Forum, Post
from depesche.formats.malformed import Malformed

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://disqus.com/api/schemas/1.0/disqus.xsd">
<category dsq:id="7"><forum>the-pier</forum><title>General</title><isDefault>true</isDefault></category>
"""
THREAD = """<thread dsq:id="100"><id>12 https://pier.example/?p=12</id><forum>the-pier</forum><category dsq:id="7"/>
<link>https://pier.example/2024/05/crane/</link><title>The &amp;quot;quiet&amp;quot; crane</title><message/>
<createdAt>2024-05-03T08:15:00Z</createdAt><author><email>ada@pier.example</email><name>Ada</name></author>
<ipAddress>192.0.2.1</ipAddress><isClosed>false</isClosed><isDeleted>false</isDeleted></thread>
"""


def post(number: int, *, message: str = "<p>Well.</p>", parent: int = 0, thread: int = 100, **fields: str) -> str:
    """One post."""
    said = {"isDeleted": "false", "isSpam": "false", **fields}
    flags = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    above = f'<parent dsq:id="{parent}"/>' if parent else ""
    return f"""<post dsq:id="{number}"><id/><message><![CDATA[{message}]]></message>
<createdAt>2024-05-0{number % 8 + 1}T10:00:00Z</createdAt>{flags}<author><email>bo@reader.example</email><name>Bo</name>
<isAnonymous>true</isAnonymous></author><ipAddress>192.0.2.7</ipAddress><thread dsq:id="{thread}"/>{above}</post>
"""


def load(text: str) -> list[disqus.Record]:
    return list(disqus.load(io.BytesIO(text.encode())))


def test_threads_and_posts_come_with_names_times_and_what_they_answer() -> None:
    assert load(f"{HEAD}{THREAD}{post(1)}{post(2, parent=1)}</disqus>") == [
        Forum(name="the-pier"),
        Thread(
            key="100",
            address="https://pier.example/2024/05/crane/",
            title="The “quiet” crane".replace("“", '"').replace("”", '"'),
            published_at=datetime(2024, 5, 3, 8, 15, tzinfo=UTC),
            identifiers=("12 https://pier.example/?p=12",),
        ),
        Post(thread="100", comment=Comment(id="1", author="Bo", html="<p>Well.</p>", at=at(2))),
        Post(thread="100", comment=Comment(id="2", parent="1", author="Bo", html="<p>Well.</p>", at=at(3))),
    ]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "public"),
        ({"isSpam": "true"}, "spam"),
        ({"isDeleted": "true"}, "deleted"),
        ({"isDeleted": "true", "isSpam": "true"}, "spam"),
        ({"isApproved": "false"}, "pending"),
        ({"isApproved": "true"}, "public"),
    ],
)
def test_what_was_not_wanted_over_there_is_not_wanted_here(fields: dict[str, str], state: str) -> None:
    flags = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    flagged = post(1).replace("<isDeleted>false</isDeleted><isSpam>false</isSpam>", flags)
    [said] = posts(f"{HEAD}{THREAD}{flagged}</disqus>")
    assert said.comment.state == state


def test_nothing_of_a_person_but_the_name_is_read() -> None:
    said = repr(load(f"{HEAD}{THREAD}{post(1)}</disqus>"))
    assert "reader.example" not in said
    assert "192.0.2" not in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dsq:", "ns1:"),
        (' xmlns="http://disqus.com"', ""),
    ],
)
def test_prefixes_may_be_others(old: str, new: str) -> None:
    text = f"{HEAD}{THREAD}{post(1)}{post(2, parent=1)}</disqus>"
    if new:
        text = text.replace("xmlns:dsq", "xmlns:ns1")
    assert [(each.thread, each.comment.parent) for each in posts(text.replace(old, new))] == [("100", ""), ("100", "1")]


def test_names_may_carry_a_prefix_themselves() -> None:
    text = f"{HEAD}{THREAD}{post(1)}</disqus>".replace('xmlns="http://disqus.com"', 'xmlns:d="http://disqus.com"')
    for name in ("disqus", "category", "thread", "post", "message", "author", "name", "createdAt", "link", "id"):
        text = text.replace(f"<{name} ", f"<d:{name} ").replace(f"<{name}>", f"<d:{name}>")
        text = text.replace(f"</{name}>", f"</d:{name}>").replace(f"<{name}/>", f"<d:{name}/>")
    [said] = posts(text)
    assert (said.thread, said.comment.id, said.comment.author) == ("100", "1", "Bo")


def test_old_files_name_what_they_mean_in_words() -> None:
    text = "<disqus><post><id>3</id><message>Yo</message><thread>1</thread><parent>2</parent></post></disqus>"
    [said] = posts(text)
    assert (said.thread, said.comment.id, said.comment.parent, said.comment.at) == ("1", "3", "2", None)


def test_an_export_without_comments_is_one_all_the_same() -> None:
    assert load("<disqus></disqus>") == [Forum(name="")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("<rss></rss>", "no export of Disqus|not an export of Disqus"),
        ('<!DOCTYPE disqus [<!ENTITY x SYSTEM "file:///etc/passwd">]><disqus>&x;</disqus>', "document type"),
        (f"{HEAD}{THREAD}{post(1)}<post dsq:id='2'><mess", "cut off"),
        (f"{HEAD}{'<a>' * 200}", "nested"),
        ("\x1f\x8b\x08 packed", "compressed"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        list(disqus.load(io.BytesIO(text.encode("latin-1"))))


def test_what_came_before_a_fault_is_there() -> None:
    records = disqus.load(io.BytesIO(f"{HEAD}{THREAD}{post(1)}<post dsq:id='2'><mess".encode()))
    assert [type(next(records)) for _ in range(3)] == [Forum, Thread, Post]


def test_a_record_of_monstrous_size_ends_the_reading() -> None:
    with pytest.raises(Malformed, match="larger than"):
        load(f"{HEAD}{post(1, message='x' * 2_100_000)}</disqus>")


def posts(text: str) -> list[Post]:
    return [record for record in load(text) if isinstance(record, Post)]


def at(day: int) -> datetime:
    return datetime(2024, 5, day, 10, tzinfo=UTC)
