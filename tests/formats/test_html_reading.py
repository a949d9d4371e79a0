"""HTML of other systems becomes blocks, and no visible word is lost on the way."""

# ruff: noqa: E501, ISC004, SIM905 (a source and its blocks are read best side by side)

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.formats import html
from depesche.formats.newsitem import (
    Audio,
    Block,
    Embed,
    Gallery,
    Paragraph,
    Photo,
    Picture,
    PullOut,
    Quote,
    Rendition,
    Subhead,
    Table,
)

FIXTURES = Path(__file__).parent / "fixtures"
SHARED = Path(__file__).parents[3] / "shared" / "fixtures" / "html-cc" / "pages"
HOME = "https://port.example/news/"
P = Paragraph


def pic(name: str, caption: str = "", alt: str = "", width: int = 0, height: int = 0) -> Picture:
    address = f"https://port.example/{name}"
    kind = "image/png" if name.endswith("png") else "image/jpeg"
    file = Rendition(href=address, width=width, height=height, type=kind)
    return Picture(photo=Photo(key=address, alt=alt, renditions=(file,)), caption=caption)


CASES: list[tuple[str, list[Block]]] = [
    # Running text
    ("Rain <b>and</b> wind<p>at <i>sea</i><br></p>", [P("<p>Rain <strong>and</strong> wind</p><p>at <em>sea</em></p>")]),
    ("<div>one<div>two</div>three</div>", [P("<p>one</p><p>two</p><p>three</p>")]),
    ("<p> </p><p>&nbsp;</p><br>", []),
    ("<p>if a <in >b and <list>c</list> <o:p>d</o:p></p>", [P("<p>if a b and c d</p>")]),
    ("<p title=\"<e\">p</p>", [P("<p>p</p>")]),
    ("a <![CDATA[ b ]]> c", [P("<p>a &lt;![CDATA[ b ]]&gt; c</p>")]),
    ("a<hr>b", [P("<p>a</p><p>b</p>")]),
    ('<p><a href="/quay">Quay</a> <a href="javascript:x()">no</a></p>', [P('<p><a href="https://port.example/quay">Quay</a> <a>no</a></p>')]),
    ('<p><a href="http://[bad">x</a></p>', [P("<p><a>x</a></p>")]),
    ("<strong>one<p>two</p></strong>", [P("<p><strong>one</strong></p><p><strong>two</strong></p>")]),
    ("H<sub>2</sub>O <kbd>k</kbd> <u>u</u>", [P("<p>H<sub>2</sub>O <code>k</code> u</p>")]),
    ('x <img class="emoji" alt="🙂" src="/e.png"> y', [P("<p>x 🙂 y</p>")]),
    ("<dl><dt>Tide<dd>high</dl>", [P("<p><strong>Tide</strong></p><p>high</p>")]),
    ("<details><summary>More</summary>text</details>", [P("<p><strong>More</strong></p><p>text</p>")]),
    ("<pre><code>a\n  b &lt;c&gt;</code></pre>", [P("<p><code>a<br>&nbsp;&nbsp;b &lt;c&gt;</code></p>")]),
    ("<pre> </pre><p>a</p><pre>\n</pre>", [P("<p>a</p>")]),
    ('<pre class="wp-block-verse">one <b>two</b>\n  three</pre>', [P("<p>one <strong>two</strong><br>&nbsp;&nbsp;three</p>")]),
    # Lists
    ("<ul><li>a<ul><li>b</ul><li>c</ul>", [P("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>")]),
    ("<p>before</p><ol><li>a</ol>", [P("<p>before</p><ol><li>a</li></ol>")]),
    ("<ul><li></ul>", []),
    ("<ul><li>a<img src=/1.jpg><div>b</div></ul>", [P("<ul><li>a <p>b</p> </li></ul>"), pic("1.jpg")]),
    ("<ul><li><div><h4>a</h4><p>b</p></div></ul>", [P("<ul><li>  <p>a</p> <p>b</p> </li></ul>")]),
    # Headings
    ("<h1>Top</h1>text<h4>Low <em>x</em></h4>", [Subhead("Top"), P("<p>text</p>"), Subhead("Low x")]),
    ("<h2><img src=/1.jpg></h2>", [pic("1.jpg")]),
    # Pictures
    ("<p>a <img src=/1.jpg alt=A width=640 height=480> b</p>", [P("<p>a</p>"), pic("1.jpg", alt="A", width=640, height=480), P("<p>b</p>")]),
    ("<img src=/1.png width=100% height=5>", [pic("1.png")]),
    ("<figure><img src=/1.jpg><figcaption>At <b>sea</b></figcaption></figure>", [pic("1.jpg", "At sea")]),
    ("<figure><img src=/1.jpg> Loose words</figure>", [pic("1.jpg", "Loose words")]),
    ("<figure><img src=/1.jpg> loose <figcaption>Cap</figcaption></figure>", [pic("1.jpg", "Cap"), P("<p>loose</p>")]),
    ('<div class="wp-caption"><img src=/1.jpg><p class="wp-caption-text">Cap</p></div>', [pic("1.jpg", "Cap")]),
    ("<picture><source srcset=/1.webp><img src=/1.jpg></picture>", [pic("1.jpg")]),
    ("<img src=data:image/gif,x data-src=/1.jpg>", [pic("1.jpg")]),
    ("<img srcset='/1.jpg 640w, /2.jpg 1280w'>", [pic("1.jpg")]),
    ("<img src=/1.jpg alt=A><img src=/1.jpg alt=B>", [pic("1.jpg", alt="A"), Picture(photo=pic("1.jpg", alt="A").photo, alt="B")]),
    ("<figure><img src=data:x><figcaption>Cap</figcaption></figure>", [P("<p>Cap</p>")]),
    ('<a href="/1-large.jpg"><img src=/1.jpg></a>', [pic("1.jpg")]),
    ("<figure><p>Only words</p><figcaption>and a caption</figcaption></figure>", [P("<p>Only words</p><p>and a caption</p>")]),
    # Galleries
    (
        '<figure class="wp-block-gallery"><figure><img src=/1.jpg><figcaption>One</figcaption></figure>'
        "<figure><img src=/2.jpg></figure><figcaption>All</figcaption></figure>",
        [Gallery(pictures=(pic("1.jpg", "One"), pic("2.jpg")), title="All")],
    ),
    (
        '<ul class="blocks-gallery-grid"><li><figure><img src=/1.jpg></figure></li><li><figure><img src=/2.jpg></figure></li></ul>',
        [Gallery(pictures=(pic("1.jpg"), pic("2.jpg")))],
    ),
    (
        '<div class="gallery">words <dl><dt><a href=/x><img src=/1.jpg></a><dd>One</dl><dl><dt><img src=/2.jpg></dl></div>',
        [Gallery(pictures=(pic("1.jpg", "One"), pic("2.jpg"))), P("<p>words</p>")],
    ),
    ("<figure><img src=/1.jpg><img src=/2.jpg></figure>", [Gallery(pictures=(pic("1.jpg"), pic("2.jpg")))]),
    (
        "<figure><img src=/1.jpg><img src=/2.jpg><figcaption>All</figcaption></figure>",
        [Gallery(pictures=(pic("1.jpg"), pic("2.jpg")), title="All")],
    ),
    (
        '<figure class="wp-block-gallery"><img src=/1.jpg><figcaption>Alone</figcaption></figure>',
        [pic("1.jpg"), P("<p>Alone</p>")],
    ),
    ("<figure><figure><img src=/1.jpg><figcaption>In</figcaption></figure><figcaption>Out</figcaption></figure>", [pic("1.jpg", "In"), P("<p>Out</p>")]),
    ('<ul class="gallery"><img src=/1.jpg></ul><figcaption>Elsewhere</figcaption>', [pic("1.jpg"), P("<p>Elsewhere</p>")]),
    ('<div class="gallery"><div><img src=data:x><dd>Gone</dd></div><img src=data:x><img src=/1.jpg></div>', [pic("1.jpg"), P("<p>Gone</p>")]),
    # Quotes
    ("<blockquote><p>We stay.</p><p>Always.</p><cite>Ada, mayor</cite></blockquote>", [Quote(text="We stay.\nAlways.", speaker="Ada, mayor")]),
    ("<blockquote>We stay.<footer>Ada, <cite>Letters</cite></footer></blockquote>", [Quote(text="We stay.", speaker="Ada, Letters")]),
    ("<blockquote>In <cite>Hamlet</cite> he</blockquote>", [P("<blockquote>In <em>Hamlet</em> he</blockquote>")]),
    ("<blockquote><cite>Only a name</cite></blockquote>", [P("<blockquote><em>Only a name</em></blockquote>")]),
    ("<blockquote><div>a</div><img src=/1.jpg></blockquote>", [P("<blockquote> <p>a</p> </blockquote>"), pic("1.jpg")]),
    ("<figure><blockquote>a</blockquote><figcaption>Ada</figcaption></figure>", [Quote(text="a", speaker="Ada")]),
    ("<figure><blockquote>a</blockquote></figure>", [P("<blockquote>a</blockquote>")]),
    ('<figure class="wp-block-pullquote"><blockquote><p>Out</p></blockquote></figure>', [PullOut("Out")]),
    ('<blockquote class="wp-block-pullquote"><p>Out</p></blockquote>', [PullOut("Out")]),
    ('<figure class="wp-block-pullquote"><blockquote><p>Out</p><cite>Ada</cite></blockquote></figure>', [Quote(text="Out", speaker="Ada")]),
    (
        '<blockquote class="twitter-tweet"><p>Hi</p>— Port <a href="https://twitter.com/port/status/20">today</a></blockquote>',
        [Embed(url="https://x.com/port/status/20", title="Hi — Port today")],
    ),
    ('<blockquote class="twitter-tweet">Hi <a href="https://evil.example/">x</a></blockquote>', [P('<blockquote>Hi <a href="https://evil.example/">x</a></blockquote>')]),
    # Tables
    (
        "<table><caption>Tides</caption><thead><tr><th>At<th>Level</thead><tr><th>6:00<td>high</table>",
        [Table(rows=(("6:00", "high"),), header=("At", "Level"), caption="Tides", row_header=True)],
    ),
    (
        "<figure><table><tr><td>1<td colspan=2>2 <b>3</b></table><figcaption>Cap</figcaption></figure>",
        [Table(rows=(("1", "2 3", ""),), caption="Cap")],
    ),
    ("<table><tr><th>a<th>b<tr><td>1<td>2<img src=/1.jpg></table>", [Table(rows=(("1", "2"),), header=("a", "b")), pic("1.jpg")]),
    ("<table><tr><th>a<th>b</table>", [Table(rows=(), header=("a", "b"))]),
    ("<table><tr><td><p>Layout</p></table>", [P("<p>Layout</p>")]),
    ("<table><tr><td>a<td><table><tr><td>1<td>2</table></table>", [P("<p>a</p>"), Table(rows=(("1", "2"),))]),
    ("<figure><table><tr><td>Layout</table><figcaption>Cap</figcaption></figure>", [P("<p>Layout</p><p>Cap</p>")]),
    # From elsewhere
    ("<p>https://youtu.be/dQw4w9WgXcQ</p>", [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ")]),
    ("<p>https://other.example/</p>", [P("<p>https://other.example/</p>")]),
    (
        '<p><a href="https://evil.example/">https://youtu.be/dQw4w9WgXcQ</a></p>',
        [P('<p><a href="https://evil.example/">https://youtu.be/dQw4w9WgXcQ</a></p>')],
    ),
    (
        '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="Song"></iframe>',
        [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ", title="Song")],
    ),
    ('<iframe src="//ads.example/x&quot;"></iframe>', [P('<p><a href="https://ads.example/x%22">https://ads.example/x"</a></p>')]),
    ("<figure><div>\nhttps://youtu.be/dQw4w9WgXcQ\n</div><figcaption>Song</figcaption></figure>", [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ", title="Song")]),
    ("<figure>https://other.example/</figure>", [P('<p><a href="https://other.example/">https://other.example/</a></p>')]),
    ("<figure><iframe src='mailto:x@port.example'></iframe><figcaption>Write</figcaption></figure>", [P("<p>Write</p>")]),
    ('<object data="https://vimeo.com/76979871"></object>', [Embed(url="https://vimeo.com/76979871")]),
    ("<figure><audio src=/x.mp3></audio><figcaption>Talk</figcaption></figure>", [Audio(title="Talk", href="https://port.example/x.mp3")]),
    ("<audio><source src='/a/b%20c.mp3'></audio>", [Audio(title="b c.mp3", href="https://port.example/a/b%20c.mp3")]),
    ("<video src=/storm.mp4 title=Storm></video>", [P('<p><a href="https://port.example/storm.mp4">Storm</a></p>')]),
    ("<video src=https://films.example/></video>", [P('<p><a href="https://films.example/">https://films.example/</a></p>')]),
    # A page that is one form
    (f"<form><p>{'long text ' * 120}</p></form>", [P(f"<p>{'long text ' * 119}long text</p>")]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "blocks"), CASES, ids=[source[:60] for source, _ in CASES])
def test_each_thing_becomes_its_block(source: str, blocks: list[Block]) -> None:
    assert list(html.read(source, base=HOME).blocks) == blocks


@pytest.mark.parametrize(
    ("source", "what", "excerpt"),
    [
        ("<script>track()</script>", "script", "track()"),
        ("<style>p{}</style>", "style", "p{}"),
        ("<form><label>Search</label><input></form>", "form", "Search"),
        ("<form><input></form>", "form", "input"),
        ("<select><option>a</select>", "form control", "a"),
        ("<svg><text>hi</text></svg>", "drawing (SVG)", "hi"),
        ("<noscript>Turn on</noscript>", "noscript", "Turn on"),
        ("a<hr>b", "line between paragraphs", ""),
        ("<s>gone</s>", "strikethrough", "gone"),
        ("<h2><a href=/x>t</a></h2>", "link in a heading", "https://port.example/x"),
        ("<figure><img src=/1.jpg><figcaption><a href=/x>t</a><a>u</a></figcaption></figure>", "link in a caption", "https://port.example/x"),
        ("<table><tr><td><a href=/x>t</a><td></table>", "link in a table", "https://port.example/x"),
        ("<blockquote><a href=/x>t</a><cite>Ada</cite></blockquote>", "link in a quote", "https://port.example/x"),
        ("<a href=/x><img src=/1.jpg></a>", "link around a block", "https://port.example/x"),
        ("<a href=/x><h2>t</h2></a>", "link around a block", "https://port.example/x"),
        ("<img alt=Harbour>", "picture without an address", "Harbour"),
        ("<img src=/t.gif width=1 height=1>", "tracking pixel", "https://port.example/t.gif"),
        ("<iframe>x</iframe>", "frame without an address", "x"),
        ("<audio></audio>", "frame without an address", ""),
        ("<video src=/v.mp4></video>", "video player (kept as a link)", "https://port.example/v.mp4"),
    ],
)  # fmt: skip
def test_what_cannot_come_along_is_named(source: str, what: str, excerpt: str) -> None:
    assert [(lost.what, lost.excerpt) for lost in html.read(source, base=HOME).lost] == [(what, excerpt)]


def test_a_noscript_that_only_repeats_a_picture_is_no_loss() -> None:
    assert html.read("<noscript><img src=/1.jpg></noscript>").lost == ()


def test_a_link_that_stays_on_words_beside_a_picture_is_no_loss() -> None:
    reading = html.read('<a href="https://x.example/"><div>card <img src="https://x.example/1"></div></a>')
    assert reading.lost == ()
    assert reading.blocks[0] == P('<p><a href="https://x.example/">card </a></p>')


def test_relative_addresses_stay_without_a_base() -> None:
    assert html.read('<a href="/x">y</a>').blocks == (P('<p><a href="/x">y</a></p>'),)


def test_the_photo_of_the_house_is_taken_where_it_is_known() -> None:
    known = Photo(key="42", alt="Quay")
    reading = html.read(
        '<img class="wp-image-42" alt="Other">', photo_of=lambda tag: known if "42" in tag["class"] else None
    )
    assert reading.blocks == (Picture(photo=known, alt="Other"),)


def test_a_photo_without_alternative_text_takes_that_of_its_first_use() -> None:
    known = Photo(key="42")
    reading = html.read("<img alt=Quay><img alt=Quay>", photo_of=lambda _: known)
    assert [block.photo.alt for block in reading.blocks if isinstance(block, Picture)] == ["Quay", "Quay"]


@pytest.mark.parametrize("source", ["<div>" * 100_000 + "end", "<b>" * 50_000 + "end", "<ul><li>" * 30_000 + "end"])
def test_markup_nested_without_measure_is_read_as_text_in_no_time(source: str) -> None:
    started = time.monotonic()
    reading = html.read(source)
    assert time.monotonic() - started < 5
    assert reading.blocks == (P("<p>end</p>"),)
    assert reading.lost[0].what == "markup that only an attack can mean"


@pytest.mark.parametrize("reference", ["&amp;", "&", "&a", "&notit;"])
def test_references_without_measure_are_read_in_no_time(reference: str) -> None:
    started = time.monotonic()
    reading = html.read("<b>storm</b> " + reference * 110_000)
    assert time.monotonic() - started < 20
    assert reading.lost[0].what == "markup that only an attack can mean"
    assert html.plain(reading.blocks).startswith("storm ")
    assert html.text(reference * 110_000 + "<b>").count("&") == html.clean("<b>" + reference * 110_000).count("&amp;")


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul", "span", "table"])
def test_deep_but_human_nesting_keeps_its_text(tag: str) -> None:
    assert html.plain(html.read(f"<{tag}>" * 300 + "deep" + f"</{tag}>" * 300 + "after").blocks).split() in (
        ["deep", "after"],
        ["deepafter"],
    )


_soup = st.lists(
    st.sampled_from(
        "<p> </p> <b> </b> <div> </div> <ul> <li> </ul> <table> <tr> <td> <th> </table> <h2> </h2> <blockquote> </blockquote> "
        "<cite> </cite> <figure> <figcaption> </figure> <img/src=/1.jpg/alt=x> <a/href=/y> </a> <pre> </pre> <br> <hr> <em> </em> "
        "<dl> <dt> <dd> </dl> <span> </span> <section> </section> <!--c--> <details> <summary> </details> <caption> <iframe/src=//a.example/></iframe>".split()
    )
    | st.sampled_from(["storm", "quay", "5 &lt; 6", "Fähre", "ميناء", " ", "\n", "&amp;", "https://youtu.be/dQw4w9WgXcQ"]),
    max_size=25,
).map("".join)  # fmt: skip


def visible(source: str) -> Counter[str]:
    """Every visible character of a source and how often, read by another parser than the one under test."""
    tree = BeautifulSoup(f"<body>{source}", "lxml")
    for unseen in tree.find_all(
        ["script", "style", "form", "select", "noscript", "svg", "iframe", "video", "audio", "title", "head"]
    ):
        unseen.extract()
    return Counter("".join(tree.get_text().split()))


@given(_soup)
@settings(max_examples=300)
def test_no_visible_character_is_lost_whatever_the_markup(source: str) -> None:
    reading = html.read(source, base=HOME)
    said = Counter("".join(html.plain(reading.blocks).split()))
    embedded = Counter("".join("https://youtu.be/dQw4w9WgXcQ" for block in reading.blocks if isinstance(block, Embed)))
    assert not visible(source) - said - embedded


@given(_soup)
def test_all_running_text_is_in_the_closed_vocabulary(source: str) -> None:
    for block in html.read(source, base=HOME).blocks:
        if isinstance(block, Paragraph):
            assert html.clean(block.html) == block.html


def pages() -> list[Path]:
    return [FIXTURES / "old-page.html", *sorted(SHARED.glob("*.html"))]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_no_visible_character_of_a_real_page_is_lost(page: Path) -> None:
    source = page.read_text(encoding="utf-8", errors="replace")
    assert not visible(source) - Counter("".join(html.plain(html.read(source).blocks).split()))
