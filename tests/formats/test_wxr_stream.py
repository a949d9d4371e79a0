"""A file that is broken, foreign or hostile ends with one clear sentence, and what was good before it is kept."""

# ruff: noqa: E501 (a source and what is said of it are read best side by side)

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.formats import wxr
from depesche.formats.malformed import Malformed
from depesche.formats.wxr.repair import repaired
from depesche.formats.wxr.stream import elements

ROOT = Path(__file__).parents[2]
HEAD = (
    '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Port</title><wp:wxr_version>1.2</wp:wxr_version>'
)
TAIL = "</channel></rss>"


def post(number: int, title: str = "Ferry", more: str = "") -> str:
    return f"<item><title>{title}</title><wp:post_id>{number}</wp:post_id>{more}</item>"


def read(source: str | bytes, largest: int = 20_000_000) -> tuple[list[str], str]:
    """Headlines and reasons that came, and the complaint in the end."""
    stream = io.BytesIO(source if isinstance(source, bytes) else source.encode())
    found: list[str] = []
    try:
        for record in wxr.load(stream, largest=largest):
            if isinstance(record, wxr.Piece):
                found.append(record.item.headline)
            elif isinstance(record, wxr.Skipped):
                found.append(record.reason)
    except Malformed as complaint:
        return found, str(complaint)
    return found, ""


def test_a_good_file_ends_without_complaint() -> None:
    assert read(HEAD + post(1) + TAIL) == (["Ferry"], "")


def test_a_file_without_records_still_has_its_site() -> None:
    (site,) = wxr.load(io.BytesIO((HEAD + TAIL).encode()))
    assert isinstance(site, wxr.Site)
    assert site.title == "Port"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("", "The file is empty."),
        (" \n ", "The file is empty."),
        ("Dear editors,", "Line 1: This is not an XML file (syntax error)."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Line 1: The file is not written in the encoding that it declares."),
        ("PK\3\4\0\0", "This is a compressed file; unpack it first."),
        (b"\x1f\x8b\x08\0", "This is a compressed file; unpack it first."),
        ("PK is how we begin", "Line 1: This is not an XML file (syntax error)."),
        ("<html><body>No</body></html>", "Line 1: This is not an export of WordPress: it begins with <html>."),
        ("<rss><channel><title>Feed</title><item></item></channel></rss>", "Line 1: This is no export of WordPress: the version of its format (wxr_version) is missing."),
        ("<rss><channel/></rss>", "This is no export of WordPress: the version of its format (wxr_version) is missing."),
        (HEAD.replace("1.2</wp:wxr", "one</wp:wxr") + "\n" + post(1) + TAIL, "Line 2: This is no export of WordPress: the version of its format (wxr_version) is missing."),
        ('<?xml version="1.0" encoding="klingon"?>' + HEAD + TAIL, "Line 1: The file declares the encoding “klingon”, which is not known here."),
        ('<?xml version="1.0" encoding="rot13"?>' + HEAD + TAIL, "Line 1: The file declares the encoding “rot13”, which is not known here."),
        ("\n\n" + HEAD + "\n<item><title>Fähre".replace("ä", "\xe4") + "x", None),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_is_refused(source: str | bytes, complaint: str | None) -> None:
    found, said = read(source)
    assert found == []
    assert said == complaint or (complaint is None and "cut off" in said)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss>",
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
    ],
)
def test_a_document_type_is_refused_before_it_is_read(doctype: str) -> None:
    found, complaint = read(f'<?xml version="1.0"?>\n{doctype}\n' + HEAD + post(1, "&c;") + TAIL)
    assert found == []
    assert complaint == "Line 2: The file declares a document type, which no export does; it was not read."


def test_an_entity_that_nobody_declared_is_read_as_it_is_written() -> None:
    assert read(HEAD + post(1, "&secret; &c;") + TAIL) == (["&secret; &c;"], "")


def test_what_is_complete_in_a_cut_off_file_is_kept() -> None:
    found, complaint = read((HEAD + "\n" + post(1, "One") + "\n" + post(2, "Two") + "\n" + post(3, "Three"))[:-30])
    assert found == ["One", "Two"]
    assert complaint == "Line 4: The file ends before the export is complete; it was probably cut off on its way."


@given(st.integers(0, 400), st.data())
def test_wherever_a_file_is_cut_off_the_good_part_comes_and_then_one_sentence(at: int, data: st.DataObject) -> None:
    whole = (HEAD + post(1, "Fähre &amp; <![CDATA[x]]>") + "<!-- c -->" + post(2) + TAIL).encode()
    found, complaint = read(whole[: min(at, len(whole) - 1)])
    assert found == ["Fähre & x", "Ferry"][: len(found)]
    assert complaint.count(".") >= 1
    assert "\n" not in complaint


def test_broken_xml_in_the_middle_keeps_what_came_before() -> None:
    found, complaint = read(HEAD + post(1) + "\n<item><title>5 < 6</title></item>" + TAIL)
    assert found == ["Ferry"]
    assert complaint == "Line 2: The XML of the file is broken here (not well-formed (invalid token))."


def test_wrong_nesting_is_named() -> None:
    assert "mismatched tag" in read(HEAD + "<item><title></item></title>" + TAIL)[1]


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("iso-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("UTF-16", "utf-16"),
    ],
)
def test_every_usual_encoding_is_read(declared: str, codec: str) -> None:
    source = f'<?xml version="1.0" encoding="{declared}"?>{HEAD}{post(1, "Fähre")}{TAIL}'
    assert read(source.encode(codec)) == (["Fähre"], "")


@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252", "koi8-r"])
def test_utf8_that_claims_to_be_something_smaller_is_refused_before_it_is_misread(declared: str) -> None:
    source = f'<?xml version="1.0" encoding="{declared}"?>{HEAD}{post(1, "Fähren über den großen Fluß")}{TAIL}'
    assert "but is written in UTF-8" in read(source.encode())[1]


def test_an_encoding_that_is_not_the_declared_one_is_named_with_its_line() -> None:
    source = (HEAD + post(1) + "\n" + post(2, "Fähre") + TAIL).encode("latin-1")
    assert read(source)[1] == "Line 2: The file is not written in the encoding that it declares."


def test_a_character_that_lies_across_two_chunks_is_read() -> None:
    source = HEAD + post(1, "x" * 65_400 + "ä" * 300) + TAIL
    assert read(source)[0][0].endswith("ä" * 300)


def test_space_and_marks_before_the_file_do_no_harm() -> None:
    assert read("\ufeff \n\n" + '<?xml version="1.0"?>' + HEAD + post(1) + TAIL) == (["Ferry"], "")


def test_control_characters_are_left_out() -> None:
    assert read(HEAD + post(1, "Fer\x0bry\x08") + TAIL) == (["Ferry"], "")


def test_a_hole_in_the_file_is_no_text() -> None:
    assert "invalid token" in read(HEAD + post(1, "Fer\0ry") + TAIL)[1]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("R&D", "R&D"),
        ("a?b=1&c=2", "a?b=1&c=2"),
        ("&amp; &lt;b&gt; &quot;", '& <b> "'),
        ("Caf&eacute;&nbsp;&hellip;", "Café …"),
        ("&#228;&#xE4;&#8;&#x110000;", "ää"),
        ("&AMP;&LT;", "&<"),
        ("<![CDATA[R&amp;D &nbsp;x]]>", "R&D x"),
        ("<!-- & -->x", "x"),
        ("<![CDATA[a <![CDATA[ b ]]]]><![CDATA[> c]]>", "a <![CDATA[ b ]]> c"),
    ],
)
def test_small_damage_is_repaired(written: str, read_as: str) -> None:
    (element,) = (
        each
        for each in elements(io.BytesIO((HEAD + post(1, written) + TAIL).encode()), largest=9999)
        if each.name == "item"
    )
    found, complaint = read(HEAD + post(1, written) + TAIL)
    assert complaint == ""
    if "&lt;b" not in written and "LT" not in written:
        assert found == [read_as.replace("\u00a0", " ")]
    assert element.text("title").replace("\u00a0", " ") in {read_as, "R&amp;D &nbsp;x"}


_damage = st.lists(
    st.sampled_from(
        ["&", "&amp;", "&eacute;", "&#228;", "<![CDATA[", "]]>", "<!--", "-->", "<", "x", "&#8;", ";", "]"]
    ),
    max_size=14,
)


@given(_damage.map("".join), st.lists(st.integers(1, 6), max_size=12))
def test_repair_does_not_depend_on_where_chunks_end(text: str, sizes: list[int]) -> None:
    def chunks() -> Iterator[str]:
        at = 0
        for size in sizes:
            yield text[at : at + size]
            at += size
        yield text[at:]

    assert "".join(repaired(chunks())) == "".join(repaired([text]))


@pytest.mark.parametrize(
    "head",
    [
        '<rss xmlns:wordpress="http://wordpress.org/export/1.1/"><channel><wordpress:wxr_version>1.1</wordpress:wxr_version>',
        "<rss><channel><wp:wxr_version>1.0</wp:wxr_version>",
        '<rss><channel xmlns:w="https://wordpress.org/export/1.2/"><w:wxr_version>1.2</w:wxr_version>',
        '<rss xmlns="http://other.example/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>',
    ],
)
def test_prefixes_mean_what_they_are_declared_as(head: str) -> None:
    prefix = head.split("wxr_version")[0].rpartition("<")[2]
    assert read(f"{head}<item><title>Ferry</title><{prefix}post_id>7</{prefix}post_id></item>{TAIL}") == (["Ferry"], "")
    (item,) = (
        record
        for record in wxr.load(
            io.BytesIO(f"{head}<item><title>T</title><{prefix}post_id>7</{prefix}post_id></item>{TAIL}".encode())
        )
        if isinstance(record, wxr.Piece)
    )
    assert item.item.key == "post:7"


def test_a_namespace_without_prefix_counts_within_a_record() -> None:
    inner = '<post_id xmlns="http://wordpress.org/export/1.2/">7</post_id><x xmlns="http://other.example/"><title>No</title></x>'
    (piece,) = (
        each
        for each in wxr.load(io.BytesIO(f"{HEAD}<item><title>T</title>{inner}</item>{TAIL}".encode()))
        if isinstance(each, wxr.Piece)
    )
    assert (piece.item.key, piece.item.headline) == ("post:7", "T")


def test_nesting_without_measure_is_refused() -> None:
    found, complaint = read(HEAD + post(1) + "<item>" + "<x>" * 100_000)
    assert found == ["Ferry"]
    assert complaint == "Line 1: Elements are nested more than 100 deep, which no export does."


@pytest.mark.parametrize("start", ['<item><title x="', "<item><!-- ", "<?x "])
def test_a_tag_without_end_does_not_fill_the_memory(start: str) -> None:
    found, complaint = read(HEAD + post(1) + start + "y" * 3_000_000)
    assert found == ["Ferry"]
    assert complaint == "Line 1: A single tag or comment is larger than any export has."


def test_a_record_that_is_too_large_is_skipped_and_the_next_one_read() -> None:
    huge = post(2, "Huge", more=f"<content>{'x' * 2_000}</content><wp:post_type>post</wp:post_type>")
    many = post(3, "Many", more="<a/>" * 500)
    found, complaint = read(HEAD + post(1) + huge + many + post(4, "After") + TAIL, largest=1_500)
    assert found == ["Ferry", "It is larger than 1,500 characters.", "It is larger than 1,500 characters.", "After"]
    assert complaint == ""


def test_a_record_that_is_too_large_still_says_which_one_it_is() -> None:
    source = (
        HEAD
        + post(2, "Huge", more=f"<content>{'x' * 2_000}<b>y</b></content>")
        + "<wp:author>"
        + "z" * 2_000
        + "</wp:author>"
        + TAIL
    )
    skipped = [each for each in wxr.load(io.BytesIO(source.encode()), largest=1_500) if isinstance(each, wxr.Skipped)]
    assert [(each.kind, each.key, each.title) for each in skipped] == [("item", "post:2", "Huge"), ("author", "", "")]


def test_attachments_are_found_as_far_as_the_file_is_good() -> None:
    attachment = post(5, more="<wp:post_type>attachment</wp:post_type><guid>https://old.example/a.jpg</guid>")
    shelf = wxr.Shelf(wxr.attachments(io.BytesIO((HEAD + attachment + "<item>").encode())))
    assert shelf.by_id("5") is not None
    assert shelf.by_address("https://cdn.example/a-300x200.jpg") == shelf.by_id("5")
    assert shelf.by_address("https://cdn.example/b.jpg") is None
    assert shelf.by_address("http://[x") is None
    assert shelf.of_post("5") == ()


def test_addresses_that_make_no_sense_do_no_harm() -> None:
    source = HEAD + post(1, more="<link>http://[x</link><guid>http://[y</guid>") + TAIL
    assert read(source) == (["Ferry"], "")


def test_hostile_files_are_read_in_no_time() -> None:
    started = time.monotonic()
    attributes = " ".join(f'a{n}="x"' for n in range(60_000))
    for source in (
        HEAD + f"<item {attributes}/>" + TAIL,
        HEAD + "<item>" + "<a/>" * 200_000 + "</item>" + TAIL,
        HEAD + post(1, "&" * 500_000) + TAIL,
        HEAD + post(1, "<![CDATA[" * 20_000),
        HEAD + "".join(f'<x xmlns:p{n}="http://wordpress.org/export/{n}"/>' for n in range(5_000)) + TAIL,
    ):
        read(source)
    assert time.monotonic() - started < 60


MEMORY = """
import io, resource, sys
sys.path.insert(0, {root!r})
from depesche.formats import wxr

def pieces():
    yield {head!r}.encode()
    filler = b"<item><wp:post_type>boat</wp:post_type><title>x</title><content>" + b"lorem ipsum " * 80_000 + b"</content></item>"
    for number in range({megabytes}):
        yield filler
        yield b"<item><title>Ferry</title><wp:post_id>%d</wp:post_id></item>" % number
    yield {tail!r}.encode()

class Stream(io.RawIOBase):
    def __init__(self):
        self.parts, self.rest = pieces(), b""
    def readable(self):
        return True
    def read(self, size=-1):
        while len(self.rest) < size:
            part = next(self.parts, None)
            if part is None:
                break
            self.rest += part
        given, self.rest = self.rest[:size], self.rest[size:]
        return given

count = sum(1 for record in wxr.load(Stream()))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(megabytes: int) -> tuple[int, int]:
        script = MEMORY.format(root=str(ROOT), head=HEAD, tail=TAIL, megabytes=megabytes)
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
        records, megabytes_of_memory = map(int, done.stdout.split())
        return records, megabytes_of_memory

    few, little = peak(4)
    many, much = peak(200)
    assert (few, many) == (9, 401)
    assert much - little < 20
