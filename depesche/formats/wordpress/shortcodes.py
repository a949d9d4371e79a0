"""Shortcodes: words in square brackets that WordPress replaces when it shows a post."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from depesche.formats.html import Lost
from depesche.formats.wordpress.pictures import Pictures

_TOKEN = re.compile(r"<[^<>]*>|(\[?)\[(/?)([a-zA-Z][\w-]*)((?:[\s=][^\[\]]*)?)\](\]?)")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|([^\s"']+)""")
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_VERBATIM = re.compile(r"<(/?)(pre|code|script|style|textarea)\b", re.IGNORECASE)


class Shortcodes:
    """Puts HTML in place of the shortcodes that are known; the others stay and are named in ``lost``."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.lost: list[Lost] = []
        self._open: list[tuple[str, str]] = []
        self._closings: dict[str, int] = {}
        self._at: re.Match[str]

    def shown(self, text: str) -> str:
        """The text with what WordPress would have shown."""
        parts: list[str] = []
        at, verbatim = 0, ""
        for found in _TOKEN.finditer(text):
            parts.append(text[at : found.start()])
            at = found.end()
            if found[3] is None:
                parts.append(found[0])
                verbatim = _still_verbatim(verbatim, found[0])
            else:
                parts.append(found[0] if verbatim else self._replaced(found))
        self._open.clear()
        self._closings.clear()
        return "".join([*parts, text[at:]])

    def _replaced(self, found: re.Match[str]) -> str:
        if found[1] and found[5]:
            return found[0][1:-1]  # Written twice, the brackets mean themselves.
        self._at = found
        name = found[3].lower()
        shown = self._closed(name) if found[2] else self._opened(name, attributes(found[4]))
        if shown is None:
            if name not in _WORDS:
                self.lost.append(Lost(f"shortcode [{found[2]}{name}], kept as text", found[0][:120]))
            return _QUOTED.sub(_as_text, found[0])
        return f"{found[1]}{shown}{found[5]}"

    def _opened(self, name: str, given: dict[str, str]) -> str | None:
        maker = _MAKERS.get(name)
        return maker(self, name, given) if maker else None

    def _closed(self, name: str) -> str | None:
        if self._open and self._open[-1][0] == name:
            return self._open.pop()[1]
        return "" if name in _CLOSE_NOTHING else None

    def _is_closed(self) -> bool:
        """Whether the shortcode at hand encloses something."""
        name, text = self._at[3], self._at.string
        if name not in self._closings:
            self._closings[name] = text.rfind(f"[/{name}]")
        return self._closings[name] >= self._at.end()

    def caption(self, name: str, given: dict[str, str]) -> str | None:
        """A picture with its caption, which may stand beside the picture or in an attribute."""
        if not self._is_closed():
            return None
        words = given.get("caption", "")
        self._open.append((name, f"<figcaption>{words}</figcaption></figure>\n\n" if words else "</figure>\n\n"))
        return "\n\n<figure>"

    def gallery(self, name: str, given: dict[str, str]) -> str:
        """A gallery of numbered pictures, or of those that were uploaded to the post."""
        return self._found(name, self.pictures.gallery(given))

    def playlist(self, name: str, given: dict[str, str]) -> str:
        """Several recordings."""
        return self._found(name, self.pictures.recordings(given))

    def player(self, name: str, given: dict[str, str]) -> str | None:
        """A recording or film of the house."""
        address = next(filter(None, (given.get(key, "") for key in _FILES)), "")
        if not address:
            return None
        return f'\n\n<{name} src="{escape(address)}" title="{escape(given.get("title", ""))}"></{name}>\n\n'

    def elsewhere(self, name: str, given: dict[str, str]) -> str | None:
        """Something of another site, by its address or by its number there."""
        said = [value for key, value in given.items() if key in {"0", "url", "src", "href", "id", "v", "video"}]
        address = next((value for value in said if re.match(r"(https?:)?//", value)), "")
        number = next((value for value in said if re.fullmatch(r"[\w-]{2,40}", value)), "")
        if not address and number and name in _BY_NUMBER:
            address = _BY_NUMBER[name].format(number)
        if address:
            return f"\n\n<figure>{escape(address)}</figure>\n\n"
        if self._is_closed():
            self._open.append((name, "</figure>\n\n"))
            return "\n\n<figure>"
        return None

    def _found(self, name: str, shown: str) -> str:
        if not shown:
            self.lost.append(Lost(f"shortcode [{name}] without known files", self._at[0][:120]))
        return f"\n\n{shown}\n\n"


def attributes(text: str) -> dict[str, str]:
    """Attributes by name, and those without a name by their position."""
    plain = re.sub("[“”″„]", '"', unescape(text)).strip().removesuffix("/").removeprefix("=")
    given: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(plain):
        name = found[1].lower() if found[1] else str(sum(key.isdigit() for key in given))
        given[name] = next((part for part in found.groups()[1:] if part is not None), "").strip()
    return given


def _as_text(value: re.Match[str]) -> str:
    """Markup in an attribute of something unknown is no part of the text; it stays readable as it was typed."""
    return value[0].replace("<", "&lt;").replace(">", "&gt;")


def _still_verbatim(verbatim: str, tag: str) -> str:
    found = _VERBATIM.match(tag)
    if not found:
        return verbatim
    name = found[2].lower()
    if found[1]:
        return "" if name == verbatim else verbatim
    return verbatim or name


_MAKERS: dict[str, Callable[[Shortcodes, str, dict[str, str]], str | None]] = {
    **dict.fromkeys(("caption", "wp_caption"), Shortcodes.caption),
    "gallery": Shortcodes.gallery,
    "playlist": Shortcodes.playlist,
    **dict.fromkeys(("audio", "video"), Shortcodes.player),
    **dict.fromkeys(
        (
            "embed", "youtube", "vimeo", "dailymotion", "soundcloud", "spotify", "tweet", "twitter", "instagram",
            "facebook", "tiktok", "googlemaps", "wpvideo", "videopress", "mastodon",
        ),
        Shortcodes.elsewhere,
    ),
}  # fmt: skip
_BY_NUMBER = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "tweet": "https://x.com/i/web/status/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "wpvideo": "https://videopress.com/v/{}",
    "videopress": "https://videopress.com/v/{}",
}
_FILES = ("src", "mp3", "m4a", "ogg", "opus", "wav", "flac", "mp4", "m4v", "webm", "ogv", "0")
_CLOSE_NOTHING = {"audio", "video", "gallery", "playlist", *_BY_NUMBER}
#: Words that editors put in brackets in the middle of a sentence.
_WORDS = {"sic"}
