"""Reading the XMP packet of a picture (ISO 16684-1) for its rights."""

from __future__ import annotations

import codecs
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .names import CC, CORE, DATA_MINING, DC, EXT, PHOTOSHOP, PLUS, RDF, RIGHTS, SOURCE_TYPES, XML
from .record import Rights, day, tidy, tidy_all

MAX_BYTES = 256 * 1024


def read(packet: bytes) -> Rights:
    """The rights in a packet; none when it is no XML, carries a document type, or is beyond measure."""
    if len(packet) > MAX_BYTES:
        return Rights()
    if packet[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        packet = packet.decode("utf-16", "replace").encode("utf-8", "replace")
    try:
        root = fromstring(packet.strip(b"\x00 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return Rights()
    return _rights(_Properties(root))


class _Properties:
    """The properties of all descriptions in a packet, written as attributes or as elements."""

    def __init__(self, root: Element) -> None:
        self.descriptions = list(root.iter(f"{{{RDF}}}Description"))

    def all(self, namespace: str, name: str) -> tuple[str, ...]:
        """Each value of a property, in its order."""
        tag = f"{{{namespace}}}{name}"
        found: list[str] = []
        for description in self.descriptions:
            found.append(description.get(tag, ""))
            for element in description.findall(tag):
                found.extend(_values(element))
        return tidy_all(found)

    def one(self, namespace: str, name: str) -> str:
        """The first value of a property, which among languages is the default."""
        return next(iter(self.all(namespace, name)), "")

    def within(self, namespace: str, structure: str, inner_namespace: str, *names: str) -> str:
        """The first of ``names`` that stands inside a structured property."""
        for description in self.descriptions:
            for outer in description.findall(f"{{{namespace}}}{structure}"):
                for element in outer.iter():
                    for tag in (f"{{{inner_namespace}}}{name}" for name in names):
                        value = tidy(element.get(tag, "")) or (element.tag == tag and next(iter(_values(element)), ""))
                        if value:
                            return tidy(value)
        return ""


def _values(element: Element) -> list[str]:
    """The value of a property, or those of its list; of languages the default first."""
    items = list(element.iter(f"{{{RDF}}}li"))
    items.sort(key=lambda item: item.get(f"{{{XML}}}lang", "x-default") != "x-default")
    if items:
        return [item.get(f"{{{RDF}}}resource") or "".join(item.itertext()) for item in items]
    return [element.get(f"{{{RDF}}}resource") or element.text or ""]


def _rights(found: _Properties) -> Rights:
    def located(plain: str, structured: str) -> str:
        """A part of the place: the older flat field, else where it was shown, else where it was made."""
        return (
            found.one(CORE if plain == "Location" else PHOTOSHOP, plain)
            or found.within(EXT, "LocationShown", EXT, structured)
            or found.within(EXT, "LocationCreated", EXT, structured)
        )

    return Rights(
        creator=", ".join(found.all(DC, "creator")),
        credit=found.one(PHOTOSHOP, "Credit"),
        source=found.one(PHOTOSHOP, "Source") or found.within(PLUS, "ImageSupplier", PLUS, "ImageSupplierName"),
        copyright_notice=found.one(DC, "rights"),
        usage_terms=found.one(RIGHTS, "UsageTerms"),
        web_statement=found.one(RIGHTS, "WebStatement"),
        licensor_url=found.within(PLUS, "Licensor", PLUS, "LicensorURL"),
        licence=found.one(CC, "license"),
        licence_ends_on=day(found.one(PLUS, "LicenseEndDate")),
        title=found.one(DC, "title"),
        headline=found.one(PHOTOSHOP, "Headline"),
        caption=found.one(DC, "description"),
        alt=found.one(CORE, "AltTextAccessibility"),
        extended=found.one(CORE, "ExtDescrAccessibility"),
        sublocation=located("Location", "Sublocation"),
        city=located("City", "City"),
        region=located("State", "ProvinceState"),
        country=located("Country", "CountryName"),
        taken_on=day(found.one(PHOTOSHOP, "DateCreated")),
        keywords=found.all(DC, "subject"),
        job=found.one(PHOTOSHOP, "TransmissionReference"),
        instructions=found.one(PHOTOSHOP, "Instructions"),
        digital_source=found.one(EXT, "DigitalSourceType").removeprefix(SOURCE_TYPES),
        data_mining=found.one(PLUS, "DataMining").removeprefix(DATA_MINING),
    )
