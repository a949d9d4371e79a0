"""An export of WordPress comes through record by record, and nothing of it vanishes in silence."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from depesche.formats import newsitem as n
from depesche.formats import wxr

FIXTURE = Path(__file__).parent / "fixtures" / "wxr" / "port-courier.xml"
AT = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def records() -> list[wxr.Record]:
    with FIXTURE.open("rb") as stream:
        shelf = wxr.Shelf(wxr.attachments(stream))
        stream.seek(0)
        found = list(wxr.load(stream, library=shelf))
        shelf.close()
    return found


@pytest.fixture
def pieces(records: list[wxr.Record]) -> dict[str, wxr.Piece]:
    return {record.item.key: record for record in records if isinstance(record, wxr.Piece)}


@pytest.fixture
def ferry(pieces: dict[str, wxr.Piece]) -> wxr.Piece:
    return pieces["post:10"]


def test_every_record_comes_in_the_order_of_the_file(records: list[wxr.Record]) -> None:
    assert [type(record).__name__ for record in records] == [
        "Site", "Author", "Author", "Author", "Term", "Term", "Term", "Term", "Term",
        "Piece", "Piece", "Piece", "Piece", "Piece", "Piece", "Piece", "Author",
        "Attachment", "Attachment", "Attachment", "Skipped", "Skipped", "Skipped", "Skipped",
    ]  # fmt: skip


def test_the_site_comes_first(records: list[wxr.Record]) -> None:
    assert records[0] == wxr.Site(
        title="Port Courier & Tides",
        url="https://old.example/",
        language="en-GB",
        version="1.2",
        description="News of the port",
    )


def test_authors_have_names_whatever_they_filled_in(records: list[wxr.Record]) -> None:
    authors = [record for record in records if isinstance(record, wxr.Author)]
    assert [(author.key, author.item.headline, author.email) for author in authors] == [
        ("author:ada", "Ada Lund", "ada@old.example"),
        ("author:bo", "Bo Vig", ""),
        ("author:desk", "desk", ""),
        ("author:guest", "Gia Writer", "gia@old.example"),
    ]
    assert authors[3].item.body == (n.Paragraph("<p>Writes on <strong>ships</strong>.</p>"),)
    assert authors[0].item.item_type == "author"


def test_terms_keep_their_place_in_the_tree(records: list[wxr.Record]) -> None:
    terms = {record.key: record for record in records if isinstance(record, wxr.Term)}
    assert list(terms) == ["category:news", "category:häfen", "tag:storm", "post_translations:pll_1", "ship:ferry"]
    assert terms["category:news"].name == "News & more"
    assert (terms["category:häfen"].parent, terms["category:häfen"].description) == ("category:news", "Ports")
    assert (terms["ship:ferry"].name, terms["ship:ferry"].meta) == ("ferry", {"flag": "DK"})


def test_a_post_becomes_an_article(ferry: wxr.Piece) -> None:
    item = ferry.item
    assert (item.headline, item.standfirst, item.language) == ("Ferry sails again", "After three weeks.", "en")
    assert (item.status, item.item_type, item.slug) == ("usable", "article", "ferry-sails")
    assert (item.published_at, item.updated_at) == (AT, datetime(2026, 11, 22, 19, 30, tzinfo=UTC))
    assert item.publisher == "Port Courier & Tides"


def test_co_authors_stand_in_the_byline_in_their_order(ferry: wxr.Piece) -> None:
    assert ferry.item.bylines == (
        n.Byline(name="Bo Vig", key="author:bo"),
        n.Byline(name="Guest Writer", key="author:guest"),
        n.Byline(name="Ada Lund", key="author:ada"),
    )


def test_the_main_category_is_the_section_and_the_others_are_tags(ferry: wxr.Piece) -> None:
    assert ferry.item.section == n.Ref(key="category:news", name="News & more")
    assert ferry.item.tags == (n.Ref(key="category:häfen", name="Häfen"), n.Ref(key="tag:storm", name="Storm"))


def test_a_category_without_slug_is_one_where_there_is_no_other(pieces: dict[str, wxr.Piece]) -> None:
    assert pieces["post:16"].item.section == n.Ref(key="category:Ships", name="Ships")
    assert pieces["post:11"].item.section is None


def test_pictures_are_those_of_the_media_library(ferry: wxr.Piece) -> None:
    quay = n.Photo(
        key="attachment:20",
        credit_line="Bo Vig",
        photographer="Bo Vig",
        copyright_notice="© Bo Vig",
        headline="quay",
        caption="The quay on Sunday",
        alt="A ferry at a quay",
        taken_on=date(2026, 11, 21),
        year=2026,
        renditions=(
            n.Rendition(href="https://old.example/wp-content/uploads/2026/11/quay.jpg", width=1600, height=1200),
        ),
    )
    assert ferry.item.lead == n.Picture(photo=quay)
    (gallery,) = [block for block in ferry.item.body if isinstance(block, n.Gallery)]
    assert gallery.pictures[0] == n.Picture(photo=quay, alt="Quay in sun")
    assert gallery.pictures[1].photo.caption == "Tides of the week"


def test_footnotes_and_recordings_follow_the_text(ferry: wxr.Piece) -> None:
    assert ferry.item.body[-3:] == (
        n.Paragraph("<ol><li>See the <strong>timetable</strong>.</li><li>Or ask.</li></ol>"),
        n.Audio(title="Ferry sails again", href="https://old.example/talk.mp3"),
        n.Paragraph('<p><a href="https://old.example/timetable.pdf">timetable.pdf</a></p>'),
    )


def test_every_old_address_is_kept(ferry: wxr.Piece, pieces: dict[str, wxr.Piece]) -> None:
    assert ferry.item.uri == "https://old.example/2026/11/ferry-sails/"
    assert ferry.item.old_addresses == (
        "https://old.example/2026/11/ferry-sails/",
        "https://old.example/?p=10",
        "https://old.example/2026/11/ferry/",
    )
    assert pieces["post:15"].item.old_addresses == (
        "https://old.example/about/",
        "https://old.example/?page_id=15",
        "https://old.example/?p=15",
    )


def test_translations_know_each_other(ferry: wxr.Piece) -> None:
    assert ferry.item.translations == (n.Ref(key="post:99", language="de"),)


def test_facts_without_a_field_are_kept_beside(ferry: wxr.Piece) -> None:
    assert ferry.item.extra == {
        "wordpress:id": "10",
        "wordpress:sticky": "yes",
        "wordpress:comments": "open",
        "wordpress:ship": "Ferry, Tug",
        "seo:focuskw": "ferry",
        "seo:title": "Ferry: all times",
        "seo:description": "When the ferry sails",
        "field:Ship": "MS Ada",
    }
    assert [(lost.what, lost.excerpt) for lost in ferry.lost] == [
        ("custom field “_plugin_notes”", "private notes"),
        ("custom field “layout”", 'a:1:{s:1:"x";i:1;}'),
    ]


def test_nothing_that_was_closed_is_open(pieces: dict[str, wxr.Piece]) -> None:
    statuses = {key: piece.item.status for key, piece in pieces.items()}
    assert statuses == {
        "post:10": "usable",
        "post:11": "draft",
        "post:12": "withheld",
        "post:13": "withheld",
        "post:14": "withheld",
        "post:15": "usable",
        "post:16": "usable",
    }
    assert pieces["post:11"].item.published_at is None
    assert pieces["post:12"].item.extra["wordpress:private"] == "yes"
    assert pieces["post:13"].item.extra["wordpress:protected"] == "password"
    assert "secret" not in repr(pieces["post:13"])


def test_what_is_planned_appears_at_its_time(pieces: dict[str, wxr.Piece]) -> None:
    planned = pieces["post:14"].item
    assert (planned.publish_at, planned.published_at) == (datetime(2026, 12, 1, 5, tzinfo=UTC), None)


def test_a_page_stays_a_page_and_knows_the_one_above(pieces: dict[str, wxr.Piece]) -> None:
    page = pieces["post:15"]
    assert (page.item.item_type, page.item.slug) == ("page", "über-uns")
    assert page.item.published_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert page.item.extra["wordpress:parent"] == "post:9"
    assert page.item.extra["wordpress:order"] == "2"
    assert [lost.what for lost in page.lost] == ["shortcode [timetable], kept as text"]


def test_a_piece_without_a_title_gets_one(pieces: dict[str, wxr.Piece]) -> None:
    first_words = "We report from the port since the year in which the first ferry sailed over to …"
    assert pieces["post:15"].item.headline == first_words
    assert pieces["post:15"].item.extra["wordpress:untitled"] == "yes"
    assert pieces["post:16"].item.headline == "post:16"


def test_a_picture_in_a_headline_is_named_as_lost() -> None:
    source = FIXTURE.read_text(encoding="utf-8")
    at = source.index("<title>", source.index("<item>")) + len("<title>")
    title = "<![CDATA[Ferry <img src='/ship.png' alt='ship'> sails]]>"
    changed = source[:at] + title + source[source.index("</title>", at) :]
    first = next(record for record in wxr.load(BytesIO(changed.encode())) if isinstance(record, wxr.Piece))
    assert first.item.headline == "Ferry sails"
    assert ("picture or player in the headline", "Ferry <img src='/ship.png' alt='ship'> sails") in [
        (lost.what, lost.excerpt) for lost in first.lost
    ]


def test_markup_in_an_excerpt_is_named_as_lost(pieces: dict[str, wxr.Piece]) -> None:
    assert pieces["post:16"].item.standfirst == "Big"
    assert [lost.what for lost in pieces["post:16"].lost] == ["script", "markup in the excerpt"]


def test_a_lead_that_is_not_in_the_export_keeps_its_number(pieces: dict[str, wxr.Piece]) -> None:
    assert pieces["post:16"].item.lead == n.Picture(photo=n.Photo(key="attachment:404"))


def test_comments_stand_beneath_what_they_answer(ferry: wxr.Piece, records: list[wxr.Record]) -> None:
    first, spam = ferry.comments
    assert (first.author, first.text, first.email, first.network_address) == (
        "Cem",
        "At <b>last</b>!",
        "cem@reader.example",
        "192.0.2.1",
    )
    (second,) = first.replies
    assert (second.text, second.user, second.replies[0].text) == ("Yes.", "1", "Indeed.")
    assert second.replies[0].meta == {"rating": "5"}
    assert (spam.approved, spam.parent) == ("spam", "77")
    (quay, _, _) = (record for record in records if isinstance(record, wxr.Attachment))
    assert quay.comments[0].text == "Nice."


def test_files_that_are_no_pictures_have_no_photo(records: list[wxr.Record]) -> None:
    _, tide, timetable = (record for record in records if isinstance(record, wxr.Attachment))
    assert (timetable.type, timetable.photo) == ("application/pdf", None)
    assert (tide.url, tide.old_addresses) == ("https://old.example/wp-content/uploads/2026/11/tide.png", ())


def test_what_does_not_come_along_says_why(records: list[wxr.Record]) -> None:
    skipped = [record for record in records if isinstance(record, wxr.Skipped)]
    assert [(record.kind, record.key, record.reason) for record in skipped] == [
        ("nav_menu_item", "post:30", "Menus are made of the sections here."),
        ("revision", "post:31", "It is an old version."),
        ("post", "post:32", "It lay in the bin."),
        ("boat", "post:https://old.example/?boat=1", "“boat” is a type of a plug-in, which has no counterpart here."),
    ]


def test_without_a_library_pictures_keep_their_numbers_and_addresses() -> None:
    with FIXTURE.open("rb") as stream:
        ferry = next(record for record in wxr.load(stream) if isinstance(record, wxr.Piece))
    assert ferry.item.lead == n.Picture(photo=n.Photo(key="attachment:20"))
    (gallery,) = [block for block in ferry.item.body if isinstance(block, n.Gallery)]
    assert [picture.photo.key for picture in gallery.pictures] == ["attachment:20", "attachment:21"]
    assert gallery.pictures[0].photo.renditions[0].href.endswith("quay-300x200.jpg")


def test_the_same_export_gives_the_same_records_twice(records: list[wxr.Record]) -> None:
    with FIXTURE.open("rb") as stream:
        shelf = wxr.Shelf(record for record in records if isinstance(record, wxr.Attachment))
        assert list(wxr.load(stream, library=shelf)) == records
    assert Counter(map(type, records))[wxr.Piece] == 7
