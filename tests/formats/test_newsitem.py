"""What an item says of itself: its photos, its words, the time they take."""

from __future__ import annotations

from dataclasses import replace

from depesche.formats import newsitem as n

LEAD, QUAY, TIDE = (n.Photo(key=key) for key in ("lead", "quay", "tide"))
ITEM = n.NewsItem(
    key="a",
    headline="Ferry",
    language="en",
    standfirst="After three weeks.",
    lead=n.Picture(photo=LEAD),
    body=(
        n.Paragraph("<p>Rain &amp; wind</p>"),
        n.Picture(photo=QUAY, caption="At sea"),
        n.Gallery(pictures=(n.Picture(photo=TIDE, caption="High"), n.Picture(photo=QUAY)), title="Tides"),
        n.Table(rows=(("6:00", "high"),), header=("At", "Level"), caption="Today"),
        n.KeyFacts(facts=("Open", "Free"), title="Facts"),
        n.Quote(text="We stay.", speaker="Ada"),
        n.RelatedBox(items=()),
    ),
)


def test_photos_come_in_reading_order_with_the_lead_first() -> None:
    assert [photo.key for photo in ITEM.photos()] == ["lead", "quay", "tide", "quay"]
    assert list(replace(ITEM, lead=None, body=()).photos()) == []


def test_photos_are_exchanged_by_their_key_and_unknown_ones_stay() -> None:
    better = {"quay": replace(QUAY, alt="A quay"), "lead": replace(LEAD, alt="A ferry")}
    changed = ITEM.with_photos(better)
    assert [photo.alt for photo in changed.photos()] == ["A ferry", "A quay", "", "A quay"]
    assert replace(ITEM, lead=None).with_photos(better).lead is None


def test_the_words_of_every_block_are_plain_text() -> None:
    words = n.plain_text(ITEM)
    assert "<p>" not in words
    for said in (
        "Rain & wind",
        "At sea",
        "Tides\nHigh",
        "Today\nAt Level\n6:00 high",
        "Facts\nOpen\nFree",
        "We stay. Ada",
    ):
        assert said in words


def test_reading_takes_a_minute_at_least_and_one_more_for_220_words() -> None:
    assert n.reading_minutes(ITEM) == 1
    assert n.reading_minutes(replace(ITEM, body=(n.Paragraph("<p>" + "word " * 660 + "</p>"),))) == 3
