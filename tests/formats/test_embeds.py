"""Players are built from identifiers of known providers; whatever else there is stays a link."""

# ruff: noqa: E501 (addresses are read best in one piece)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.formats.embeds import recognise

UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
SECRET = "0a1b2c3d4e"
TRACK = "4uLU6hMCjMI75M1A2tKUQC"
FB_PLAYER = "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2F"
OSM = "https://www.openstreetmap.org/export/embed.html?bbox="


@pytest.mark.parametrize(
    ("url", "provider", "src"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "youtube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("//youtu.be/dQw4w9WgXcQ?t=1m30s", "youtube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=90"),
        ("http://m.youtube.com/shorts/dQw4w9WgXcQ/", "youtube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtube.com/embed/dQw4w9WgXcQ?start=12", "youtube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=12"),
        ("https://youtube.com/watch?v=dQw4w9WgXcQ&t=hhh", "youtube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtube.com/playlist?list=PL1234567890ab", "youtube", "https://www.youtube-nocookie.com/embed/videoseries?list=PL1234567890ab"),
        ("https://www.youtube.com/embed/videoseries?list=PL1234567890ab", "youtube", "https://www.youtube-nocookie.com/embed/videoseries?list=PL1234567890ab"),
        ("https://vimeo.com/76979871", "vimeo", "https://player.vimeo.com/video/76979871?dnt=1"),
        (f"https://vimeo.com/76979871/{SECRET}", "vimeo", f"https://player.vimeo.com/video/76979871?dnt=1&h={SECRET}"),
        (f"https://player.vimeo.com/video/76979871?h={SECRET}", "vimeo", f"https://player.vimeo.com/video/76979871?dnt=1&h={SECRET}"),
        ("https://www.dailymotion.com/video/x8abcd1", "dailymotion", "https://geo.dailymotion.com/player.html?video=x8abcd1"),
        ("https://dai.ly/x8abcd1", "dailymotion", "https://geo.dailymotion.com/player.html?video=x8abcd1"),
        ("https://geo.dailymotion.com/player.html?video=x8abcd1", "dailymotion", "https://geo.dailymotion.com/player.html?video=x8abcd1"),
        ("https://soundcloud.com/port/harbour-noise", "soundcloud", "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fport%2Fharbour-noise"),
        ("https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/293", "soundcloud", "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F293"),
        (f"https://open.spotify.com/intl-de/track/{TRACK}?si=x", "spotify", f"https://open.spotify.com/embed/track/{TRACK}"),
        (f"https://open.spotify.com/album/{TRACK}", "spotify", f"https://open.spotify.com/embed/album/{TRACK}"),
        ("https://www.tiktok.com/@port.town/video/7106594312292453675", "tiktok", "https://www.tiktok.com/player/v1/7106594312292453675"),
        ("https://www.tiktok.com/embed/v2/7106594312292453675", "tiktok", "https://www.tiktok.com/player/v1/7106594312292453675"),
        ("https://twitter.com/port/status/20?s=20", "x", "https://platform.twitter.com/embed/Tweet.html?id=20&dnt=true"),
        ("https://x.com/i/web/status/20", "x", "https://platform.twitter.com/embed/Tweet.html?id=20&dnt=true"),
        ("https://www.instagram.com/p/BsOGulcndj-/", "instagram", "https://www.instagram.com/p/BsOGulcndj-/embed/"),
        ("https://www.instagram.com/port/reel/BsOGulcndj-/embed/captioned/", "instagram", "https://www.instagram.com/reel/BsOGulcndj-/embed/"),
        ("https://www.facebook.com/port/videos/storm/10153231379946729/", "facebook", FB_PLAYER + "watch%2F%3Fv%3D10153231379946729"),
        ("https://www.facebook.com/watch/?v=10153231379946729", "facebook", FB_PLAYER + "watch%2F%3Fv%3D10153231379946729"),
        (FB_PLAYER + "port%2Fvideos%2F10153231379946729%2F", "facebook", FB_PLAYER + "watch%2F%3Fv%3D10153231379946729"),
        ("https://www.openstreetmap.org/#map=8/54.5/10.25", "openstreetmap", OSM + "8.84375%2C53.79688%2C11.65625%2C55.20312&layer=mapnik"),
        ("https://www.openstreetmap.org/?mlat=54.5&mlon=10.25#map=8/54.5/10.25", "openstreetmap", OSM + "8.84375%2C53.79688%2C11.65625%2C55.20312&layer=mapnik&marker=54.5%2C10.25"),
        (OSM + "10,54,11,55&layer=cyclemap&marker=54.5,10.5", "openstreetmap", OSM + "10%2C54%2C11%2C55&layer=mapnik&marker=54.5%2C10.5"),
        (f"https://video.port.example/videos/watch/{UUID}", "peertube", f"https://video.port.example/videos/embed/{UUID}"),
        ("https://www.video.example/w/kkGMgK9ZtnKfYAgnEtQxbv", "peertube", "https://www.video.example/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv"),
        ("https://social.example/@port/109612104811129202", "mastodon", "https://social.example/@port/109612104811129202/embed"),
        ("https://social.example/users/port/statuses/109612104811129202", "mastodon", "https://social.example/@port/109612104811129202/embed"),
    ],
)  # fmt: skip
def test_a_known_address_gets_a_player_built_from_its_identifier(url: str, provider: str, src: str) -> None:
    player = recognise(url)
    assert player is not None
    assert (player.provider, player.src) == (provider, src)
    assert bool(player.ratio) != bool(player.height)
    assert recognise(player.url) == player


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dQw4w9WgXcQ",
        "/watch?v=dQw4w9WgXcQ",
        "javascript:alert(1)//www.youtube.com/watch?v=dQw4w9WgXcQ",
        "data:text/html,<script>",
        "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://user:word@www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com:8443/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com\\@evil.example/watch?v=dQw4w9WgXcQ",
        "https:\\\\www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://evilyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtubе.com/watch?v=dQw4w9WgXcQ",  # a Cyrillic letter
        'https://www.youtube.com/watch?v=dQw4w9WgXcQ" onload="x',
        "https://www.youtube.com/watch?v=dQw4w9WgXc",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ%22",
        "https://www.youtube.com/embed/<script>",
        "https://www.youtube.com/@porttown",
        "https://www.youtube.com/feed/playlist?list=PL1234567890ab",
        "https://www.youtube.com/playlist?list=short",
        " https://youtu.be/dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ\n",
        "https://youtu.be/" + "x" * 3000,
        "https://[::1/x",
        "https://[::1]/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://127.0.0.1/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://2130706433/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://0x7f.0x1/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://localhost/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://printer.local/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://video.example./w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://-video.example/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://social.example/@port@other.example/109612104811129202",
        "https://social.example/@port",
        "https://vimeo.com/about",
        "https://www.dailymotion.com/about",
        "https://soundcloud.com/port",
        "https://w.soundcloud.com/player/?url=https%3A//evil.example/a/b",
        "https://w.soundcloud.com/player/",
        "https://open.spotify.com/user/port",
        "https://www.tiktok.com/@port",
        "https://x.com/port",
        "https://www.instagram.com/port/",
        "https://www.facebook.com/port/posts/12345",
        "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fevil.example%2Fwatch%2F%3Fv%3D12345",
        "https://www.facebook.com/plugins/video.php",
        "https://www.openstreetmap.org/copyright",
        "https://www.openstreetmap.org/export/embed.html?bbox=1,2,3",
        "https://www.openstreetmap.org/export/embed.html?bbox=11,54,10,55",
        "https://evil.example/",
    ],
)
def test_any_other_address_stays_a_link(url: str) -> None:
    assert recognise(url) is None


_parts = st.sampled_from(
    [
        "https://",
        "http:",
        "//",
        "www.youtube.com",
        "youtu.be",
        "/",
        "@",
        "\\",
        ":",
        "watch?v=",
        "dQw4w9WgXcQ",
        "#",
        "%",
        "\t",
        "é",
    ]
)


@given(st.lists(_parts | st.text(max_size=5), max_size=9).map("".join))
def test_a_player_never_leaves_its_provider(url: str) -> None:
    player = recognise(url)
    if player and player.provider == "youtube":
        assert player.src.startswith("https://www.youtube-nocookie.com/embed/")
    assert player is None or not set(player.src) & set("\"'<>\\ \n")
