"""Writing the XMP packet that each rendition carries.

It says who made the picture and on what terms it is shown, and nothing that
endangers somebody: no position, no serial number, no device.  Removing such
information is forbidden in many places (in Germany § 95c UrhG), and browsers'
users see it when they save the picture.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from lxml.builder import ElementMaker

from . import names
from .names import CC, CORE, DATA_MINING, DC, EXT, PHOTOSHOP, PLUS, RDF, RIGHTS, SOURCE_TYPES, X
from .record import Rights, tidy

PREFIXES = {
    "rdf": RDF,
    "dc": DC,
    "photoshop": PHOTOSHOP,
    "xmpRights": RIGHTS,
    "Iptc4xmpCore": CORE,
    "Iptc4xmpExt": EXT,
    "plus": PLUS,
    "cc": CC,
}
MAX_TEXT = 2000  # a JPEG holds 64 kB of XMP in one piece
_rdf = ElementMaker(namespace=RDF, nsmap=PREFIXES)


def write(rights: Rights) -> str:
    """The packet for ``rights``: the fields that readers, search engines and archives look for."""
    about = _rdf.Description({f"{{{RDF}}}about": ""})
    _list(about, DC, "creator", "Seq", rights.creator.split(", "))
    _language(about, DC, "rights", rights.copyright_notice)
    _language(about, DC, "description", rights.caption)
    _language(about, RIGHTS, "UsageTerms", rights.usage_terms)
    _language(about, CORE, "AltTextAccessibility", rights.alt)
    _language(about, CORE, "ExtDescrAccessibility", rights.extended)
    _plain(about, PHOTOSHOP, "Credit", rights.credit_line())
    _plain(about, PHOTOSHOP, "Source", rights.source)
    _plain(about, PHOTOSHOP, "Headline", rights.headline)
    _plain(about, PHOTOSHOP, "City", rights.city)
    _plain(about, PHOTOSHOP, "Country", rights.country)
    _plain(about, CORE, "Location", rights.sublocation)
    _plain(about, PHOTOSHOP, "DateCreated", rights.taken_on.isoformat() if rights.taken_on else "")
    _plain(about, RIGHTS, "Marked", "True" if rights.copyright_notice or rights.credit_line() else "")
    _plain(about, RIGHTS, "WebStatement", rights.web_statement)
    _plain(about, PLUS, "LicenseEndDate", rights.licence_ends_on.isoformat() if rights.licence_ends_on else "")
    _address(about, CC, "license", rights.licence if rights.licence.startswith("http") else "")
    _plain(about, EXT, "DigitalSourceType", _prefixed(SOURCE_TYPES, rights.digital_source))
    _plain(about, PLUS, "DataMining", _prefixed(DATA_MINING, rights.data_mining))
    meta = ElementMaker(namespace=X, nsmap={"x": X}).xmpmeta(_rdf.RDF(about))
    etree.cleanup_namespaces(meta)
    body = etree.tostring(meta, encoding="unicode")
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{body}<?xpacket end="r"?>'


def _plain(about: etree._Element, namespace: str, name: str, text: str) -> None:
    if text:
        etree.SubElement(about, f"{{{namespace}}}{name}").text = _fit(text)


def _address(about: etree._Element, namespace: str, name: str, address: str) -> None:
    if address:
        etree.SubElement(about, f"{{{namespace}}}{name}", {f"{{{RDF}}}resource": _fit(address)})


def _language(about: etree._Element, namespace: str, name: str, text: str) -> None:
    """A text that XMP keeps by language; ours says only what holds in any."""
    if text:
        item = _rdf.li({f"{{{names.XML}}}lang": "x-default"}, _fit(text))
        etree.SubElement(about, f"{{{namespace}}}{name}").append(_rdf.Alt(item))


def _list(about: etree._Element, namespace: str, name: str, kind: str, texts: Iterable[str]) -> None:
    items = [_rdf.li(_fit(text)) for text in texts if text]
    if items:
        etree.SubElement(about, f"{{{namespace}}}{name}").append(_rdf(kind, *items))


def _fit(text: str) -> str:
    return tidy(text)[:MAX_TEXT]


def _prefixed(vocabulary: str, code: str) -> str:
    return vocabulary + code if code else ""
