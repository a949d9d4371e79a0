"""Rights metadata for a finished JPEG: XMP, IPTC-IIM and, for a few, EXIF with an invented position.

After the IPTC Photo Metadata Standard 2025.1, PLUS 2.0 and IIM 4.2.  The same
words stand in XMP and IIM, and the digest that ties them together is kept
(MWG guidelines 2.0), so that no reader has to guess which is right.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.builder import ElementMaker
from PIL import Image

from tools.pressdraw.catalogue import Entry

PREFIXES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
}
XML = "http://www.w3.org/XML/1998/namespace"
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
NO_TRAINING = "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"
TOWN, COUNTRY, COUNTRY_CODE = "Brückhaven", "Deutschland", "DEU"
_rdf = ElementMaker(namespace=PREFIXES["rdf"], nsmap=PREFIXES)


def notice(entry: Entry) -> str:
    return f"© {entry.date.year} {entry.owner.notice}"


def city(entry: Entry) -> str:
    return "Sandöe" if "Sandöe" in entry.place else TOWN


def sublocation(entry: Entry) -> str:
    return entry.place.removesuffix("Sandöe").removesuffix(", ") if "Sandöe" in entry.place else entry.place


def xmp(entry: Entry) -> bytes:
    """The packet; texts in German (the default) and English."""
    about = _rdf.Description({_name("rdf", "about"): ""})
    _list(about, "dc", "creator", "Seq", [entry.maker])
    _list(about, "dc", "subject", "Bag", entry.keywords)
    _texts(about, "dc", "title", {"de": entry.key})
    _texts(about, "dc", "description", entry.caption)
    _texts(about, "dc", "rights", {"de": notice(entry)})
    _texts(about, "xmpRights", "UsageTerms", {"en": entry.owner.terms})
    _texts(about, "Iptc4xmpCore", "AltTextAccessibility", entry.alt)
    _texts(
        about,
        "Iptc4xmpCore",
        "ExtDescrAccessibility",
        {lang: f"{entry.alt[lang]}. {entry.caption[lang]}" for lang in entry.alt},
    )
    for prefix, name, text in _plain(entry):
        if text:
            etree.SubElement(about, _name(prefix, name)).text = text
    _licensor(about, entry)
    _created(about, entry)
    meta = ElementMaker(namespace=PREFIXES["x"], nsmap=PREFIXES).xmpmeta(_rdf.RDF(about))
    body = etree.tostring(meta, encoding="unicode")
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{body}<?xpacket end="w"?>'.encode()


def _plain(entry: Entry) -> Iterator[tuple[str, str, str]]:
    yield "photoshop", "Headline", entry.headline
    yield "photoshop", "Credit", entry.credit
    yield "photoshop", "Source", entry.owner.name
    yield "photoshop", "DateCreated", entry.date.isoformat()
    yield "photoshop", "City", city(entry)
    yield "photoshop", "Country", COUNTRY
    yield "Iptc4xmpCore", "CountryCode", COUNTRY_CODE
    yield "Iptc4xmpCore", "Location", sublocation(entry)
    yield "xmpRights", "Marked", "True"
    yield "xmpRights", "WebStatement", f"{entry.owner.address}/rechte"
    yield "Iptc4xmpExt", "DigitalSourceType", SOURCE_TYPES + entry.source_type
    yield "plus", "Version", "2.0.1"
    yield "plus", "DataMining", NO_TRAINING
    yield "plus", "LicenseEndDate", entry.ends.isoformat() if entry.ends else ""
    yield "xmp", "CreatorTool", "Depesche pressdraw"


def _licensor(about: etree._Element, entry: Entry) -> None:
    parts = _rdf.li({_name("rdf", "parseType"): "Resource"})
    etree.SubElement(parts, _name("plus", "LicensorName")).text = entry.owner.notice
    etree.SubElement(parts, _name("plus", "LicensorURL")).text = f"{entry.owner.address}/bildrechte"
    etree.SubElement(about, _name("plus", "Licensor")).append(_rdf.Seq(parts))
    if entry.owner.licence:
        etree.SubElement(about, _name("cc", "license"), {_name("rdf", "resource"): entry.owner.licence})


def _created(about: etree._Element, entry: Entry) -> None:
    """Where it was made, in the structured way of the newer standard."""
    parts = _rdf.li({_name("rdf", "parseType"): "Resource"})
    for name, text in (("Sublocation", sublocation(entry)), ("City", city(entry)), ("CountryName", COUNTRY)):
        if text:
            etree.SubElement(parts, _name("Iptc4xmpExt", name)).text = text
    etree.SubElement(about, _name("Iptc4xmpExt", "LocationCreated")).append(_rdf.Bag(parts))


def _texts(about: etree._Element, prefix: str, name: str, words: dict[str, str]) -> None:
    """A text by language; the first language is the default too."""
    first = next(iter(words.values()))
    items = [_rdf.li({f"{{{XML}}}lang": lang}, text) for lang, text in [("x-default", first), *words.items()]]
    etree.SubElement(about, _name(prefix, name)).append(_rdf.Alt(*items))


def _list(about: etree._Element, prefix: str, name: str, kind: str, texts: Iterable[str]) -> None:
    etree.SubElement(about, _name(prefix, name)).append(_rdf(kind, *[_rdf.li(text) for text in texts]))


def _name(prefix: str, name: str) -> str:
    return f"{{{PREFIXES[prefix]}}}{name}"


def iim(entry: Entry) -> bytes:
    """The older block, in UTF-8 and in the order of its numbers."""
    sets: list[tuple[int, int, bytes]] = [(1, 90, b"\x1b%G"), (2, 0, b"\x00\x04")]
    words = [(5, entry.key), *((25, word) for word in entry.keywords), (55, f"{entry.date:%Y%m%d}"), (80, entry.maker)]
    words += [(90, city(entry)), (92, sublocation(entry)), (100, COUNTRY_CODE), (101, COUNTRY), (105, entry.headline)]
    words += [(110, entry.credit), (115, entry.owner.name), (116, notice(entry)), (120, entry.caption["de"])]
    sets += [(2, number, text.encode()) for number, text in words if text]
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for record, number, value in sets)


def exif(entry: Entry) -> Image.Exif | None:
    """An invented camera and position, for pictures that show how both are taken away."""
    if entry.gps is None:
        return None
    made = Image.Exif()
    made[0x010F], made[0x0110], made[0x013B] = "Depesche", "Pressdraw", entry.maker
    made[0x8769] = {0xA431: "DEMO-000417", 0xA435: "DEMO-L-0081", 0x9003: f"{entry.date:%Y:%m:%d} 07:30:00"}
    north, east = entry.gps
    made[0x8825] = {1: "N", 2: _degrees(north), 3: "E", 4: _degrees(east)}
    return made


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = value % 1 * 60
    return (float(int(value)), float(int(minutes)), round(minutes % 1 * 60, 2))


def with_iim(jpeg: bytes, block: bytes) -> bytes:
    """The same JPEG with an IIM block in an APP13 segment of its own, behind the segments that stand first."""
    at = 2
    while jpeg[at : at + 2] in (b"\xff\xe0", b"\xff\xe1"):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    body = (
        b"Photoshop 3.0\x00"
        + _resource(0x0404, block)
        + _resource(0x0425, hashlib.md5(block, usedforsecurity=False).digest())
    )
    return jpeg[:at] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + jpeg[at:]


def _resource(number: int, data: bytes) -> bytes:
    padding = b"\x00" * (len(data) % 2)
    return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + padding
