"""Articles as neutral records and back: nothing an editor built is lost, nothing of the desk's gets out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.base import ContentFile

from depesche.formats import newsitem as n
from depesche.media.models import File, Photo
from depesche.newsroom.models import Article, Edition, Section, Story
from depesche.newsroom.models.item import article_item, html_of, stories_of, stream_of
from depesche.newsroom.models.public import absolute, public_items
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(hafen: Section) -> Article:
    """An article that others point to."""
    return make.article(hafen, "Ziel", short_headline="Das Ziel")


def test_every_block_comes_back_from_the_editors_text_as_it_went_in(hafen: Section, other: Article) -> None:
    photo = make.photo()
    recording = File.objects.create(title="Rat", file=ContentFile(b"ID3", name="rat.mp3"))
    picture = n.Picture(photo=n.Photo(key=str(photo.uid)), caption="Der Kran", alt="Kran")
    box = n.RelatedBox(title="Mehr", items=(n.Ref(key=other.public_id, name="Das Ziel", uri=other.public_path()),))
    blocks: tuple[n.Block, ...] = (
        n.Paragraph("<p>Der Kai ist zu.</p>"),
        n.Subhead("Folgen"),
        n.PullOut("Alles steht."),
        n.Quote(text="Wir warten.", speaker="Rieke Andresen", role="Lotsin"),
        n.KeyFacts(title="Der Kai", facts=("lang", "alt")),
        n.Table(caption="Umschlag", header=("Jahr", "Tonnen"), rows=(("2025", "7"), ("2026", "9")), row_header=True),
        n.Table(rows=(("a", "b"),)),
        n.Embed(url="https://vimeo.com/123456789", title="Film"),
        n.Audio(title="Anderswo", href="https://radio.example/1.mp3", credit="dpx", transcript="Guten Tag."),
        n.Audio(title="Rat", key=str(recording.uid)),
        picture,
        n.Gallery(title="Bilder", pictures=(picture, picture)),
        box,
    )
    raw = stream_of(
        blocks,
        photo=lambda one: photo if one.key == str(photo.uid) else None,
        document=lambda audio: recording if audio.key else None,
        article=lambda ref: other,
    )
    article = make.article(hafen, "Alles", at=None, body=raw)
    item = replace(article_item(article, at=make.NOON), uri="")
    found = item.with_photos({str(photo.uid): picture.photo}).body
    assert [replace(block, href="") if isinstance(block, n.Audio) and block.key else block for block in found] == [
        *blocks
    ]


def test_a_text_from_before_a_field_was_there_is_read_without_it(hafen: Section, other: Article) -> None:
    values: dict[str, Any] = {
        "picture": {"photo": make.photo().pk},
        "gallery": {"pictures": []},
        "quote": {"text": "Wir warten."},
        "key_facts": {"facts": ["lang"]},
        "table": {"data": [["a", None]]},
        "embed": {"url": "https://vimeo.com/123456789"},
        "audio": {"title": "Rat", "href": "https://radio.example/1.mp3"},
        "related_box": {"articles": [other.pk]},
    }
    article = make.article(hafen, body=[{"type": kind, "value": value} for kind, value in values.items()])
    [item] = public_items([article.teaser], at=make.NOON)
    names = [type(block).__name__ for block in item.body]
    assert names == ["Picture", "Quote", "KeyFacts", "Table", "Embed", "Audio", "RelatedBox"]


def test_what_is_not_found_is_left_out(hafen: Section) -> None:
    picture = n.Picture(photo=n.Photo(key="fort"))
    blocks: tuple[n.Block, ...] = (
        picture, n.Gallery(title="Bilder", pictures=(picture,)), n.RelatedBox(title="Mehr", items=(n.Ref(key="x"),)),
        n.Subhead("Bleibt"),
    )  # fmt: skip
    assert [row["type"] for row in stream_of(blocks, photo=lambda _one: None)] == ["subhead"]


def test_links_in_rich_text_lead_to_public_paths_and_to_nothing_of_the_desk(bote: Edition, other: Article) -> None:
    root = bote.get_parent()
    for source, expected in (
        (f'<a linktype="page" id="{other.pk}">Ziel</a>', f'<a href="{other.public_path()}">Ziel</a>'),
        (f'<a linktype="page" id="{root.pk}">Wurzel</a>', "Wurzel"),
        ('<a linktype="page" id="987654">Weg</a>', "Weg"),
        ('<a linktype="page">Ohne</a>', "Ohne"),
        ('<a linktype="page" id="1 OR 1">Krumm</a>', "Krumm"),
        ('<a linktype="document" id="1">Akte</a>', "Akte"),
        ('<a href="https://example.org/">Fern</a>', '<a href="https://example.org/">Fern</a>'),
    ):
        assert html_of(source) == expected


def test_a_story_that_is_named_twice_counts_once(hafen: Section, nordkai: Story, bote: Edition) -> None:
    wahl = make.story(bote, "Die Wahl")
    assert stories_of(make.article(hafen, stories=(nordkai, wahl, nordkai))) == [nordkai, wahl]


def test_what_leaves_the_house_names_only_what_is_live_with_whole_addresses(
    hafen: Section, nordkai: Story, other: Article, bote: Edition, settings: Any
) -> None:
    settings.BASE_URL = "https://bote.example"
    draft = make.article(hafen, "Entwurf", at=None)
    hidden = make.plain_page(bote, "Geheim", live=False)
    text = "".join(
        f'<a href="{path}">{words}</a>'
        for path, words in (
            (other.public_path(), "eins"), (f"https://bote.example{draft.public_path()}", "zwei"),
            (hidden.public_path(), "drei"), ("//fern.example/", "vier"), ("mailto:a@bote.example", "fünf"),
        )
    )  # fmt: skip
    body = [
        {"type": "paragraph", "value": f"<p>{text}</p>"},
        {"type": "subhead", "value": "Folgen"},
        {"type": "related_box", "value": {"title": "Mehr", "articles": [other.pk, draft.pk]}},
        {"type": "audio", "value": {"title": "Ton", "href": "https://radio.example/1.mp3"}},
    ]
    article = make.article(hafen, body=body, stories=(nordkai,), names=("Tom Okafor",))
    [item] = [absolute(one) for one in public_items([article.teaser], at=make.NOON)]
    paragraph, _subhead, box, audio = item.body
    whole = f"https://bote.example{other.public_path()}"
    assert isinstance(paragraph, n.Paragraph)
    assert paragraph.html == (
        f'<p><a href="{whole}">eins</a>zweidrei<a href="//fern.example/">vier</a>'
        '<a href="mailto:a@bote.example">fünf</a></p>'
    )
    assert isinstance(box, n.RelatedBox)
    assert [(ref.name, ref.uri) for ref in box.items] == [("Das Ziel", whole)]
    assert isinstance(audio, n.Audio)
    assert audio.href == "https://radio.example/1.mp3"
    assert item.section
    assert item.section.uri == "https://bote.example/de/hafen/"
    assert not Photo.objects.exists()
