"""What people type, as what readers see."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.comments import text

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li"}
MARKS = (
    "*",
    "**",
    "_",
    "> ",
    "- ",
    "1. ",
    "\n",
    "\n\n",
    "    ",
    "[",
    "](",
    ")",
    "<",
    ">",
    "&",
    '"',
    "`",
    "#",
    "!",
    "\\",
)
ADDRESSES = ("http://", "https://a.example/", "javascript:", "data:", "<script>", "</p>", "<img src=x onerror=x>", "x")
PIECES = st.sampled_from((*MARKS, *ADDRESSES))
TYPED = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


class Seen(HTMLParser):
    """Which tags and attributes a browser would make, and whether each is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.depth = 0
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        self.depth += tag != "br"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.words += data


def made(typed: str) -> str:
    return text.html_of(text.tidy(typed))


@given(TYPED)
def test_whatever_is_typed_makes_only_what_a_comment_may_hold(typed: str) -> None:
    seen = Seen(made(typed))
    assert seen.tags <= TAGS
    assert seen.depth == 0
    for name, value in seen.attributes:
        assert name in ("href", "rel")
        assert name != "href" or re.match(r"https?://", value or "", re.IGNORECASE)
        assert name != "rel" or value == "ugc nofollow noopener"


@given(TYPED)
def test_cleaning_again_changes_nothing(typed: str) -> None:
    once = made(typed)
    assert text.clean(once) == once
    assert text.tidy(text.tidy(typed)) == text.tidy(typed)


@given(st.text(alphabet=st.characters(categories=("L", "N", "Zs")), max_size=200))
def test_plain_words_stay_as_they_are(typed: str) -> None:
    tidy = text.tidy(typed)
    assert "".join(Seen(text.html_of(tidy)).words.split()) == "".join(tidy.split())


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](\tjavascript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox(1))",
        '[x](https://a.example/"onmouseover="alert(1))',
        "[x](https://a.example 'x\" onclick=alert(1) \"')",
        "<https://a.example/'onclick='alert(1)>",
        "https://a.example/<script>alert(1)</script>",
        "![x](https://a.example/x.png)",
        '![x](x"onerror="alert(1))',
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<style>@import 'https://a.example'</style>",
        "<b style=position:fixed>x</b>",
        "<form action=https://a.example><input name=password>",
        "<!--><img src=x onerror=alert(1)>-->",
        "\u202e<script>\u202c",
        "<p id=discussion class=talk>x</p>",
        "<details ontoggle=alert(1) open>",
        "# <h1 onclick=alert(1)>",
        "`<script>alert(1)</script>`",
    ],
)
def test_no_markup_of_the_writer_becomes_markup(typed: str) -> None:
    seen = Seen(made(typed))
    assert seen.tags <= TAGS - {"strong"}
    assert not [value for name, value in seen.attributes if name not in ("href", "rel")]
    assert not re.search(r'href="(?!https?://)', made(typed))


def test_the_small_markup_is_understood() -> None:
    html = made("*so* **sehr**\nneue Zeile\n\n> Zitat\n\n- eins\n- zwei\n\n1. erstens\n2. zweitens")
    for part in ("<em>so</em>", "<strong>sehr</strong>", "<br>", "<blockquote>", "<ul>", "<ol>"):
        assert part in html


@pytest.mark.parametrize(
    "typed", ["# Kopf", "    Code", "`Code`", "---", "a\n===", "```\nx\n```", "![Bild](https://a.example/)"]
)
def test_headings_code_and_pictures_are_none(typed: str) -> None:
    assert not Seen(made(typed)).tags & {"h1", "h2", "hr", "pre", "code", "img"}


def test_addresses_become_links_that_lend_nobody_weight() -> None:
    address = "https://stadt.example/gutachten/2026/november/der-ganze-lange-name-des-gutachtens.pdf"
    html = made(f"Siehe {address} und foo@x.example")
    assert html.count("<a ") == 1
    assert 'rel="ugc nofollow noopener"' in html
    assert ">stadt.example/gutachten/2026/november/der-ganze-…</a>" in html
    assert f'href="{address}"' in html


def test_a_link_keeps_the_words_that_were_chosen_for_it() -> None:
    assert ">das Gutachten</a>" in made("[das Gutachten](https://stadt.example/gutachten)")


@pytest.mark.parametrize("typed", ["> " * 400 + "tief", "- " * 400 + "tief", "[" * 2000, "*a " * 1500, "<" * 5000])
def test_what_nests_deeper_than_people_write_stays_as_it_was_typed(typed: str) -> None:
    seen = Seen(made(typed))
    assert seen.tags <= {"p", "br", "em"}
    assert "tief" in seen.words or "tief" not in typed


def test_nothing_in_a_text_turns_the_words_around_it() -> None:
    assert text.tidy("a\u202eb\u2066c\u200fd") == "abc\u200fd"
    assert text.tidy("می‌خواهم") == "می‌خواهم", "joiners are letters of their scripts"


def test_no_tower_of_accents_reaches_into_other_lines() -> None:
    assert len(text.tidy("a" + "\u0316" * 50)) <= 3
    assert text.tidy("Ấ ệ") == "Ấ ệ"


def test_a_name_is_one_line() -> None:
    assert text.tidy_name("  Mira\n\u202eKranz ") == "Mira Kranz"
