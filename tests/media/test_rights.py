"""Rights metadata: read from what comes in, written into what goes out."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from depesche.media import darkroom, rights
from depesche.media.rights import iim as iim_reader
from depesche.media.rights import xmp as xmp_reader
from depesche.media.rights.record import Rights, composed_credit, day, tidy

from .pictures import iim

FULL = Rights(
    creator="Ineke Dorn, Jannes Bruhn",
    credit="© Nordbild 2026 / Ineke Dorn",
    source="Nordbild",
    copyright_notice="© 2026 Nordbild, all rights reserved",
    usage_terms="Editorial use until the end of 2027",
    web_statement="https://nordbild.example/rights",
    licence="https://creativecommons.org/licenses/by/4.0/",
    licence_ends_on=date(2027, 12, 31),
    headline="Dawn",
    caption="The “Ebba” leaves the old harbour; ميناء",
    alt="A ferry between two piers",
    extended="A white ferry with two funnels, seen from the mole.",
    sublocation="Old harbour",
    city="Norderhaven",
    country="Germany",
    taken_on=date(2026, 11, 20),
    digital_source="digitalCapture",
    data_mining="DMI-PROHIBITED-GENAIMLTRAINING",
)

# As other programs write it: some properties as attributes, a structure, several languages, two descriptions.
FOREIGN = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Nordbild"
 photoshop:DateCreated="2026-11-20T07:14:00+01:00" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 plus:LicenseEndDate="2027-06-30">
 <plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorURL>https://nordbild.example/buy
 </plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>
 <plus:ImageSupplier><rdf:Seq><rdf:li plus:ImageSupplierName="Nordbild GmbH"/></rdf:Seq></plus:ImageSupplier>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:cc="http://creativecommons.org/ns#">
 <dc:creator><rdf:Seq><rdf:li>Ineke Dorn</rdf:li></rdf:Seq></dc:creator>
 <dc:description><rdf:Alt><rdf:li xml:lang="de">Hafen</rdf:li><rdf:li xml:lang="x-default">Harbour</rdf:li></rdf:Alt>
 </dc:description>
 <dc:subject><rdf:Bag><rdf:li>ferry</rdf:li><rdf:li>harbour</rdf:li><rdf:li>ferry</rdf:li></rdf:Bag></dc:subject>
 <Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource">
  <Iptc4xmpExt:City>Norderhaven</Iptc4xmpExt:City><Iptc4xmpExt:CountryName>Germany</Iptc4xmpExt:CountryName>
 </rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>
 <cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def found(**blocks: object) -> darkroom.Inspection:
    return darkroom.Inspection("image/jpeg", 10, 10, **blocks)  # type: ignore[arg-type]


def test_what_is_written_is_read_again() -> None:
    assert xmp_reader.read(rights.write(FULL).encode()) == FULL


@given(st.builds(Rights, credit=st.text(), copyright_notice=st.text(), caption=st.text(), alt=st.text(max_size=5000)))
def test_any_text_makes_a_packet_that_says_the_same(said: Rights) -> None:
    read = xmp_reader.read(rights.write(said).encode())
    assert read.caption == tidy(tidy(said.caption)[:2000])
    assert read.alt == tidy(tidy(said.alt)[:2000])


def test_an_independent_program_reads_our_packet(tmp_path: Path) -> None:
    path = tmp_path / "a.jpeg"
    Image.new("RGB", (10, 10)).save(path, "JPEG", xmp=rights.write(FULL).encode())
    read = json.loads(subprocess.check_output(["exiftool", "-j", "-XMP:all", "-charset", "utf8", path]))[0]
    assert read["Creator"] == ["Ineke Dorn", "Jannes Bruhn"]
    assert read["Credit"] == FULL.credit
    assert read["Rights"] == FULL.copyright_notice
    assert read["UsageTerms"] == FULL.usage_terms
    assert read["WebStatement"] == FULL.web_statement
    assert read["Description"] == FULL.caption
    assert read["AltTextAccessibility"] == FULL.alt
    assert read["ExtDescrAccessibility"] == FULL.extended
    assert read["LicenseEndDate"] == "2027:12:31"
    assert read["Marked"] is True
    assert "digitalCapture" in read["DigitalSourceType"] or read["DigitalSourceType"].startswith("Original digital")
    assert read["DataMining"].endswith("DMI-PROHIBITED-GENAIMLTRAINING")


def test_the_ways_in_which_other_programs_write_are_understood() -> None:
    read = xmp_reader.read(FOREIGN.encode())
    assert read.creator == "Ineke Dorn"
    assert read.credit == "Nordbild"
    assert read.source == "Nordbild GmbH"
    assert read.caption == "Harbour"  # the default language, wherever it stands
    assert read.keywords == ("ferry", "harbour")
    assert read.place == "Norderhaven, Germany"
    assert read.licensor_url == "https://nordbild.example/buy"
    assert read.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert (read.taken_on, read.year) == (date(2026, 11, 20), 2026)
    assert read.licence_ends_on == date(2027, 6, 30)


def test_a_packet_in_another_encoding_and_with_padding_is_read() -> None:
    assert xmp_reader.read(FOREIGN.encode("utf-16")).creator == "Ineke Dorn"
    assert xmp_reader.read(FOREIGN.encode() + b"\x00 \n" * 1000).creator == "Ineke Dorn"


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"<x:xmpmeta",
        b"\xff\xfe\x00",
        b"<?xml version='1.0' encoding='no-such'?><a/>",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        ("<a>" * 100_000).encode(),
        b"<a>" + b"x" * 300_000 + b"</a>",
        b"<a/>",
    ],
)
def test_a_broken_or_hostile_packet_says_nothing_and_harms_nobody(packet: bytes) -> None:
    assert xmp_reader.read(packet) == Rights()


def test_iim_is_read_in_each_of_its_encodings() -> None:
    latin = iim((2, 80, "Jürgen Groß".encode("cp1252")), (2, 120, "Straße".encode("latin-1")))
    announced = iim((1, 90, b"\x1b%G"), (2, 80, "Jürgen Groß".encode()), (2, 120, "Straße".encode()))
    assert iim_reader.read(latin) == iim_reader.read(announced) == Rights(creator="Jürgen Groß", caption="Straße")
    assert iim_reader.read(iim((1, 90, b"\x1b%G"), (2, 80, b"J\xfcrgen"))).creator == "J�rgen"


def test_every_iim_field_that_we_know_is_read() -> None:
    read = iim_reader.read(
        iim(
            (2, 5, b"Title"), (2, 25, b"ferry"), (2, 25, b"harbour"), (2, 40, b"Note"), (2, 55, b"20261120"),
            (2, 80, b"Ineke Dorn"), (2, 80, b"Jannes Bruhn"), (2, 90, b"Norderhaven"), (2, 92, b"Old harbour"),
            (2, 95, b"Lower Saxony"), (2, 101, b"Germany"), (2, 103, b"job 7"), (2, 105, b"Dawn"),
            (2, 110, b"Nordbild"),
            (2, 115, b"Source"), (2, 116, b"(c) 2026"), (2, 120, b"Caption"),
        )
    )  # fmt: skip
    assert read == Rights(
        title="Title", keywords=("ferry", "harbour"), instructions="Note", taken_on=date(2026, 11, 20),
        creator="Ineke Dorn, Jannes Bruhn", city="Norderhaven", sublocation="Old harbour", region="Lower Saxony",
        country="Germany", job="job 7", headline="Dawn", credit="Nordbild", source="Source",
        copyright_notice="(c) 2026", caption="Caption",
    )  # fmt: skip
    assert read.place == "Old harbour, Norderhaven, Lower Saxony, Germany"


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"\x1c",
        b"nothing of the kind",
        iim((2, 80, b"Ineke"))[:-2],  # cut off
        b"\x1c\x02\x50\x80\x04\xff\xff\xff\xff",  # a size of four gigabytes
        b"\x1c\x02\x50\xff\xff",
    ],
)
def test_a_broken_block_says_nothing(block: bytes) -> None:
    assert iim_reader.read(block) == Rights()


def test_a_long_iim_field_is_read() -> None:
    assert iim_reader.read(b"\x1c\x02\x78\x80\x04" + (7).to_bytes(4, "big") + b"Caption").caption == "Caption"


@given(st.binary(max_size=400))
def test_no_block_whatsoever_raises(block: bytes) -> None:
    iim_reader.read(b"\x1c\x02" + block)
    xmp_reader.read(block)


def test_xmp_wins_over_iim_and_iim_over_exif() -> None:
    read = rights.read(
        found(
            xmp=rights.write(Rights(creator="from XMP")).encode(),
            iim=iim((2, 80, b"from IIM"), (2, 120, b"caption from IIM")),
            exif={
                "artist": "from EXIF",
                "description": "OLYMPUS",
                "copyright": "(c) EXIF",
                "taken": "2025:03:04 05:06:07",
            },
        )
    )
    assert (read.creator, read.caption) == ("from XMP", "caption from IIM")
    assert (read.copyright_notice, read.taken_on) == ("(c) EXIF", date(2025, 3, 4))


def test_a_file_that_says_nothing_gives_nothing() -> None:
    assert rights.read(found()) == Rights()
    assert rights.write(Rights()).count("rdf:li") == 0


@pytest.mark.parametrize(
    ("known", "line"),
    [
        ({"agency": "Nordbild", "photographer": "Ineke Dorn", "year": 2026}, "© Nordbild 2026 / Ineke Dorn"),
        ({"agency": "Nordbild", "photographer": "", "year": 2026}, "© Nordbild 2026"),
        ({"agency": "", "photographer": "Ineke Dorn", "year": None}, "© Ineke Dorn"),
        ({"agency": "Ineke Dorn", "photographer": "Ineke Dorn", "year": None}, "© Ineke Dorn"),
        ({"agency": "", "photographer": "", "year": 2026, "notice": "© the museum\nall rights"}, "© the museum"),
        ({"agency": "", "photographer": "", "year": 2026}, ""),
    ],
)
def test_a_credit_line_is_made_of_what_is_known(known: dict[str, object], line: str) -> None:
    assert composed_credit(**known) == line  # type: ignore[arg-type]


def test_the_files_own_credit_stands_as_it_is() -> None:
    assert Rights(credit="Nordbild/Dorn", source="Nordbild").credit_line() == "Nordbild/Dorn"
    assert Rights(source="Nordbild", taken_on=date(2026, 1, 1)).credit_line() == "© Nordbild 2026"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20T07:14:00+01:00", date(2026, 11, 20)),
        ("2026:11:20 07:14:00", date(2026, 11, 20)),
        ("20261120", date(2026, 11, 20)),
        ("2026-13-40", None),
        ("2026-11", None),
        ("yesterday", None),
    ],
)
def test_days_are_read_in_each_of_their_forms(text: str, expected: date | None) -> None:
    assert day(text) == expected
