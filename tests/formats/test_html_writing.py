"""Blocks leave as clean HTML, and come back from it with every word."""

# ruff: noqa: E501, ISC004 (a block and its HTML are read best side by side)

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.formats import html
from depesche.formats import newsitem as n
from tests.formats.strategies import blocks, inline

FILES = (n.Rendition(href="/s.jpg", width=320, height=240), n.Rendition(href="/l.jpg", width=640, height=480))
QUAY = n.Photo(key="/key.jpg", caption="The quay", alt="A quay", credit_line="Photo: Ada", renditions=FILES)


@pytest.mark.parametrize(
    ("block", "source"),
    [
        (n.Paragraph('<p><a href="/x">y</a></p>'), '<p><a href="https://port.example/x">y</a></p>'),
        (n.Subhead("5 < 6"), "<h2>5 &lt; 6</h2>"),
        (
            n.Picture(photo=QUAY),
            '<figure><img src="https://port.example/l.jpg" alt="A quay" width="640" height="480">'
            "<figcaption>The quay <small>Photo: Ada</small></figcaption></figure>",
        ),
        (
            n.Picture(photo=n.Photo(key="/key.jpg"), alt='"'),
            '<figure><img src="https://port.example/key.jpg" alt="&quot;"></figure>',
        ),
        (
            n.Gallery(pictures=(n.Picture(photo=n.Photo(key="/a.jpg")),), title="All"),
            '<figure><figure><img src="https://port.example/a.jpg" alt=""></figure><figcaption>All</figcaption></figure>',
        ),
        (
            n.Quote(text="We stay.\nAlways.", speaker="Ada", role="mayor"),
            "<blockquote><p>We stay.</p><p>Always.</p><cite>Ada, mayor</cite></blockquote>",
        ),
        (n.Quote(text="We stay."), "<blockquote><p>We stay.</p></blockquote>"),
        (n.KeyFacts(title="Facts", facts=("a", "b")), "<aside><h2>Facts</h2><ul><li>a</li><li>b</li></ul></aside>"),
        (n.KeyFacts(facts=("a",)), "<aside><ul><li>a</li></ul></aside>"),
        (
            n.Table(rows=(("6:00", "high"),), header=("At", "Level"), caption="Tides", row_header=True),
            "<table><caption>Tides</caption><thead><tr><th>At</th><th>Level</th></tr></thead>"
            "<tbody><tr><th>6:00</th><td>high</td></tr></tbody></table>",
        ),
        (n.Table(rows=(("1",),)), "<table><tbody><tr><td>1</td></tr></tbody></table>"),
        (n.PullOut("Out"), "<aside><p>Out</p></aside>"),
        (
            n.Embed(url="https://vimeo.com/1", title="Film"),
            '<p><a href="https://vimeo.com/1">Film</a></p>',
        ),
        (n.Embed(url="javascript:alert(1)"), "<p>javascript:alert(1)</p>"),
        (
            n.Audio(title="Talk", href="/t.mp3", credit="Ada", transcript="Hello"),
            '<figure><audio controls src="https://port.example/t.mp3"></audio><figcaption>Talk — Ada</figcaption></figure>'
            "<details><summary>Talk</summary><p>Hello</p></details>",
        ),
        (n.Audio(title="Talk", key="1"), "<figure><figcaption>Talk</figcaption></figure>"),
        (
            n.RelatedBox(items=(n.Ref(key="1", name="Quay", uri="/1"), n.Ref(key="2", name="No")), title="More"),
            '<aside><h2>More</h2><ul><li><a href="https://port.example/1">Quay</a></li><li>No</li></ul></aside>',
        ),
        (n.RelatedBox(items=()), "<aside><ul></ul></aside>"),
    ],
)
def test_each_block_has_its_html(block: n.Block, source: str) -> None:
    assert html.write([block], base="https://port.example/news/") == source


def test_addresses_stay_as_they_are_without_a_base() -> None:
    assert html.write([n.Paragraph('<p><a href="/x">y</a></p>')]) == '<p><a href="/x">y</a></p>'


def test_an_address_that_makes_no_sense_stays_as_it_is() -> None:
    assert "http://[x" in html.write([n.Audio(title="T", href="http://[x")], base="https://port.example/")


def test_plain_text_has_a_line_for_each_block() -> None:
    assert html.plain([n.Subhead("Tides"), n.Paragraph("<p>a</p><p>b<br>c</p>"), n.Paragraph("")]) == "Tides\na b c"


@given(blocks)
def test_no_word_of_a_block_is_lost_in_html_and_back(block: n.Block) -> None:
    source = html.write([block])
    back = html.plain(html.read(source).blocks)
    assert not Counter("".join(html.text(source).split())) - Counter("".join(back.split()))


@given(st.lists(inline, min_size=1, max_size=3))
def test_running_text_comes_back_as_it_was(paragraphs: list[str]) -> None:
    running = n.Paragraph("".join(paragraphs))
    assert html.read(html.write([running])).blocks == (running,)


HOSTILE = [
    "<img src=x onerror=x()>",
    "<svg><style><img src=x onerror=x()></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=x()&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=x()>'>",
    "<a href='java&#10;script:x()'>y</a>",
    "<a href='vbscript:x()' onclick='x()' style='x'>y</a>",
    "<p class='x' id='y'>z</p>",
    "<iframe srcdoc='<script>x()</script>'></iframe>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=x()>",
    "<textarea></textarea><script>x()</script>",
    "<template><script>x()</script></template>",
    "<p><title></title><script>x()</script>",
    "<object data='data:text/html,x'></object>",
    "<base href='//evil.example/'><a href=x>y</a>",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_that_acts_comes_through_cleaning_or_reading(source: str) -> None:
    for result in (html.clean(source), html.write(html.read(source).blocks)):
        lowered = result.lower()
        assert not any(
            word in lowered for word in ("onerror=", "<script", "<style", "<svg", "<math", "srcdoc", "script:")
        )
        assert not any(word in lowered for word in ("onclick", "class=", "id=", "<iframe", "<base", "data:"))


@given(
    st.lists(st.sampled_from([*HOSTILE, "<p>", "</p>", "<b>", "<ul><li>", "x", "<a href=/>", "</a>"]), max_size=8).map(
        "".join
    )
)
def test_cleaning_what_is_clean_changes_nothing(source: str) -> None:
    once = html.clean(source)
    assert html.clean(once) == once


def test_text_that_never_stands_still_is_kept_as_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("depesche.formats.html.vocabulary._once", lambda fragment: fragment + "<br>x")
    assert html.clean("a") == "a" + " x" * 10
