"""The content of a post becomes the blocks that its readers saw."""

# ruff: noqa: E501 (a source and its blocks are read best side by side)

from __future__ import annotations

import re
import time
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from depesche.formats import html, wordpress, wxr
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
from depesche.formats.wxr.stream import elements

P = Paragraph
OLD = "https://old.example/wp-content/uploads"
SHARED = Path(__file__).parents[3] / "shared" / "fixtures" / "wxr"
FIXTURES = Path(__file__).parent / "fixtures" / "wxr"


def known(number: str, name: str, alt: str = "", caption: str = "") -> Photo:
    return Photo(
        key=f"attachment:{number}",
        alt=alt,
        caption=caption,
        renditions=(Rendition(href=f"{OLD}/{name}", width=0, height=0),),
    )


QUAY, TIDE = known("20", "quay.jpg", alt="A quay", caption="The quay"), known("21", "tide.jpg")
LIBRARY = wxr.Shelf(
    [
        wxr.Attachment(id="20", url=f"{OLD}/quay.jpg", parent="10", photo=QUAY),
        wxr.Attachment(id="21", url=f"{OLD}/tide.jpg", parent="10", photo=TIDE),
        wxr.Attachment(id="30", url=f"{OLD}/talk.mp3", parent="10", title="Talk", type="audio/mpeg"),
        wxr.Attachment(id="31", url=f"{OLD}/film.mp4", title="Film", type="video/mp4"),
    ]
)


def read(content: str, post: str = "10") -> html.Reading:
    return wordpress.read(content, library=LIBRARY, base="https://old.example/", post=post)


def lost(content: str) -> list[tuple[str, str]]:
    return [(each.what, each.excerpt) for each in read(content).lost]


def by_address(name: str, caption: str = "", alt: str = "") -> Picture:
    file = Rendition(href=f"https://x.example/{name}", width=0, height=0)
    return Picture(photo=Photo(key=file.href, alt=alt, renditions=(file,)), caption=caption)


CLASSIC: list[tuple[str, list[Block]]] = [
    ("One\n\nTwo", [P("<p>One</p><p>Two</p>")]),
    ("One\r\n\r\n\r\nTwo\r\nThree", [P("<p>One</p><p>Two<br>\nThree</p>")]),
    ("One<br />\nTwo", [P("<p>One<br>Two</p>")]),
    ("One<br />\n\nTwo", [P("<p>One</p><p>Two</p>")]),
    ("<strong>One\n\nTwo</strong>", [P("<p><strong>One</strong></p><p><strong>Two</strong></p>")]),
    ("<ul>\n<li>a</li>\n\n<li>b\nc</li>\n</ul>", [P("<ul><li>a</li><li>b<br>\nc</li></ul>")]),
    ("<blockquote>One\n\nTwo</blockquote>\nAfter", [P("<blockquote>One<p></p><p>Two</p></blockquote><p>After</p>")]),
    ("<h3>Tides</h3>\n\n<p>High</p>\n\nLow", [Subhead("Tides"), P("<p>High</p><p>Low</p>")]),
    ("<table>\n<tr>\n<td>1</td>\n\n<td>2</td>\n</tr>\n</table>", [Table(rows=(("1", "2"),))]),
    ("<pre>a\n\n  b</pre>\n\nc", [P("<p><code>a<br><br>&nbsp;&nbsp;b</code></p><p>c</p>")]),
    ("One<!--more-->Two", [P("<p>One</p><p>Two</p>")]),
    ("One<!-- a <!-- b -->Two --> <!-- open", [P("<p>One</p><p>Two --&gt;</p>")]),
    ("One\n<!--nextpage-->\nTwo", [P("<p>One</p><p>Two</p>")]),
    ("https://youtu.be/dQw4w9WgXcQ\n\nText", [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ"), P("<p>Text</p>")]),
    ("<script>\n\nx()\n\n</script>Text", [P("<p>Text</p>")]),
    ("5 < 6 & 7 > 3", [P("<p>5 &lt; 6 &amp; 7 &gt; 3</p>")]),
    ("", []),
]  # fmt: skip

BLOCKS: list[tuple[str, list[Block]]] = [
    ("<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:heading {\"level\":3} --><h3>Two</h3><!-- /wp:heading -->", [P("<p>One</p>"), Subhead("Two")]),
    ("Classic\n\ntext<!-- wp:paragraph --><p>a\n\nb</p><!-- /wp:paragraph -->", [P("<p>Classic</p><p>text</p><p>a\n\nb</p>")]),
    ('<!-- wp:image {"id":20} --><figure class="wp-block-image"><img src="https://old.example/wp-content/uploads/quay-300x200.jpg" alt="" class="wp-image-20"/><figcaption>Cap</figcaption></figure><!-- /wp:image -->', [Picture(photo=QUAY, caption="Cap")]),
    ('<img class="wp-image-20" src="https://x.example/other.jpg" alt="Other">', [by_address("other.jpg", alt="Other")]),
    (f'<img src="{OLD}/tide-150x150.jpg">', [Picture(photo=TIDE)]),
    ('<img class="wp-image-99" src="https://x.example/a.jpg" alt="A">', [Picture(photo=Photo(key="attachment:99", alt="A", renditions=(Rendition(href="https://x.example/a.jpg", width=0, height=0),)))]),
    ('<!-- wp:gallery {"ids":[20,21]} --><figure class="wp-block-gallery"><ul class="blocks-gallery-grid"><li><figure><img data-id="20" src=""/></figure></li><li><figure><img data-id="21" src=""/><figcaption>Two</figcaption></figure></li></ul><figcaption>All</figcaption></figure><!-- /wp:gallery -->', [Gallery(pictures=(Picture(photo=QUAY), Picture(photo=TIDE, caption="Two")), title="All")]),
    ('<!-- wp:cover {"url":"https://x.example/c.jpg","alt":"Sea"} --><div class="wp-block-cover" style="background-image:url(https://x.example/c.jpg)"><!-- wp:paragraph --><p>Over</p><!-- /wp:paragraph --></div><!-- /wp:cover -->', [by_address("c.jpg", alt="Sea"), P("<p>Over</p>")]),
    ('<!-- wp:cover {"url":"https://x.example/c.jpg"} --><div><img class="wp-block-cover__image-background" src="https://x.example/c.jpg"/><!-- wp:paragraph --><p>Over</p><!-- /wp:paragraph --></div><!-- /wp:cover -->', [by_address("c.jpg"), P("<p>Over</p>")]),
    ('<!-- wp:group {"style":{"background":{"backgroundImage":{"url":"https://x.example/g.jpg"}}}} --><div><!-- wp:paragraph --><p>In</p><!-- /wp:paragraph --></div><!-- /wp:group -->', [by_address("g.jpg"), P("<p>In</p>")]),
    ('<!-- wp:group {"style":{"background":"red"}} --><p>In</p><!-- /wp:group -->', [P("<p>In</p>")]),
    ('<!-- wp:media-text --><div><figure><img src="https://x.example/m.jpg"/></figure><div><!-- wp:paragraph --><p>Beside</p><!-- /wp:paragraph --></div></div><!-- /wp:media-text -->', [by_address("m.jpg"), P("<p>Beside</p>")]),
    ('<!-- wp:quote --><blockquote class="wp-block-quote"><!-- wp:paragraph --><p>We stay.</p><!-- /wp:paragraph --><cite>Ada</cite></blockquote><!-- /wp:quote -->', [Quote(text="We stay.", speaker="Ada")]),
    ('<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Out</p></blockquote></figure><!-- /wp:pullquote -->', [PullOut("Out")]),
    ('<!-- wp:embed {"url":"https://vimeo.com/76979871"} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://vimeo.com/76979871\n</div><figcaption>Film</figcaption></figure><!-- /wp:embed -->', [Embed(url="https://vimeo.com/76979871", title="Film")]),
    ('<!-- wp:core-embed/youtube {"url":"https://youtu.be/dQw4w9WgXcQ"} /-->', [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ")]),
    ('<!-- wp:audio --><figure class="wp-block-audio"><audio controls src="/a.mp3"></audio><figcaption>Talk</figcaption></figure><!-- /wp:audio -->', [Audio(title="Talk", href="https://old.example/a.mp3")]),
    ('<!-- wp:file --><div class="wp-block-file"><a href="https://x.example/f.pdf">Timetable</a><a href="https://x.example/f.pdf" download>Download</a></div><!-- /wp:file -->', [P('<p><a href="https://x.example/f.pdf">Timetable</a><a href="https://x.example/f.pdf">Download</a></p>')]),
    ('<!-- wp:code --><pre class="wp-block-code"><code>[gallery]\n x</code></pre><!-- /wp:code -->', [P("<p><code>[gallery]<br>&nbsp;x</code></p>")]),
    ('<!-- wp:verse --><pre class="wp-block-verse">One\nTwo</pre><!-- /wp:verse -->', [P("<p>One<br>Two</p>")]),
    ("<!-- wp:html --><p>Raw</p>\n\n<b>html</b><!-- /wp:html -->", [P("<p>Raw</p><p><strong>html</strong></p>")]),
    ("<!-- wp:shortcode -->\n[gallery ids=\"20,21\"]\n<!-- /wp:shortcode -->", [Gallery(pictures=(Picture(photo=QUAY, caption="The quay"), Picture(photo=TIDE)))]),
    ("<!-- wp:freeform -->One\n\nTwo<!-- /wp:freeform -->", [P("<p>One</p><p>Two</p>")]),
    ("<!-- wp:columns --><div><!-- wp:column --><div><!-- wp:list --><ul><!-- wp:list-item --><li>a</li><!-- /wp:list-item --></ul><!-- /wp:list --></div><!-- /wp:column --></div><!-- /wp:columns -->", [P("<ul><li>a</li></ul>")]),
    ("<!-- wp:separator --><hr/><!-- /wp:separator --><!-- wp:spacer /--><!-- wp:more --><!--more--><!-- /wp:more --><!-- wp:nextpage --><!--nextpage--><!-- /wp:nextpage -->", []),
    ('<!-- wp:social-link {"url":"https://social.example/@port","service":"mastodon"} /-->', [P('<p><a href="https://social.example/@port">mastodon</a></p>')]),
    ('<!-- wp:navigation-link {"url":"https://x.example/a?b=1\\u0026c=2","label":"News \\u003cb\\u003e"} /-->', [P('<p><a href="https://x.example/a?b=1&amp;c=2">News</a></p>')]),
    ("<!-- wp:paragraph --><p>Never closed", [P("<p>Never closed</p>")]),
    ("<!-- /wp:group --><!-- wp:paragraph {broken} --><p>One</p><!-- /wp:group --><!-- /wp:paragraph -->", [P("<p>One</p>")]),
    ("5 <<!-- wp:group -->/s", [P("<p>5 &lt;/s</p>")]),
    ("<!-- wp:paragraph [1] --><p>One</p>", [P("<p>One</p>")]),
]  # fmt: skip

SHORTCODES: list[tuple[str, list[Block]]] = [
    ('[caption id="attachment_20" width="300"]<a href="/quay.jpg"><img class="wp-image-20" src=""/></a> At the <em>quay</em>[/caption]After', [Picture(photo=QUAY, caption="At the quay"), P("<p>After</p>")]),
    ("[wp_caption caption='Old &quot;words&quot;']<img src='https://x.example/a.jpg'>[/wp_caption]", [by_address("a.jpg", 'Old "words"')]),
    ("[caption]Never closed", [P("<p>[caption]Never closed</p>")]),
    ("[gallery]", [Gallery(pictures=(Picture(photo=QUAY, caption="The quay"), Picture(photo=TIDE)))]),
    ('[gallery id="10" exclude="21" /]', [Picture(photo=QUAY, caption="The quay")]),
    ("[gallery include='21 99']", [Gallery(pictures=(Picture(photo=TIDE), Picture(photo=Photo(key="attachment:99"))))]),
    ("[playlist ids=\"30\"]", [Audio(title="Talk", href=f"{OLD}/talk.mp3")]),
    ("[playlist type='video' ids='31']", [P(f'<p><a href="{OLD}/film.mp4">Film</a></p>')]),
    ("[embed width='500']https://youtu.be/dQw4w9WgXcQ[/embed]", [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ")]),
    ("[embed]https://other.example/?a=1&b=2[/embed]", [P('<p><a href="https://other.example/?a=1&amp;b=2">https://other.example/?a=1&amp;b=2</a></p>')]),
    ("[youtube https://www.youtube.com/watch?v=dQw4w9WgXcQ&w=320]", [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ")]),
    ("[youtube=http://youtu.be/dQw4w9WgXcQ]", [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ")]),
    ("[youtube id=“dQw4w9WgXcQ”]", [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ")]),
    ("[youtube]https://youtu.be/dQw4w9WgXcQ[/youtube]", [Embed(url="https://www.youtube.com/watch?v=dQw4w9WgXcQ")]),
    ("[vimeo 76979871]", [Embed(url="https://vimeo.com/76979871")]),
    ("[tweet 20]", [Embed(url="https://x.com/i/web/status/20")]),
    ("[soundcloud url=\"https://soundcloud.com/port/noise\" params=\"a=b\"]", [Embed(url="https://soundcloud.com/port/noise")]),
    ('[audio mp3="https://x.example/a.mp3"][/audio]', [Audio(title="a.mp3", href="https://x.example/a.mp3")]),
    ("[audio https://x.example/a.mp3]", [Audio(title="a.mp3", href="https://x.example/a.mp3")]),
    ('[video src="https://x.example/v.mp4" title="Film"]', [P('<p><a href="https://x.example/v.mp4">Film</a></p>')]),
    ("[[gallery]] and [[timetable x=1]]", [P("<p>[gallery] and [timetable x=1]</p>")]),
    ("He said so [sic] in [2019] and [...].", [P("<p>He said so [sic] in [2019] and [...].</p>")]),
    ('<a href="/[gallery]">x</a> <code>[gallery]</code>', [P('<p><a href="https://old.example/[gallery]">x</a> <code>[gallery]</code></p>')]),
    ("<pre><code>[gallery]</code></pre>[tweet 20]", [P("<p><code>[gallery]</code></p>"), Embed(url="https://x.com/i/web/status/20")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "blocks"), CLASSIC + BLOCKS + SHORTCODES, ids=lambda value: value[:70] if isinstance(value, str) else ""
)
def test_content_becomes_what_readers_saw(content: str, blocks: list[Block]) -> None:
    assert list(read(content).blocks) == blocks


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('[timetable ship="ada"]', [("shortcode [timetable], kept as text", '[timetable ship="ada"]')]),
        ("[row]x[/row]", [("shortcode [row], kept as text", "[row]"), ("shortcode [/row], kept as text", "[/row]")]),
        ("[/caption]", [("shortcode [/caption], kept as text", "[/caption]")]),
        ("[audio]", [("shortcode [audio], kept as text", "[audio]")]),
        ("[facebook 12]", [("shortcode [facebook], kept as text", "[facebook 12]")]),
        ("[playlist]", [("shortcode [playlist] without known files", "[playlist]")]),
        ("[gallery ids='']", []),
        ("[gallery id='7']", [("shortcode [gallery] without known files", "[gallery id='7']")]),
        (
            '<!-- wp:latest-posts {"postsToShow":4} /-->',
            [("block “latest-posts”, filled by WordPress", '{"postsToShow": 4}')],
        ),
        ('<!-- wp:block {"ref":7} /-->', [("reusable block", '{"ref": 7}')]),
        ("<!-- wp:acf/box /-->", [("block “acf/box”, filled by WordPress", "")]),
        ("<!-- wp:spacer /-->", []),
        ("[sic]", []),
    ],
)
def test_what_is_not_understood_is_named(content: str, named: list[tuple[str, str]]) -> None:
    assert lost(content) == named


def test_unknown_shortcodes_stay_visible() -> None:
    assert read('[timetable ship="ada"]').blocks == (P('<p>[timetable ship="ada"]</p>'),)


@pytest.mark.parametrize("attribute", ['"<img src=/x.jpg>"', "'<img src=\"/x.jpg\">'", '"<b>x</b> <hr>"'])
def test_markup_in_the_attribute_of_an_unknown_shortcode_stays_as_it_was_typed(attribute: str) -> None:
    source = f"<p>[timetable ship={attribute}] today</p>"
    (paragraph,) = read(source).blocks
    assert isinstance(paragraph, P)
    assert unescape(paragraph.html) == source
    assert [what for what, _ in lost(source)] == ["shortcode [timetable], kept as text"]


def test_markup_in_brackets_that_are_no_attribute_stays_markup() -> None:
    assert read('[see <a href="/t">the tide</a>]').blocks == (
        P('<p>[see <a href="https://old.example/t">the tide</a>]</p>'),
    )


def test_without_a_library_numbers_are_all_that_is_known() -> None:
    reading = wordpress.read("[gallery ids='20,21']")
    assert reading.blocks == (Gallery(pictures=tuple(Picture(photo=Photo(key=f"attachment:{n}")) for n in (20, 21))),)
    assert wordpress.read("[gallery]", post="10").lost[0].what == "shortcode [gallery] without known files"


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "[a " * 50_000,
        "[caption]" * 50_000,
        "[caption]" * 2_000 + "[/caption]",
        "<!-- wp:group {" * 20_000,
        "<!-- wp:group -->" * 20_000 + "x",
        "<!-- wp:a {" + "x" * 500_000,
        "<" * 100_000,
        '[a b="' * 30_000,
        "\n \n" * 50_000,
    ],
    ids=lambda content: content[:20],
)
def test_hostile_content_is_read_in_no_time(content: str) -> None:
    started = time.monotonic()
    read(content)
    assert time.monotonic() - started < 20


_pieces = st.lists(
    st.sampled_from(
        ["storm", "quay", "\n\n", "\n", " ", "<p>", "</p>", "<b>", "</b>", "<ul><li>", "</li></ul>", "<br />", "<pre>", "</pre>", "[x y=1]", "[/x]", "[[a]]",
         "<!-- wp:group -->", "<!-- /wp:group -->", "<!-- wp:paragraph --><p>", "<h2>", "</h2>", "<!--more-->", "5 < 6", "&amp;", "[sic]", "<td>", "<table><tr>"]
    ),
    max_size=20,
).map("".join)  # fmt: skip


def visible(content: str) -> Counter[str]:
    """The words of a content as another parser sees them, without the brackets that shortcodes are made of."""
    known_codes = r"\[/?(?:caption|wp_caption|gallery|playlist|embed|audio|video|youtube|wpvideo|tweet)\b[^\]]*\]"
    tree = BeautifulSoup(f"<body>{re.sub(known_codes, ' ', content)}", "lxml")
    for unseen in tree.find_all(
        ["script", "style", "form", "select", "noscript", "svg", "iframe", "video", "audio", "object"]
    ):
        unseen.extract()
    text = re.sub(r"\[(\[[^\[\]]*\])\]", r"\1", tree.get_text())
    return Counter("".join(re.sub(r"https?://\S+", " ", text).split()))


@given(_pieces)
def test_no_visible_character_is_lost_whatever_the_content(content: str) -> None:
    assert not visible(content) - Counter("".join(html.plain(read(content).blocks).split()))


def exports() -> list[Path]:
    return [
        path
        for path in [*sorted(FIXTURES.glob("*.xml")), *sorted(SHARED.glob("**/*.xml"))]
        if "version-tag" not in path.name
    ]


@pytest.mark.parametrize("path", exports(), ids=lambda path: path.name)
def test_no_visible_character_of_a_real_export_is_lost(path: Path) -> None:
    with path.open("rb") as stream:
        contents = {
            element.text("wp:post_id"): element.text("content:encoded")
            for element in elements(stream, largest=10**7)
            if element.name == "item"
        }
        stream.seek(0)
        pieces = [record for record in wxr.load(stream) if isinstance(record, wxr.Piece)]
    for piece in pieces:
        content = contents[piece.item.extra.get("wordpress:id", "")]
        said = Counter("".join(html.plain(piece.item.body).split()))
        assert not visible(content) - said, piece.item.headline
