"""What goes into pages unescaped, and that nothing else can ride along."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.conf import settings as house
from django.template import Context, Template

from depesche.website.templatetags.markup import prose, style_hashes, style_text

EDITION = SimpleNamespace(accent="#0a5c4a", accent_dark="#8fd3c2", public_path=lambda: "/de/")


def render(source: str, **context: object) -> str:
    return Template("{% load markup %}" + source).render(Context({"edition": EDITION, **context}))


@pytest.mark.parametrize(
    "html",
    [
        "<script>window.__c=1</script>",
        '<a href="javascript:window.__c=1">x</a>',
        '<p onclick="window.__c=1">x</p>',
        '<p style="position:fixed">x</p>',
        "<svg><style><img src=x onerror=window.__c=1></style></svg>",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=window.__c=1>",
        "<iframe srcdoc='<script>window.__c=1</script>'></iframe>",
    ],
)
def test_prose_lets_nothing_through_that_acts(html: str) -> None:
    shown = prose(html)
    assert not re.search(r"<(script|svg|math|style|img|iframe|form)|javascript:|\son\w+=|style=", shown)


def test_prose_keeps_the_small_vocabulary_of_the_newsroom() -> None:
    html = '<p>The <em>old</em> quay, <a href="/de/hafen/">see here</a>.</p><ul><li><strong>48</strong></li></ul>'
    assert prose(html).replace(' rel="noopener"', "") == html


def test_the_style_is_set_in_the_colours_of_the_edition() -> None:
    style = style_text("#0a5c4a", "#8fd3c2", "article")
    assert "--accent:#0a5c4a" in style
    assert "--accent:#8fd3c2" in style
    assert "var(--edition" not in style


@pytest.mark.parametrize("colour", ["red", "#fff", "#0a5c4a}body{display:none", "</style>"])
def test_a_colour_that_is_none_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="must be colours such as"):
        style_text(colour, "#8fd3c2", "lists")


@pytest.mark.parametrize("kind", ["article", "lists"])
def test_the_policy_names_the_very_bytes_of_the_style(kind: str) -> None:
    element = render(f'{{% theme_style edition "{kind}" %}}')
    style = element.removeprefix("<style>").removesuffix("</style>")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in style_hashes(EDITION)


@pytest.mark.parametrize("kind", ["article", "lists"])
def test_the_style_has_no_comment_left_and_no_string_that_lost_its_space(kind: str) -> None:
    style = style_text("#0a5c4a", "#8fd3c2", kind)
    assert "/*" not in style
    assert "\n" not in style
    source = (_styles() / "base.css").read_text() + (_styles() / f"{kind}.css").read_text()
    strings = re.findall(r'"[^"]*"', re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL))
    assert all(string in style for string in strings)


def test_the_style_uses_no_side_of_the_page_that_depends_on_the_direction() -> None:
    for sheet in _styles().glob("*.css"):
        source = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        assert not re.search(r"(margin|padding|border)-(left|right)|[{;](left|right):|text-align:(left|right)", source)


def test_no_text_in_the_data_can_end_its_element() -> None:
    data = {"headline": "</script><script>window.__c=1</script>", "about": "A & B"}
    element = render("{% json_ld_script data %}", data=data)
    body = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in body
    assert json.loads(body) == data


def test_links_of_the_edition_may_be_fetched_ahead_but_no_search() -> None:
    rules = json.loads(re.sub(r"</?script[^>]*>", "", render("{% speculation_rules edition %}")))
    where = rules["prefetch"][0]["where"]["and"]
    assert where[0] == {"href_matches": "/de/*"}
    assert "/de/search/*" in where[1]["not"]["href_matches"]


def test_another_theme_brings_its_own_style(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "style").mkdir()
    for name in ("base", "article"):
        (tmp_path / "style" / f"{name}.css").write_text(f".{name} {{ color: var(--edition); }}")
    settings.THEME_DIR = tmp_path
    assert style_text("#123abc", "#abc123", "article") == ".base{color: #123abc}.article{color: #123abc}"


def _styles() -> Path:
    style: Path = house.THEME_DIR / "style"
    return style
