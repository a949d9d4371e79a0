"""Words that writing and reading share."""

from __future__ import annotations

from urllib.parse import quote

#: The media type of the body that carries our blocks.
BLOCKS = "application/vnd.depesche.blocks+json"
STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
#: Roles of ``infoSources`` that are names in the byline.
BYLINE_ROLES = ("author", "photos", "translation", "graphics", "agency", "editing")
#: Alternative identifiers (``altIds``) by which text fields of an item travel.
ALT_IDS = {"key": "key", "edition": "edition"}
EXTRA = "extra:"
OLD_ADDRESS = "oldAddress"
CHECKED_ON = "checkedOn"
#: Genres of the IPTC that mean the same as a kind of ours.
GENRES = {
    "analysis": "http://cv.iptc.org/newscodes/genre/Analysis",
    "background": "http://cv.iptc.org/newscodes/genre/Background",
    "opinion": "http://cv.iptc.org/newscodes/genre/Opinion",
    "review": "http://cv.iptc.org/newscodes/genre/Review",
}
_URN = "urn:depesche:"


def uri_of(key: str, uri: str, kind: str) -> str:
    """The identifier of something: its address, or a name made of its key."""
    return uri or f"{_URN}{kind}:{quote(key, safe='')}"


def address_in(uri: str) -> str:
    """The address that an identifier is; empty for one that leads nowhere."""
    return uri if uri.startswith(("http://", "https://")) else ""
