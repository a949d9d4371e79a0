"""Dates, names and pictures in the words of an edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from depesche.formats import newsitem as n
from depesche.website.templatetags import reading

EVENING = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already Monday, 0:30, in Berlin


@pytest.fixture(autouse=True)
def _in_berlin() -> Iterator[None]:
    with timezone.override(ZoneInfo("Europe/Berlin")), translation.override("en"):
        yield


def rendition(width: int, kind: str) -> n.Rendition:
    return n.Rendition(href=f"/media/x/{width}.{kind}", width=width, height=width // 2, type=f"image/{kind}")


PHOTO = n.Photo(
    key="p",
    alt="Cranes",
    focal=(0.31, 0.5),
    renditions=tuple(rendition(width, kind) for width in (320, 640, 1200) for kind in ("avif", "webp", "jpeg")),
)


def test_a_moment_is_told_on_the_clock_of_the_edition() -> None:
    assert reading.moment(EVENING) == '<time datetime="2026-11-23T00:30+01:00">23 November 2026, 00:30</time>'


def test_a_list_leaves_out_the_year_that_it_is_and_no_other() -> None:
    assert "23 November, 00:30" in reading.moment(EVENING, EVENING)
    assert "23 November 2026, 00:30" in reading.moment(EVENING, EVENING.replace(year=2027))


def test_the_clock_of_the_masthead_carries_what_the_script_needs() -> None:
    clock = reading.masthead_clock(EVENING, SimpleNamespace(time_zone="Europe/Berlin"))
    assert 'datetime="2026-11-23T00:30+01:00"' in clock
    assert 'data-zone="Europe/Berlin"' in clock
    assert "<b>00:30</b> <span>Monday, 23 November 2026</span>" in clock


def test_articles_stand_under_the_day_on_which_the_edition_published_them() -> None:
    rows = [SimpleNamespace(published_at=EVENING.replace(hour=hour)) for hour in (23, 22, 12)]
    assert [(day, len(of_day)) for day, of_day in reading.in_days(rows)] == [
        (date(2026, 11, 23), 1),
        (date(2026, 11, 22), 2),
    ]


def test_no_line_of_a_headline_begins_with_a_dash() -> None:
    assert reading.bound("Der Kai trägt – gesperrt bleibt er") == "Der Kai trägt\u00a0– gesperrt bleibt er"
    assert reading.bound("Nord-Süd, 1871–1918") == "Nord-Süd, 1871–1918"


def test_names_with_one_role_stand_together() -> None:
    lines = [n.Byline(name="A"), n.Byline(name="B"), n.Byline(name="C", role="photos")]
    assert [(role, [line.name for line in names]) for role, names in reading.by_role(lines)] == [
        ("author", ["A", "B"]),
        ("photos", ["C"]),
    ]


@pytest.mark.parametrize("block", [n.KeyFacts(facts=()), n.PullOut("x"), n.RelatedBox(items=()), n.Paragraph("")])
def test_every_block_has_a_template(block: object) -> None:
    assert Template(f'{{% include "{reading.block_template(block)}" %}}').render(Context({"block": block})) is not None


def test_the_focal_point_keeps_its_place_in_steps_of_a_tenth() -> None:
    assert reading.focal_classes(PHOTO) == ' class="x3"'
    assert reading.focal_classes(n.Photo(key="q")) == ""


def picture(photo: n.Photo, **context: object) -> str:
    source = '{% include "website/parts/picture.html" with sizes="100vw" %}'
    return Template(source).render(Context({"photo": photo, **context}))


def test_a_picture_offers_the_small_formats_first_and_says_its_size() -> None:
    html = picture(PHOTO)
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")
    assert 'width="640" height="320" alt="Cranes" class="x3" loading="lazy"' in html
    assert "/media/x/320.jpeg 320w, /media/x/640.jpeg 640w, /media/x/1200.jpeg 1200w" in html


def test_the_first_picture_is_fetched_at_once() -> None:
    html = picture(PHOTO, first=True)
    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


def test_a_picture_that_may_not_be_shown_is_a_neutral_plate() -> None:
    html = picture(n.Photo(key="gone", alt="Cranes"))
    assert "plate" in html
    assert "<img" not in html


def test_the_picture_for_sharing_is_the_jpeg_nearest_to_1200_pixels() -> None:
    assert reading.sharing_image(PHOTO) == rendition(1200, "jpeg")
    assert reading.sharing_image(None) is None
    assert reading.sharing_image(n.Photo(key="gone")) is None


def embed(url: str) -> str:
    block = n.Embed(url=url, title="The ferry")
    return Template('{% include "website/blocks/embed.html" %}').render(Context({"block": block}))


def test_an_embed_is_a_link_until_the_reader_asks() -> None:
    html = embed("https://www.youtube.com/watch?v=abcdefghijk")
    assert "<iframe" not in html
    assert '<a href="https://www.youtube.com/watch?v=abcdefghijk"' in html
    assert 'data-frame="https://www.youtube-nocookie.com/embed/abcdefghijk"' in html


def test_an_embed_of_an_unknown_provider_stays_a_link() -> None:
    assert "data-frame" not in embed("https://evil.example/?https://www.youtube.com/watch?v=abcdefghijk")


@pytest.mark.parametrize(
    ("href", "plays"),
    [("/media/files/x.mp3", True), ("https://cast.example/x.mp3", True), ("http://cast.example/x.mp3", False)],
)
def test_a_recording_plays_from_the_house_and_over_https_or_is_a_link(href: str, plays: bool) -> None:
    block = n.Audio(title="Der Rat", href=href)
    html = Template('{% include "website/blocks/audio.html" %}').render(Context({"block": block}))
    assert ("<audio" in html) is plays
    assert ("<a href=" in html) is not plays
