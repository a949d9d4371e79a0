"""An item leaves as ninjs and comes back as it was; agencies' own ninjs is understood as far as it says something."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from depesche.formats import newsitem as n
from depesche.formats import ninjs
from depesche.formats.malformed import Malformed
from tests.formats.strategies import items

FIXTURES = Path(__file__).parent / "fixtures" / "ninjs"
SHARED = Path(__file__).parents[3] / "shared" / "fixtures" / "wires" / "ninjs" / "examples"
AT = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
BLOCKS = "application/vnd.depesche.blocks+json"
PLAIN: dict[str, Any] = {"key": "a1", "headline": "Quay reopens", "language": "en"}


def one(source: Any) -> n.NewsItem:
    (item,) = ninjs.load(source)
    return item


@given(items.filter(lambda item: item.key and item.headline))
def test_an_item_comes_back_from_ninjs_as_it_was(item: n.NewsItem) -> None:
    assert one(json.loads(json.dumps(ninjs.dump(item)))) == item


def test_what_the_standard_can_say_stands_in_its_own_fields() -> None:
    item = n.NewsItem(
        **PLAIN,
        kind="opinion",
        uri="https://port.example/quay",
        kicker="Harbour",
        standfirst="The ferry sails again.",
        bylines=(n.Byline(name="Ada Lund", key="ada"), n.Byline(name="Bo Vig", role="photos")),
        dateline="Süderoog",
        section=n.Ref(key="news", name="News"),
        stories=(n.Ref(key="storm", name="The storm"),),
        published_at=AT,
        timeline=(n.TimelineEvent(on=date(2026, 11, 1), text="Storm"),),
        publisher="Port Courier",
        lead=n.Picture(photo=n.Photo(key="p1", credit_line="Photo: Bo Vig", alt="Quay")),
    )
    data = ninjs.dump(item)
    assert "bodies" not in data  # Nothing was left for a body of our own.
    assert data["headlines"][0] == {"role": "main", "contentType": "text/plain", "value": "Quay reopens"}
    assert data["firstCreated"] == "2026-11-22T18:05:00+00:00"
    assert data["by"] == "Ada Lund, Bo Vig"
    assert data["infoSources"][2] == {"name": "Port Courier", "role": "publisher"}
    assert data["genres"][0]["uri"] == "http://cv.iptc.org/newscodes/genre/Opinion"
    assert [each["rel"] for each in data["subjects"]] == ["section", "story"]
    assert data["associations"][0]["infoSources"] == [{"name": "Photo: Bo Vig", "role": "creditline"}]
    assert one(data) == item


def test_the_body_leaves_as_html_for_others_and_as_blocks_for_us() -> None:
    photo = n.Photo(key="p1")
    pictures = (n.Picture(photo=photo), n.Picture(photo=photo))
    item = n.NewsItem(**PLAIN, body=(n.Paragraph("<p>Rain &amp; wind</p>"), n.PullOut("Out"), *pictures))
    html, blocks = ninjs.dump(item)["bodies"]
    assert html["contentType"] == "text/html"
    assert (html["charCount"], html["wordCount"]) == (15, 4)
    assert html["value"].startswith("<p>Rain &amp; wind</p>")
    assert blocks["contentType"] == BLOCKS
    assert len(ninjs.dump(item)["associations"]) == 1
    assert one(ninjs.dump(item)) == item


def test_a_draft_leaves_as_withheld() -> None:
    draft = n.NewsItem(**PLAIN, status="draft")
    assert ninjs.dump(draft)["pubStatus"] == "withheld"
    assert one(ninjs.dump(draft)) == draft


def test_blocks_from_strangers_are_cleaned() -> None:
    body = json.dumps({"body": [{"block": "paragraph", "html": "<p onclick='x()'>a<script>x()</script></p>"}]})
    source = {"uri": "urn:x:1", "title": "T", "bodies": [{"contentType": BLOCKS, "value": body}]}
    assert one(source).body == (n.Paragraph("<p>a</p>"),)


def test_version_3_of_an_agency_is_understood() -> None:
    item = one(FIXTURES / "agency-3.json")
    assert (item.key, item.uri) == ("urn:newsml:agency.example:42", "")
    assert (item.headline, item.standfirst, item.kind) == ("Ferry sails again", "After three weeks.", "background")
    assert item.published_at == item.updated_at == AT
    assert item.publish_at == AT
    assert item.bylines == (n.Byline(name="By Ada Lund, Süderoog"),)
    assert item.body[:2] == (n.Subhead("Tides"), n.Paragraph("<p>The ferry sails.</p>"))
    assert isinstance(item.body[2], n.Picture)
    assert item.body[3:] == (
        n.Audio(title="Horn", href="https://agency.example/horn.mp3"),
        n.Embed(url="https://agency.example/film.mp4", title="Film"),
    )
    assert item.lead
    assert item.lead.photo.credit_line == "Bo Vig / Agency"
    assert item.lead.photo.renditions[0].width == 640
    assert item.lead.photo.licence == "https://agency.example/licence"
    assert item.related == (n.Ref(key="urn:newsml:agency.example:41", name="Ferry stopped"),)
    assert item.tags == (n.Ref(key="medtop:11000000", name="Transport"),)
    assert (item.people, item.places) == (("Ada Lund",), ("Süderoog",))
    assert item.extra == {"ninjs:urgency": "4", "ninjs:copyrightHolder": "Agency", "ninjs:edNote": "For desks"}


def test_version_1_of_an_agency_is_understood() -> None:
    item = one(FIXTURES / "agency-1.json")
    assert (item.headline, item.language, item.dateline) == ("Ferry sails again", "en", "Süderoog")
    assert item.published_at == AT
    assert item.body == (n.Paragraph("<p>The ferry<br>sails &lt;again&gt;.</p><p>At eight.</p>"),)
    assert item.lead
    assert item.lead.photo.key == "https://agency.example/quay.jpg"
    assert item.lead.photo.caption == "The quay"
    assert item.lead.photo.renditions == (n.Rendition(href="https://agency.example/q.jpg", width=0, height=0),)
    assert item.tags == (n.Ref(key="Transport", name="Transport"),)


def test_a_picture_of_an_agency_shows_itself() -> None:
    item = one({"uri": "urn:x:1", "type": "picture", "headlines": [{"value": "<b>Quay</b>"}], "by": "Bo"})
    assert (item.headline, item.extra) == ("Quay", {"ninjs:type": "picture"})
    assert item.lead
    assert item.lead.photo.photographer == "Bo"


def test_values_of_the_wrong_type_count_as_absent() -> None:
    wrong = {"uri": "urn:x:1", "title": "T", "language": True, "bodies": 5, "places": [5], "expires": "never"}
    assert one(wrong) == n.NewsItem(key="urn:x:1", headline="T", language="")


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    assert one({"uri": "urn:x:1", "title": "T", "firstCreated": "2026-11-22T18:05:00"}).published_at == AT


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(
        json.dumps([{"uri": "urn:x:2", "title": "Two"}, {"uri": "urn:x:3", "title": "Three"}])
    )
    (tmp_path / "a.json").write_text(json.dumps({"uri": "urn:x:1", "title": "One"}))
    (tmp_path / "c.txt").write_text("no item")
    assert [item.headline for item in ninjs.load(tmp_path)] == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "Line 1: x.json is not JSON: Expecting property name enclosed in double quotes."),
        (b'"\xff"', "x.json is not written in UTF-8."),
        (b"[" * 100_000, "x.json is nested too deep."),
        (b"5", "x.json: A ninjs item is a JSON object, not 5."),
        (b"{}", "x.json: An item needs a uri and a headline: {}"),
    ],
)
def test_a_file_that_is_no_ninjs_is_refused_with_its_name(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(Malformed) as refusal:
        list(ninjs.load(tmp_path / "x.json"))
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("ours", "sentence"),
    [
        ("{", "The body with the blocks is not JSON."),
        ("[]", "The body with the blocks is not an object."),
        ('{"colour": 1}', "A news item has no field “colour”."),
        ('{"body": [{"block": "x"}]}', "body[0]: expected a block"),
    ],
)
def test_blocks_that_are_none_are_refused(ours: str, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence.replace("[", r"\[")):
        one({"uri": "urn:x:1", "title": "T", "bodies": [{"contentType": BLOCKS, "value": ours}]})


@pytest.mark.parametrize(
    "path", [FIXTURES / "agency-1.json", *sorted(SHARED.glob("**/*.json"))], ids=lambda path: path.name
)
def test_examples_of_the_standard_are_read(path: Path) -> None:
    try:
        found = list(ninjs.load(path))
    except Malformed as error:
        assert "needs a uri and a headline" in str(error)  # noqa: PT017 (examples without a headline say so)
    else:
        assert all(item.headline for item in found)
