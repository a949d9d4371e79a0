"""Which addresses of other sites may be shown in a page, and by which player.

A page never shows HTML that a provider sent.  The player's address is built
here from the identifier alone, which must have the exact form that the
provider uses; everything else stays a plain link.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit

_LONGEST_ADDRESS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Something from elsewhere that a reader may choose to load.

    ``provider`` is its short name (``youtube``), ``name`` the one for readers,
    ``url`` the address of the page over there and ``src`` that of the player
    for a sandboxed frame.  A video has a ``ratio`` (width by height); whatever
    has none is shown ``height`` CSS pixels high.
    """

    provider: str
    name: str
    id: str
    url: str
    src: str
    ratio: float = 0.0
    height: int = 0


def recognise(url: str) -> Player | None:
    """The player for an address, or None when the address is to stay a link."""
    parts = _safe_parts(url)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if host in _PROVIDERS:
        return _PROVIDERS[host](parts)
    return _fediverse(parts, host) if _is_public_name(host) else None


def _safe_parts(url: str) -> SplitResult | None:
    """The parts of an address that can be read in one way only."""
    url = "https:" + url if url.startswith("//") else url
    if len(url) > _LONGEST_ADDRESS or not re.fullmatch(r"https?://[!-~]+", url, re.IGNORECASE) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if re.fullmatch(r"[A-Za-z0-9.-]+", parts.netloc) else None


def _is_public_name(host: str) -> bool:
    """Whether a host is a name below a public domain: no number, no name of the house."""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1] in {"localhost", "local", "internal", "lan", "home", "onion", "arpa", "test"}:
        return False
    if not all(re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", label) for label in labels):
        return False
    return not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1])


def _query(parts: SplitResult, name: str, pattern: str) -> str:
    """The first value of a query parameter, when it has the form that is asked for."""
    value = parse_qs(parts.query).get(name, [""])[0]
    return value if re.fullmatch(pattern, value) else ""


def _youtube(parts: SplitResult) -> Player | None:
    found = re.fullmatch(r"/(?:embed/|shorts/|live/|v/)?([\w-]{11})/?", parts.path, re.ASCII)
    short = parts.hostname == "youtu.be" or (found and parts.path.count("/") > 1)
    key = found[1] if found and short else _query(parts, "v", r"[A-Za-z0-9_-]{11}")
    if not key or key == "videoseries":
        return _youtube_list(parts)
    start = _seconds(_query(parts, "t", r"[0-9hms]{1,12}") or _query(parts, "start", r"[0-9]{1,6}"))
    return Player(
        provider="youtube", name="YouTube", id=key, ratio=16 / 9,
        url=f"https://www.youtube.com/watch?v={key}" + (f"&t={start}" if start else ""),
        src=f"https://www.youtube-nocookie.com/embed/{key}" + (f"?start={start}" if start else ""),
    )  # fmt: skip


def _youtube_list(parts: SplitResult) -> Player | None:
    key = _query(parts, "list", r"[A-Za-z0-9_-]{12,64}")
    if not key or parts.path not in {"/playlist", "/embed/videoseries"}:
        return None
    return Player(
        provider="youtube", name="YouTube", id=key, ratio=16 / 9,
        url=f"https://www.youtube.com/playlist?list={key}",
        src=f"https://www.youtube-nocookie.com/embed/videoseries?list={key}",
    )  # fmt: skip


def _seconds(text: str) -> int:
    """Seconds in ``90``, ``90s`` or ``1h2m3s``; 0 for what is no such time."""
    found = re.fullmatch(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?", text, re.ASCII)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def _vimeo(parts: SplitResult) -> Player | None:
    place = r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?"
    found = re.fullmatch(rf"{place}(\d{{5,12}})(?:/([0-9a-f]{{8,12}}))?/?", parts.path, re.ASCII)
    if not found:
        return None
    key, secret = found[1], found[2] or _query(parts, "h", r"[0-9a-f]{8,12}")
    return Player(
        provider="vimeo", name="Vimeo", id=key, ratio=16 / 9,
        url=f"https://vimeo.com/{key}" + (f"/{secret}" if secret else ""),
        src=f"https://player.vimeo.com/video/{key}?dnt=1" + (f"&h={secret}" if secret else ""),
    )  # fmt: skip


def _dailymotion(parts: SplitResult) -> Player | None:
    short = parts.hostname == "dai.ly"
    found = re.fullmatch(r"/([a-z0-9]{5,10})" if short else r"/(?:embed/)?video/([a-z0-9]{5,10})", parts.path)
    key = found[1] if found else _query(parts, "video", r"[a-z0-9]{5,10}") if parts.path == "/player.html" else ""
    if not key:
        return None
    return Player(
        provider="dailymotion", name="Dailymotion", id=key, ratio=16 / 9,
        url=f"https://www.dailymotion.com/video/{key}",
        src=f"https://geo.dailymotion.com/player.html?video={key}",
    )  # fmt: skip


def _soundcloud(parts: SplitResult) -> Player | None:
    inner = urlsplit(_query(parts, "url", r"https?://[!-~]{1,300}")) if parts.hostname == "w.soundcloud.com" else parts
    if inner.netloc not in {"soundcloud.com", "www.soundcloud.com", "m.soundcloud.com", "api.soundcloud.com"}:
        return None
    found = re.fullmatch(r"/([\w-]+/(?:sets/)?[\w-]+)/?", inner.path, re.ASCII)
    if not found:
        return None
    host = "api.soundcloud.com" if inner.netloc.startswith("api.") else "soundcloud.com"
    url = f"https://{host}/{found[1]}"
    return Player(
        provider="soundcloud", name="SoundCloud", id=found[1], height=166, url=url,
        src=f"https://w.soundcloud.com/player/?{urlencode({'url': url})}",
    )  # fmt: skip


def _spotify(parts: SplitResult) -> Player | None:
    kinds = "track|album|episode|show|playlist|artist"
    found = re.fullmatch(rf"/(?:intl-[a-z]{{2}}/|embed/)?({kinds})/([A-Za-z0-9]{{22}})", parts.path)
    if not found:
        return None
    key = f"{found[1]}/{found[2]}"
    return Player(
        provider="spotify", name="Spotify", id=key, height=152 if found[1] in {"track", "episode"} else 352,
        url=f"https://open.spotify.com/{key}", src=f"https://open.spotify.com/embed/{key}",
    )  # fmt: skip


def _tiktok(parts: SplitResult) -> Player | None:
    found = re.fullmatch(r"/(?:(@[\w.-]{0,32})/video|embed/v2|player/v1)/(\d{15,21})/?", parts.path, re.ASCII)
    if not found:
        return None
    return Player(
        provider="tiktok", name="TikTok", id=found[2], ratio=9 / 16,
        url=f"https://www.tiktok.com/{found[1] or '@'}/video/{found[2]}",
        src=f"https://www.tiktok.com/player/v1/{found[2]}",
    )  # fmt: skip


def _x(parts: SplitResult) -> Player | None:
    found = re.fullmatch(r"/(\w{1,20}|i/web)/status(?:es)?/(\d{2,20})/?", parts.path, re.ASCII)
    if not found:
        return None
    return Player(
        provider="x", name="X", id=found[2], height=500,
        url=f"https://x.com/{found[1]}/status/{found[2]}",
        src=f"https://platform.twitter.com/embed/Tweet.html?id={found[2]}&dnt=true",
    )  # fmt: skip


def _instagram(parts: SplitResult) -> Player | None:
    form = r"/(?:[\w.]{1,30}/)?(p|reel|tv)/([\w-]{5,40})(?:/embed(?:/captioned)?)?/?"
    found = re.fullmatch(form, parts.path, re.ASCII)
    if not found:
        return None
    url = f"https://www.instagram.com/{found[1]}/{found[2]}/"
    return Player(provider="instagram", name="Instagram", id=found[2], height=600, url=url, src=f"{url}embed/")


def _facebook(parts: SplitResult) -> Player | None:
    if parts.path == "/plugins/video.php":
        inner = _safe_parts(_query(parts, "href", r"https://[!-~]{1,300}"))
        return _facebook_video(inner) if inner and inner.netloc in {"www.facebook.com", "facebook.com"} else None
    return _facebook_video(parts)


def _facebook_video(parts: SplitResult) -> Player | None:
    found = re.fullmatch(r"/[\w.-]{1,60}/videos/(?:[\w%.-]{1,120}/)?(\d{5,20})/?", parts.path, re.ASCII)
    key = found[1] if found else _query(parts, "v", r"[0-9]{5,20}") if parts.path in {"/watch", "/watch/"} else ""
    if not key:
        return None
    url = f"https://www.facebook.com/watch/?v={key}"
    return Player(
        provider="facebook", name="Facebook", id=key, ratio=16 / 9, url=url,
        src=f"https://www.facebook.com/plugins/video.php?{urlencode({'href': url})}",
    )  # fmt: skip


def _openstreetmap(parts: SplitResult) -> Player | None:
    box = _query(parts, "bbox", r"-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}")
    if parts.path == "/export/embed.html" and box:
        marker = _query(parts, "marker", r"-?\d+(\.\d+)?,-?\d+(\.\d+)?")
        return _map([float(side) for side in box.split(",")], marker)
    view = re.fullmatch(r"map=(\d{1,2})/(-?\d{1,2}(?:\.\d+)?)/(-?\d{1,3}(?:\.\d+)?)", parts.fragment, re.ASCII)
    if parts.path != "/" or not view:
        return None
    lat, lon, half = float(view[2]), float(view[3]), 360 / 2 ** int(view[1])
    pin = [_query(parts, name, r"-?\d{1,3}(\.\d+)?") for name in ("mlat", "mlon")]
    return _map([lon - half, lat - half / 2, lon + half, lat + half / 2], ",".join(pin) if all(pin) else "")


def _map(box: list[float], marker: str) -> Player | None:
    west, south, east, north = box
    if not (-360 <= west < east <= 360 and -90 <= south < north <= 90):
        return None
    corners = ",".join(f"{side:.5f}".rstrip("0").rstrip(".") for side in box)
    src = f"https://www.openstreetmap.org/export/embed.html?bbox={quote(corners)}&layer=mapnik"
    src += f"&marker={quote(marker)}" if marker else ""
    return Player(provider="openstreetmap", name="OpenStreetMap", id=corners, url=src, src=src, ratio=4 / 3)


def _fediverse(parts: SplitResult, host: str) -> Player | None:
    """PeerTube and Mastodon run under any name, so that their form of path must do."""
    host = parts.hostname or host
    video_form = r"/(?:w|videos/watch|videos/embed)/([0-9a-f-]{36}|[1-9A-HJ-NP-Za-km-z]{22})"
    post_form = r"/(?:@([\w.-]{1,64})|users/([\w.-]{1,64})/statuses)/(\d{5,24})(?:/embed)?"
    if video := re.fullmatch(video_form, parts.path):
        return Player(
            provider="peertube", name=f"PeerTube ({host})", id=video[1], ratio=16 / 9,
            url=f"https://{host}/videos/watch/{video[1]}", src=f"https://{host}/videos/embed/{video[1]}",
        )  # fmt: skip
    if post := re.fullmatch(post_form, parts.path, re.ASCII):
        url = f"https://{host}/@{post[1] or post[2]}/{post[3]}"
        return Player(
            provider="mastodon", name=f"Mastodon ({host})", id=post[3], height=400, url=url, src=f"{url}/embed"
        )
    return None


_PROVIDERS: dict[str, Callable[[SplitResult], Player | None]] = {
    **dict.fromkeys(
        ("youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com", "youtu.be"), _youtube
    ),
    **dict.fromkeys(("vimeo.com", "player.vimeo.com"), _vimeo),
    **dict.fromkeys(("dailymotion.com", "geo.dailymotion.com", "dai.ly"), _dailymotion),
    **dict.fromkeys(("soundcloud.com", "m.soundcloud.com", "w.soundcloud.com", "api.soundcloud.com"), _soundcloud),
    "open.spotify.com": _spotify,
    **dict.fromkeys(("tiktok.com", "m.tiktok.com"), _tiktok),
    **dict.fromkeys(("twitter.com", "mobile.twitter.com", "x.com", "mobile.x.com"), _x),
    "instagram.com": _instagram,
    **dict.fromkeys(("facebook.com", "m.facebook.com", "web.facebook.com"), _facebook),
    "openstreetmap.org": _openstreetmap,
}
